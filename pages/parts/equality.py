"""What the page of equality needs alone: groups, gaps, all questions at once, gaps by year, who is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, pictures
from pages.parts.cards import GLANCE
from pages.parts.careful import careful
from pages.parts.choosing import asked, switch, unknown
from pages.parts.findings import across, block, named
from pages.parts.frame import chosen

CHARACTERISTICS = ("white / BME", "ethnicity", "age band", "sex", "disability")
#: The characteristic whose result holds a pair that is put together from it.
WITHIN = {"white / BME": "ethnicity"}


def question() -> str:
    """The id of the question that is chosen among those of both surveys, kept in the link."""
    names, catalogue = tp.review.ASKED_OF_ALL, tp.measures()
    unknown("asked", [catalogue[name].title for name in names])
    picked = st.selectbox(
        "What was asked",
        names,
        format_func=lambda name: catalogue[name].title if name in catalogue else str(name),
        key="asked",
        bind="query-params",
        width=420,
    )
    return picked if picked in names else names[0]


def all_by_group() -> dict[str, Any]:
    """Each question by every characteristic, at the place and window of the filters."""
    names = tp.review.ASKED_OF_ALL
    alike: dict[Any, list[str]] = {}
    for name in names:
        alike.setdefault(asked(name), []).append(name)
    found = {
        name: one
        for selection, some in alike.items()
        for name, one in zip(some, tp.review.equalities(chosen().edition, some, selection), strict=True)
    }
    return {name: found[name] for name in names}


@block("The answer")
def opening(found: Any) -> None:
    """The first line: the widest gap; then how sure it is, what was pooled, what is withheld, and the source."""
    st.title(tp.words.equality_headline(found), anchor=False)
    parts = ("**Do all groups say the same of their police?**", tp.words.certainty(found))
    st.caption(" ".join(part for part in (*parts, tp.words.source_line(found.answer)) if part))
    groups = tp.words.no_groups(found) if found.rows.is_empty() and found.answer.window else ""
    for said in (tp.words.wider(found.answer), tp.words.missing(found.answer) or groups):
        if said:
            st.info(said, icon=":material/info:")
    if said := " ".join(part for part in (tp.words.pooled_words(found), tp.words.withheld_words(found)) if part):
        st.markdown(said)


@block()
def cards(found: Any) -> None:
    """The gap of each characteristic, the widest where it has several."""
    shown = tp.words.widest(found)
    if not shown:
        return
    named(GLANCE)
    with st.grid(len(shown), min_column_width=across(190), gap="xsmall"):
        for row in shown:
            size, said = tp.words.gap_card(row)
            st.metric(
                tp.words.pair(row),
                size,
                said,
                delta_color="gray",
                delta_arrow="off",
                help=tp.words.EQUALITY_HELP,
                border=True,
                height="stretch",
            )


def levels(found: Any) -> None:
    """Every group's value, held against everyone's."""
    answer = found.answer
    if found.rows.is_empty():
        return
    with careful("the values by group"):
        words = {
            "title": tp.words.levels_title(found),
            "unit": f"Per cent, {tp.words.period(answer.figure)}",
            "at": answer.figure.value,
            "at_words": f"all {tp.words.value(answer.figure, answer.measure)}",
        }
        alt, rows = tp.words.levels_alt(found), tp.words.equality_table(found)
        _rungs(tp.words.groups_marks(found), answer, "levels", alt, rows, **words)


def gaps(found: Any) -> None:
    """The gap of every group, held against nought."""
    if found.rows.is_empty():
        return
    with careful("the gaps between groups"):
        words = {"title": tp.words.gaps_title(found), "unit": "Points above or below those held against; filled: clear"}
        alt, rows = tp.words.gaps_alt(found), tp.words.equality_table(found)
        _rungs(tp.words.gap_marks(found), found.answer, "gaps", alt, rows, **words)


def _rungs(
    marks: Any,
    answer: Any,
    key: str,
    alt: str,
    rows: Any,
    *,
    at: float | None = 0.0,
    at_words: str = "no gap",
    **words: str,
) -> None:
    """A chart of groups with its alternative text and the rows that it draws."""
    source = tp.words.source_line(answer)
    spec = tp.charts.rungs(marks, at=at, at_words=at_words, source=source, theme=pictures.theme(), **words)
    pictures.of_method(spec, alt, key, rows, answer)


def over_all(every: Sequence[Any]) -> None:
    """All questions at once: which gaps stand when they are taken together."""
    with careful("the gaps of all questions"):
        together = tp.review.together(tuple(every))
        st.markdown(tp.words.overview_words(together), help=tp.words.EQUALITY_HELP)
        if not together.found:
            return
        frame = tp.words.overview_table(together)
        sources = " ".join(dict.fromkeys(tp.words.source_line(one.answer) for one in together.found))
        downloads.table(
            frame,
            tp.words.overview_title(together),
            f"{tp.words.GAP_KEY} {sources}",
            key="everything",
            pinned=True,
            demonstration=any(one.answer.demonstration for one in together.found),
        )


def years(found: Any) -> None:
    """The gaps of one characteristic, year by year."""
    if found.rows.is_empty():
        return
    heads = {name: tp.words.head(name) for name in CHARACTERISTICS}
    picked = switch("The gap of which characteristic over the years", heads, "over")
    with careful("the gaps over the years"):
        shown = tp.review.gap_years(chosen().edition, found, picked)
        marks = tp.words.year_marks(shown)
        if not marks:
            st.caption(f"{tp.words.head(picked)}: too few in any one year to say whether the gap moves.")
            return
        words = {"title": tp.words.years_title(shown), "unit": "Points, each year of 12 months; filled: clear"}
        alt, rows = tp.words.years_alt(shown), tp.words.years_table(shown)
        _rungs(marks, found.answer, "years", alt, rows, **words)
        st.caption(tp.words.years_foot(shown))


def sample(found: Any) -> None:
    """Who is missing from the sample, as far as it can be said."""
    if found.rows.is_empty():
        return
    with careful("who is missing from the sample"):
        shown = tp.review.sample(chosen().edition, found)
        st.markdown(tp.words.sample_words(shown))
        frame = tp.words.sample_table(shown)
        downloads.table(
            frame,
            "Who was asked",
            f"{tp.words.NOT_SEEN} {tp.words.source_line(found.answer)}",
            key="sample",
            pinned=True,
            height=330,
            demonstration=found.answer.demonstration,
        )


def table(found: Any) -> None:
    """Every group with its value, whom it is held against, and the gap."""
    if found.rows.is_empty():
        return
    with careful("the table of groups"):
        frame = tp.words.equality_lines(found)
        downloads.table(
            frame,
            f"{found.answer.measure.title}, by group",
            tp.words.source_line(found.answer),
            key="groups",
            pinned=True,
            demonstration=found.answer.demonstration,
        )
