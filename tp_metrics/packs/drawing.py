"""Charts as SVG, here or in a process of their own: what draws lets nothing else run meanwhile.

Run as a file it draws what it is given and ends. It imports nothing of the project, so that it starts at once.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
#: How wide a chart's plot is drawn, in pixels: with its labels a column of the sheet at the size of the screen's type.
PLOT = 360
#: A chart of nothing, by which what draws makes itself ready.
READY = '{"data": {"values": []}, "mark": "bar"}'
#: Marks that carry a tip on a page and labels that had no room, neither of them seen: a sheet has no tips, is half as
#: large without them, and its text says nothing that cannot be read.
UNSEEN = re.compile(
    r'<path [^>]*(?<!-)\bopacity="0"[^>]*(?:/>|></path>)|<text [^>]*(?<!-)\bopacity="0"[^>]*>[^<]*</text>'
)


def drawn(spec: str) -> str:
    """A chart as SVG, by its specification in JSON, at a column's width and in the house's type."""
    import vl_convert  # what only hands charts over has no need of it, nor of its memory

    chart = json.loads(spec)
    for name in ("usermeta", "autosize"):  # fitted to a width a chart is laid out twice, which costs a quarter more
        chart.pop(name, None)
    dressed = chart | {"config": {**chart.get("config", {}), "font": FONT}, "width": PLOT}
    svg = vl_convert.vegalite_to_svg(dressed, vl_version="6.4", allowed_base_urls=[])
    return UNSEEN.sub("", svg)


@dataclass(frozen=True)
class Drawer:
    """A process that draws charts, and the file that it writes them into: it ends when they are drawn, read or not."""

    process: subprocess.Popen[str]
    charts: IO[str]


def begun() -> Drawer:
    """A process that will draw charts, and makes itself ready meanwhile; `finished` waits for what it was `given`."""
    command = [sys.executable, "-P", str(Path(__file__).resolve())]
    charts = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - `finished` closes it
    return Drawer(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=charts, text=True, encoding="utf-8"), charts)


def given(drawer: Drawer, specs: Sequence[str]) -> None:
    """Give a process the charts that it is to draw: all of them, or none."""
    assert drawer.process.stdin
    json.dump(specs, drawer.process.stdin)  # it reads all before it says anything
    drawer.process.stdin.close()


def finished(drawer: Drawer) -> list[str]:
    """What the process drew, in the order of its specifications; OSError where it ended before it was done."""
    with drawer.charts, drawer.process as process:
        process.wait()
        if process.returncode:
            raise OSError("the process that draws charts ended before it was done")
        drawer.charts.seek(0)
        found: list[str] = json.load(drawer.charts)
    return found


if __name__ == "__main__":
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    drawn(READY)
    json.dump([drawn(one) for one in json.load(sys.stdin)], sys.stdout)
