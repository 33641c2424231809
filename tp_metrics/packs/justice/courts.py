"""Virtual courts: how many of the cases that police stations make available the Virtual Court hears."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from tp_metrics import outcomes, words
from tp_metrics.packs import pieces
from tp_metrics.packs.asked import Asked
from tp_metrics.packs.document import Block, Words
from tp_metrics.packs.justice import drawn

NO_CASE = "There is no case of the span here."
#: What of the cost's table asks for a box of the page, which paper has not.
BOX = "; change it above"
SIMULATED = "The simulator of the list, and how it was calibrated, are on the page alone."
#: Cases a year that the page's box of the cost takes.
LEAST, MOST = 100, 50_000
#: How many weeks stand on paper.
WEEKS = 13


def court(given: Asked) -> Any:
    """The cases of the place in the span that the page begins with: sums and shares, and no case alone."""
    return outcomes.hearings.virtual_court(given.edition, given.selection.place, viewer=given.selection.viewer)


def method(given: Asked) -> list[str]:
    """How the figures are made."""
    return [*words.court_method(court(given)), SIMULATED]


def blocks(given: Asked) -> Iterator[Block | str]:
    """The blocks of the section, and the titles of its parts."""
    found = court(given)
    yield Words(words.court_headline(found), "lead")
    yield from (Words(said) for said in (words.court_facts(found), words.court_missing(found)) if said)
    if found.span is not None:
        yield Words(f"Days: {words.span_options(found)[found.span.key].lower()}.", "note")
    yield from drawn.cards(words.court_cards(found))
    if found.span is None or found.why:
        return
    yield from _flow(found)
    yield from _days(found)
    yield "First hearings, agencies, people and cost"
    yield from _groups(found)
    yield from _cost(found)


def _flow(found: Any) -> Iterator[Block]:
    """From made available to listed to heard, and what went back and why."""
    if found.flow.is_empty():
        return
    title, said, table = words.flow_title(found), words.flow_sum(found), words.flow_table(found)
    unit = "Per cent of the cases made available"
    yield from drawn.rungs(words.flow_marks(found), title, unit, table, found, alt=f"{title}. {said}")
    yield from _finishes(found, outcomes.hearings.days(found))
    yield pieces.table("What became of the cases", table, words.source_line(found), notes=(said,))


def _finishes(found: Any, rows: pl.DataFrame) -> Iterator[Block]:
    """When the court rose, day by day or week by week."""
    if found.latest is not None and rows["finish"].count():
        marks, levels = words.finish_marks(found, rows), {"18:00": 18.0}
        yield _curve(
            "finish", rows, words.finish_title(found), "time of day", found, marks=marks, levels=levels, clock=True
        )


def _days(found: Any) -> Iterator[Block]:
    """How many cases the court heard, day by day or week by week, and what became of the last weeks' cases."""
    rows = outcomes.hearings.days(found)
    if rows["heard"].count():
        title, levels = words.days_title(found, rows), words.days_levels(found, rows)
        yield _curve("heard", rows, title, "cases heard a day", found, levels=levels, zero=True)
    weeks = words.weeks_table(outcomes.hearings.weeks(found))
    said = f"; the last {WEEKS} weeks" if weeks.height > WEEKS else ""
    source = words.source_line(found)
    yield pieces.table(f"What became of each week's cases{said}", weeks.tail(WEEKS), source, empty=NO_CASE)


def _curve(key: str, rows: pl.DataFrame, title: str, unit: str, found: Any, **more: Any) -> Block:
    across, table = words.days_x(found, rows), words.days_table(rows)
    alt = f"{title}. One line, by {across}."
    more["along"] = words.days_along(rows)
    return drawn.curves(words.days_lines(rows, key), title, unit, across, table, found, alt, **more)


def _groups(found: Any) -> Iterator[Block]:
    """First hearings, the agencies' steps, and whose cases are heard."""
    source, groups = words.source_line(found), outcomes.court_groups
    rows = groups.first_hearings(found)
    if rows.is_empty():
        yield Words(NO_CASE)
    else:
        title, table = words.first_hearings_title(rows), words.first_hearings_table(rows)
        yield from drawn.rungs(words.first_hearings_marks(rows), title, "Per cent of first hearings", table, found)
        yield pieces.table("First hearings, by the link and at the home court", table, source, notes=(words.NOT_ALIKE,))
        waits = words.waits_table(groups.waits(found))
        yield pieces.table("From charge to first hearing", waits, source, empty=NO_CASE)
    rows = groups.agencies(found)
    yield Words(words.agencies_words(rows))
    yield pieces.table("Minutes of each step", words.agencies_table(rows), source, empty=NO_CASE)
    rows = groups.proportionality(found)
    yield Words(words.proportionality_words(rows))
    title = "By sex, age, ethnicity and disability"
    yield pieces.table(title, words.proportionality_table(rows), source, empty=NO_CASE)


def _cost(found: Any) -> Iterator[Block]:
    """What a case costs more than in the traditional way, at the pace of now and the fixed cost that is assumed."""
    fit = outcomes.court_fit
    told = fit.court_cost(found, float(fit.FIXED), float(min(max(fit.a_year(found), LEAST), MOST)))
    said = words.cost_words(told)
    yield Words(said)
    if told.why:
        return
    more: dict[str, Any] = {"alt": said, "marks": words.cost_marks(told), "levels": {"costs the same": 0.0}}
    table, across = words.cost_curve_table(told), "cases heard a year"
    yield drawn.curves(told.curve, words.cost_title(told), "£ more a case", across, table, found, **more)
    rests = words.cost_table(told).with_columns(pl.col("Where from").str.replace(BOX, "", literal=True))
    yield pieces.table("What it rests on", rests, words.source_line(found))
