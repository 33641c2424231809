"""The steps, oldest first; none is ever changed once it has been released."""
