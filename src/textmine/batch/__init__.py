"""Large batches: streamed, stored, distributed."""
