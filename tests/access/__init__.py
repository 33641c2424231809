"""Who may see what, by any door."""
