"""What the process does that writes a document in every form: sheets, tables and slides, while charts are drawn beside.

Run as a file it loads nothing of the project but what writes: what makes documents takes a second and half of its
memory.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tp_metrics.packs.document import Document
    from tp_metrics.packs.drawing import Drawer

#: By how much the process stands behind others, as `nice` counts.
BEHIND = 10
#: The forms in the order in which they are written.
ORDER = ("xlsx", "flat", "pptx", "pdf")
ROOT = Path(__file__).resolve().parents[2]
#: The packages whose modules write, or are asked by those that do.
PACKAGES = ("tp_metrics", "tp_metrics.packs", "tp_metrics.words")


def without_front_doors() -> None:
    """Let modules of the packages be loaded without what the packages themselves load: everything there is."""
    for name in PACKAGES:
        package = ModuleType(name)
        package.__path__ = [str(ROOT / name.replace(".", "/"))]
        sys.modules[name] = package


def steps(document: Document, drawer: Drawer) -> Iterator[tuple[float, str] | dict[str, bytes]]:
    """How far the work is, and each form that is written but the last, the PDF, whose charts are drawn meanwhile."""
    from tp_metrics.packs import drawing, pdf
    from tp_metrics.packs.forms import FILES

    specs = pdf.specs(document)
    drawing.given(drawer, specs)
    for number, name in enumerate(ORDER):
        yield number / len(FILES), f"writing {FILES[name].title}"
        if name != "pdf":
            yield {name: FILES[name].write(document)}
    pdf.remember(dict(zip(specs, drawing.finished(drawer), strict=True)))


def main() -> None:
    """Read a document, and say how far it is until its files are written."""
    os.nice(BEHIND)
    given, out = sys.stdin.buffer, sys.stdout.buffer
    from tp_metrics.packs import drawing

    drawer = drawing.begun()
    # While the document is being made:
    from tp_metrics.packs import flat, pdf, pptx, xlsx  # noqa: F401
    from tp_metrics.packs.setting import turned_into

    try:
        document = pickle.load(given)
    except EOFError:  # no document was made
        drawing.given(drawer, ())
        drawing.finished(drawer)
        return
    for step in steps(document, drawer):
        pickle.dump(step, out, pickle.HIGHEST_PROTOCOL)
        out.flush()
    turned_into(*pdf.given(document))


if __name__ == "__main__":
    without_front_doors()
    main()
