"""The key performance review of an area command in words: its title, its steps and the tables that it reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.words.cases import action_state, change_of, found_by, measure_of, way_mark
from tp_metrics.words.judgements import signal_mark
from tp_metrics.words.numbers import changed, number, points, share_text, value
from tp_metrics.words.review import listed
from tp_metrics.words.windows import day, short_period

if TYPE_CHECKING:
    from tp_metrics.review import Line, Step
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
    told += f", {left} without a case" if left else ", each with a case" if concerns else ""
    return f"{place}, {window}: {told}; {better} improvement{'' if better == 1 else 's'}"


def area_sentence(rows: pl.DataFrame) -> str:
    """Which boroughs have most concerns, and which have actions overdue."""
    worst = rows.filter(pl.col("concern") > 0).sort("concern", "place", descending=[True, False])
    named = [f"{place} ({count})" for place, count in worst.select("place", "concern").iter_rows()]
    told = f"Most concerns: {listed(named)}." if named else "No borough has a concern."
    late = rows.filter(pl.col("overdue") > 0)["place"].to_list()
    return f"{told} Actions are overdue in {listed(late)}." if late else f"{told} No action is overdue."


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

    `rows` are the theme's exceptions at the borough (`way` and `measure`), `titles` those of the measures by id. Where
    none of the theme's `lines` has a chart or a change to judge it by, nothing is said to be usual.
    """
    ways = {way: [titles[row["measure"]] for row in rows if row["way"] == way] for way in ("concern", "improvement")}
    told = [
        f"{len(found)} {way}{'' if len(found) == 1 else 's'}, {listed(found)}" for way, found in ways.items() if found
    ]
    judged = any(one.result.judgement.signal or one.result.judgement.change for one in lines)
    nothing = "no concern and no improvement" if judged else "no figure here can be judged"
    said = "; ".join(told) or nothing
    return f"{step.place}, {step.theme.lower()}, {window}: {said}"


def not_held(titles: Sequence[str]) -> str:
    """Which measures of a theme an edition has no figure of, as a sentence; empty where it has them all."""
    return f"This edition has no figure here of: {', '.join(titles)}." if titles else ""


def step_table(lines: Sequence[Line]) -> pl.DataFrame:
    """The scorecard of a borough in one theme: each measure with its change, signal, and its position among peers."""
    texts = ("Measure", "Now", "A year before", "Change", "Signal", "Against peers", "Peers together", "Rank", "Window")
    rows = [
        {
            "Measure": one.result.measure.title,
            "Now": value(one.result.figure, one.result.measure),
            "A year before": number(one.result.figure.previous, one.result.measure),
            "Change": changed(one.result),
            "Signal": signal_mark(one.result),
            **_among(one),
            "Window": short_period(one.result.figure),
        }
        for one in lines
    ]
    made = pl.DataFrame(rows, schema=dict.fromkeys(texts, pl.String))
    silent = [name for name in texts[5:8] if made[name].null_count() == made.height]
    return made.drop(silent, *(["Window"] if made["Window"].n_unique() == 1 else []))


def _among(line: Line) -> dict[str, str | None]:
    found = line.result.judgement.peers
    if found is None:
        return {}
    unit = "" if found.measure.unit == line.result.measure.unit else f" {found.measure.unit}"
    rank = f"{found.rank} ({found.rank_lower} to {found.rank_upper}) of {found.ranked}" if found.rank else None
    return {
        "Against peers": POSITIONS.get(found.position or ""),
        "Peers together": f"{number(found.value, found.measure)}{unit}",
        "Rank": rank,
    }


def step_exceptions_table(
    rows: Sequence[Mapping[str, Any]], cases: Mapping[str, Case], actions: Sequence[Action], today: date
) -> pl.DataFrame:
    """The exceptions of a step: what each is and how it was found, then its reason and what its case still asks for.

    `cases` are by measure, `actions` the open ones of the place.
    """
    texts = ("What", "Measure", "Now", "Change", "Found by", "Reason", "Actions open")
    made = []
    for row in rows:
        case, measure = cases.get(row["measure"]), measure_of(row["measure"])
        owed = [
            f"{one.words} ({one.owner}, {action_state(one, today)})"
            for one in actions
            if case and one.case_id == case.id
        ]
        reason = ": ".join(part for part in (case.reason, case.reason_words) if part) if case else ""
        made.append(
            {
                "What": way_mark(row),
                "Measure": measure.title,
                "Now": number(row["value"], measure),
                "Change": change_of(row),
                "Found by": found_by(row),
                "Reason": reason or (f"case {case.id}, not known yet" if case else "no case yet"),
                "Actions open": "; ".join(owed) or None,
            }
        )
    return pl.DataFrame(made, schema=dict.fromkeys(texts, pl.String))


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
