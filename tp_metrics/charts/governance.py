"""Which meeting reports to which, as a diagram in Graphviz's language, which the browser draws without the internet."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tp_metrics.charts.palette import PALETTES, Palette, Theme

if TYPE_CHECKING:
    from tp_metrics.review import Meeting

#: Levels from the top of the diagram to its foot.
RANKS = ("tp", "area", "borough")
WIDTH = 26


def governance(meetings: Sequence[Meeting], *, theme: Theme = "light", across: bool = True) -> str:
    """The meetings as boxes with an arrow from each to the one that it reports to.

    From the left to the highest on the right, or (where it is not drawn `across`) from the foot to the top, as a
    narrow screen needs it.
    """
    palette = PALETTES[theme]
    boxes = [_box(one, palette) for one in meetings]
    known = {one.code for one in meetings}
    arrows = [
        f"  {_quoted(one.code)} -> {_quoted(one.reports_to)};"
        for one in meetings
        if one.reports_to is not None and one.reports_to in known
    ]
    ranks = [_rank(meetings, level) for level in RANKS[1:]]
    font = f'fontname="Helvetica,Arial,sans-serif" fontcolor="{palette.ink}"'
    head = [
        f'graph [rankdir={"LR" if across else "BT"} bgcolor="transparent" nodesep=0.3 ranksep=0.4 margin=0];',
        f'node [shape=box style="rounded,filled" penwidth=1.2 {font} fontsize=13 margin="0.16,0.1"];',
        f'edge [color="{palette.edge}" penwidth=1.4 arrowsize=0.8];',
    ]
    lines = [*(f"  {line}" for line in head), *boxes, *arrows, *ranks]
    return "\n".join(["digraph governance {", *lines, "}"])


def _box(one: Meeting, palette: Palette) -> str:
    said = [*textwrap.wrap(one.name, WIDTH), one.frequency + (", each area" if one.each else "")]
    if one.chair:
        said += textwrap.wrap(f"chair: {one.chair}", WIDTH + 4)
    label = "\\n".join(_escaped(line) for line in said)
    return f'  {_quoted(one.code)} [label="{label}" color="{palette.edge}" fillcolor="{palette.ground}"];'


def _rank(meetings: Sequence[Meeting], level: str) -> str:
    """Meetings of one level that report to the same one stand side by side."""
    groups: dict[str | None, list[str]] = {}
    for one in meetings:
        if one.level == level:
            groups.setdefault(one.reports_to, []).append(_quoted(one.code))
    same = [codes for codes in groups.values() if len(codes) > 1]
    return " ".join(f"  {{rank=same; {'; '.join(codes)};}}" for codes in same)


def _quoted(text: str | None) -> str:
    return f'"{_escaped(text or "")}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
