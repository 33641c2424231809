"""The answers to a question on a scale, as bars that part at the middle answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt

from tp_metrics import words
from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept_by_values
from tp_metrics.charts.palette import PALETTES, Theme, framed, rows
from tp_metrics.charts.pieces import PADDING, foot_axis, names_axis, tips
from tp_metrics.words.numbers import per_cent

if TYPE_CHECKING:
    import polars as pl

    from tp_metrics.results import Result

EXTENT = 176
#: From the best answer to the worst, safe for those who see colours alike: blue, grey in the middle, brown.
SCALES: dict[str, tuple[str, ...]] = {
    "light": ("#123A70", "#2E6DB4", "#9CC3E6", "#D5DAE0", "#F2C595", "#C9711F", "#7A3B00"),
    "dark": ("#9CC3E6", "#5C9BDB", "#2F6DB0", "#5B6672", "#B0743A", "#DE9B58", "#F7CFA3"),
}


def _bars(title: str, found: pl.DataFrame) -> list[dict[str, Any]]:
    """Where each answer's bar begins and ends, in per cent from the middle of the middle answer."""
    shares = found["share"].to_list()
    middle = len(shares) // 2
    left = -(sum(shares[middle + 1 :]) + shares[middle] / 2)
    made = []
    for at in reversed(range(len(shares))):  # the worst stands furthest to the left
        answer = found["answer"][at]
        made.append(
            {
                "question": title,
                "answer": answer.capitalize(),
                "from": left,
                "to": left + shares[at],
                "shown": per_cent(shares[at]),
            }
        )
        left += shares[at]
    return made


@kept_by_values
def answers(shares: Mapping[str, pl.DataFrame], result: Result, *, theme: Theme = "light") -> dict[str, Any]:
    """Bars of every answer to each question, dissatisfied to the left of the middle and satisfied to the right.

    Args:
        shares: by the title of each question, its `answer` and `share` in per cent, the best answer first.
        result: the figure that they belong to, for its window and source.
        theme: the colours.
    """
    palette, title = PALETTES[theme], words.answers_title(shares)
    order = list(shares)
    told = [bar for name, found in shares.items() for bar in _bars(name, found)]
    scale = [answer.capitalize() for answer in next(iter(shares.values()))["answer"]]
    y = alt.Y("question:N", sort=order, axis=names_axis(EXTENT, labelLimit=230))
    said = f"Per cent of those who answered, {words.period(result.figure)}; the middle answer stands on the line."
    axis = foot_axis(said, words.source_line(result), EXTENT, tickCount=6, labelExpr="abs(datum.value)")
    colour = alt.Color(
        "answer:N",
        scale=alt.Scale(domain=scale, range=list(SCALES[theme])),
        legend=alt.Legend(orient="top", title=None, columns=2, labelLimit=260, labelColor=palette.ink),
    )
    bars = Chart(rows(told)).mark_bar(size=20, stroke=palette.edge, strokeWidth=0.5)
    drawn = bars.encode(
        x=alt.X("from:Q", axis=axis),
        x2="to:Q",
        y=y,
        color=colour,
        tooltip=tips(question="Question", answer="Answer", shown="Share"),
    )
    middle = Chart(rows([{"at": 0}])).mark_rule(color=palette.ink, strokeWidth=1).encode(x="at:Q")
    chart = alt.layer(drawn, middle)
    return framed(chart.properties(height=34 * len(order), width="container", padding=PADDING), title, palette)
