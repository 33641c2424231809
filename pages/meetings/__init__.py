"""Meetings: when they are, what they read, and what they decided."""
