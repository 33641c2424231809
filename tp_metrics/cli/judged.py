"""What is judged of a row of a result, under flat names for the JSON that `figure` prints."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tp_metrics import desk, periods
from tp_metrics.results import BY_PLACE, Result

#: The names, of each place's own total over the window; null in rows by time or by group.
JUDGED = (
    *("change_lower", "change_upper", "signal", "rule", "direction", "since", "pattern"),
    *("target", "rag", "assurance", "disagreement"),
    *("peers_value", "peers_position", "rank", "rank_lower", "rank_upper", "ranked"),
    *("projected", "projected_lower", "projected_upper", "needed", "needed_percent", "probability", "plausibility"),
    *("modelled", "modelled_lower", "modelled_upper", "borough_value", "told_apart"),
    "suppression",
)
#: How the note begins of a value that is known to the program and not shown.
WITHHELD = ("withheld", "too few to say")


def judged(found: Result, row: dict[str, Any]) -> dict[str, Any]:
    """What may be said of a row of a result beyond its figure, under the names of JUDGED; null where nothing is.

    `target` is what the target comes to over the row's window, in the measure's unit.
    """
    nothing = dict.fromkeys(JUDGED)
    if not set(found.selection.by) <= set(BY_PLACE):
        return nothing
    withheld = row["value"] is None and row["note"].startswith(WITHHELD)
    own = _own(found, row)
    said = {**(_said(own) if own else {}), **_beside(found, row)}
    return {**nothing, **said, "suppression": row["note"] if withheld else None}


def _beside(found: Result, row: dict[str, Any]) -> dict[str, Any]:
    """A ward's modelled estimate and what its borough's wards come to, over the row's own window; else nothing."""
    if row["level"] != "ward" or not row["window"]:
        return {}
    window = periods.parse(row["window"])
    source = row["source"] or None
    asked = replace(found.selection, by=(), end=window.last, window=window.kind, source=source)
    beside = desk.beside_borough(found.measure.id, asked)
    own = beside.ward(row["code"])
    if own is None or beside.result.rows["window"][0] != row["window"]:
        return {}
    names = ("modelled", "modelled_lower", "modelled_upper", "told_apart")
    return {**{name: own[name] for name in names}, "borough_value": own["whole"]}


def _own(found: Result, row: dict[str, Any]) -> Result | None:
    """The result of a row's own place and window, which screens ask for too; None where that is another figure."""
    if not found.selection.by:
        return found
    if row["value"] is None:
        return None
    window = periods.parse(row["window"])
    asked = replace(found.selection, place=row["code"], by=(), end=window.last, window=window.kind)
    own = desk.result(found.measure.id, asked)
    return own if own.figure.value == row["value"] else None


def _said(own: Result) -> dict[str, Any]:
    told = own.judgement
    return {
        **_parts(told.change, change_lower="lower", change_upper="upper"),
        **_parts(told, signal="signal", rule="rule", direction="direction", since="since", assurance="assurance"),
        "pattern": told.pattern.shape if told.signal else None,
        **_parts(told.target, target="level", rag="rag"),
        "disagreement": told.disagreement or None,
        **_parts(told.peers, peers_value="value", peers_position="position", ranked="ranked"),
        **_parts(told.peers, rank="rank", rank_lower="rank_lower", rank_upper="rank_upper"),
        **_parts(told.outlook, projected="projected", projected_lower="lower", projected_upper="upper"),
        **_parts(told.outlook, needed="needed", needed_percent="needed_percent"),
        **_parts(told.outlook, probability="probability", plausibility="plausibility"),
    }


def _parts(whole: Any, **names: str) -> dict[str, Any]:
    """Parts of a judgement under the names of the JSON; none where there is no such judgement, null for empty words."""
    if whole is None:
        return {}
    found = {name: getattr(whole, part) for name, part in names.items()}
    return {name: None if part == "" else part for name, part in found.items()}
