"""Pages on offenders and the courts."""
