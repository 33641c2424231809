"""The command line: the same figures and the same checks as on the screen."""

from tp_metrics.cli.app import app, main

__all__ = ["app", "main"]
