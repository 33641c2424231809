"""The ledger as callers hold it."""

from __future__ import annotations

from tp_metrics.ledger.actions import Actions
from tp_metrics.ledger.cases import Cases
from tp_metrics.ledger.commentaries import Commentaries
from tp_metrics.ledger.decisions import Decisions
from tp_metrics.ledger.events import Events


class Ledger(Cases, Actions, Commentaries, Decisions, Events):
    """Cases, notes, actions, commentary, decisions and events in a database, with the history of every change.

    Every deed names its author, and the viewer whose scope it is done in; every change names the version that was
    read. Nothing is deleted. Opened by `Ledger.open(data_folder)` or `Ledger(url)`.
    """
