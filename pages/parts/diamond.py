"""What the page of Diamond Districts needs alone: the verdict, the cohort, curves, boroughs, needs, reach, orders."""

from __future__ import annotations

from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, followed, pictures
from pages.parts.cards import in_a_row
from pages.parts.careful import careful
from pages.parts.findings import block
from pages.parts.frame import chosen
from pages.parts.who import viewer


def cohort() -> Any:
    """The people at the place of the filters, as the edition knows them: sums and shares, and nobody alone."""
    return tp.outcomes.reoffending(chosen().edition, chosen().place.code, viewer=viewer())


@block("The answer")
def opening(found: Any) -> None:
    """The first line: the verdict, or that it is too early; then how sure it is, and what is missing."""
    st.title(tp.words.diamond_headline(found), anchor=False)
    parts = (f"**{tp.words.DIAMOND_QUESTION}**", tp.words.diamond_certainty(found), tp.words.source_line(found))
    st.caption(" ".join(part for part in parts if part))
    if said := tp.words.diamond_missing(found):
        st.info(said, icon=":material/info:")


def cards(found: Any) -> None:
    """How many people, and how many of them reoffended, beside the comparison group."""
    in_a_row(tp.words.diamond_cards(found))


def national(found: Any) -> None:
    """A published national rate, where the edition holds one and the groups have rates: one line, and no comparison."""
    if rate := tp.outcomes.national_rate(found):
        st.caption(tp.words.national_words(rate))


def maturity(found: Any) -> None:
    """How much of each group can be measured: 12 months to offend, and 6 for the court."""
    followed.bars(tp.words.maturity_bars(found))


def built(found: Any) -> None:
    """The cohort built up over time."""
    if found.built.is_empty():
        return
    with careful("the cohort over time"):
        spec = tp.charts.curves(
            found.built,
            title=tp.words.built_title(found),
            unit="people",
            x_words="month",
            along=tp.words.built_along(found),
            chosen="worked with",
            zero=True,
            source=tp.words.source_line(found),
            theme=pictures.theme(),
        )
        pictures.of_method(spec, tp.words.built_words(found), "built", tp.words.built_table(found), found)


def time(found: Any) -> None:
    """How long until the first reoffence, with the numbers still at risk; before it can be told, what people need."""
    if found.verdict is None:
        _needs(found)
        return
    with careful("the time to the first reoffence"):
        told = tp.outcomes.time_to_reoffence(found)
        title, said = tp.words.time_title(told), tp.words.time_words(told)
        if told.curve.is_empty():
            st.header(title, anchor=False)
            st.caption(f"Too few to draw month by month. {said}")
            return
        spec = tp.charts.survival(
            told.curve,
            title=title,
            every=float(2 * told.step if told.step < 3 else told.step),
            chosen=tp.outcomes.PILOT,
            source=tp.words.source_line(found),
            theme=pictures.theme(),
        )
        pictures.of_method(spec, f"{title}. {said}", "time", tp.words.curve_table(told), found)
        st.caption(said)


def parts(found: Any) -> None:
    """How the groups differ by borough and by need."""
    if found.verdict is None:
        return
    with careful("the boroughs and needs"):
        rows = tp.outcomes.parts(found)
        marks, title = tp.words.parts_marks(rows), tp.words.parts_title(rows)
        unit = "Points, worked with less comparison group; below nought: they reoffend less"
        followed.rungs("parts", marks, title, unit, tp.words.parts_table(rows), found, at=0.0, at_words="no difference")


def alike(found: Any) -> None:
    """Whether the groups are alike, and both groups in figures; drawn when it is opened."""
    if found.arms.is_empty():
        return
    more = st.expander("Are the two groups alike, and how much do they offend?", key="groups-alike", on_change="rerun")
    if not more.open:
        return
    with more, careful("the balance of the groups"):
        downloads.of_outcome(tp.words.arms_table(found), "Both groups", "arms", found, tp.words.frequency_words(found))
        told = tp.outcomes.alike(found)
        st.markdown(tp.words.alike_words(told))
        if told.rows.height:
            downloads.of_outcome(tp.words.balance_table(told), tp.words.BALANCE_TITLE, "balance", found)
        ratios = tp.outcomes.time_to_reoffence(found).ratios
        if ratios.height:
            frame = tp.words.ratios_table(tp.outcomes.time_to_reoffence(found))
            downloads.of_outcome(frame, tp.words.RATIOS_TITLE, "ratios", found)


def needs(found: Any) -> None:
    """What people need, and who is helped with it; drawn when it is opened, where it does not stand above."""
    if found.verdict is None:
        return
    more = st.expander("What do they need, and who is helped?", key="needs", on_change="rerun")
    if more.open:
        with more:
            _needs(found)


def _needs(found: Any) -> None:
    if found.arms.is_empty():
        return
    with careful("needs and help"):
        rows = tp.outcomes.needs(found)
        marks, title = tp.words.needs_marks(rows), tp.words.needs_title(rows)
        unit = "Per cent of those worked with"
        followed.rungs("needs-chart", marks, title, unit, tp.words.needs_table(rows), found, at=None, at_words="")


def reach(found: Any) -> None:
    """Who is offered help, who takes it up and who completes it; drawn when it is opened."""
    if found.arms.is_empty():
        return
    more = st.expander("Who is offered help, and who completes it?", key="reach", on_change="rerun")
    if not more.open:
        return
    with more, careful("who is reached"):
        rows = tp.outcomes.reach(found)
        st.markdown(tp.words.reach_words(rows))
        downloads.of_outcome(
            tp.words.reach_table(rows), "By sex, age, ethnicity and disability", "reach-table", found, pinned=True
        )


def orders(found: Any) -> None:
    """How community orders stand; drawn when it is opened."""
    if found.arms.is_empty():
        return
    more = st.expander("Do they keep to their community orders?", key="orders", on_change="rerun")
    if not more.open:
        return
    with more, careful("community orders"):
        rows = tp.outcomes.orders(found)
        downloads.of_outcome(tp.words.orders_table(rows), tp.words.orders_title(rows), "orders-table", found)


def detail(found: Any) -> None:
    """How the figures are made; drawn when it is opened."""
    followed.detail(tp.words.diamond_method(found))
