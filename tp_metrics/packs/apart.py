"""A document written in every form by a process of its own, so that pages are answered meanwhile as ever.

The process is given the document and nothing else: what its maker may see is in it already. It stands behind the pages
in the queue for the processor, and gives its memory back when it is done; at last it becomes one that sets the sheet
and holds nothing else.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tp_metrics.packs.forms import FILES

if TYPE_CHECKING:
    from tp_metrics.packs.document import Document

#: What the process runs.
WRITING = Path(__file__).with_name("writing.py").resolve()
#: What is large is given back to the system as soon as it is let go, and not kept for what may come: as glibc is told.
GIVEN_BACK = {"MALLOC_MMAP_THRESHOLD_": "262144", "MALLOC_TRIM_THRESHOLD_": "1048576"}
Said = Callable[[float, str], None]


class NotWritten(ValueError):
    """The process ended before it had written a pack: a sentence for who asked, and no fault of the data folder."""


def begun() -> subprocess.Popen[bytes]:
    """The process that will write; it loads what it needs while the document is still being made."""
    command = [sys.executable, "-P", str(WRITING)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | GIVEN_BACK)


def written(process: subprocess.Popen[bytes], document: Document, said: Said) -> dict[str, bytes]:
    """The document's files by form, the same bytes as are written here; `said` is told the share and what is next.

    Raises NotWritten, in a sentence, where the process ended before it was done.
    """
    assert process.stdin
    assert process.stdout
    try:
        with process.stdin as given:
            pickle.dump(document, given, pickle.HIGHEST_PROTOCOL)
        files: dict[str, bytes] = {}
        while len(files) < len(FILES):
            found = pickle.load(process.stdout)
            if isinstance(found, dict):
                files |= found
            else:
                said(*found)
        return {name: files[name] for name in FILES}
    except (OSError, EOFError, pickle.UnpicklingError) as broken:
        ended = process.wait()
        why = "was ended" if ended < 0 else "failed, for a reason that is in the server's log,"
        raise NotWritten(f"The process that writes packs {why} before it was done; ask for the pack again.") from broken
    finally:
        let_go(process)


def let_go(process: subprocess.Popen[bytes]) -> None:
    """End the process, whatever it does."""
    if process.poll() is None:
        process.kill()
    for stream in (process.stdin, process.stdout):
        if stream and not stream.closed:
            try:
                stream.close()
            except OSError:
                continue
    process.wait()
