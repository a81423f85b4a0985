"""Put complaints into issue categories, with a confidence one can trust."""
