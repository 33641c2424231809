"""Prosecution teams: where they are live, what went with going live, and what cannot be said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from tp_metrics import charts, outcomes, words
from tp_metrics.packs import pieces
from tp_metrics.packs.asked import Asked
from tp_metrics.packs.document import Block, Chart, Plot, Series, Words
from tp_metrics.packs.justice import drawn

#: The outcome that the page shows before anybody chooses another.
FIRST = "guilty_plea_first_hearing"
YEAR = 365.25


def teams(given: Asked) -> Any:
    """The roll-out at the place."""
    return outcomes.prosecution_teams(given.edition, given.selection.place, viewer=given.selection.viewer)


def method(given: Asked) -> list[str]:
    """How the figures are made."""
    return words.prosecution_method(teams(given))


def blocks(given: Asked) -> Iterator[Block | str]:
    """The blocks of the section, and the titles of its parts."""
    found = teams(given)
    yield Words(words.prosecution_headline(found), "lead")
    if found.why:
        yield Words(words.prosecution_missing(found))
        return
    effects = outcomes.effects(found)
    said = (words.prosecution_certainty(found, effects), words.prosecution_missing(found))
    yield from (Words(one) for one in said if one)
    yield from drawn.cards(words.prosecution_cards(found, effects, outcomes.hours_saved(found)))
    # A borough alone says nothing of how it goes elsewhere: the roll-out is that of all.
    whole = outcomes.all_teams(found) if found.place.level == "borough" else found
    if found.last is not None:
        yield from _effects(found, effects)
        yield _interim(found, whole, effects)
    yield "The roll-out"
    yield from _rollout(whole)
    yield "Trials, boroughs and electronic files"
    yield from _trials(found)
    if found.last is not None:
        rows = outcomes.by_borough(found, FIRST)
        title, table = words.by_borough_title(rows, FIRST), words.by_borough_table(rows)
        yield pieces.table(title, table, words.source_line(found), notes=(words.BY_BOROUGH_HELP,))
        yield from _electronic(found)


def _effects(found: Any, rows: pl.DataFrame) -> Iterator[Block]:
    """What went with going live, outcome by outcome, and one of them quarter by quarter."""
    marks, title, table = words.effects_marks(rows), words.effects_title(rows), words.effects_table(rows)
    line: dict[str, Any] = {"measured": "points", "at": 0.0, "at_words": words.EFFECTS_AT}
    yield from drawn.rungs(marks, title, words.EFFECTS_UNIT, table, found, **line)
    told = outcomes.study(found, FIRST)
    head, said = words.event_title(told), words.event_words(told)
    events = words.shown_events(told.found.events) if told.found else pl.DataFrame()
    if events.is_empty():
        yield Words(f"{head}. {said}")
    else:
        yield _since_live(found, told, events, head, said)
        yield Words(said, "note")
    yield pieces.table("All outcomes in figures", table, words.source_line(found), notes=(words.EVENTS_HELP,))


def _since_live(found: Any, told: Any, events: pl.DataFrame, title: str, said: str) -> Chart:
    source = words.source_line(found)
    spec = charts.event_time(events, title=title, unit="points", step=told.step, source=source, theme="light")
    name = words.outcome_name(told.outcome.key)
    plot = Plot(
        "lines",
        tuple(f"{one:g}" for one in events["event"]),
        (Series(name, tuple(events["effect"]), True),),
        "points",
        f"{told.step}s since going live",
    )
    return pieces.chart(charts.bare(spec), plot, words.events_table(told), f"{title}. {said}", found)


def _interim(found: Any, whole: Any, effects: pl.DataFrame) -> Block:
    """What an evaluation on the edition's day can say, and what it cannot."""
    can, cannot = words.interim_words(found, effects, outcomes.electronic_effects(found))
    parts = {"It can say": can or [words.NOTHING_CLEAR], "It cannot say": cannot or [words.NOTHING_CLEAR]}
    rows = pl.DataFrame([{"On this day": head, "What": one} for head, said in parts.items() for one in said])
    source = words.standing_words(whole, outcomes.months_live(whole), outcomes.electronic(found))
    return pieces.table(words.INTERIM_TITLE, rows, source)


def _rollout(found: Any) -> Iterator[Block]:
    """The boroughs in the order in which they went live, or are to, and what is recorded of each."""
    rows, title, table = words.timeline_rows(found), words.timeline_title(found), words.teams_table(found)
    source = words.source_line(found)
    if any(one[day] for one in rows for day in ("since", "further", "planned")):
        at = {"as_at": found.as_at, "as_at_words": words.as_at_words(found)}
        spec = charts.timeline(rows, title=title, source=source, theme="light", **at)
        live = [one for one in rows if one["since"]]
        years = tuple(round((found.as_at - one["since"]).days / YEAR, 1) for one in live)
        plot = Plot("bars", tuple(one["name"] for one in live), (Series("Years live", years, marked=True),), "years")
        yield pieces.chart(charts.bare(spec), plot, table, title, found)
    yield pieces.table(words.map_states_title(found), table, source)


def _trials(found: Any) -> Iterator[Block]:
    """How trials ended, in both courts, this year and last."""
    rows = outcomes.trials(found)
    bars = words.trials_bars(rows)
    if not bars:
        return
    title, ends, unit, source = words.trials_title(rows), words.TRIAL_ENDS, words.TRIALS_UNIT, words.source_line(found)
    spec = charts.shares(bars, ends, title=title, unit=unit, source=source, theme="light")
    series = tuple(
        Series(name, tuple(bar[end] for bar in bars), number == 0) for number, (end, name) in enumerate(ends.items())
    )
    table = words.trials_table(rows)
    plot = Plot("shares", tuple(bar["name"] for bar in bars), series, "per cent")
    yield pieces.chart(charts.bare(spec), plot, table, title, found)
    yield pieces.table("How trials ended", table, source)


def _electronic(found: Any) -> Iterator[Block]:
    """Boroughs with an electronic file beside the others, with the days of decision."""
    told = outcomes.electronic(found)
    if told.months.is_empty():
        yield Words(words.no_electronic(found))
        return
    yield from (_series(found, told, name) for name in words.SERIES)
    table = words.effects_table(outcomes.electronic_effects(found))
    yield pieces.table(words.ELECTRONIC_TITLE, table, words.source_line(found))


def _series(found: Any, told: Any, name: str) -> Chart:
    title, rows, unit = words.series_title(name, told), words.series_lines(name, told), words.SERIES[name][1]
    spec = charts.dated(
        rows,
        title=title,
        unit=unit,
        marks=words.decision_marks(outcomes.DECISIONS),
        chosen=outcomes.WITH,
        source=words.source_line(found),
        theme="light",
    )
    known = rows.drop_nulls().select("line", "value", x="month")
    plot = drawn.lines(known, unit, outcomes.WITH, "{:%b %Y}".format)
    return pieces.chart(charts.bare(spec), plot, words.series_table(told), title, found)
