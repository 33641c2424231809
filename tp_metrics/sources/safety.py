"""Archives that would do harm when opened: a few bytes that swell to fill the memory."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

from tp_metrics.schema.reading import SourceRefused

#: Text of one line over and over packs a hundredfold; published files pack tenfold, and bombs a thousandfold.
MOST_RATIO = 200

#: Below this many bytes nothing is a bomb, however well it packs.
HARMLESS = 64 * 1024 * 1024

#: More text than this in one table is no month or year of a force: the longest published one has 28 MB.
MOST_TEXT = 128 * 1024 * 1024

#: Nor has a sheet of boroughs or wards more than this: the longest published one has 4 MB.
MOST_SHEET = 32 * 1024 * 1024


def swells(packed: int, unpacked: int) -> bool:
    """Whether so few bytes become so many that the file can only be meant to fill the memory.

    >>> swells(400_000, 400_000_000)
    True
    """
    return unpacked > HARMLESS and unpacked > MOST_RATIO * max(packed, 1)


def refuse_long(name: str, size: int, most: int) -> None:
    """Raise SourceRefused for text of more bytes than any published table of its kind has."""
    if size > most:
        raise SourceRefused(
            f"{name} holds more than {most >> 20} MB of text, more than any published table of its kind; divide it."
        )


def refuse_bomb(path: Path, members: Iterable[zipfile.ZipInfo]) -> None:
    """Raise SourceRefused for a zip that says of itself that a member, or the whole, would swell."""
    members = list(members)
    for member in members:
        if swells(member.compress_size, member.file_size):
            raise SourceRefused(
                f"{path.name} is unsafe: {member.filename} in it would unpack from {member.compress_size:,} to "
                f"{member.file_size:,} bytes."
            )
    size = sum(member.file_size for member in members)
    if swells(path.stat().st_size, size):
        raise SourceRefused(f"{path.name} is unsafe: it would unpack to {size:,} bytes.")
