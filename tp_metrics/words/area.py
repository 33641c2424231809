"""The key performance review of an area command in words: its title, its steps and the tables that it reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.words.cases import NOT_KNOWN, action_state, change_of, found_by, measure_of, way_mark
from tp_metrics.words.judgements import SIGNALS
from tp_metrics.words.numbers import changed, number, points, share_text, value
from tp_metrics.words.review import listed
from tp_metrics.words.windows import day, period

if TYPE_CHECKING:
    from tp_metrics.results import Result
    from tp_metrics.results.judging import Peers
    from tp_metrics.review import Beside, Line, Step
    from tp_metrics.review.area import Decision
    from tp_metrics.review.cases import Action, Case

POSITIONS = {"better": "● better", "in line": "○ in line", "worse": "◆ worse"}


def step_name(step: Step) -> str:
    """A step as the agenda and the link name it: "Bromley · Priority crime"."""
    return f"{step.place} · {step.theme}"


def area_title(place: str, window: str, rows: pl.DataFrame) -> str:
    """The first line of an area's review: how many concerns its boroughs have, and how many nobody has answered."""
    concerns, better, left = (int(rows[name].sum()) for name in ("concern", "improvement", "unanswered"))
    told = f"{concerns} concern{'' if concerns == 1 else 's'}"
    unknown = rows["unanswered"].has_nulls()  # of boroughs whose cases are not for this viewer
    told += f", {left} without a case" if left else ", each with a case" if concerns and not unknown else ""
    return f"{place}, {window}: {told}; {better} improvement{'' if better == 1 else 's'}"


def area_sentence(rows: pl.DataFrame) -> str:
    """Which boroughs have most concerns, and which have actions overdue."""
    worst = rows.filter(pl.col("concern") > 0).sort("concern", "place", descending=[True, False])
    named = [f"{place} ({count})" for place, count in worst.select("place", "concern").iter_rows()]
    told = f"Most concerns: {listed(named)}." if named else "No borough has a concern."
    late = rows.filter(pl.col("overdue") > 0)["place"].to_list()
    if late:
        return f"{told} Actions are overdue in {listed(late)}."
    return told if rows["overdue"].has_nulls() else f"{told} No action is overdue."


def boroughs_table(rows: pl.DataFrame, measures: Mapping[str, Any]) -> pl.DataFrame:
    """The boroughs of an area as texts: their exceptions and actions, then the figures of the review with change.

    `measures` holds the measures whose columns the rows have, by id.
    """
    made = [
        {
            "Borough": row["place"],
            "Concerns": row["concern"],
            "No case": row["unanswered"],
            "Improved": row["improvement"],
            "Actions": row["open"],
            "Overdue": row["overdue"],
            **{one.title: _beside(row, name, one) for name, one in measures.items()},
        }
        for row in rows.iter_rows(named=True)
    ]
    return pl.DataFrame(made)


def _beside(row: Mapping[str, Any], name: str, measure: Any) -> str | None:
    now, moved = row[f"{name}_value"], row[f"{name}_change"]
    if now is None:
        return None
    if moved is None:
        return number(now, measure)
    share = points(moved) if measure.unit == "per cent" else share_text(row[f"{name}_change_percent"])
    return f"{number(now, measure)} ({share})" if share else number(now, measure)


def step_title(
    step: Step,
    rows: Sequence[Mapping[str, Any]],
    titles: Mapping[str, str],
    window: str,
    lines: Sequence[Line] = (),
) -> str:
    """The first line of a step: what is worse and what is better at a borough, in one theme.

    `rows` are the theme's exceptions at the borough, as a board has them, `titles` those of the measures by id. Where
    none of the theme's `lines` has a chart or a change to judge it by, nothing is said to be usual.
    """
    ways = {way: [_named(row, titles) for row in rows if row["way"] == way] for way in ("concern", "improvement")}
    told = [
        f"{len(found)} {way}{'' if len(found) == 1 else 's'}, {listed(found)}" for way, found in ways.items() if found
    ]
    judged = any(one.result.judgement.signal or one.result.judgement.change for one in lines)
    nothing = "no concern and no improvement" if judged else "no figure here can be judged"
    said = "; ".join(told) or nothing
    return f"{step.place}, {step.theme.lower()}, {window}: {said}{_worse(lines)}"


def _named(row: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """An exception by its title; with its change where that goes the other way than the chart."""
    title, turned = titles[row["measure"]], {"rise": "fall", "fall": "rise"}
    if not row["rule"] or row["moved"] != turned.get(row["direction"] or ""):
        return title
    return f"{title} (though {change_of(row)} on a year before)"


def _worse(lines: Sequence[Line]) -> str:
    """How many of the measures stand worse than similar boroughs; empty where none does."""
    placed = [one.result.judgement.peers.position for one in lines if one.result.judgement.peers]
    compared = [one for one in placed if one]
    return f"; worse than similar boroughs in {placed.count('worse')} of {len(compared)}" if "worse" in placed else ""


def not_held(titles: Sequence[str]) -> str:
    """Which measures of a theme an edition has no figure of, as a sentence; empty where it has them all."""
    return f"This edition has no figure here of: {', '.join(titles)}." if titles else ""


def standing_table(lines: Sequence[Line]) -> pl.DataFrame:
    """Where a borough stands among similar ones in one theme: its figure, theirs together, and its rank."""
    texts = ("Measure", "Here", "Against peers", "Peers together", "Rank")
    rows = [
        {
            "Measure": one.result.measure.title,
            **_among(one.result, one.result.judgement.peers),
        }
        for one in lines
        if one.result.judgement.peers is not None
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(texts, pl.String))


def _among(result: Result, found: Peers) -> dict[str, str | None]:
    unit = "" if found.measure.unit == result.measure.unit else f" {found.measure.unit}"
    here, theirs = (f"{number(size, found.measure)}{unit}" for size in (found.own, found.value))
    rank = f"{found.rank} ({found.rank_lower} to {found.rank_upper}) of {found.ranked}" if found.rank else None
    return {
        "Here": here,
        "Against peers": POSITIONS.get(found.position or ""),
        "Peers together": theirs,
        "Rank": rank,
    }


def step_exceptions_table(
    rows: Sequence[Mapping[str, Any]],
    cases: Mapping[str, Case] | None,
    actions: Sequence[Action] | None,
    today: date,
) -> pl.DataFrame:
    """The exceptions of a step: what each is and how it was found, then its reason and what its case still asks for.

    `cases` are by measure, `actions` the open ones of the place, on a case or on a measure; None where the ledger
    cannot be read, and then neither is known.
    """
    texts = ("What", "Measure", "Now", "Change", "Found by", "Reason", "Actions open")
    made, none = [], NOT_KNOWN if cases is None else "no case yet"
    for row in rows:
        case, measure = (cases or {}).get(row["measure"]), measure_of(row["measure"])
        owed = [
            f"{one.words} ({one.owner}, {action_state(one, today)})"
            for one in actions or ()
            if (case and one.case_id == case.id) or one.measure == row["measure"]
        ]
        reason = ": ".join(part for part in (case.reason, case.reason_words) if part) if case else ""
        made.append(
            {
                "What": way_mark(row),
                "Measure": measure.title,
                "Now": number(row["value"], measure),
                "Change": change_of(row),
                "Found by": found_by(row),
                "Reason": reason or (f"case {case.id}, not known yet" if case else none),
                "Actions open": "; ".join(owed) or (NOT_KNOWN if actions is None else None),
            }
        )
    return pl.DataFrame(made, schema=dict.fromkeys(texts, pl.String))


def then_and_now_table(rows: Sequence[Beside], actions: Sequence[Action] | None, today: date) -> pl.DataFrame:
    """A theme in the last review and in this one: figures and changes, what became of exceptions, what was promised.

    `actions` are those of the place that were promised by then; None where the ledger cannot be read.
    """
    texts = ("Measure", "Then", "Change then", "Now", "Change now", "Exception", "Promised")
    made, none = [], NOT_KNOWN if actions is None else None
    for one in rows:
        measure = one.measure
        promised = [act for act in actions or () if act.measure == measure.id]
        made.append(
            {
                "Measure": measure.title,
                "Then": value(one.then.figure, measure) if one.then else None,
                "Change then": changed(one.then) if one.then else None,
                "Now": value(one.now.figure, measure) if one.now else None,
                "Change now": changed(one.now) if one.now else None,
                "Exception": became_mark(one),
                "Promised": "; ".join(f"{act.words} ({action_state(act, today)})" for act in promised) or none,
            }
        )
    return pl.DataFrame(made, schema=dict.fromkeys(texts, pl.String))


def became_mark(one: Beside) -> str | None:
    """What became of an exception, by the mark of what it is now: "◆ concern, new", "○ concern then, cleared"."""
    if one.became is None:
        return None
    if one.way is None:
        return f"{SIGNALS['usual'][0]} {one.was} then, cleared"
    turned = f", {one.was} then" if one.was and one.was != one.way else f", {one.became}"
    return f"{SIGNALS[one.way][0]} {one.way}{turned}"


def then_and_now_title(step: Step, rows: Sequence[Beside], earlier: date) -> str:
    """The finding of a theme beside the last review: how many of its exceptions are new, continue and are cleared."""
    counted = [(name, [one.became for one in rows].count(name)) for name in ("new", "continuing", "cleared")]
    told = ", ".join(f"{count} {name}" for name, count in counted if count)
    said = told or "no exception then and none now"
    return f"{step.theme} beside the review as at {day(earlier)}: {said}"


def windows_then_and_now(rows: Sequence[Beside], earlier: date, now: date) -> str:
    """Which windows stand beside each other, by the editions that they are of."""
    then = next((period(one.then.figure) for one in rows if one.then), "")
    here = next((period(one.now.figure) for one in rows if one.now), "")
    parts = [
        f"{word}, as at {day(as_at)}: {said}"
        for word, as_at, said in (("Then", earlier, then), ("Now", now, here))
        if said
    ]
    return f"{'. '.join(parts)}. Changes are on the same window a year before each."


def boroughs_then_and_now_table(
    rows: pl.DataFrame, places: Mapping[str, str], promised: Sequence[Action] | None
) -> pl.DataFrame:
    """The boroughs of an area in the last review and in this one: concerns, what became of exceptions, promises.

    `promised` is None where the ledger cannot be read, and then nothing is counted of it.
    """
    made = []
    for row in rows.iter_rows(named=True):
        mine = [act for act in promised or () if act.place == row["code"]]
        made.append(
            {
                "Borough": places[row["code"]],
                "Concerns then": row["concerns_then"],
                "Concerns now": row["concerns_now"],
                "New": row["new"],
                "Continuing": row["continuing"],
                "Cleared": row["cleared"],
                "Promised": None if promised is None else len(mine),
                "Done": None if promised is None else sum(act.status == "done" for act in mine),
            }
        )
    return pl.DataFrame(made)


def boroughs_then_and_now_title(rows: pl.DataFrame, earlier: date) -> str:
    """The finding of an area beside the last review: its concerns then and now, and what became of them."""
    then, now, new, cleared = (int(rows[name].sum()) for name in ("concerns_then", "concerns_now", "new", "cleared"))
    told = f"{then} concerns then, {now} now; {new} exceptions new, {cleared} cleared"
    return f"Beside the review as at {day(earlier)}: {told}"


def decisions_table(decisions: Sequence[Decision], places: Mapping[str, str]) -> pl.DataFrame:
    """Decisions as rows: when, on what, the words, who wrote them down."""
    rows = [
        {
            "Day": day(one.made),
            "On": f"{places.get(one.place, one.place)} · {one.theme}",
            "Decision": one.words,
            "Entered by": one.author + ("" if one.verified else " (unverified)"),
        }
        for one in decisions
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("Day", "On", "Decision", "Entered by"), pl.String))
