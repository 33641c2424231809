"""Schemas of the integrated prosecution teams: which borough goes live when, and what its cases come to in court."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tp_metrics.schema.reading import MOST_COUNT
from tp_metrics.schema.records import Record

#: The team with a single case file, and the one whose file is electronic.
MODELS = ("IPT", "E-IPT")
STATES = ("planned", "live", "stopped")
#: What is known of a day: written down at the time, or put in by whoever made the extract.
DATED = ("recorded", "assumed")
COURTS = ("magistrates", "crown")
#: How a trial that was listed may end; the three add up to those listed.
TRIALS = ("effective", "cracked", "ineffective")


class ProsecutionTeams(Record):
    """What was known on a day of the integrated prosecution team of a borough: planned, live or stopped.

    Both days are the day from which it was known. A later row for the same borough and model takes its place.
    """

    model = dy.Enum(MODELS, nullable=False)
    state = dy.Enum(STATES, nullable=False)
    live_from = dy.Date(nullable=True)
    dated = dy.Enum(DATED, nullable=True)
    subject_to = dy.String(nullable=True)

    @dy.rule()
    def known_from_a_day(cls) -> pl.Expr:
        """First and last day are the day from which it was known."""
        return pl.col("first_day") == pl.col("last_day")

    @dy.rule()
    def who_is_live_says_since_when(cls) -> pl.Expr:
        """A team that is live or stopped says from which day it was live, not after the day on which that was known."""
        past = pl.col("live_from").is_not_null() & (pl.col("live_from") <= pl.col("first_day"))
        return (pl.col("state") == "planned") | past

    @dy.rule()
    def what_a_plan_depends_on_is_one_line(cls) -> pl.Expr:
        """What a plan depends on is said in one line: more is a quote that was left open."""
        return pl.col("subject_to").is_null() | ~pl.col("subject_to").str.contains("[\r\n]")


def _part(part: str, whole: str) -> pl.Expr:
    """Whether what is counted of something is no more than the whole, which it needs beside it."""
    return pl.col(part).is_null() | (pl.col(part) <= pl.col(whole)).fill_null(value=False)


class CourtOutcomes(Record):
    """Cases of a borough in one calendar month, by court: trials, cases finalised, first hearings, files, charging.

    Files, charging decisions and requests for further evidence stand with the magistrates' court, where every case
    begins; a column that a court does not count is empty.
    """

    court = dy.Enum(COURTS, nullable=False)
    trials_listed = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    effective = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    cracked = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    ineffective = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    finalised = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    convictions = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    discontinued = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    first_hearings = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    guilty_pleas_at_first_hearing = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    files_due = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    files_on_time = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    charging_decisions = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    charging_on_cms = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    evidence_requests = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    evidence_answered = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    evidence_days = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    hours_saved = dy.Float64(nullable=True, min=0, max=MOST_COUNT)

    @dy.rule()
    def a_row_is_a_month(cls) -> pl.Expr:
        """A row is of one calendar month, from its first to its last day."""
        first = pl.col("first_day")
        return (first == first.dt.month_start()) & (pl.col("last_day") == first.dt.month_end())

    @dy.rule()
    def trials_add_up(cls) -> pl.Expr:
        """Effective, cracked and ineffective trials are the trials that were listed."""
        ends = [pl.col(name) for name in TRIALS]
        none = pl.all_horizontal(pl.col("trials_listed").is_null(), *(one.is_null() for one in ends))
        return none | (ends[0] + ends[1] + ends[2] == pl.col("trials_listed")).fill_null(value=False)

    @dy.rule()
    def convictions_are_finalised(cls) -> pl.Expr:
        """No more cases end in a conviction than are finalised."""
        return _part("convictions", "finalised")

    @dy.rule()
    def discontinued_are_finalised(cls) -> pl.Expr:
        """No more cases are discontinued than are finalised."""
        return _part("discontinued", "finalised")

    @dy.rule()
    def pleas_are_first_hearings(cls) -> pl.Expr:
        """No more plead guilty at their first hearing than have one."""
        return _part("guilty_pleas_at_first_hearing", "first_hearings")

    @dy.rule()
    def files_on_time_are_due(cls) -> pl.Expr:
        """No more files are on time than are due."""
        return _part("files_on_time", "files_due")

    @dy.rule()
    def charging_on_cms_is_charging(cls) -> pl.Expr:
        """No more charging decisions are submitted on CMS than are asked for."""
        return _part("charging_on_cms", "charging_decisions")

    @dy.rule()
    def evidence_answered_is_requested(cls) -> pl.Expr:
        """No more requests for evidence are answered than are made."""
        return _part("evidence_answered", "evidence_requests")

    @dy.rule()
    def a_case_ends_once(cls) -> pl.Expr:
        """Convictions and discontinued cases together are no more than the cases finalised."""
        both = pl.col("convictions").fill_null(0) + pl.col("discontinued").fill_null(0)
        return pl.col("finalised").is_null() | (both <= pl.col("finalised"))


#: The record tables of the prosecution teams by name.
PROSECUTION: dict[str, type[Record]] = {"prosecution_teams": ProsecutionTeams, "court_outcomes": CourtOutcomes}
