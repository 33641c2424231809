"""Schema of the Virtual Court's list: one row a case, on the day on which it was made available. No row is shown."""

from __future__ import annotations

from datetime import date

import dataframely as dy
import polars as pl

from tp_metrics.schema.reading import MOST_COUNT
from tp_metrics.schema.records import ETHNICITIES, SEXES, YES_NO, Record

LISTINGS = ("slots", "flexible")
CASE_TYPES = ("custody", "same-day bail")
#: Why a case went back to its home court: unheard for want of time, or unfit to be heard over a link, and so on.
RETURNS = ("capacity", "suitability", "solicitor", "technical")
PLEAS = ("guilty", "not guilty", "none entered")
#: The steps of the agencies, as the columns name them: what each took, in minutes.
AGENCIES = ("mps_upload", "cps_review", "cps_print", "solicitor", "hmcs_result")
STEPS = tuple(f"{name}_minutes" for name in AGENCIES)
#: What is known from the first hearing on, which for a case that went back lies after the day of the list.
FROM_FIRST_HEARING = ("first_hearing", "plea", "represented", "failed_to_appear")


class Hearings(Record):
    """A case that a police station made available to the Virtual Court, and what became of it there.

    Both days are that day, and the place is the borough of the station. It was heard, or returned to its home court for
    a reason, or its defendant failed to appear. `plea`, `represented` and `failed_to_appear` are of the first hearing,
    wherever it was. A case returned for capacity by the cap or by a full list was never listed.
    """

    case_number = dy.String(nullable=False, min_length=1)
    station = dy.String(nullable=False, min_length=1)
    court = dy.String(nullable=False, min_length=1)
    listing = dy.Enum(LISTINGS, nullable=False)
    cap = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    case_type = dy.Enum(CASE_TYPES, nullable=False)
    available = dy.Time(nullable=True)
    listed = dy.Bool(nullable=False)
    heard = dy.Bool(nullable=False)
    returned = dy.Enum(RETURNS, nullable=True)
    scheduled = dy.Time(nullable=True)
    started = dy.Time(nullable=True)
    ended = dy.Time(nullable=True)
    plea = dy.Enum(PLEAS, nullable=True)
    represented = dy.Bool(nullable=True)
    failed_to_appear = dy.Bool(nullable=True)
    charged = dy.Datetime(nullable=True)
    first_hearing = dy.Datetime(nullable=True)
    mps_upload_minutes = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    cps_review_minutes = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    cps_print_minutes = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    solicitor_minutes = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    hmcs_result_minutes = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    sex = dy.Enum(SEXES, nullable=True)
    age = dy.Int64(nullable=True, min=10, max=110)
    ethnicity = dy.Enum(ETHNICITIES, nullable=True)
    disability = dy.Enum(YES_NO, nullable=True)

    @dy.rule()
    def made_available_on_a_day(cls) -> pl.Expr:
        """First and last day are the day on which the case was made available."""
        return pl.col("first_day") == pl.col("last_day")

    @dy.rule()
    def heard_or_returned(cls) -> pl.Expr:
        """A case that was heard was not returned to its home court."""
        return pl.col("returned").is_null() | ~pl.col("heard")

    @dy.rule()
    def only_the_listed_are_heard(cls) -> pl.Expr:
        """A case that was heard was listed."""
        return pl.col("listed") | ~pl.col("heard")

    @dy.rule()
    def who_is_heard_has_appeared(cls) -> pl.Expr:
        """Whoever failed to appear was not heard."""
        return ~(pl.col("heard") & pl.col("failed_to_appear").fill_null(value=False))

    @dy.rule()
    def only_the_heard_have_times(cls) -> pl.Expr:
        """A hearing that started or ended is of a case that was heard."""
        return (pl.col("started").is_null() & pl.col("ended").is_null()) | pl.col("heard")

    @dy.rule()
    def ends_after_it_starts(cls) -> pl.Expr:
        """A hearing does not end before it starts."""
        return pl.col("ended").is_null() | pl.col("started").is_null() | (pl.col("ended") >= pl.col("started"))

    @dy.rule()
    def heard_after_the_charge(cls) -> pl.Expr:
        """The first hearing is not before the charge."""
        both = pl.col("first_hearing").is_null() | pl.col("charged").is_null()
        return both | (pl.col("first_hearing") >= pl.col("charged"))


#: The record tables of the courts by name.
COURTS: dict[str, type[Record]] = {"hearings": Hearings}


def known_by(hearings: pl.LazyFrame, as_at: date) -> pl.LazyFrame:
    """The cases made available by a day; a first hearing after it, and what came to be known at it, are null."""
    yet_to_come = (pl.col("first_hearing").dt.date() > as_at).fill_null(value=False)
    later = [pl.when(~yet_to_come).then(pl.col(name)).alias(name) for name in FROM_FIRST_HEARING]
    return hearings.filter(pl.col("first_day") <= as_at).with_columns(later)
