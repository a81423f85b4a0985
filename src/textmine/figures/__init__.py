"""Draw a result on a given axis."""
