"""One adapter to a published layout."""
