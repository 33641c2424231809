"""What the productivity page needs alone: funnel, quadrant, why the load changed, strength, the traps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, pictures, tables
from pages.parts.careful import careful
from pages.parts.choosing import asked, boroughs, one_of, own_borough
from pages.parts.findings import block
from pages.parts.frame import chosen


def own_name(found: Any) -> str | None:
    """The name of the borough to mark, as the rows have it."""
    return pictures.named(found, own_borough())


def funnel(result: Any) -> None:
    """The boroughs by officers and load, within the limits of their usual spread."""
    pictures.funnel(result, "funnel", "officers", own_borough())


def quadrant() -> None:
    """Demand against output over officers, cut at the medians; which of each is chosen above it.

    The first pair of which the edition has both by borough is chosen at first; without any, what it has is said.
    """
    with careful("the quadrant"):
        there = tp.review.pairs(chosen().edition, boroughs())
        if not there:
            _no_quadrant()
            return
        with st.container(horizontal=True):
            demand = one_of("demand", tp.review.DEMAND, "What comes in", there[0][0])
            output = one_of("output", tp.review.OUTPUT, "What comes out", there[0][1])
        found = tp.review.quadrant(chosen().edition, demand, output, boroughs())
        if found is None:
            st.caption("This edition has no figures of both by borough.")
            return
        spec = tp.charts.quadrant(
            found.rows,
            title=tp.words.quadrant_title(found),
            x="demand",
            y="output",
            x_words=found.demand.measure.unit,
            y_words=found.output.measure.unit,
            centre=found.middle,
            corners=tp.words.CORNERS,
            chosen=own_name(found.rows),
            source=tp.words.source_line(found.demand),
            theme=pictures.theme(),
        )
        rows = tp.words.quadrant_table(found)
        pictures.of_method(spec, tp.words.quadrant_alt(found), "quadrant", rows, found.demand)


def _no_quadrant() -> None:
    """What there is of demand and output where none of them can be set against each other."""
    st.header("Demand against output", anchor=False)
    by_borough = [tp.result(one, boroughs()) for one in tp.review.LOADS]
    spoken = [tp.result(one, asked(one)) for one in tp.review.LOADS]
    st.caption(tp.words.no_pair(by_borough, spoken))


def beside(names: Sequence[str]) -> None:
    """Load and strength of every borough in one table, without what the edition does not have by borough."""
    found = [one for one in (tp.result(name, boroughs()) for name in names) if tp.words.known(one)]
    if found:
        tables.side_by_side(found, "load", "Load and strength by borough")


def why(name: str, result: Any) -> None:
    """The change of the load split into what is counted and officers, place by place, adding up."""
    with careful("why it changed"):
        rows = tp.review.shares(chosen().edition, name, boroughs())
        own = tp.review.shares(chosen().edition, name, asked(name)).head(1)
        table(
            tp.words.shares_table(rows, result), tp.words.shares_words(own, result), tp.words.PARTS_HELP, "why", result
        )


def strength(result: Any) -> None:
    """The latest officers against the line of their own three years; borough by borough when it is opened."""
    with careful("officers against their own course"):
        rows = tp.review.strength(chosen().edition, boroughs())
        more = st.expander(tp.words.strength_words(rows), key="course", on_change="rerun")
        if not more.open:
            return
        note = (
            "The line is drawn through the 36 months before; by chance more than 1 month in 20 lies outside its limits."
        )
        with more:
            table(tp.words.strength_table(rows), "Officers against their own course", note, "course-rows", result)


def table(frame: Any, title: str, note: str, key: str, result: Any) -> None:
    """A table with numbers that line up, and the rule by which it is read beside its source."""
    downloads.table(
        frame,
        title,
        f"{note} {tp.words.source_line(result)}",
        key=key,
        columns={"Place": st.column_config.TextColumn(pinned=True, width=145)},
        height=320,
        empty="This edition has no figures of it.",
        demonstration=result.demonstration,
    )


def by_residents(name: str) -> None:
    """What is counted for each 1,000 residents, beside each officer; drawn when it is opened."""
    rate = tp.review.load_rate(name)
    if rate is None:
        return
    both = [tp.result(one, boroughs()) for one in (rate, name)]
    if not tp.words.known(both[0]):
        return
    title = f"{both[0].measure.title}, beside each officer"
    more = st.expander(title, key="residents", on_change="rerun")
    if more.open:
        with more:
            tables.side_by_side(both, "residents-rows", title)


@block("Before you use these figures")
def traps() -> None:
    """What has to be known before these figures are used."""
    st.header("Before you use these figures", anchor=False)
    st.markdown("\n".join(f"- {said}" for said in tp.words.TRAPS))
