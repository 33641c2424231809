"""What the page of offender management needs alone: the wanted, the tagged, those under MAPPA and the prolific."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, pictures
from pages.parts.cards import in_a_row
from pages.parts.careful import careful
from pages.parts.choosing import own_borough, switch
from pages.parts.findings import block
from pages.parts.frame import chosen
from pages.parts.who import viewer

#: How far the scenario goes, per cent of those tagged now, and the longest that a report may take, hours.
LEAST, MOST, LONGEST = -50, 100, 40.0


@dataclass(frozen=True)
class Everybody:
    """The four lists at the place of the filters, as the edition knows them: sums and shares, and nobody alone."""

    wanted: Any
    tagged: Any
    mappa: Any
    prolific: Any


def everybody() -> Everybody:
    """The people wanted, tagged, under MAPPA and prolific at the place that is chosen."""
    edition, place, mine = chosen().edition, chosen().place.code, viewer()
    outcomes = tp.outcomes
    return Everybody(
        outcomes.wanted(edition, place, viewer=mine),
        outcomes.tagging(edition, place, viewer=mine),
        outcomes.mappa(edition, place, viewer=mine),
        outcomes.prolific(edition, place, viewer=mine),
    )


@block("The answer")
def opening(found: Everybody) -> None:
    """The first line: how many are wanted; then what they did meanwhile, the breach reports, and what is missing."""
    st.title(tp.words.offenders_headline(found.wanted), anchor=False)
    told = tp.outcomes.offending(found.wanted)
    source = tp.words.source_line(found.wanted if found.wanted.source else found.tagged)
    outside = "" if found.wanted.why else tp.words.offenders_elsewhere(tp.outcomes.elsewhere(found.wanted))
    parts = (f"**{tp.words.OFFENDERS_QUESTION}**", outside, tp.words.offenders_lead(told, found.tagged), source)
    st.caption(" ".join(part for part in parts if part))
    if said := tp.words.offenders_missing(found.wanted):
        st.info(said, icon=":material/info:")


def cards(found: Everybody) -> None:
    """The lists and what is done by those on them, a card to each."""
    told = tp.outcomes.offending(found.wanted)
    in_a_row(tp.words.offenders_cards(found.wanted, told, found.tagged, found.mappa, found.prolific), 170)


def balance(found: Everybody) -> None:
    """What stood, what came, what went and what is left, list by list."""
    if found.wanted.why:
        return
    with careful("the balance of the lists"):
        title = tp.words.offenders_balance_title(found.wanted)
        _table(tp.words.offenders_balance_table(found.wanted), title, "balance", found.wanted, pinned=True)


def time(found: Everybody) -> None:
    """How long people stay at large, this year and last; of all lists or of one."""
    if found.wanted.why:
        return
    with careful("the time at large"):
        category = switch("List", tp.words.OFFENDERS_LISTS, "list")
        told = tp.outcomes.time_at_large(found.wanted, category)
        title, said = tp.words.offenders_time_title(told), tp.words.offenders_time_words(told)
        if told.curve.is_empty():
            st.header(title, anchor=False)
            st.caption(said)
            return
        spec = tp.charts.survival(
            told.curve,
            title=title,
            unit="weeks since they were listed",
            still="not yet arrested",
            chosen=tp.words.OFFENDERS_THIS,
            every=float(4 * told.step if told.step < 3 else told.step),
            source=tp.words.source_line(found.wanted),
            theme=pictures.theme(),
        )
        table = tp.words.offenders_curve_table(told)
        pictures.of_method(spec, f"{title}. {said}", "at-large", table, found.wanted)
        st.caption(said)


def lists(found: Everybody) -> None:
    """Each list: months, ages, risk bands, days to arrest and to outcome; drawn when it is opened."""
    more = None if found.wanted.why else _opened("How old are the lists, and how soon are people found?", "lists")
    if more is None:
        return
    with more, careful("the lists"):
        words, mine = tp.words, found.wanted
        if mine.months.height:
            spec = tp.charts.curves(
                mine.months,
                title=words.offenders_stock_title(mine),
                unit="records at the month's end",
                x_words="month",
                along=words.offenders_stock_along(mine),
                source=words.source_line(mine),
                theme=pictures.theme(),
            )
            alt, table = words.offenders_stock_title(mine), words.offenders_stock_table(mine)
            pictures.of_method(spec, alt, "stock", table, mine)
        _table(words.offenders_ages_table(mine), words.OFFENDERS_AGES_TITLE, "ages", mine, pinned=True)
        _table(words.offenders_risks_table(mine), words.OFFENDERS_RISKS_TITLE, "risks", mine, pinned=True)
        rows = tp.outcomes.times(mine)
        _table(words.offenders_times_table(rows), words.OFFENDERS_TIMES_TITLE, "times", mine, pinned=True)


def units(found: Everybody) -> None:
    """Boroughs and specialist units; drawn when it is opened."""
    more = None if found.wanted.why else _opened("Which boroughs and units hold the records?", "units")
    if more is None:
        return
    with more, careful("the boroughs and units"):
        rows = tp.outcomes.units(found.wanted)
        title = tp.words.offenders_units_title(rows)
        if rows["rate"].count():
            spec = tp.charts.rungs(
                tp.words.offenders_units_marks(rows, own_borough()),
                title=title,
                unit="Records for each 1,000 residents",
                at=None,
                at_words="",
                source=tp.words.source_line(found.wanted),
                theme=pictures.theme(),
            )
            pictures.of_method(spec, title, "units-chart", tp.words.offenders_units_table(rows), found.wanted)
        head = tp.words.OFFENDERS_UNITS_TITLE
        _table(tp.words.offenders_units_table(rows), head, "units-table", found.wanted, pinned=True)


def overlap(found: Everybody) -> None:
    """People by the lists that they stand on; drawn when it is opened."""
    more = None if found.wanted.why else _opened("Who stands on more than one list?", "overlap")
    if more is None:
        return
    with more, careful("the overlap of the lists"):
        rows = tp.outcomes.overlap(found.wanted)
        title = tp.words.offenders_overlap_title(found.wanted, rows)
        _table(tp.words.offenders_overlap_table(rows), title, "overlap-table", found.wanted)


def offending(found: Everybody) -> None:
    """What people did while they were wanted; drawn when it is opened."""
    more = None if found.wanted.why else _opened("What did people do while they were wanted?", "offending")
    if more is None:
        return
    with more, careful("offences while wanted"):
        told = tp.outcomes.offending(found.wanted)
        st.markdown(tp.words.offenders_offending_words(told))
        title = tp.words.offenders_offending_title(told)
        _table(tp.words.offenders_kinds_table(told), title, "kinds", found.wanted)


def tagged(found: Everybody) -> None:
    """Tagged people and their breach reports, week by week, and what more tagging would ask of officers."""
    if found.tagged.why:
        return
    st.header(tp.words.OFFENDERS_TAGS_HEADING, anchor=False)
    left, right = st.columns(2, gap="medium")
    with left, careful("the breach reports"):
        title, said = tp.words.offenders_tag_title(found.tagged), tp.words.offenders_tag_words(found.tagged)
        if found.tagged.weeks.is_empty():
            st.header(title, anchor=False)
        else:
            spec = tp.charts.curves(
                found.tagged.weeks,
                title=title,
                unit="in each week",
                x_words="its Sunday",
                along=tp.words.offenders_weeks_along(found.tagged),
                zero=True,
                source=tp.words.source_line(found.tagged),
                theme=pictures.theme(),
            )
            table = tp.words.offenders_weeks_table(found.tagged)
            pictures.of_method(spec, f"{title}. {said}", "weeks", table, found.tagged)
        st.caption(said)
    with right, careful("the scenario of tagging"):
        _scenario(found.tagged)


def _scenario(mine: Any) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        asked = st.slider(
            "If tagging grew by, %", LEAST, MOST, 10, 5, key="tag-growth", bind="query-params", width=300,
            help=tp.words.OFFENDERS_LOAD_HELP,
        )  # fmt: skip
        taken = st.number_input(
            "Officer hours a report (assumed)", 0.0, LONGEST, tp.outcomes.HOURS, 0.5, key="tag-hours",
            bind="query-params", width=220, help=tp.words.OFFENDERS_HOURS_HELP,
        )  # fmt: skip
    growth = float(min(max(asked or 0, LEAST), MOST))
    hours = float(min(max(taken or 0.0, 0.0), LONGEST))
    now, then = tp.outcomes.load(mine, 0.0, hours), tp.outcomes.load(mine, growth, hours)
    title = tp.words.offenders_load_title(then, growth, hours)
    if now is None or then is None:
        st.header(title, anchor=False)
        return
    _table(tp.words.offenders_load_table(now, then, hours), title, "load", mine, tp.words.OFFENDERS_LOAD_HELP)


def concentration(found: Everybody) -> None:
    """How many cause how many of the reports; drawn when it is opened."""
    more = None if found.tagged.why else _opened("How few people cause the breach reports?", "bands")
    if more is None:
        return
    with more, careful("the concentration of breach reports"):
        said = tp.words.offenders_flow_words(found.tagged)
        title = tp.words.OFFENDERS_BANDS_TITLE
        _table(tp.words.offenders_bands_table(found.tagged), title, "bands-table", found.tagged, said)


def mappa(found: Everybody) -> None:
    """People under MAPPA and the reviews that are due; drawn when it is opened."""
    more = None if found.mappa.why else _opened("Who is under MAPPA, and which reviews are due?", "mappa")
    if more is None:
        return
    with more, careful("MAPPA"):
        words, mine = tp.words, found.mappa
        table = words.offenders_mappa_table(mine)
        _table(table, words.offenders_mappa_title(mine), "mappa-table", mine, words.OFFENDERS_MAPPA_HELP)
        _table(words.offenders_reviews_table(mine), words.offenders_reviews_title(mine), "reviews", mine)


def prolific(found: Everybody) -> None:
    """Prolific offenders and their offences; drawn when it is opened."""
    more = (
        None
        if found.prolific.why
        else _opened("How many prolific offenders are there, and what do they do?", "prolific")
    )
    if more is None:
        return
    with more, careful("prolific offenders"):
        title = tp.words.offenders_prolific_title(found.prolific)
        said = tp.words.offenders_prolific_words(found.prolific)
        _table(tp.words.offenders_scheme_table(found.prolific), title, "scheme", found.prolific, said)


def boroughs(found: Everybody) -> None:
    """MAPPA and prolific offenders by borough; drawn when it is opened."""
    more = (
        None
        if found.mappa.why and found.prolific.why
        else _opened("MAPPA and prolific offenders by borough", "managed")
    )
    if more is None:
        return
    with more, careful("the boroughs"):
        rows = tp.outcomes.managed_boroughs(found.mappa)
        mine = found.mappa if found.mappa.source else found.prolific
        title = tp.words.OFFENDERS_MANAGED_TITLE
        _table(tp.words.offenders_managed_table(rows), title, "managed-table", mine, pinned=True)


def detail(found: Everybody) -> None:
    """How the figures are made, and what can and cannot be said; drawn when it is opened."""
    more = _opened("How these figures are made, and what they cannot say", "detail")
    if more is not None:
        more.markdown("\n".join(f"- {said}" for said in tp.words.offenders_method(found.wanted)))


def _opened(title: str, key: str) -> Any | None:
    """An expander where it is open; None where it is closed, and nothing in it need be worked out."""
    more = st.expander(title, key=key, on_change="rerun")
    return more if more.open else None


def _table(frame: Any, title: str, key: str, found: Any, said: str = "", *, pinned: bool = False) -> None:
    source = tp.words.source_line(found)
    downloads.table(frame, title, source, key=key, pinned=pinned, demonstration=found.demonstration)
    if said:
        st.caption(said)
