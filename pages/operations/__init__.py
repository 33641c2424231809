"""Pages on crime and on the work behind it."""
