"""Restorative justice: how much it is used, what comes of it, and how long its pilot must run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tp_metrics import desk, outcomes, words
from tp_metrics.packs import pieces
from tp_metrics.packs.asked import Asked
from tp_metrics.packs.document import Block, Words
from tp_metrics.packs.justice import drawn
from tp_metrics.results import Result

#: Measures of what is settled out of court, which the page quotes where an edition holds them.
PUBLISHED = ("community_resolutions", "out_of_court")
#: What the page's planner begins with, where nothing was counted yet: people a month, and how sure to find a fall.
RATE, POWER = 40.0, 0.8


def interventions(given: Asked) -> Any:
    """Restorative justice at the place: sums and shares, and nobody alone."""
    return outcomes.restorative(given.edition, given.selection.place, viewer=given.selection.viewer)


def method(given: Asked) -> list[str]:
    """How the figures are made."""
    return words.restorative_method(interventions(given))


def published(given: Asked) -> list[Result]:
    """What is published of outcomes out of court, in the performance year, where the edition holds it."""
    at = replace(given.selection, window="performance year")
    return [desk.result(name, desk.spoken(name, at)) for name in PUBLISHED if given.edition.holds(name)]


def blocks(given: Asked) -> Iterator[Block | str]:
    """The blocks of the section, and the titles of its parts."""
    found = interventions(given)
    nothing = found.why.startswith("This edition")
    yield Words(words.restorative_headline(found), "lead")
    yield from (Words(said) for said in (words.restorative_missing(found),) if said)
    if nothing:
        return
    yield Words(words.pilot_state(found))
    if not found.why:
        quality = outcomes.quality(found)
        yield from drawn.cards(words.restorative_cards(found, quality))
        yield from _over_time(found)
    yield from _plan(found)
    if not found.why:
        title, table = words.quality_title(quality), words.quality_table(quality)
        yield from drawn.rungs(words.quality_marks(quality), title, "Per cent", table, found)
        yield pieces.table("What comes of it, by level and age", table, words.source_line(found))
    yield "The pilot, and whom it is offered to"
    yield from _trial(found)
    yield from _use(found)
    yield from _hours(given, found)
    yield from (Words(said) for said in words.published_words(outcomes.term_values(found)))
    yield from (Words(words.out_of_court_words(one)) for one in published(given))


def _over_time(found: Any) -> Iterator[Block]:
    """Interventions of each level, month by month, and how far the training has reached them."""
    rows, trained = outcomes.over_time(found), outcomes.roll_out(found)
    title, table = words.over_time_title(found), words.over_time_table(rows)
    yield _lines(rows, title, "interventions", table, found, "Level 1")
    title, table = words.roll_out_title(found, trained), words.roll_out_table(trained)
    marks = words.training_mark(trained, found.first)
    yield _lines(trained, title, "per cent of interventions", table, found, "By trained officers", marks)


def _lines(rows: Any, title: str, unit: str, table: Any, found: Any, chosen: str, marks: Any = None) -> Block:
    shown = words.lines_shown(rows).drop_nulls("value")
    if shown.height < 2:
        return Words(f"{title}. Too few to draw over time.")
    more: dict[str, Any] = {"marks": marks, "chosen": chosen, "zero": True, "along": words.lines_along(found)}
    return drawn.curves(shown, title, unit, "month", table, found, **more)


def _plan(found: Any) -> Iterator[Block]:
    """How long the pilot must recruit, as the page's boxes have it before anybody changes them."""
    now, values = outcomes.recruited(found), outcomes.term_values(found)
    fall, base = round(values["conference_fall"]), round(now.base or values["base_rate"])
    months = round(values["planned_months"])
    rate = now.rate or RATE
    plan = outcomes.planned(fall / 100, base / 100, rate, months, power=POWER, ratio=now.ratio)
    yield Words(words.planned_words(plan))
    yield Words(f"{words.recruited_words(now)} {words.plan_caution(plan)}", "note")
    if plan.curve.height > 1:
        more: dict[str, Any] = {"alt": words.planned_words(plan), "marks": words.plan_marks(plan), "zero": True}
        across = "months of recruitment"
        title, table = words.plan_title(plan), words.plan_table(plan)
        yield drawn.curves(plan.curve, title, "smallest fall, per cent", across, table, found, **more)


def _trial(found: Any) -> Iterator[Block]:
    """The pilot against its comparison."""
    if found.begun is None:
        return
    yield from (Words(said) for _, said in words.trial_bars(found.trial))
    source = words.source_line(found)
    yield pieces.table("The pilot and its comparison", words.trial_table(found.trial), source)
    if found.trial.verdict is not None:
        yield Words(words.alike_words(outcomes.alike(found.trial)))


def _use(found: Any) -> Iterator[Block]:
    """With whom, for what and where it is used, and whether it is offered in proportion."""
    source = words.source_line(found)
    if not found.why:
        yield pieces.table(f"Interventions in the {found.window}", words.use_table(outcomes.use(found)), source)
    rows = outcomes.offered(found)
    yield Words(words.offered_words(rows))
    if rows.is_empty():
        return
    level, table = words.offered_level(rows), words.offered_table(rows)
    title = "Offered, of the cases that could have been settled so"
    everybody = "everybody" if level is not None else ""
    yield from drawn.rungs(words.offered_marks(rows), title, "Per cent", table, found, at=level, at_words=everybody)
    yield pieces.table("By sex, age, ethnicity and disability", table, source)


def _hours(given: Asked, found: Any) -> Iterator[Block]:
    """What it takes and saves in officers' hours, at the hours of a charge that are assumed."""
    if found.why:
        return
    charge = outcomes.term_values(found)["charge_hours"]
    yield Words(words.hours_words(outcomes.hours(found, charge), charge))
    source = "From reference/restorative_terms.csv, which a force may replace."
    table = words.terms_table(outcomes.terms(given.edition))
    yield pieces.table("Assumptions, and what was published", table, source)
