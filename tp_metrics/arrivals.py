"""Files as they arrive at the desk: what they are, what they would bring, and boundaries put in place."""

from __future__ import annotations

from pathlib import Path

from tp_metrics.desk import store
from tp_metrics.geography.boundaries import Installed, install_boundaries
from tp_metrics.records import sha256
from tp_metrics.schema.reading import Progress, Reading, SourceRefused, silent
from tp_metrics.sources.recognise import head_of

__all__ = ["Installed", "Reading", "SourceRefused", "fingerprint", "install", "is_boundaries", "preview"]


def fingerprint(file: Path) -> str:
    """The SHA-256 of a file, by which the same bytes are known again."""
    return sha256(file)


def is_boundaries(file: Path) -> bool:
    """Whether a file holds shapes rather than records; raises SourceRefused where it cannot be read at all."""
    return head_of(file).kind == "geo"


def preview(file: Path, progress: Progress = silent) -> Reading | None:
    """What a file of records would bring, with its account, and nothing imported; None for a file of boundaries.

    Raises SourceRefused, in one sentence, for a file that is not known or cannot be read.
    """
    return None if is_boundaries(file) else store().read(file, progress=progress)


def install(file: Path, progress: Progress = silent) -> Installed:
    """Put a file of boundaries in place of the indicative ones; raises BoundaryRefused in one sentence."""
    here = store()
    return install_boundaries(file, here.boundaries_folder, progress, override=here.reference_folder)
