"""Pages of the Strategic Performance Report."""
