"""What people say of the figures, kept in a database with the history of every change: cases, actions, decisions."""

from tp_metrics.ledger.copies import backup, restore
from tp_metrics.ledger.engine import ledger_url
from tp_metrics.ledger.ledger import Ledger
from tp_metrics.ledger.looking import looked_at
from tp_metrics.ledger.refusals import ChangedMeanwhile, LedgerBusy, LedgerRefused, Locked, merged
from tp_metrics.ledger.seeding import DEMONSTRATION, LABEL, demonstration
from tp_metrics.ledger.seen import seen_by
from tp_metrics.ledger.sheets import export
from tp_metrics.ledger.things import (
    ACTION_STATUSES,
    CASE_KINDS,
    CASE_STATUSES,
    COMMENTARY_STATUSES,
    DECISION_STATUSES,
    EVENT_KINDS,
    EVENT_STATUSES,
    REASONS,
    SHOWN,
    STANDING,
    Action,
    Author,
    Case,
    Change,
    Commentary,
    Decision,
    Event,
    Note,
    Seen,
)
from tp_metrics.ledger.upgrades import upgrade

__all__ = [
    "ACTION_STATUSES",
    "CASE_KINDS",
    "CASE_STATUSES",
    "COMMENTARY_STATUSES",
    "DECISION_STATUSES",
    "DEMONSTRATION",
    "EVENT_KINDS",
    "EVENT_STATUSES",
    "LABEL",
    "REASONS",
    "SHOWN",
    "STANDING",
    "Action",
    "Author",
    "Case",
    "Change",
    "ChangedMeanwhile",
    "Commentary",
    "Decision",
    "Event",
    "Ledger",
    "LedgerBusy",
    "LedgerRefused",
    "Locked",
    "Note",
    "Seen",
    "backup",
    "demonstration",
    "export",
    "ledger_url",
    "looked_at",
    "merged",
    "restore",
    "seen_by",
    "upgrade",
]
