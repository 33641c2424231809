"""The data folder of the demonstration, for documents of its results."""

from tests.folders import demonstration_folder

__all__ = ["demonstration_folder"]
