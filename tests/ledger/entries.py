"""A ledger with something of everything in it, and all that a ledger says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from tp_metrics.ledger import Author, Ledger, Seen
from tp_metrics.ledger.tables import TABLES, Row, plain, thing_of

ANA, BEN = Author("Ana Kaya", verified=True), Author("Ben")
DAY = date(2011, 1, 13)


def seen(measure: str = "robbery", place: str = "E09000007", kind: str = "concern") -> Seen:
    return Seen(measure, place, "2010-12-31", "2010/11 to Dec", kind, f"{measure} at {place}.", "beyond", "up")


def fill(ledger: Ledger, *, decisions: bool = True) -> None:
    """Something of every kind in each of its states, with texts that trip up databases."""
    case = ledger.open_case(seen(), ANA, opened=DAY, links=("exceptions?place=E09000007&x=%41",))
    ledger.change_case(
        case.id, 1, BEN, reason="series", reason_words="=1+1\r\n\t'; DROP TABLE cases; -- \u2028 😀 \x01"
    )
    ledger.note(case.id, "@note\x7f — “quoted”, 100 %", ANA)
    ledger.open_case(seen("burglary", "TP", "improvement"), BEN, opened=DAY, status="practice to share")
    ledger.open_case(seen("good_job", "E05000144", "neutral"), BEN, due=DAY, opened=DAY)
    one = ledger.add_action("-do", "+role", DAY, ANA, case_id=case.id, meeting="SPM", added=DAY)
    ledger.change_action(one.id, 1, BEN, status="done", done_on=DAY)
    ledger.add_action("Ask.", "DAC TP", DAY, ANA, measure="good_job", place="TP", added=DAY)
    for place in ("E09000007", "TP", "MPS"):
        ledger.comment("robbery", place, "2010-12-31", f"Words on {place}.", ANA)
    ledger.agree(1, 1, BEN)
    ledger.lock("2010-12-31", BEN)
    ledger.agree(2, 1, BEN)
    if decisions:
        one = ledger.decide("KPRM", "2010-12-31", "E09000007", "Priority crime", "+Two teams.", ANA, made=DAY)
        ledger.change_decision(one.id, 1, BEN, status="withdrawn")
        ledger.decide("KPRM", "2010-12-31", "TP", "All themes", "Go on.", BEN, made=DAY)
    event = ledger.add_event(date(2009, 4, 1), "recording", "A new form.", ANA, measures=("robbery",), breaks=True)
    ledger.change_event(event.id, 1, BEN, status="withdrawn")
    ledger.add_event(date(2009, 4, 1), "policy", "A new paper.", ANA, place="MPS")


def everything(ledger: Ledger, tables: Sequence[type[Row]] = TABLES) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in JSON's types."""
    with ledger._reading() as session:
        return {
            table.__tablename__: [plain(thing_of(row)) for row in session.scalars(select(table).order_by(table.id))]
            for table in tables
        }


def faults(said: dict[str, list[dict[str, Any]]]) -> list[str]:
    """What is wrong between the things and their history; nothing where every version of each stands in it."""
    tables = {
        "case": "cases",
        "note": "notes",
        "action": "actions",
        "commentary": "commentary",
        "decision": "decisions",
        "event": "events",
    }
    found = []
    for kind, table in tables.items():
        for row in said.get(table, []):
            changes = [one for one in said["history"] if (one["kind"], one["item"]) == (kind, row["id"])]
            chain = [None, *(change["after"] for change in changes)]
            if [change["version"] for change in changes] != list(range(1, row.get("version", 1) + 1)):
                found.append(f"{kind} {row['id']}: versions are missing")
            elif chain[-1] != row or [change["before"] for change in changes] != chain[:-1]:
                found.append(f"{kind} {row['id']}: the history tells something else")
    things = sum(len(said[table]) for table in tables.values())
    firsts = sum(1 for change in said["history"] if change["version"] == 1)
    return found + ([f"{firsts - things} histories of nothing"] if firsts != things else [])
