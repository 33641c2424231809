"""The catalogue of measures on the screen: one measure's card with its worked example, and the table of all."""

from __future__ import annotations

from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, numerals
from pages.parts.choosing import unknown
from pages.parts.findings import block, called
from pages.parts.taken import along

#: Of the columns of the table of all measures.
WIDTHS = {"Measure": 200, "Theme": 95, "What it is": 365, "Unit": 125, "Good is": 85, "Window": 130, "Id": 145}


def first_line() -> None:
    """How many measures there are and how many the newest edition can answer, as the page's first line."""
    editions = tp.editions()
    every = tp.holdings.counted_words(tp.measures())
    if not editions:
        st.markdown(f"{every} are defined; no edition has figures of them yet.")
        return
    held = tp.holdings.counted_words(tp.holdings.held(editions[0]))
    day = tp.periods.day_text(editions[0].as_at)
    st.markdown(
        f"{every} are defined; the edition as at {day} has figures of {held}.",
        help="A rate is one measure over another, such as offences over residents. Residents and households, which "
        "rates are reckoned by, are counted as neither.",
    )


def choice() -> Any:
    """The measure that is read about; its title stands in the link."""
    ordered = tp.definitions.ordered()
    unknown("definition", [one.title for one in ordered.values()])
    name = st.selectbox(
        "Measure",
        list(ordered),
        format_func=lambda one: ordered[one].title if one in ordered else str(one),
        key="definition",
        bind="query-params",
        width=420,
    )
    return ordered.get(name) or next(iter(ordered.values()))


@block()
def card(measure: Any) -> None:
    """One measure: what it is, why it matters, what is summed, from where, with which caveats, and its example."""
    told = tp.definitions.definition(measure.id)
    called(measure.title)
    words, example = st.columns([3, 2], gap="large")
    with words:
        st.header(measure.title)
        st.markdown(f"{told.says} {measure.why}")
        alt, facts = f"How {measure.title} is defined", _facts(measure, told)
        st.table(facts, border="horizontal", alt=alt)
        along(lambda: tp.packs.stated(alt, facts))
        for caveat in measure.caveats:
            st.caption(caveat)
    with example:
        _example(measure)


def table() -> None:
    """Every measure, one row to each."""
    downloads.table(
        tp.definitions.catalogue_table(),
        f"{tp.holdings.counted_words(tp.measures())}, with what they are reckoned by",
        "Source: the measures' own files, tp_metrics/measures.",
        key="catalogue",
        columns=numerals.widths(WIDTHS),
        lines=2,
        height=420,
    )


def _facts(measure: Any, told: Any) -> dict[str, str]:
    good = {"higher": "Higher is better", "lower": "Lower is better", "neither": "Neither way is better"}
    rows = {
        "What is counted": told.above,
        "Divided by": told.below,
        "Unit": measure.unit,
        "How it is made": told.kind,
        "Which way is good": good[measure.better],
        "Window": f"{measure.window}, where none is chosen, or no figure fits the chosen one",
        "Smallest base": f"{measure.smallest_base}: below it no figure is shown" if measure.smallest_base else "",
        "Small numbers": "counts under five are withheld" if measure.disclosure == "5" else "",
        "Adds to others": "no: these records are counted in other measures too" if measure.overlaps else "",
        "Groups": ", ".join(measure.groups),
        "Sources, in order of preference": "; ".join(told.sources),
        "Reviewed": measure.reviewed,
        "Declared in": told.file,
    }
    return {name: text for name, text in rows.items() if text}


def _example(measure: Any) -> None:
    st.subheader("Worked example, run now", anchor=False)
    if measure.of:
        above, below = (tp.measures()[part].title for part in measure.of)
        st.markdown(f"{above} ÷ {below}{f' × {measure.per:,}' if measure.per > 1 else ''}: see their own examples.")
        return
    if measure.example is None:
        st.caption("This measure is published ready made, and has none.")
        return
    rows, alt = tp.definitions.example_table(measure), f"Records of {measure.title}'s example"
    st.dataframe(rows, hide_index=True, key="example", alt=alt)
    along(lambda: tp.packs.tabled(alt, rows, ""))
    value = tp.definitions.example_value(measure)
    assert value is not None
    unit = "" if measure.unit == "per cent" else f" ({measure.unit})"
    st.markdown(f"These records give **{tp.words.number(value, measure)}**{unit}.")
    if value != measure.example[1]:
        st.error(f"The declaration says {measure.example[1]}: the measure and its example disagree.")
