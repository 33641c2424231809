"""`pack`: a pack of a meeting as a file, for a timer or a person."""

from __future__ import annotations

import fcntl
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tp_metrics import desk
from tp_metrics.cli.viewer import asker, noted

#: How the name of a file ends while it is written.
PART = ".tp-part"


@dataclass(frozen=True)
class Wanted:
    """The words of the command."""

    kind: str
    out: Path
    form: str | None = None
    area: str | None = None
    borough: str | None = None
    edition: str | None = None
    window: str | None = None
    marking: str | None = None
    measure: str | None = None


def write_pack(wanted: Wanted) -> str:
    """Make the pack and put it in place of the file, all or nothing; what was written, as a sentence.

    Raises ValueError, with what there is, for a wrong pack, place, edition or form, and where the ledger cannot be
    opened: a pack without its actions would pass for one that has none.
    """
    from tp_metrics import packs  # what draws takes a second to load
    from tp_metrics.packs.asked import window
    from tp_metrics.results import Selection

    form = wanted.form or wanted.out.suffix.lower().removeprefix(".") or "pdf"
    writer = packs.writer(form)
    if not wanted.out.parent.is_dir():
        raise ValueError(f"{wanted.out.parent} is no folder; make it first")
    if wanted.out.is_dir():
        raise ValueError(f"{wanted.out} is a folder; name a file in it")
    document = packs.pack(
        wanted.kind,
        desk.edition(wanted.edition),
        area=wanted.area,
        borough=wanted.borough,
        measure=wanted.measure,
        selection=Selection(window=window(wanted.window), viewer=asker().scope),
        ledger=desk.book(asker().scope, who=asker().name),
        marking=wanted.marking or packs.MARKING,
    )
    made = writer(document)
    in_place(wanted.out, made)
    noted("export", f"pack {wanted.kind}, {document.subtitle}, {form}")
    return (
        f"{wanted.out}: {document.title}, {document.subtitle}; edition {document.edition}, {len(made) / 1024:,.0f} kB"
    )


def in_place(file: Path, made: bytes) -> None:
    """Put bytes in the place of a file at once: who reads meanwhile has the old file or the new one, whole.

    What a run that was ended had begun beside it is taken away: only a run that is alive holds its lock.
    """
    begun = f".{file.name}."
    for left in file.parent.iterdir():
        if left.name.startswith(begun) and left.name.endswith(PART):
            _let_go(left)
    number, name = tempfile.mkstemp(PART, begun, file.parent)
    try:
        with os.fdopen(number, "wb") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            out.write(made)
            out.flush()
            os.fsync(out.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _let_go(left: Path) -> None:
    """Delete what was begun, unless somebody is writing it."""
    with suppress(OSError), left.open("rb") as begun:
        fcntl.flock(begun, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if left.stat().st_size:  # one without bytes may be made just now, its lock to come
            left.unlink()
