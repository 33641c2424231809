"""About the figures: where they come from and what they mean."""
