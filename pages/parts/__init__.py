"""Drawing blocks of the pages: shared ones, and one file for what a single rich page needs."""
