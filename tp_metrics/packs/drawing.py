"""Charts as SVG, here or in a process of their own: what draws lets nothing else run meanwhile.

Run as a file it draws what it is given and ends. It imports nothing of the project, so that it starts at once.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

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


def begun() -> subprocess.Popen[str]:
    """A process that will draw charts, and makes itself ready meanwhile; `finished` waits for what it was `given`."""
    command = [sys.executable, "-P", str(Path(__file__).resolve())]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")


def given(process: subprocess.Popen[str], specs: Sequence[str]) -> None:
    """Give a process the charts that it is to draw: all of them, or none."""
    assert process.stdin
    json.dump(specs, process.stdin)  # it reads all before it says anything
    process.stdin.close()


def finished(process: subprocess.Popen[str]) -> list[str]:
    """What the process drew, in the order of its specifications; OSError where it ended before it was done."""
    assert process.stdout
    with process:
        said = process.stdout.read()
    if process.returncode:
        raise OSError("the process that draws charts ended before it was done")
    found: list[str] = json.loads(said)
    return found


if __name__ == "__main__":
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    drawn(READY)
    json.dump([drawn(one) for one in json.load(sys.stdin)], sys.stdout)
