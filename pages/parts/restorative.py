"""What the page of restorative justice needs alone: its use, what comes of it, the pilot and how long it must run."""

from __future__ import annotations

from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, followed, pictures
from pages.parts.cards import in_a_row
from pages.parts.careful import careful
from pages.parts.choosing import switch
from pages.parts.findings import block
from pages.parts.frame import chosen, selection
from pages.parts.who import viewer

POWERS = {"0.8": "80 % sure to find it", "0.9": "90 % sure to find it"}


def found() -> Any:
    """Restorative justice at the place of the filters, as the edition knows it: sums and shares, and nobody alone."""
    return tp.outcomes.restorative(chosen().edition, chosen().place.code, viewer=viewer())


@block("The answer")
def opening(found: Any) -> None:
    """The first line: how many cases were settled so, and whether reoffending can be told; then the pilot's state."""
    st.title(tp.words.restorative_headline(found), anchor=False)
    st.caption(f"**{tp.words.RESTORATIVE_QUESTION}** {tp.words.source_line(found)}")
    if said := tp.words.restorative_missing(found):
        st.info(said, icon=":material/info:")
    if not found.why.startswith("This edition"):
        st.info(tp.words.pilot_state(found), icon=":material/science:")


def cards(found: Any) -> None:
    """How many interventions, what victims say, what became of agreements, and whether officers were trained."""
    in_a_row(tp.words.restorative_cards(found, tp.outcomes.quality(found)))


def over_time(found: Any) -> None:
    """Interventions of each level, month by month."""
    if found.why:
        return
    with careful("the interventions over time"):
        rows, title = tp.outcomes.over_time(found), tp.words.over_time_title(found)
        _lines("over-time", rows, title, "interventions", tp.words.over_time_table(rows), found, "Level 1")


def roll_out(found: Any) -> None:
    """How far the training has reached interventions."""
    if found.why:
        return
    with careful("the training"):
        rows = tp.outcomes.roll_out(found)
        title, table = tp.words.roll_out_title(found, rows), tp.words.roll_out_table(rows)
        marks = tp.words.training_mark(rows, found.first)
        _lines("roll-out", rows, title, "per cent of interventions", table, found, "By trained officers", marks)


def _lines(key: str, rows: Any, title: str, unit: str, table: Any, found: Any, first: str, marks: Any = None) -> None:
    shown = tp.words.lines_shown(rows).drop_nulls("value")
    if shown.height < 2:
        st.header(title, anchor=False)
        st.caption("Too few to draw over time.")
        return
    spec = tp.charts.curves(
        shown,
        title=title,
        unit=unit,
        x_words="month",
        along=tp.words.lines_along(found),
        chosen=first,
        marks=marks,
        zero=True,
        source=tp.words.source_line(found),
        theme=pictures.theme(),
    )
    pictures.of_method(spec, title, key, table, found)


def planner(found: Any) -> None:
    """How long the pilot must recruit to show a fall, and what the planned months could show."""
    if found.why.startswith("This edition"):
        return
    st.header("How long must the pilot run?", anchor=False)
    now, values = tp.outcomes.recruited(found), tp.outcomes.term_values(found)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        fall = _asked("Fall to show, %", "fall", values["conference_fall"], 1, 99)
        base = _asked("Reoffend without it, %", "base", now.base or values["base_rate"], 1, 99)
        rate = _asked("People a month", "recruits", now.rate or 40, 1, 5000, help=tp.words.RECRUITS_HELP)
        months = _asked("Planned months", "planned", values["planned_months"], 1, 240)
        power = switch("Power", POWERS, "power")
    with careful("the pilot planner"):
        # What was counted from the rows is not rounded, as long as the box shows it as it stands.
        own = now.rate if now.rate and rate == round(now.rate) else rate
        plan = tp.outcomes.planned(fall / 100, base / 100, own, int(months), power=float(power), ratio=now.ratio)
        st.markdown(f"**{tp.words.planned_words(plan)}**")
        st.caption(f"{tp.words.recruited_words(now)} {tp.words.plan_caution(plan)}")
        if plan.curve.height > 1:
            _curve(plan, found)


def _asked(label: str, key: str, first: float, least: int, most: int, **more: Any) -> float:
    """A whole number as a box says it, which begins with what is assumed or counted; kept for the edition."""
    value = st.number_input(
        label, min_value=least, max_value=most, value=round(first), step=1, key=f"{key}-{chosen().edition.id}",
        width=150, **more
    )  # fmt: skip
    return float(value or round(first))


def _curve(plan: Any, found: Any) -> None:
    spec = tp.charts.curves(
        plan.curve,
        title=tp.words.plan_title(plan),
        unit="smallest fall, per cent",
        x_words="months of recruitment",
        marks=tp.words.plan_marks(plan),
        zero=True,
        source=tp.words.source_line(found),
        theme=pictures.theme(),
    )
    pictures.of_method(spec, tp.words.planned_words(plan), "plan", tp.words.plan_table(plan), found)


def quality(found: Any) -> None:
    """What victims say and what becomes of agreements, by level and age."""
    if found.why:
        return
    with careful("what comes of it"):
        rows = tp.outcomes.quality(found)
        marks, title = tp.words.quality_marks(rows), tp.words.quality_title(rows)
        followed.rungs("quality", marks, title, "Per cent", tp.words.quality_table(rows), found, at=None, at_words="")


def trial(found: Any) -> None:
    """The pilot against its comparison: how much of each can be measured, and what can be told."""
    if found.begun is None:
        return
    more = st.expander("The pilot and its comparison", key="trial", on_change="rerun")
    if not more.open:
        return
    with more, careful("the pilot"):
        followed.bars(tp.words.trial_bars(found.trial))
        downloads.of_outcome(tp.words.trial_table(found.trial), "How many reoffend, and how often", "arms", found)
        if found.trial.verdict is not None:
            st.markdown(tp.words.alike_words(tp.outcomes.alike(found.trial)))


def use(found: Any) -> None:
    """With whom, for what and where it is used; drawn when it is opened."""
    if found.why:
        return
    more = st.expander("With whom, for what and where is it used?", key="use", on_change="rerun")
    if not more.open:
        return
    with more, careful("its use"):
        rows = tp.words.use_table(tp.outcomes.use(found))
        downloads.of_outcome(rows, f"Interventions in the {found.window}", "use-table", found, pinned=True)


def offered(found: Any) -> None:
    """Whom it is offered to, against all whom it could have been; drawn when it is opened."""
    if found.why.startswith("This edition"):
        return
    more = st.expander("Is it offered in proportion?", key="offered", on_change="rerun")
    if not more.open:
        return
    with more, careful("whom it is offered to"):
        rows = tp.outcomes.offered(found)
        st.markdown(tp.words.offered_words(rows))
        if rows.is_empty():
            return
        marks, level = tp.words.offered_marks(rows), tp.words.offered_level(rows)
        title, table = "Offered, of the cases that could have been settled so", tp.words.offered_table(rows)
        words = {"at": level, "at_words": "everybody" if level is not None else ""}
        followed.rungs("offered-chart", marks, title, "Per cent", table, found, **words)
        downloads.of_outcome(table, "By sex, age, ethnicity and disability", "offered-table", found, pinned=True)


def hours(found: Any) -> None:
    """What it takes and saves in officers' hours, at the hours of a charge that the slider says."""
    if found.why:
        return
    more = st.expander("What does it save in officers' hours?", key="hours", on_change="rerun")
    if not more.open:
        return
    with more, careful("the hours"):
        assumed = tp.outcomes.term_values(found)["charge_hours"]
        asked = st.slider(
            "Hours of officers for a charge (assumed)", 1.0, 20.0, assumed, 0.5, key="charge", help=tp.words.CHARGE_HELP
        )
        st.markdown(tp.words.hours_words(tp.outcomes.hours(found, float(asked)), float(asked)))
        _terms(found)


def _terms(found: Any) -> None:
    frame = tp.words.terms_table(tp.outcomes.terms(chosen().edition))
    source = "From reference/restorative_terms.csv, which a force may replace."
    downloads.table(frame, "Assumptions, and what was published", source, key="terms", lines=3)


def published(found: Any) -> None:
    """What was published elsewhere, and what can and cannot be said."""
    more = st.expander("What is published, and what can it say?", key="published", on_change="rerun")
    if not more.open:
        return
    with more, careful("what is published"):
        said = tp.words.published_words(tp.outcomes.term_values(found))
        shares = ("community_resolutions", "out_of_court", "custody_out_of_court")
        held = [name for name in shares if chosen().edition.holds(name)]
        asked = selection(window="performance year")
        said += [tp.words.out_of_court_words(tp.result(name, tp.spoken(name, asked))) for name in held]
        st.markdown("\n".join(f"- {one}" for one in said))


def detail(found: Any) -> None:
    """How the figures are made; drawn when it is opened."""
    followed.detail(tp.words.restorative_method(found))
