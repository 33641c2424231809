"""The sheet set by Typst, here or in a process of its own.

Run as a file it sets what it is given and ends. It imports nothing of the project, so that no memory is held but what
Typst needs.
"""

from __future__ import annotations

import os
import pickle
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import Any, NoReturn

TEMPLATE = Path(__file__).with_name("pack.typ")
#: A compiler serves one at a time, and drops what others ask of it meanwhile.
_lock = Lock()


def sheet(told: str, moment: int) -> bytes:
    """The PDF of what is told in JSON, with the date of a moment.

    It is PDF/UA-1, for who does not see it, but where a letter stands in it that no font of the machine has: such a
    text is worth more than the standard.
    """
    import typst

    try:
        return _compiled(told, moment, ["ua-1"])
    except typst.TypstError:
        return _compiled(told, moment, [])


def _compiled(told: str, moment: int, standards: list[str]) -> bytes:
    with _lock:
        made: bytes = compiler().compile(
            format="pdf", sys_inputs={"pack": told}, timestamp=moment, pdf_standards=standards, pdf_tags=True
        )
    return made


@cache
def compiler() -> Any:
    """The compiler of the sheet, which finds the machine's fonts once."""
    import typst  # what becomes the process that sets has no need of it

    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent))


def turned_into(told: str, moment: int) -> NoReturn:
    """Let this process become one that does nothing but set the sheet, and give back all the memory that it held.

    It says what it made where this one would have: on the standard output, pickled, by the form's name.
    """
    with TemporaryFile() as given:
        pickle.dump((told, moment), given)
        given.seek(0)
        os.dup2(given.fileno(), 0)
        os.execv(sys.executable, [sys.executable, "-P", str(Path(__file__).resolve())])


if __name__ == "__main__":
    pickle.dump({"pdf": sheet(*pickle.load(sys.stdin.buffer))}, sys.stdout.buffer)
