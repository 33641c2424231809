"""Who signed in, imported, published, took figures away or changed the ledger, and when: a line to each, never changed.

The file `audit.jsonl` in the data folder holds a JSON object a line. A line is written whole, at the end, and is on the
disk before the next begins; what a person typed is never part of it.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

LOG = logging.getLogger("tp_metrics.audit")
FILE = "audit.jsonl"
Kind = Literal["sign_in", "sign_out", "import", "publish", "export", "ledger"]
KINDS: tuple[str, ...] = get_args(Kind)
#: The most characters of a field: names of people are e-mail addresses, and what was done is a short sentence.
LONGEST = 300
#: What stands for who where nobody has signed in.
UNKNOWN = "-"


@dataclass(frozen=True)
class Entry:
    """One entry: when (UTC), what kind, who in which role, and what."""

    at: str
    kind: str
    who: str
    role: str
    what: str


def record(kind: str, *, who: str, role: str, what: str, folder: Path | None = None) -> bool:
    """Append an entry to the audit of a data folder, TP_DATA when left out; whether it could be written.

    Safe for threads and processes at once. Where the folder cannot be written to, the entry stands in the server's log
    in its stead: a deed that is done already is not undone by it. Raises ValueError for an unknown kind.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no entry of kind '{kind}' in the audit; there are {', '.join(KINDS)}")
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    entry = Entry(now, kind, _plain(who) or UNKNOWN, _plain(role), _plain(what))
    line = json.dumps(asdict(entry), ensure_ascii=False)
    try:
        _append(file_of(folder), line.encode() + b"\n")
    except OSError as refused:
        LOG.error("the audit cannot be written (%s): %s", refused.strerror or refused, line)
        return False
    return True


def entries(folder: Path | None = None, since: datetime | None = None) -> Iterator[Entry]:
    """The entries of a data folder, the oldest first; with `since` (with its zone) those from then on.

    A line that was cut off, as by a power failure, is passed over, and the log says so.
    """
    path = file_of(folder)
    if not path.is_file():
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            entry = _read(line)
            if entry is None:
                LOG.warning("%s, line %d is no entry and was passed over", path.name, number)
            elif since is None or datetime.fromisoformat(entry.at) >= since:
                yield entry


def file_of(folder: Path | None = None) -> Path:
    """The file of a data folder, TP_DATA when left out."""
    return (folder if folder is not None else Path(os.environ.get("TP_DATA", "data"))) / FILE


def _append(path: Path, line: bytes) -> None:
    """Write a line at the end, whole and on the disk; a line that was cut off before it is ended first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = os.fstat(file).st_size
        cut = size and os.pread(file, 1, size - 1) != b"\n"
        whole = b"\n" + line if cut else line
        if os.write(file, whole) != len(whole):
            raise OSError(None, "the disk is full")
        os.fsync(file)
    finally:
        os.close(file)


def _read(line: bytes) -> Entry | None:
    try:
        found = json.loads(line)
        entry = Entry(**{name: str(found[name]) for name in Entry.__annotations__})
        datetime.fromisoformat(entry.at)
    except (ValueError, KeyError, TypeError):
        return None
    return entry


def _plain(text: str) -> str:
    """A text on one line, without characters that are not printed, cut at its longest."""
    return re.sub(r"\s+", " ", "".join(one if one.isprintable() else " " for one in text)).strip()[:LONGEST]
