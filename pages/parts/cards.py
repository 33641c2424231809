"""The figures of a page as cards: value, change on a year before, and whether that is for better or worse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts.findings import across, block, named

#: So many cards stand in one row; of more, four.
ACROSS = 5
#: What the cards are called in a meeting.
GLANCE = "The figures at a glance"
COLOURS = {"better": "blue", "worse": "orange"}
MEANINGS = {"better": "better", "worse": "worse", "level": "may be chance"}


@block()
def cards(results: Iterable[Any]) -> None:
    """One card to a result that has a figure, under the windows that they are counted over; the others by name."""
    named(GLANCE)
    found = list(results)
    shown = [one for one in found if one.figure.value is not None] or found[:1]
    signals = tp.words.SIGNAL_KEY if any(one.judgement.signal for one in shown) else ""
    if said := " ".join(part for part in (tp.words.windows_line(shown), signals) if part):
        st.caption(said)
    if said := tp.words.cards_note(found):
        st.caption(said)
    # With more in a row their titles would be cut.
    with st.grid(len(shown) if len(shown) <= ACROSS else 4, min_column_width=across(160), gap="xsmall"):
        for result in shown:
            card(result)


def card(result: Any) -> None:
    """A result's own figure, with its change and what that means; a dash, and why, where it is not known."""
    figure, measure = result.figure, result.measure
    meaning = tp.words.verdict(result)
    known = figure.value is not None and figure.change is not None
    said = tp.words.changed(result)
    still = not figure.change or said in ("no change", tp.words.NOT_COMPARABLE)
    arrow = "off" if still else "up" if figure.change > 0 else "down"
    st.metric(
        measure.title,
        tp.words.value(figure, measure),
        said if known else None,
        delta_color=COLOURS.get(meaning, "gray"),
        delta_arrow=arrow,
        delta_description=_description(result, meaning) if known else None,
        help=_help(result),
        border=True,
        height="stretch",
    )


def _description(result: Any, meaning: str) -> str | None:
    said = [MEANINGS.get(meaning, "") if result.figure.change else ""]
    said.append(tp.words.signal_short(result))
    return " · ".join(part for part in said if part) or None


def _help(result: Any) -> str:
    said = tp.words.missing(result) or f"{tp.words.headline(result)}. {tp.words.spread(result)}"
    if result.figure.value is None:
        return f"{said} {result.measure.why}"
    told = (tp.words.change_words(result), tp.words.signal_words(result), tp.words.target_words(result))
    return " ".join((said, *(part for part in told if part), result.measure.why))


@block()
def in_a_row(shown: Any, least: int = 190) -> None:
    """Cards in a row: of each its label, value, the line under it and its help; nothing without any.

    None is narrower than `least` pixels: the others go on in the next row.
    """
    if not shown:
        return
    named(GLANCE)
    with st.grid(len(shown), min_column_width=across(least), gap="xsmall"):
        for label, size, under, words in shown:
            st.metric(
                label, size, under, delta_color="gray", delta_arrow="off", help=words, border=True, height="stretch"
            )
