"""Without root's rights over files: `python -m tests.trust.bound FOLDER PAGE…` opens pages, and says what they say.

A line of JSON to each page: its exceptions, errors, warnings and title. With `--` before words they are a command.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path

APP = Path(__file__).parents[2] / "app.py"
#: Capabilities by which root reads and writes what the mode of a file forbids (CAP_DAC_OVERRIDE and two more).
OVERRIDING = 0b1110
_VERSION = 0x20080522


def bind() -> None:
    """Give up what root may do beyond the modes of files, for this thread and those that it begins."""
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION, 0)
    rights = (ctypes.c_uint32 * 6)()
    if libc.capget(header, rights):
        raise OSError(ctypes.get_errno(), "rights cannot be read")
    for place in (0, 1, 2):
        rights[place] &= ~OVERRIDING
    if libc.capset(header, rights):
        raise OSError(ctypes.get_errno(), "rights cannot be given up")


def opened(page: str) -> dict[str, object]:
    """What a page says."""
    from streamlit.testing.v1 import AppTest

    screen = AppTest.from_file(APP, default_timeout=120)
    screen = screen.switch_page(page).run()
    return {
        "page": page,
        "exceptions": [one.message for one in screen.exception],
        "errors": [one.value for one in screen.error],
        "warnings": [one.value for one in screen.warning],
        "title": [one.value for one in screen.title],
        "text": [one.value for one in screen.text],
    }


def main() -> None:
    """Bind, then open the pages, or run the command."""
    folder, *asked = sys.argv[1:]
    os.environ["TP_DATA"] = folder
    bind()
    if asked[0] == "--":
        from tp_metrics.cli import main as command

        sys.argv = ["tp_metrics", *asked[1:]]
        command()
        return
    for page in asked:
        print(json.dumps(opened(page)))


if __name__ == "__main__":
    main()
