"""What packs are put together from: tables, charts and maps, each from the calls that draw the screen's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from tp_metrics import charts, desk, review, words
from tp_metrics.packs.asked import Asked
from tp_metrics.packs.cells import BLANK
from tp_metrics.packs.document import Block, Chart, Figure, Figures, Map, Plot, Series, Table, Words
from tp_metrics.periods import day_text, year_before
from tp_metrics.results import Beside, Result
from tp_metrics.review import Board, Line

PEERS = (
    "Peers: similar boroughs, of an illustrative group until the force names its own; of a count its rate is compared; "
    "rank from the best, with its 90 % interval."
)
NOTHING = (None, "", words.DASH)
#: So many lines are left for what is decided in a meeting.
ROOM = 8
#: What is said of an exception to who may see its case.
ANSWERS = ("Reason", "Actions open")


def table(
    title: str,
    rows: pl.DataFrame,
    source: str,
    *,
    numbers: pl.DataFrame | None = None,
    notes: Sequence[str] = (),
    empty: str = "There is nothing to show.",
) -> Block:
    """A table as the screen shows it, without the columns that say nothing; where it has no rows, why in words."""
    if rows.is_empty():
        return Words(f"{title}. {empty}", "note")
    return Table(title, telling(rows), source, numbers, tuple(note for note in notes if note))


def room_for(title: str, heads: Sequence[str], source: str, count: int = ROOM) -> Table:
    """A table without any words yet, for what is written down in the room."""
    blank = pl.DataFrame({head: [BLANK] * count for head in heads}, schema=dict.fromkeys(heads, pl.String))
    return Table(title, blank, source)


def telling(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows without lists, which are small lines on the screen, and without the texts that say nothing."""
    lists = [name for name, kind in rows.schema.items() if isinstance(kind, pl.List)]
    silent = [
        name
        for name, kind in rows.schema.items()
        if not kind.is_numeric() and name not in lists and all(cell in NOTHING for cell in rows[name].to_list())
    ]
    return rows.drop(lists, silent)


def scorecard(lines: Sequence[Line], title: str, *, empty: str = "This edition has no figure here.") -> Block:
    """The scorecard; without the themes where all lines are of one."""
    found = tuple(lines)
    rows = words.scorecard_table(found)
    rows = rows.drop("Theme") if len({line.theme for line in found}) < 2 else rows
    source = words.sources_line([line.result for line in found]) if found else ""
    return table(title, rows, source, numbers=words.scorecard_numbers(found), notes=(words.SIGNAL_KEY,), empty=empty)


def standing(place: str, lines: Sequence[Line]) -> tuple[Block, ...]:
    """A borough's measures beside those of similar boroughs; nothing where none can be held against them."""
    rows = words.standing_table(tuple(lines))
    if rows.is_empty():
        return ()
    source = words.sources_line([line.result for line in lines])
    return (table(f"{place} among similar boroughs", rows, source, notes=(PEERS,)),)


def cards(results: Sequence[Result]) -> tuple[Figures, ...]:
    """Results as figures side by side; none where no result has one."""
    found = tuple(
        Figure(
            f"{words.subject(one)}, {words.short_period(one.figure)}",
            words.value(one.figure, one.measure),
            words.changed(one),
            words.signal_mark(one) if one.judgement.signal else "",
        )
        for one in results
        if one.figure.value is not None
    )
    return (Figures(found),) if found else ()


def meaning(result: Result) -> tuple[Words, ...]:
    """What a figure means, in the sentences that stand under it on the screen."""
    if result.figure.value is None:
        return (Words(words.missing(result)),)
    mark = f"{words.signal_mark(result)} · " if result.judgement.signal else ""
    said = [f"{mark}{words.signal_words(result)}"]
    if aimed := words.target_words(result):
        rated = result.judgement.target is not None and result.judgement.target.rag is not None
        said.append(f"{words.rag_mark(result)} · {aimed}" if rated else aimed)
    said += [words.change_words(result), words.peers_words(result), words.outlook_words(result)]
    return tuple(Words(one) for one in said if one.strip(" ·"))


def commentary(given: Asked, measure: str, place: str) -> tuple[Words, ...]:
    """What is agreed or locked of a figure of this edition, as it was typed."""
    if given.ledger is None:
        return ()
    return tuple(
        Words(one.words, "typed", f"{one.author}{'' if one.verified else ' (unverified)'}, {one.status}")
        for one in given.ledger.shown_commentary(given.edition.id, measure, place)
    )


def typed(given: Asked, measure: str, place: str) -> tuple[Words, ...]:
    """What people wrote of a figure: the commentary on it, and the reason of its case."""
    case = next((one for one in reversed(given.cases() or ()) if (one.measure, one.place) == (measure, place)), None)
    reason = []
    if case and (case.reason or case.reason_words):
        told = ": ".join(part for part in (case.reason, case.reason_words) if part)
        reason = [Words(told, "typed", f"reason of the case, {case.status}")]
    return (*commentary(given, measure, place), *reason)


def owed(given: Asked, measure: str, place: str) -> tuple[Block, ...]:
    """The actions on a figure, whatever became of them; nothing where there are none."""
    found = [one for one in given.actions() if (one.measure, one.place) == (measure, place)]
    about = f"{desk.measures()[measure].title}, {given.label(place)}"
    return (
        (actions(given, f"{about}: {len(found)} {'action' if len(found) == 1 else 'actions'}", found),) if found else ()
    )


def actions(given: Asked, title: str, found: Sequence[Any], *, empty: str = "None.") -> Block:
    """Actions with their state, as the page of actions has them."""
    labels = {one.place: given.label(one.place) for one in found}
    rows = words.actions_table(found, given.today, labels, given.meetings())
    source = f"The ledger, on {day_text(given.today)}."
    return table(
        title, rows, source, notes=("An action is overdue when it is open after the day it was due.",), empty=empty
    )


def trend(result: Result) -> tuple[Chart, ...]:
    """The line of a result over time; none where it has no figure."""
    if not words.known(result):
        return ()
    spec = charts.bare(charts.trend(result, theme="light", height=230))
    shown = sorted(words.known(result), key=lambda one: (one.last_day is not None, one.last_day))
    breaks = sorted(event["first_day"] for event in result.events.iter_rows(named=True) if event["breaks"])
    since = [f"{when:%B %Y}" for when in breaks]
    ends = [one.last_day for one in shown]
    now = [sum(when <= end for when in breaks) if end else 0 for end in ends]
    then = [sum(when <= year_before(end) for when in breaks) if end else 0 for end in ends]
    lines = parts(Series(result.measure.title, tuple(one.value for one in shown), marked=True), now, since)
    before = parts(Series("A year before", tuple(one.previous for one in shown)), then, since)
    plot = Plot(
        "lines",
        tuple(words.short_period(one) for one in shown),
        (*lines, *before),
        result.measure.unit,
    )
    return (chart(spec, plot, words.months_table(result), words.trend_alt(result), result),)


def parts(line: Series, passed: Sequence[int], since: Sequence[str]) -> tuple[Series, ...]:
    """A line in parts, as the screen draws it: none crosses a break in recording, survey or boundary.

    `passed` is how many breaks lie before each value, `since` when each was; by it a later part is named.
    """
    known = sorted({count for count, value in zip(passed, line.values, strict=True) if value is not None})
    return tuple(
        replace(
            line,
            name=line.name if at == known[0] else f"{line.name}, from {since[at - 1]}",
            values=tuple(value if count == at else None for count, value in zip(passed, line.values, strict=True)),
            goes_on=at != known[0],
        )
        for at in known
    ) or (line,)


def control(result: Result) -> tuple[Chart, ...]:
    """The control chart behind a result's signal; none where no chart can be drawn."""
    if result.judgement.signal is None:
        return ()
    said, charted = words.signal_words(result), result.judgement.chart
    spec = charts.control(
        charted.rename({"plotted": "drawn"}),
        title=said,
        unit=words.chart_unit(result),
        source=words.source_line(result),
        order="first_day",
        value="drawn",
        levels=words.target_levels(result),
        theme="light",
    )
    names = {"Plotted": "plotted", "Mean": "mean", "Lower limit": "lower", "Upper limit": "upper"}
    fresh = charted.group_by("segment").agg(pl.col("first_day").min()).sort("first_day")
    passed = [fresh["segment"].to_list().index(one) for one in charted["segment"]]
    since = [f"{day:%B %Y}" for day in fresh["first_day"][1:]]
    lines = (Series(name, tuple(charted[column]), column == "plotted") for name, column in names.items())
    plot = Plot(
        "lines",
        tuple(f"{day:%b %Y}" for day in charted["first_day"]),
        (
            *(part for line in lines for part in parts(line, passed, since)),
            *(Series(name.capitalize(), (at,) * charted.height) for name, at in words.target_levels(result).items()),
            *unusual(charted),
        ),
        words.chart_unit(result),
    )
    title = f"{words.subject(result)}, control chart: {said[:1].lower()}{said[1:]}"
    return (replace(chart(charts.bare(spec), plot, words.chart_table(result), said, result), title=title),)


def unusual(charted: pl.DataFrame) -> tuple[Series, ...]:
    """The points that the screen marks on a control chart, by kind of signal; nothing of a kind that has none.

    `charted` has the columns plotted and signal, a row to a point.
    """
    held = list(zip(charted["signal"], charted["plotted"], strict=True))
    return tuple(
        Series(kind.capitalize(), tuple(value if one == kind else None for one, value in held), mark=mark)
        for kind, mark in charts.SIGNALS.items()
        if any(one == kind and value is not None for one, value in held)
    )


def bars(result: Result, chosen: str | None = None) -> tuple[Chart, ...]:
    """The places of a result as sorted bars; none where no place has a figure."""
    if not words.known(result):
        return ()
    spec = charts.bare(charts.bars(result, theme="light", chosen=chosen))
    ranked = words.ranked(result)
    plot = Plot(
        "bars",
        tuple(one.place for one in ranked),
        (Series(result.measure.title, tuple(one.value for one in ranked), marked=True),),
        result.measure.unit,
        chosen=next((one.place for one in ranked if one.code == chosen), ""),
    )
    return (chart(spec, plot, words.places_table(result), words.bars_alt(result), result),)


def chart(spec: Mapping[str, Any], plot: Plot, rows: pl.DataFrame, alt: str, result: Any) -> Chart:
    """A chart of a result, whose title and foot stand beside it, as text."""
    return sourced(spec, plot, rows, alt, words.source_line(result))


def sourced(spec: Mapping[str, Any], plot: Plot, rows: pl.DataFrame, alt: str, source: str) -> Chart:
    """The same of what is no result, with its source in words."""
    beside = spec["usermeta"]
    counted = str(beside["foot"]).partition("Source:")[0].partition("Sources:")[0].strip()
    return Chart(beside["title"], spec, plot, rows, source, alt, (counted,) if counted and counted != source else ())


def wards(given: Asked, measure: str, place: str) -> tuple[Map | Chart, ...]:
    """The wards of a borough on a map, as the key performance review has it, and in the chart that is its twin.

    A survey is pooled, and wards that cannot be told from their borough are paler. None where no ward has a figure.
    """
    from tp_metrics import maps  # what reads shapes takes half a second to load, and most packs have no map

    at = given.at(place)
    weighted = desk.measures()[measure].weighted
    pooled = replace(at, window=review.POOLED[0]) if weighted else at
    found = desk.by_ward(measure, pooled)
    if not words.known(found):
        return ()
    shade: maps.Shade = "certainty" if weighted else "level"
    beside = desk.beside_borough(measure, found.selection)
    drawn = maps.drawn_wards(found, shade=shade, method="quantile", beside=beside)
    said = words.certainty_words(beside) if weighted else ""
    other = words.other_window(desk.result(measure, pooled), found)
    title = f"{given.label(place)}: {words.map_title(found, shade)}"
    notes = tuple(one for one in (other, said, drawn.credit) if one)
    rows, source, alt = words.wards_table(beside), words.source_line(found), words.map_alt(found, shade)
    return (Map(title, drawn.svg, rows, source, alt, notes), *_ward_chart(found, beside))


def _ward_chart(found: Result, beside: Beside) -> tuple[Chart, ...]:
    """The wards of a map by name: own answers and model with their intervals, or bars."""
    if not beside.modelled:
        return bars(found)
    rows, title = words.estimates_rows(beside), words.wards_chart_title(beside)
    spec = charts.bare(
        charts.estimates(
            rows,
            title=title,
            unit=found.measure.unit,
            ward="place",
            whole_words="its wards together",
            source=words.source_line(found),
            scale=1.0,
            theme="light",
        )
    )
    known = [row for row in rows.sort("place").iter_rows(named=True) if row["estimate"] is not None]
    series = (("Modelled estimate", "estimate"), ("Own answers", "direct"))
    plot = Plot(
        "bars",
        tuple(row["place"] for row in known),
        tuple(Series(name, tuple(row[column] for row in known), column == "estimate") for name, column in series),
        found.measure.unit,
    )
    return (chart(spec, plot, words.wards_table(beside), f"Points with intervals: {title}.", found),)


def drivers(given: Asked, measure: str, result: Result, level: str) -> tuple[Block, ...]:
    """What each part contributed to a change, adding up to it."""
    found = []
    at = given.at(result.selection.place)
    for by in review.splits(given.edition, measure, level)[:1]:
        told = review.drivers(given.edition, measure, at, by)
        if told is not None:
            source = f"Contributions to the change, adding up to it. {words.source_line(result)}"
            said = words.drivers_words(told, result).rstrip(".")
            title = f"{words.subject(result)}: {said[:1].lower()}{said[1:]}"
            found.append(table(title, words.drivers_table(told), source))
    return tuple(found)


def answered(given: Asked, board: Board, ways: Sequence[str | None]) -> pl.DataFrame:
    """The exceptions of some ways as the page lists them, with the reason of each case and its open actions."""
    rows, owed = words.shown_rows(board, ways), given.actions("open") if board.read else None
    listed = words.board_table(board, ways)
    said = [
        words.step_exceptions_table([row], _case(board, row), owed, given.today).select("Reason", "Actions open")
        if board.sees(row["code"]) or not board.read
        else pl.DataFrame({"Reason": [words.DASH], "Actions open": [None]}, schema=dict.fromkeys(ANSWERS, pl.String))
        for row in rows
    ]
    return listed.hstack(pl.concat(said)) if said else listed


def _case(board: Board, row: Mapping[str, Any]) -> dict[str, Any] | None:
    if not board.read:
        return None
    found = board.case(row["measure"], row["code"])
    return {row["measure"]: found} if found else {}


def exceptions(given: Asked, board: Board, most: int | None = None) -> tuple[Block, ...]:
    """The exceptions of a board, concerns first, with reason and action; all, or `most` of each way.

    Where they are cut, those that have a case stand all the same, and what moved neither for better nor for worse is
    left out.
    """
    source = (
        f"As at {day_text(given.edition.as_at)}. {words.SIGNAL_KEY} Effect: so many events or answers more or fewer "
        "than a year before."
    )
    heads = {"concern": "Concerns", "improvement": "Improvements", "neutral": "Neither better nor worse"}
    blocks = []
    for way, head in heads.items():
        rows = answered(given, board, (way,))
        cut = rows.height if most is None else most
        if way == "neutral" and (not rows.height or most is not None):
            continue
        told = f"{head}: {rows.height}"
        if rows.height > cut:
            rows = pl.concat([rows.head(cut), rows[cut:].filter(~pl.col("Case").is_in(("none", words.NOT_KNOWN)))])
            told += f", the {cut} largest{' and what has a case' if board.read else ''}"
        blocks.append(table(told, rows, source, empty="None."))
    return tuple(blocks)


def largest(title: str, rows: pl.DataFrame, most: int, source: str, order: str) -> Block:
    """The first rows of a table; where there are more, its title says how many are shown, and in which order."""
    cut = f"; {most} shown, {order}" if rows.height > most else ""
    return table(f"{title}{cut}", rows.head(most), source, empty="None.")


def panel(given: Asked, result: Result, level: str) -> tuple[Block, ...]:
    """A measure in full: what it means, its line, its control chart, its boroughs, and what the ledger says of it."""
    name, place = result.measure.id, result.selection.place
    spoken = desk.spoken(name, given.at(place))
    beside = replace(given.at(given.holder), by=("borough",))
    own = place if level == "borough" else None
    return (
        Words(words.headline(result), "lead"),
        *meaning(result),
        *typed(given, name, given.selection.place),
        *owed(given, name, given.selection.place),
        *trend(desk.over_time(name, spoken)),
        *control(result),
        *bars(desk.result(name, beside), own),
    )
