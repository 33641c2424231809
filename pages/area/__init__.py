"""Pages of an area commander."""
