"""How fast and how large: measured side by side in one run, as ratios. `make bench` prints the table."""
