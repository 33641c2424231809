"""Tests of places and shapes."""
