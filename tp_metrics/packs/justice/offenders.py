"""Offender management: the wanted, the tagged, those under MAPPA and the prolific."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from tp_metrics import charts, outcomes, words
from tp_metrics.packs import pieces
from tp_metrics.packs.asked import Asked
from tp_metrics.packs.document import Block, Chart, Plot, Series, Words
from tp_metrics.packs.justice import drawn

#: What the curves of the wanted are drawn by.
WEEKS = "weeks since they were listed"
#: How far the page's scenario of tagging goes before anybody changes it, per cent of those tagged now.
GROWTH = 10.0


def wanted(given: Asked) -> Any:
    """The people wanted at the place: sums and shares, and nobody alone."""
    return outcomes.wanted(given.edition, given.selection.place, viewer=given.selection.viewer)


def method(given: Asked) -> list[str]:
    """How the figures are made."""
    return words.offenders_method(wanted(given))


def blocks(given: Asked) -> Iterator[Block | str]:
    """The blocks of the section, and the titles of its parts."""
    mine, edition, place, viewer = wanted(given), given.edition, given.selection.place, given.selection.viewer
    tagged, mappa = outcomes.tagging(edition, place, viewer=viewer), outcomes.mappa(edition, place, viewer=viewer)
    prolific = outcomes.prolific(edition, place, viewer=viewer)
    told = outcomes.offending(mine)
    yield Words(words.offenders_headline(mine), "lead")
    said = (words.offenders_lead(told, tagged), words.offenders_missing(mine))
    yield from (Words(one) for one in said if one)
    yield from (Words(f"{one.why}.") for one in (tagged, mappa, prolific) if one.why)
    yield from drawn.cards(words.offenders_cards(mine, told, tagged, mappa, prolific))
    if not mine.why:
        yield from _wanted(mine)
        yield words.OFFENDERS_UNITS_TITLE
        yield from _units(mine, given)
    yield "Tagged, under MAPPA and prolific"
    if not tagged.why:
        yield from _tagged(tagged)
    yield from _managed(mappa, prolific)


def _wanted(mine: Any) -> Iterator[Block]:
    """The lists: what came and went, how long people stay at large, who holds them, and what people do meanwhile."""
    source = words.source_line(mine)
    yield pieces.table(words.offenders_balance_title(mine), words.offenders_balance_table(mine), source)
    yield from _at_large(mine)
    yield pieces.table(words.OFFENDERS_AGES_TITLE, words.offenders_ages_table(mine), source)
    yield pieces.table(words.OFFENDERS_RISKS_TITLE, words.offenders_risks_table(mine), source)
    yield pieces.table(words.OFFENDERS_TIMES_TITLE, words.offenders_times_table(outcomes.times(mine)), source)
    told, rows = outcomes.offending(mine), outcomes.overlap(mine)
    yield Words(words.offenders_offending_words(told))
    yield pieces.table(words.offenders_offending_title(told), words.offenders_kinds_table(told), source)
    yield pieces.table(words.offenders_overlap_title(mine, rows), words.offenders_overlap_table(rows), source)


def _units(mine: Any, given: Asked) -> Iterator[Block]:
    """Boroughs and specialist units, the borough of the pack marked."""
    rows = outcomes.units(mine)
    table = words.offenders_units_table(rows)
    place = given.edition.places.place(given.selection.place)
    marks = words.offenders_units_marks(rows, place.code if place.level == "borough" else None)
    unit = "Records for each 1,000 residents"
    yield from drawn.rungs(marks, words.offenders_units_title(rows), unit, table, mine, measured=unit)
    yield pieces.table(words.OFFENDERS_UNITS_TITLE, table, words.source_line(mine))


def _at_large(mine: Any) -> Iterator[Block]:
    """How long people stay at large, this year and last, beside the records that stood."""
    told = outcomes.time_at_large(mine, "all")
    title, said = words.offenders_time_title(told), words.offenders_time_words(told)
    if told.curve.is_empty() or told.step is None:
        yield Words(f"{title}. {said}")
        yield from _stock(mine)
        return
    spec = charts.survival(
        told.curve,
        title=title,
        unit=WEEKS,
        still="not yet arrested",
        chosen=words.OFFENDERS_THIS,
        every=float(4 * told.step if told.step < 3 else told.step),
        source=words.source_line(mine),
        theme="light",
    )
    table = words.offenders_curve_table(told)
    yield pieces.chart(charts.bare(spec), _steps(told.curve), table, f"{title}. {said}", mine)
    yield from _stock(mine)
    yield Words(said, "note")


def _stock(mine: Any) -> Iterator[Block]:
    """The records that stood at each month's end."""
    if mine.months.height:
        title, along = words.offenders_stock_title(mine), words.offenders_stock_along(mine)
        table = words.offenders_stock_table(mine)
        yield drawn.curves(mine.months, title, "records at the month's end", "month", table, mine, along=along)


def _steps(curve: Any) -> Plot:
    """The curves as a slide draws them: the share not yet arrested at each step, held until the next."""
    weeks = curve["time"].unique().sort().to_list()
    series = []
    for (name,), own in curve.sort("time").group_by("group", maintain_order=True):
        times, shares = own["time"].to_list(), own["survival"].to_list()
        left = (None if week > times[-1] else 100 * shares[bisect_right(times, week) - 1] for week in weeks)
        series.append(Series(str(name), tuple(left), name == words.OFFENDERS_THIS))
    return Plot("lines", tuple(f"{week:g}" for week in weeks), tuple(series), "per cent not yet arrested", WEEKS)


def _tagged(mine: Any) -> Iterator[Block]:
    """Tagged people and their breach reports, and what more tagging would ask of officers."""
    source = words.source_line(mine)
    title, said = words.offenders_tag_title(mine), words.offenders_tag_words(mine)
    if mine.weeks.is_empty():
        yield Words(f"{title}. {said}")
    else:
        yield _weeks(mine, title, f"{title}. {said}")
        yield Words(said)
    hours = outcomes.HOURS
    now, then = outcomes.load(mine, 0.0, hours), outcomes.load(mine, GROWTH, hours)
    title = words.offenders_load_title(then, GROWTH, hours)
    if now is None or then is None:
        yield Words(f"{title}.")
    else:
        yield pieces.table(
            title, words.offenders_load_table(now, then, hours), source, notes=(words.OFFENDERS_LOAD_HELP,)
        )
    flow = words.offenders_flow_words(mine)
    yield pieces.table(words.OFFENDERS_BANDS_TITLE, words.offenders_bands_table(mine), source, notes=(flow,))


def _weeks(mine: Any, title: str, alt: str) -> Chart:
    along, table = words.offenders_weeks_along(mine), words.offenders_weeks_table(mine)
    return drawn.curves(
        mine.weeks, title, "in the week", "week, to its Sunday", table, mine, alt, zero=True, along=along
    )


def _managed(mappa: Any, prolific: Any) -> Iterator[Block]:
    """People under MAPPA with the reviews that are due, and prolific offenders; then both by borough."""
    if not mappa.why:
        source, helped = words.source_line(mappa), (words.OFFENDERS_MAPPA_HELP,)
        yield pieces.table(words.offenders_mappa_title(mappa), words.offenders_mappa_table(mappa), source, notes=helped)
        yield pieces.table(words.offenders_reviews_title(mappa), words.offenders_reviews_table(mappa), source)
    if not prolific.why:
        source, said = words.source_line(prolific), (words.offenders_prolific_words(prolific),)
        table = words.offenders_scheme_table(prolific)
        yield pieces.table(words.offenders_prolific_title(prolific), table, source, notes=said)
    if mappa.why and prolific.why:
        return
    source = words.source_line(mappa if mappa.source else prolific)
    table = words.offenders_managed_table(outcomes.managed_boroughs(mappa))
    yield pieces.table(words.OFFENDERS_MANAGED_TITLE, table, source)
