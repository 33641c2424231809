"""Exceptions and their cases in words: the table, the sentence of one, its peers, what followed, and its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.words.judgements import ARROWS, RULES, SIGNALS
from tp_metrics.words.numbers import DASH, number, per_cent, points, share_text
from tp_metrics.words.once import once
from tp_metrics.words.windows import day, month

if TYPE_CHECKING:
    from tp_metrics.measure import Measure
    from tp_metrics.review.cases import Action, Aftermath, Board, Case, Change

#: What an exception without a chart signal was found by.
BY_CHANGE = "change on a year before"
#: What stands in the place of a case or an action while the ledger cannot be read.
NOT_KNOWN = "not known"
MOVED = {"rise": "rose", "fall": "fell", "still": "stayed level"}
#: Fields of the ledger as a reader knows them.
FIELDS = {
    "reason": "reason",
    "reason_words": "why, in words",
    "status": "status",
    "owner": "owner",
    "due": "due",
    "links": "links",
    "words": "words",
    "meeting": "meeting",
    "done_on": "done on",
    "agreed_by": "agreed by",
    "author": "by",
    "verified": "signed in",
}


@lru_cache(maxsize=512)
def measure_of(name: str) -> Measure:
    """A measure by its id."""
    from tp_metrics.review import measure_of as of_review  # measures belong to the catalogue, which the review may read

    return of_review(name)


def exception_name(row: Mapping[str, Any]) -> str:
    """An exception as a list and a link name it: "Robbery · Camden"."""
    return f"{measure_of(row['measure']).title} · {row['place']}"


def way_mark(row: Mapping[str, Any]) -> str:
    """What an exception is, by mark and word: "◆ ▲ concern"; of what is none now, "○ usual"."""
    way = row["way"] or "usual"
    arrow = ARROWS.get((row["direction"] if row["rule"] else row["moved"]) or "", "") if row["way"] else ""
    return " ".join(part for part in (SIGNALS[way][0], arrow, way) if part)


def way_colour(row: Mapping[str, Any]) -> str:
    """The colour of the screen that the mark has."""
    return SIGNALS[row["way"] or "usual"][1]


def found_by(row: Mapping[str, Any]) -> str:
    """How an exception was found: by a rule of its control chart, or by its change alone."""
    if row["way"] is None:
        return "no exception now"
    return RULES[row["rule"]] if row["rule"] else BY_CHANGE


def change_of(row: Mapping[str, Any]) -> str:
    """The change on a year before: "+1,587 (+6.5 %)", "+1.2 points" or a dash."""
    measure, amount = measure_of(row["measure"]), row["change"]
    if amount is None:
        return DASH
    if measure.unit == "per cent":
        return points(amount)
    size = number(abs(amount), measure, like=row["value"])
    share = share_text(row["change_percent"])
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    return f"{sign}{size}" + (f" ({share})" if share else "")


def peers_short(row: Mapping[str, Any]) -> str:
    """How many of its peers moved the same way: "6 of 7 rose too"; a dash where it has none."""
    if not row["peers"] or row["moved"] is None:
        return DASH
    return f"{row['peers_same']} of {row['peers']} {MOVED[row['moved']]} too"


def exception_words(row: Mapping[str, Any]) -> str:
    """An exception as one sentence, which a case is opened on."""
    measure = measure_of(row["measure"])
    said = f"{measure.title}, {row['place']}: {number(row['value'], measure)}, {row['window']}"
    if row["change"] is not None:
        said += f"; {change_of(row)} on a year before"
    since = f" since {month(row['since'])}" if row["rule"] and row["since"] else ""
    kind = row["way"] or "no exception now"
    return f"{said}. {kind[:1].upper()}{kind[1:]}: {found_by(row)}{since}."


@once
def board_table(board: Board, ways: Sequence[str | None]) -> pl.DataFrame:
    """The exceptions of some ways as rows for a reader, the largest effect first."""
    texts = ("What", "Measure", "Place", "Now", "Change", "Found by", "Since", "Peers", "Case")
    rows = [
        {
            "What": way_mark(row),
            "Measure": measure_of(row["measure"]).title,
            "Place": row["place"],
            "Now": number(row["value"], measure_of(row["measure"])),
            "Change": change_of(row),
            "Effect": None if row["effect"] is None else round(row["effect"]),
            "Found by": found_by(row),
            "Since": month(row["since"]) if row["rule"] and row["since"] else DASH,
            "Peers": peers_short(row),
            "Case": _case_said(board, row),
        }
        for row in shown_rows(board, ways)
    ]
    made = pl.DataFrame(rows, schema={**dict.fromkeys(texts, pl.String), "Effect": pl.Int64})
    order = [*texts[:5], "Effect", *texts[5:]]
    silent = [] if board.level != "tp" else ["Peers"]
    return made.select(order).drop(silent)


@once
def shown_rows(board: Board, ways: Sequence[str | None]) -> list[dict[str, Any]]:
    """The rows of a board of some ways; what is no exception now is among "None"."""
    return [row for row in board.rows.iter_rows(named=True) if row["way"] in ways]


def _case_said(board: Board, row: Mapping[str, Any]) -> str:
    """What a list says of the case on an exception: a dash where cases are not for this viewer."""
    if not board.read:
        return NOT_KNOWN
    return case_short(board.case(row["measure"], row["code"])) if board.sees(row["code"]) else DASH


def case_short(case: Case | None) -> str:
    """What a list says of the case on an exception."""
    return "none" if case is None else case.status


def board_strip(board: Board) -> str:
    """How many series were tested, and how many of what was found are expected to be chance."""
    level = {"borough": "borough", "area": "area command", "tp": "TP"}[board.level]
    alone = "1 is an exception" if board.changed == 1 else f"{board.changed:,} are exceptions"
    return (
        f"{board.charts:,} {level} series charted, false alarms expected among their latest points: about "
        f"{board.expected:.0f}, flagged: {board.flagged:,} · {board.tested:,} changes on a year before tested; "
        f"of those found about one in ten may be chance, and {alone} by their change alone"
    )


@once
def board_title(board: Board, place: str) -> str:
    """The page's first line: how many concerns there are, and how many of them nobody has answered.

    Where the ledger cannot be read, it says that this is not known.
    """
    concerns = board.rows.filter(pl.col("way") == "concern").height
    better = board.rows.filter(pl.col("way") == "improvement").height
    if not concerns and not better:
        return f"Exceptions, {place}: nothing is a concern or an improvement"
    open_ones = board.unanswered.height
    told = f"{concerns:,} concern{'' if concerns == 1 else 's'}"
    known = board.own is None or board.own.issuperset(board.rows["code"])
    told += f", {open_ones:,} without a case" if open_ones else ", each with a case" if concerns and known else ""
    unread = "" if board.read else "; which of them have a case is not known"
    return f"Exceptions, {place}: {told}; {better:,} improvement{'' if better == 1 else 's'}{unread}"


def board_counts(board: Board) -> str:
    """How many exceptions of each way a board has: "19 concerns, 26 improvements"."""
    ways = board.rows["way"].to_list()
    told = ((ways.count(way), way) for way in ("concern", "improvement"))
    return ", ".join(f"{count:,} {way}{'' if count == 1 else 's'}" for count, way in told)


def seen_since(row: Mapping[str, Any], clear: date | None) -> str:
    """Since when the rule or the change that makes an exception has held, as a sentence."""
    if row["rule"] and row["since"]:
        return f"That has held since {month(row['since'])}."
    if clear is None:
        return "First seen in this window."
    return f"Its change on a year before has been clear in every window since the one to {month(clear)}."


def moved_words(row: Mapping[str, Any], counts: tuple[int, int, int]) -> str:
    """Did everyone move? Peers where there are some, and all boroughs."""
    rose, fell, all_of = counts
    peers = peers_short(row)
    near = f"Of its peers, {peers}. " if peers != DASH else ""
    if not all_of:
        return near.strip()
    if row["moved"] not in ARROWS:
        return f"{near}It rose in {rose} of {all_of} boroughs and fell in {fell}."
    way, same = MOVED[row["moved"]], rose if row["moved"] == "rise" else fell
    everyone = "nearly everyone" if same >= 0.8 * all_of else "few others" if same <= 0.3 * all_of else "not everyone"
    return f"{near}It {way} in {same} of {all_of} boroughs: {everyone} moved this way."


def aftermath_words(found: Aftermath) -> str:
    """What happened after an action, as a sentence."""
    done = f"The action was done on {day(found.done_on)}"
    if found.either_way:
        return f"{done}; neither way is better for this measure, so no good signal can follow."
    if not found.periods:
        return f"{done}; no period has begun since that this edition has figures of."
    since = f"{found.periods} period{'' if found.periods == 1 else 's'} since"
    if found.good is not None:
        return f"{done}; a signal in the good direction followed in {month(found.good)} ({since})."
    if found.bad is not None:
        worse = month(found.bad)
        return f"{done}; no signal in the good direction followed, and one for the worse in {worse} ({since})."
    return f"{done}; no signal either way followed ({since})."


def field_text(value: Any) -> str:
    """A field of the ledger as plain text."""
    if value is None or value in ("", (), []):
        return DASH
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def history_table(changes: Sequence[Change], meetings: Mapping[str, str]) -> pl.DataFrame:
    """The history of a thing, the newest first: when, who, and each field that became something else, with names."""
    schema = dict.fromkeys(("When", "Who", "What", "Was", "Now"), pl.String)
    rows = []
    for change in reversed(changes):
        who = change.author + ("" if change.verified else " (unverified)")
        when = f"{change.at:%d %b %Y %H:%M} UTC"
        for field, name in FIELDS.items():
            before = (change.before or {}).get(field)
            after = change.after.get(field)
            if before != after and not (change.before is None and after in (None, "", [], False)):
                row = {"When": when, "Who": who, "What": f"{change.kind}: {name}"}
                was, now = (meeting_text(one, meetings) if field == "meeting" else one for one in (before, after))
                rows.append({**row, "Was": field_text(was), "Now": field_text(now)})
    return pl.DataFrame(rows, schema=schema)


def clash_table(theirs: Mapping[str, Any], typed: Mapping[str, Any], meetings: Mapping[str, str]) -> pl.DataFrame:
    """What somebody else changed beside what was typed, field by field; meetings by their names."""
    schema = dict.fromkeys(("Field", "Saved meanwhile", "Yours"), pl.String)

    def said(field: str, value: Any) -> str:
        return field_text(meetings.get(value, value) if field == "meeting" else value)

    rows = [
        {
            "Field": FIELDS.get(field, field),
            "Saved meanwhile": said(field, value),
            "Yours": said(field, typed[field]) if field in typed else "left as it was",
        }
        for field, value in theirs.items()
    ]
    return pl.DataFrame(rows, schema=schema)


def actions_table(
    actions: Sequence[Action], today: date, places: Mapping[str, str], meetings: Mapping[str, str]
) -> pl.DataFrame:
    """Actions as rows: overdue first, then by the day on which they are due; places and meetings by their names."""
    schema = dict.fromkeys(("State", "Due", "Owner", "Action", "On", "Reported to", "Entered by"), pl.String)
    rows = [
        {
            "State": action_state(action, today),
            "Due": day(action.due),
            "Owner": action.owner,
            "Action": action.words,
            "On": f"{measure_of(action.measure).title} · {places.get(action.place, action.place)}",
            "Reported to": meeting_text(action.meeting, meetings) or DASH,
            "Entered by": action.author + ("" if action.verified else " (unverified)"),
        }
        for action in actions
    ]
    return pl.DataFrame(rows, schema=schema)


def meeting_text(code: str | None, meetings: Mapping[str, str]) -> str:
    """The name of a meeting; its code where the reference files no longer know it, empty without one."""
    return meetings.get(code, code) if code else ""


def action_state(action: Action, today: date) -> str:
    """What an action is on a day: overdue by so many days, due in so many, done, or dropped."""
    if action.status == "done":
        return f"done {day(action.done_on)}" if action.done_on else "done"
    if action.status == "dropped":
        return "dropped"
    left = (action.due - today).days
    if left < 0:
        return f"◆ overdue by {-left} day{'' if left == -1 else 's'}"
    return "due today" if left == 0 else f"due in {left} day{'' if left == 1 else 's'}"


def actions_title(actions: Sequence[Action], today: date) -> str:
    """How many actions are open, and how many of them overdue."""
    open_ones = [action for action in actions if action.status == "open"]
    late = sum(action.due < today for action in open_ones)
    if not actions:
        return "Actions: none yet"
    told = f"{len(open_ones):,} open" if open_ones else "none open"
    share = f" ({per_cent(100 * late / len(open_ones))})" if late else ""
    return f"Actions: {told}, {late:,} overdue{share}" if open_ones else f"Actions: {told}"
