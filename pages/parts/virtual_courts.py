"""What the page of virtual courts needs alone: flow, the court's days, agencies, people, simulator, cost."""

from __future__ import annotations

from datetime import time
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, pictures
from pages.parts.cards import in_a_row
from pages.parts.careful import careful
from pages.parts.choosing import switch
from pages.parts.findings import block
from pages.parts.frame import chosen
from pages.parts.who import viewer

#: The agencies' steps that a what-if can change, as its boxes are called.
PACES = {
    "upload": "MPS upload, %",
    "review": "CPS review, %",
    "printed": "CPS print, %",
    "solicitor": "Solicitor, %",
}
NO_CASE = "There is no case of the span here."


def court() -> Any:
    """The cases of the place of the filters, in the span that is chosen: sums and shares, and no case alone."""
    first = tp.outcomes.hearings.virtual_court(chosen().edition, chosen().place.code, viewer=viewer())
    if first.span is None:
        return first
    options = tp.words.span_options(first)
    with st.container(key="span-row"):
        span = switch("Days", options, "span", first=first.span.key)
    return tp.outcomes.hearings.virtual_court(chosen().edition, chosen().place.code, span, viewer=viewer())


@block("The answer")
def opening(found: Any) -> None:
    """The first line: what was made available, heard and sent back; then how the list was run."""
    st.title(tp.words.court_headline(found), anchor=False)
    parts = (f"**{tp.words.COURT_QUESTION}**", tp.words.court_facts(found), tp.words.source_line(found))
    st.caption(" ".join(part for part in parts if part))
    if said := tp.words.court_missing(found):
        st.info(said, icon=":material/info:")


def cards(found: Any) -> None:
    """What was made available, heard and sent back; the latest finish."""
    in_a_row(tp.words.court_cards(found), 180)


def flow(found: Any) -> None:
    """From made available to listed to heard, and what went back and why; the sums are said."""
    if found.flow.is_empty():
        return
    with careful("the flow of cases"):
        spec = tp.charts.rungs(
            tp.words.flow_marks(found),
            title=tp.words.flow_title(found),
            unit="Per cent of the cases made available",
            at=None,
            at_words="",
            source=tp.words.source_line(found),
            theme=pictures.theme(),
        )
        said = f"{tp.words.flow_title(found)}. {tp.words.flow_sum(found)}"
        pictures.of_method(spec, said, "flow", tp.words.flow_table(found), found)
        st.caption(tp.words.flow_sum(found))


def finishes(found: Any) -> None:
    """When the court rose, day by day or week by week."""
    with careful("the court's finishes"):
        rows = tp.outcomes.hearings.days(found)
        if found.latest is None or rows["finish"].count() == 0:
            return
        title = tp.words.finish_title(found)
        daily = rows.height == found.sitting
        unit = "time of day" if daily else "time of day, mean of each week"
        marks, levels = tp.words.finish_marks(found, rows), {"18:00": 18.0}
        _curve("finish", rows, title, unit, found, marks=marks, levels=levels, clock=True)


def heard(found: Any) -> None:
    """How many cases the court heard, against its cap or its slots; drawn when it is opened."""
    more = _opened("How many does the court hear each day, and how long does it sit?", "heard", found)
    if more is None:
        return
    with more, careful("the court's days"):
        rows = tp.outcomes.hearings.days(found)
        if rows["heard"].count():
            title, levels = tp.words.days_title(found, rows), tp.words.days_levels(found, rows)
            _curve("heard", rows, title, "cases heard a day", found, levels=levels, zero=True)
        _table(tp.words.days_table(rows), "The court's days", "days-table", found)


def _curve(key: str, rows: Any, title: str, unit: str, found: Any, **more: Any) -> None:
    x = tp.words.days_x(found, rows)
    spec = tp.charts.curves(
        tp.words.days_lines(rows, key),
        title=title,
        unit=unit,
        x_words=x,
        along=tp.words.days_along(rows),
        source=tp.words.source_line(found),
        theme=pictures.theme(),
        **more,
    )
    pictures.of_method(spec, f"{title}. One line, by {x}.", f"{key}-chart", tp.words.days_table(rows), found)


def first_hearings(found: Any) -> None:
    """What came of first hearings by the link and at home, and how soon they were; drawn when it is opened."""
    more = _opened("What comes of the first hearing, and how soon is it?", "first", found)
    if more is None:
        return
    with more, careful("first hearings"):
        rows = tp.outcomes.court_groups.first_hearings(found)
        if rows.is_empty():
            st.caption(NO_CASE)
            return
        title = tp.words.first_hearings_title(rows)
        spec = tp.charts.rungs(
            tp.words.first_hearings_marks(rows),
            title=title,
            unit="Per cent of first hearings",
            at=None,
            at_words="",
            source=tp.words.source_line(found),
            theme=pictures.theme(),
        )
        pictures.of_method(spec, title, "first-chart", tp.words.first_hearings_table(rows), found)
        st.caption(tp.words.NOT_ALIKE)
        waits = tp.words.waits_table(tp.outcomes.court_groups.waits(found))
        _table(waits, "From charge to first hearing", "waits", found)


def agencies(found: Any) -> None:
    """How long each agency's step takes; drawn when it is opened."""
    more = _opened("How long do the agencies take?", "agencies", found)
    if more is None:
        return
    with more, careful("the agencies"):
        rows = tp.outcomes.court_groups.agencies(found)
        st.markdown(tp.words.agencies_words(rows))
        _table(tp.words.agencies_table(rows), "Minutes of each step", "agencies-table", found)


def weeks(found: Any) -> None:
    """Each week's cases; drawn when it is opened."""
    more = _opened("Week by week", "weeks", found)
    if more is None:
        return
    with more, careful("the weeks"):
        rows = tp.outcomes.hearings.weeks(found)
        _table(tp.words.weeks_table(rows), "What became of each week's cases", "weeks-table", found)


def proportionality(found: Any) -> None:
    """Whose cases are heard, and who is represented; drawn when it is opened."""
    more = _opened("Whose cases are heard, and who has a solicitor?", "people", found)
    if more is None:
        return
    with more, careful("whose cases are heard"):
        rows = tp.outcomes.court_groups.proportionality(found)
        st.markdown(tp.words.proportionality_words(rows))
        title = "By sex, age, ethnicity and disability"
        _table(tp.words.proportionality_table(rows), title, "people-table", found, pinned=True)


def simulator(found: Any) -> None:
    """A day of the list under other rules; played when it is opened, and kept for each question."""
    more = _opened("What if the list were run otherwise? The simulator", "simulator", found)
    if more is None:
        return
    with more, careful("the simulator"):
        asked = _asked(tp.outcomes.court_fit.usual(found))
        told = tp.outcomes.court_fit.what_if(found, asked)
        st.markdown(tp.words.what_if_words(told))
        if not told.bands:
            return
        in_a_row(tp.words.what_if_cards(told), 180)
        st.markdown(
            f"**What cap meets the demand, with a finish by 18:00 on 95 % of days?** {tp.words.best_cap_words(told)}"
        )
        spec = tp.charts.curves(
            told.by_cap,
            title=tp.words.by_cap_title(told),
            unit="cases a day, simulated",
            x_words="cap, cases a day",
            chosen="heard",
            zero=True,
            source=tp.words.source_line(found),
            theme=pictures.theme(),
        )
        said = f"{tp.words.by_cap_title(told)}. Two lines by cap: cases heard and cases sent back a day."
        pictures.of_method(spec, said, "by-cap", tp.words.by_cap_table(told), found)


def _asked(usual: Any) -> Any:
    """The what-if that the boxes describe, which begin with how the list is run now; each held within its limits."""
    listing = switch("Listing", tp.words.LISTING_NAMES, "list", first=usual.listing)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        cap = _number("Cap a day", "cap", 0, 60, usual.cap, help=tp.words.CAP_HELP)
        courts = _number("Courts", "courts", 1, 4, usual.courts)
        demand = _number("Cases a day", "demand", 1, 60, round(usual.demand))
        opens = _number("Sits from, hour", "opens", 7, 14, usual.opens // 60)
        last = _last_start(usual.last_start)
        absent = _number("Do not appear, %", "absent", 0, 50, round(usual.absent))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        paces = {name: _number(label, name, 0, 300, 100, step=10, help=PACE_HELP) for name, label in PACES.items()}
    return tp.outcomes.court_fit.Asked(
        listing=listing,
        cap=cap,
        courts=courts,
        opens=60 * opens,
        last_start=last,
        demand=float(demand),
        absent=float(absent),
        **paces,
    )


LAST_HELP = "After this time no hearing begins; what is under way is finished."
#: Between which minutes of the day the last hearing may begin.
EARLIEST, LATEST = 840, 1260
PACE_HELP = "How long the step takes, of what it takes now: 50 is half as long."


def _last_start(usual: int) -> int:
    """The minute of the day after which no hearing begins, asked as a time and kept in the link."""
    begin = min(max(usual, EARLIEST), LATEST)
    asked = st.time_input(
        "Last start",
        time(begin // 60, begin % 60),
        step=300,
        key="court-last",
        bind="query-params",
        width=190,
        help=LAST_HELP,
    )
    return begin if asked is None else min(max(60 * asked.hour + asked.minute, EARLIEST), LATEST)


def _number(label: str, key: str, least: int, most: int, value: int, *, step: int = 1, help: str = "") -> int:
    """A whole number within its limits, kept in the link; a server may be sent one that is not."""
    begin = min(max(int(value), least), most)
    asked = st.number_input(
        label,
        min_value=least,
        max_value=most,
        value=begin,
        step=step,
        key=f"court-{key}",
        bind="query-params",
        width=190,
        help=help or None,
    )
    return min(max(int(begin if asked is None else asked), least), most)


def calibration(found: Any) -> None:
    """How the simulator was calibrated, what it comes to on days that it did not see, and what it cannot say."""
    more = _opened("How the simulator was calibrated, and what it cannot say", "calibration", found)
    if more is None:
        return
    with more, careful("the calibration"):
        told = tp.outcomes.court_check.fit(found)
        st.markdown(tp.words.fit_words(told))
        if told.rows.height:
            _table(tp.words.fit_table(told), "The simulator against the days of the span", "fit", found)
        st.markdown("\n".join(f"- {said}" for said in tp.words.COURT_LIMITS))


def cost(found: Any) -> None:
    """What a case costs more than in the traditional way, at another throughput; drawn when it is opened."""
    more = _opened("What does a case cost?", "cost", found)
    if more is None:
        return
    with more, careful("the cost"):
        fit = tp.outcomes.court_fit
        with st.container(horizontal=True, vertical_alignment="bottom"):
            fixed = _number("Fixed, £ a year (assumed)", "fixed", 0, 5_000_000, fit.FIXED, step=50_000)
            yearly = _number("Cases heard a year", "yearly", 100, 50_000, fit.a_year(found), step=100)
        told = fit.court_cost(found, float(fixed), float(yearly))
        st.markdown(tp.words.cost_words(told))
        if told.why:
            return
        spec = tp.charts.curves(
            told.curve,
            title=tp.words.cost_title(told),
            unit="£ more a case",
            x_words="cases heard a year",
            marks=tp.words.cost_marks(told),
            levels={"costs the same": 0.0},
            source=tp.words.source_line(found),
            theme=pictures.theme(),
        )
        pictures.of_method(spec, tp.words.cost_words(told), "cost-chart", tp.words.cost_curve_table(told), found)
        _table(tp.words.cost_table(told), "What it rests on", "cost-table", found)


def detail(found: Any) -> None:
    """How the figures are made; drawn when it is opened."""
    more = st.expander("How these figures are made", key="detail", on_change="rerun")
    if more.open:
        more.markdown("\n".join(f"- {said}" for said in tp.words.court_method(found)))


def _opened(title: str, key: str, found: Any) -> Any:
    """An expander that is drawn when it is opened; None while it is shut, or where there is no case."""
    if found.span is None or found.why:
        return None
    more = st.expander(title, key=key, on_change="rerun")
    return more if more.open else None


def _table(frame: Any, title: str, key: str, found: Any, *, pinned: bool = False) -> None:
    source = tp.words.source_line(found)
    downloads.table(frame, title, source, key=key, pinned=pinned, demonstration=found.demonstration, empty=NO_CASE)
