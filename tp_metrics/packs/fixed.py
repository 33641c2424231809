"""What makes a file the same each time: texts without what XML cannot hold, and archives with one time throughout."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

#: What no XML can hold: control characters, halves of a pair, and two that are no characters.
UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    r"""The text as XML can hold it: what it cannot becomes the sign for an unknown character.

    >>> plain("a\x07b")
    'a\ufffdb'
    """
    return UNHELD.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def moment(day: date) -> datetime:
    """The moment that a file of an edition bears: the noon of its day, within what an archive can hold."""
    return datetime.combine(max(day, date(1980, 1, 1)), time(12))


def archive(files: dict[str, bytes], day: date) -> bytes:
    """The files in one archive, in their order, all of one moment."""
    made = BytesIO()
    when = moment(day)
    with ZipFile(made, "w", ZIP_DEFLATED) as held:
        for name, content in files.items():
            entry = ZipInfo(name, when.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            held.writestr(entry, content)
    return made.getvalue()


def archived_anew(data: bytes, day: date) -> bytes:
    """An archive with all its files of one moment."""
    with ZipFile(BytesIO(data)) as held:
        return archive({name: held.read(name) for name in held.namelist()}, day)
