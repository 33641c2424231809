"""What the page of value for money needs alone: the costs that can be changed, cost against outcome, the what-ifs."""

from __future__ import annotations

from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import pictures
from pages.parts.careful import careful
from pages.parts.choosing import boroughs, one_of
from pages.parts.downloads import table
from pages.parts.findings import block
from pages.parts.frame import chosen, selection
from pages.parts.productivity import own_name

COSTED = {"officer": "Officer, £ a year", "pcso": "PCSO, £ a year", "staff": "Staff, £ a year"}


def costs() -> Any:
    """The standard costs as the boxes say them, which begin with the reference file's; kept in the link."""
    standard = tp.review.standard_costs(chosen().edition)
    given = {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for role, label in COSTED.items():
            given[role] = st.number_input(
                f"{label} (assumed)",
                min_value=0,
                max_value=500_000,
                value=int(standard.of(role)),
                step=500,
                key=f"cost-{role}",
                bind="query-params",
                width=230,
                help=tp.words.COSTS_ASSUMED,
            )
    return tp.review.Costs(**{role: float(given[role] or 0) for role in COSTED})


@block("The answer")
def opening(found: Any) -> None:
    """The first line: what the place costs and what came of it; and over which window."""
    st.title(tp.words.value_headline(found), anchor=False)
    st.markdown(tp.words.outcomes_words(found))
    st.caption(
        "**What do we pay, and what do Londoners get for it?** "
        f"{tp.words.value_windows(found)}. {tp.words.source_line(found.strengths[0])}"
    )


def beside(found: Any) -> None:
    """The three aims side by side, borough by borough."""
    with careful("the aims side by side"):
        frame = tp.words.value_table(found)
        table(
            frame,
            "Cost, crime and confidence, borough by borough",
            f"{tp.words.COSTS_ASSUMED} {tp.words.source_line(found.strengths[0])}",
            key="aims",
            pinned=True,
            height=420,
            demonstration=found.strengths[0].demonstration,
        )


def against(found: Any) -> None:
    """Change of cost against change of the outcome that is chosen above the picture."""
    name = one_of("outcome", tp.review.OUTCOMES, "The outcome")
    with careful("cost against outcome"):
        outcome = next(one for one in found.results if one.measure.id == name)
        rows = found.boroughs.drop_nulls(["cost_change", f"{name}_change"])
        if rows.height < 3:
            st.caption(tp.words.no_value_quadrant(outcome))
            return
        title = tp.words.value_quadrant_title(found, outcome)
        spec = tp.charts.quadrant(
            rows,
            title=title,
            x="cost_change",
            y=f"{name}_change",
            x_words="change of cost on a year before, per cent",
            y_words=tp.words.change_axis(outcome),
            centre=(0.0, 0.0),
            corners=tp.words.value_corners(outcome),
            chosen=own_name(rows),
            source=tp.words.source_line(outcome),
            theme=pictures.theme(),
        )
        pictures.of_method(spec, f"{rows.height} boroughs. {title}.", "against", tp.words.value_table(found), outcome)
        st.caption(tp.words.NO_CAUSE)


def fewer() -> None:
    """With so many per cent fewer officers, which boroughs would carry more than today's highest?"""
    st.header("What if there were fewer officers?", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        percent = share("Fewer officers, %", "fewer", most=90)
        load = one_of("carries", tp.review.DEMAND, "What each officer carries")
    with careful("the what-if"):
        found = tp.review.fewer(chosen().edition, load, boroughs(), percent)
        if found is None:
            st.caption("This edition has no figures of it by borough.")
            return
        st.markdown(tp.words.fewer_words(found))
        if found.over.height:
            frame, source = tp.words.fewer_table(found), tp.words.source_line(found.load)
            title, made_up = found.load.measure.title, found.load.demonstration
            table(frame, title, source, key="over", pinned=True, demonstration=made_up)


def funding(found: Any, paid_at: Any) -> None:
    """Who pays for officers, PCSOs and staff; and what less of one source would take away."""
    st.header("Who pays, and what if one paid less?", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        percent = share("Less of it, %", "less", most=100)
        source = st.segmented_control(
            "From whom",
            list(tp.words.FUNDING),
            default="grant",
            format_func=_payer,
            key="funding",
            bind="query-params",
            required=True,
            wrap=True,
        )
    with careful("funding"):
        paid = tp.review.funded(chosen().edition, found, paid_at)
        picked = source if source in tp.words.FUNDING else "grant"
        less = tp.review.less_funding(paid, picked, percent)
        st.markdown(tp.words.funding_words(less, picked, percent, chosen().place.label))
        frame = tp.words.funding_table(paid)
        foot = f"Shares and costs are assumptions. {tp.words.source_line(found.strengths[0])}"
        made_up = found.strengths[0].demonstration
        table(frame, "People by who pays for them", foot, key="paid", pinned=True, demonstration=made_up)


def _payer(name: str) -> str:
    """Who pays, as a button says it."""
    said: str = tp.words.FUNDING.get(name, name).removeprefix("the ")
    return said[:1].upper() + said[1:]


def share(label: str, key: str, most: int) -> float:
    """A share in per cent, kept in the link."""
    asked = st.number_input(
        label, min_value=0, max_value=most, value=10, step=1, key=key, bind="query-params", width=150
    )
    return float(asked or 0)


def value(paid_at: Any, asked: Any = None) -> Any:
    """Cost and outcomes of the place that is chosen, or of another selection."""
    return tp.review.value(chosen().edition, asked or selection(), paid_at)
