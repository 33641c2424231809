"""Whether a file of the data folder is as it was written: there, as long as it was, with an end that can be read."""

from __future__ import annotations

import errno
import hashlib
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import polars as pl

MAGIC = b"PAR1"
#: What is wrong with a file that is as long as it was, with an end that can be read.
OTHER_BYTES = "holds other bytes than were written"
#: What is wrong with a file that nobody has listed; a newer program might read it.
ADDED = "was added later"

#: What stops a program that writes, as the kernel calls it; each in the words of libraries too, which keep no number.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_READ_ONLY = (errno.EROFS,)
_FORBIDDEN = (errno.EACCES, errno.EPERM)


class FileDamaged(ValueError):
    """A part of the data folder is not as it was written; the message says which, and what to do."""


def fault(file: Path, size: int | None = None) -> str:
    """What is wrong with a file, to follow its name in a sentence; empty where nothing is seen.

    Only its length and its end are looked at, which takes microseconds; `size` is how many bytes were written. A file
    that was changed within keeps both: `tampered` reads all of it.
    """
    try:
        about = file.stat()
    except OSError:
        return "is missing"
    if size is not None and about.st_size != size:
        return f"holds {about.st_size:,} bytes where {size:,} were written"
    if file.suffix == ".parquet":
        return _parquet_fault(file, about.st_mtime_ns, about.st_size)
    return "" if about.st_size else "is empty"


def tampered(file: Path, size: int | None, sha256: str) -> str:
    """As `fault`, and whether its bytes are others than were written."""
    if found := fault(file, size):
        return found
    try:
        with file.open("rb") as stream:
            same = hashlib.file_digest(stream, "sha256").hexdigest() == sha256
    except OSError as error:
        return f"cannot be read ({(error.strerror or str(error)).lower()})"
    return "" if same else OTHER_BYTES


def sum_of(manifest: Path) -> Path:
    """The file beside a manifest that holds its SHA-256, from December 2026 on."""
    return manifest.with_suffix(".sha256")


def sound(manifest: Path, content: bytes) -> bool:
    """Whether a manifest's bytes are those of the sum beside it, or none was kept. Raises OSError or ValueError."""
    written = sum_of(manifest)
    return not written.exists() or written.read_text("ascii").strip() == hashlib.sha256(content).hexdigest()


def unusable(error: BaseException) -> str:
    """Why the data folder or a file cannot be read or written, in one sentence for a person.

    >>> unusable(OSError(errno.ENOSPC, "No space left on device", "data/.lock"))
    'The disk is full: what was begun is undone, and nothing else was changed; make room, then do it again.'
    """
    said = " ".join(str(error).split())
    kinds = [numbers for numbers in (_FULL, _READ_ONLY, _FORBIDDEN) if _is(error, said, numbers)]
    named = str(getattr(error, "filename", None) or "")
    # What is half-written and undone again has a name that means nothing to a person.
    where = named if named and "/.tmp-" not in named and "/.new-" not in named else "the data folder"
    if _FULL in kinds:
        return "The disk is full: what was begun is undone, and nothing else was changed; make room, then do it again."
    if _READ_ONLY in kinds:
        return f"Nothing can be written to {where}, as its disk is read-only; nothing was changed."
    if _FORBIDDEN in kinds:
        return f"This program may not use {where}: permission denied; nothing was changed."
    what = (getattr(error, "strerror", None) or said)[:300].lower()
    return f"The data folder or file cannot be used; {where}: {what}."


def _is(error: BaseException, said: str, numbers: tuple[int, ...]) -> bool:
    words = [os.strerror(number).lower() for number in numbers]
    return getattr(error, "errno", None) in numbers or any(one in said.lower() for one in words)


@lru_cache(maxsize=8192)
def _parquet_fault(file: Path, _modified: int, size: int) -> str:
    """A Parquet file ends with its table of contents, the length of that, and four letters."""
    if size < 12:
        return "is cut short"
    try:
        with file.open("rb") as stream:
            stream.seek(-8, 2)
            length, magic = struct.unpack("<I4s", stream.read(8))
    except OSError as error:
        return f"cannot be read ({(error.strerror or str(error)).lower()})"
    return "" if magic == MAGIC and length + 12 <= size else "is cut short or damaged"


@contextmanager
def reading(sentence: str) -> Iterator[None]:
    """Turn what the reader of a damaged file raises into FileDamaged, its panics too, which are no usual exceptions."""
    try:
        yield
    except (pl.exceptions.PolarsError, OSError) as error:
        raise FileDamaged(sentence) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise FileDamaged(sentence) from None
