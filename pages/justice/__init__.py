"""Pages on what Londoners say of their police."""
