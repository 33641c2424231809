"""The packs that were made last, kept in the data folder beside the edition that they are of."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.access import EVERYONE, Scope
from tp_metrics.packs import apart
from tp_metrics.packs.forms import FILES
from tp_metrics.packs.kinds import title

if TYPE_CHECKING:
    from tp_metrics.packs.document import Document

#: So many packs are kept; the oldest gives way.
MOST = 20
ABOUT = "about.json"
#: How the moment of making begins the name of a pack's folder.
STAMP = "%Y%m%dT%H%M%S%f"
#: What is said of a pack beside its scope.
TEXTS = ("kind", "title", "subtitle", "edition", "demonstration", "place", "made_at", "made_by")
#: Only one pack is made at a time: writing it takes a processor and some memory.
_one = Lock()

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Kept:
    """A pack that was made: where it lies, what it is of, when it was made (UTC), by whom, and whom it was made for.

    Who may see less than `scope` does not see the pack.
    """

    folder: Path
    kind: str
    title: str
    subtitle: str
    edition: str
    demonstration: str
    place: str
    made_at: str
    made_by: str
    scope: Scope = EVERYONE

    @property
    def id(self) -> str:
        """The name by which a screen asks for it."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    def file(self, form: str) -> Path:
        """The file of a form."""
        return self.folder / f"{self.stem}.{FILES[form].suffix}"

    @property
    def stem(self) -> str:
        """The name that its files bear, without their ending."""
        mark = "-demonstration" if self.demonstration else ""
        return f"{named(f'{self.kind} {self.place}')}-{named(self.edition)}{mark}"


def named(text: str) -> str:
    """A text as a part of a file's name.

    >>> named('SPR =HYPERLINK("x")')
    'spr-hyperlink-x'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "pack"


def make(
    maker: Callable[[], Document],
    folder: Path,
    *,
    place: str,
    by: str,
    viewer: Scope = EVERYONE,
    progress: Progress = lambda _share, _words: None,
) -> Kept:
    """Make a document, have it written in every form and keep it in the data folder: all of it, or nothing.

    The figures are worked out here, where those of the pages are known, and written by a process of its own.
    Packs are made one after the other, however many people ask. `viewer` is whom the document was made for. Raises what
    `maker` raises, and NotWritten.
    """
    progress(0.0, "waiting for the pack that is being made")
    with _one:
        progress(0.05, "working out the figures")
        writer = apart.begun()
        try:
            document = maker()
            files = apart.written(writer, document, lambda share, said: progress(0.4 + 0.55 * share, said))
        finally:
            apart.let_go(writer)
        found = keep(document, files, folder, place=place, by=by, viewer=viewer)
    progress(1.0, "made")
    return found


def keep(
    document: Document, files: Mapping[str, bytes], folder: Path, *, place: str, by: str, viewer: Scope = EVERYONE
) -> Kept:
    """Put a pack's files where packs are kept: written beside, and moved there when all are whole.

    Keepers of one data folder take turns, so that what one that was ended left behind can be cleared away.
    """
    home = folder / "packs" / document.edition
    home.mkdir(parents=True, exist_ok=True)
    with (folder / "packs" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in (*folder.glob("packs/*/.making-*"), *folder.glob("packs/*/.gone-*")):
            shutil.rmtree(left, ignore_errors=True)
        return _keep(document, files, folder, home, place, by, viewer)


def _keep(
    document: Document, files: Mapping[str, bytes], folder: Path, home: Path, place: str, by: str, viewer: Scope
) -> Kept:
    now = datetime.now(UTC)
    beside = Path(tempfile.mkdtemp(prefix=".making-", dir=home))
    try:
        about = Kept(
            beside, document.kind, document.title, document.subtitle, document.edition, document.demonstration,
            place, now.isoformat(timespec="seconds"), by, viewer,
        )  # fmt: skip
        for form, content in files.items():
            _write(about.file(form), content)
        said = {name: getattr(about, name) for name in TEXTS} | {"scope": _said(viewer)}
        _write(beside / ABOUT, json.dumps(said, ensure_ascii=False, indent=1).encode())
        beside.chmod(0o755)
        there = home / f"{_stamp(folder, now)}-{named(document.kind)}"
        beside.replace(there)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    for old in kept(folder)[MOST:]:
        _let_go(old.folder)
    return _read(there) or about


def _stamp(folder: Path, now: datetime) -> str:
    """The moment by which packs are ordered: later than every other, also after the clock was put back."""
    newest = kept(folder)[:1]
    stamp = f"{now:{STAMP}}"
    if newest and (last := newest[0].folder.name.partition("-")[0]) >= stamp:
        with suppress(ValueError):
            return f"{datetime.strptime(last, STAMP).replace(tzinfo=UTC) + timedelta(microseconds=1):{STAMP}}"
    return stamp


def _write(file: Path, content: bytes) -> None:
    """Write a file and its bytes to the disk."""
    with file.open("xb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def kept(folder: Path, *, viewer: Scope = EVERYONE) -> list[Kept]:
    """The packs that are kept in a data folder, the newest first; what is none is passed over.

    Those that were made for somebody who may see more than the viewer are not among them.
    """
    found = (_read(one.parent) for one in (folder / "packs").glob(f"*/[0-9]*/{ABOUT}"))
    return sorted(
        (one for one in found if one and viewer.covers(one.scope)),
        key=lambda one: (one.folder.name, one.id),
        reverse=True,
    )


def kept_table(packs: Sequence[Kept]) -> pl.DataFrame:
    """The packs that are kept, as a table: what, of which place and edition, when and by whom."""
    rows = [
        (
            title(one.kind),
            one.place,
            one.edition,
            one.demonstration or None,
            one.made_at[:16].replace("T", " "),
            one.made_by or None,
        )
        for one in packs
    ]
    heads = ("Pack", "Place", "Edition", "Data", "Made (UTC)", "By")
    return pl.DataFrame(rows, schema=dict.fromkeys(heads, pl.String), orient="row")


def _read(folder: Path) -> Kept | None:
    with suppress(OSError, ValueError, TypeError, AttributeError, KeyError):
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        return Kept(folder, **{name: str(about[name]) for name in TEXTS}, scope=_scope(about.get("scope")))
    return None


def _said(scope: Scope) -> dict[str, Any]:
    """A scope in JSON's types."""
    places = None if scope.places is None else sorted(scope.places)
    return {"name": scope.name, "places": places, "figures": sorted(scope.figures)}


def _scope(said: Any) -> Scope:
    """The scope that a pack was made for; of one from before there were roles, everything."""
    if said is None:
        return EVERYONE
    places = None if said["places"] is None else frozenset(map(str, said["places"]))
    return Scope(str(said["name"]), places, frozenset(map(str, said["figures"])))


def _let_go(folder: Path) -> None:
    """Take a pack away: out of sight first, so that none is listed with half of its files."""
    with suppress(OSError):
        gone = folder.with_name(f".gone-{folder.name}")
        folder.replace(gone)
        shutil.rmtree(gone, ignore_errors=True)
