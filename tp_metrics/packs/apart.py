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
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tp_metrics.packs.kinds import FILES

if TYPE_CHECKING:
    from tp_metrics.packs.document import Document

#: By how much the process stands behind others, as `nice` counts.
BEHIND = 10
#: The forms in the order in which they are written.
ORDER = ("xlsx", "flat", "pptx", "pdf")
ROOT = Path(__file__).parents[2]
Said = Callable[[float, str], None]


class NotWritten(OSError):
    """The process ended before it had written a pack."""


def begun() -> subprocess.Popen[bytes]:
    """The process that will write; it loads what it needs while the document is still being made."""
    paths = (str(ROOT), os.environ.get("PYTHONPATH", ""))
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    command = [sys.executable, "-P", "-c", "from tp_metrics.packs.apart import main; main()"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=around)


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


def _steps(document: Document, drawer: subprocess.Popen[str]) -> Iterator[tuple[float, str] | dict[str, bytes]]:
    """How far the work is, and each form that is written but the last, the PDF, whose charts are then known.

    Charts are drawn beside the sheets and tables, and not beside the slides: both take a hundred megabytes.
    """
    from tp_metrics.packs import drawing, pdf

    specs = pdf.specs(document)
    drawing.given(drawer, specs)
    for number, name in enumerate(ORDER):
        yield number / len(FILES), f"writing {FILES[name].title}"
        if name == "pptx":
            pdf.remember(dict(zip(specs, drawing.finished(drawer), strict=True)))
        if name != "pdf":
            yield {name: FILES[name].write(document)}


def main() -> None:
    """Read a document, and say how far it is until its files are written."""
    os.nice(BEHIND)
    given, out = sys.stdin.buffer, sys.stdout.buffer
    from tp_metrics.packs import drawing
    from tp_metrics.packs.setting import turned_into

    drawer = drawing.begun()
    # While the document is being made:
    import tp_metrics.packs.pdf
    import tp_metrics.packs.pptx
    import tp_metrics.packs.xlsx

    try:
        document = pickle.load(given)
    except EOFError:  # no document was made
        drawing.given(drawer, ())
        drawing.finished(drawer)
        return
    for step in _steps(document, drawer):
        pickle.dump(step, out, pickle.HIGHEST_PROTOCOL)
        out.flush()
    turned_into(*tp_metrics.packs.pdf.given(document))
