"""Schemas of people followed one by one, under a pseudonym: the Diamond Initiative. No row of them reaches a screen."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tp_metrics.schema.reading import MOST_COUNT
from tp_metrics.schema.records import ETHNICITIES, FINE_OFFENCES, SEXES, YES_NO, Record

ARMS = ("pilot", "comparison")
ORDER_ENDS = ("completed", "breached")
#: What a person may need help with (ETE is education, training and employment).
NEEDS = ("accommodation", "ete", "finance", "drugs", "alcohol", "health", "relationships", "attitudes")
#: The columns that say which needs a person has, and for which help was given.
NEED_COLUMNS = tuple(f"need_{name}" for name in NEEDS)
HELP_COLUMNS = tuple(f"help_{name}" for name in NEEDS)
#: Days that come after the start, and what is known from them on.
DATED = {"completed": (), "order_ended": ("order_outcome",)}


class DiamondPeople(Record):
    """A person of the Diamond Initiative, or one like them without its help, from the day of their release or order.

    Both days are that day, and the place is where they live. Who is offered help and takes it up is worked with.
    """

    person = dy.String(nullable=False, min_length=1)
    arm = dy.Enum(ARMS, nullable=False)
    offered = dy.Bool(nullable=False)
    worked_with = dy.Bool(nullable=False)
    completed = dy.Date(nullable=True)
    previous_offences = dy.Int64(nullable=False, min=0, max=MOST_COUNT)
    age = dy.Int64(nullable=False, min=10, max=110)
    sex = dy.Enum(SEXES, nullable=False)
    ethnicity = dy.Enum(ETHNICITIES, nullable=True)
    disability = dy.Enum(YES_NO, nullable=True)
    risk_score = dy.Int64(nullable=False, min=0, max=100)
    need_accommodation = dy.Bool(nullable=True)
    need_ete = dy.Bool(nullable=True)
    need_finance = dy.Bool(nullable=True)
    need_drugs = dy.Bool(nullable=True)
    need_alcohol = dy.Bool(nullable=True)
    need_health = dy.Bool(nullable=True)
    need_relationships = dy.Bool(nullable=True)
    need_attitudes = dy.Bool(nullable=True)
    help_accommodation = dy.Bool(nullable=True)
    help_ete = dy.Bool(nullable=True)
    help_finance = dy.Bool(nullable=True)
    help_drugs = dy.Bool(nullable=True)
    help_alcohol = dy.Bool(nullable=True)
    help_health = dy.Bool(nullable=True)
    help_relationships = dy.Bool(nullable=True)
    help_attitudes = dy.Bool(nullable=True)
    community_order = dy.Bool(nullable=True)
    order_ended = dy.Date(nullable=True)
    order_outcome = dy.Enum(ORDER_ENDS, nullable=True)

    @dy.rule()
    def starts_on_a_day(cls) -> pl.Expr:
        """First and last day are the day of the start."""
        return pl.col("first_day") == pl.col("last_day")

    @dy.rule()
    def only_the_offered_are_worked_with(cls) -> pl.Expr:
        """Who is worked with was offered help, in the pilot."""
        return ~pl.col("worked_with") | (pl.col("offered") & (pl.col("arm") == "pilot"))

    @dy.rule()
    def nothing_ends_before_the_start(cls) -> pl.Expr:
        """Help is completed, and an order ends, on or after the start."""
        ends = (pl.col(name).is_null() | (pl.col(name) >= pl.col("first_day")) for name in DATED)
        return pl.all_horizontal(*ends)

    @dy.rule()
    def an_order_that_ended_says_how(cls) -> pl.Expr:
        """An order has both a day on which it ended and how it ended, or neither."""
        return pl.col("order_ended").is_null() == pl.col("order_outcome").is_null()


class DiamondOffences(Record):
    """An offence of one of these people after their start: its day, and the day of its conviction or caution.

    The place is where it was committed, as far as it is known.
    """

    person = dy.String(nullable=False, min_length=1)
    offence_number = dy.String(nullable=False, min_length=1)
    offence = dy.Enum(FINE_OFFENCES, nullable=False)
    convicted = dy.Date(nullable=True)

    @dy.rule()
    def convicted_after_the_offence(cls) -> pl.Expr:
        """A conviction is not before its offence."""
        return pl.col("convicted").is_null() | (pl.col("convicted") >= pl.col("first_day"))


class Followed(DiamondPeople):
    """A person as known at an edition's day: what came later is null, and proven reoffences are counted.

    `measurable` once 12 months of offending and 6 of conviction are over; `reoffences` (proven, within 12 months) and
    `days_to_reoffence` are null for whoever is not, and for everybody while most of the cohort is not.
    """

    measurable = dy.Bool(nullable=False)
    reoffences = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    days_to_reoffence = dy.Int64(nullable=True, min=1, max=MOST_COUNT)


#: The record tables of people by name.
PEOPLE: dict[str, type[Record]] = {"diamond_people": DiamondPeople, "diamond_offences": DiamondOffences}
#: What an edition makes of them, by the table of people that it is made of.
FOLLOWED: dict[str, type[Record]] = {"diamond_people": Followed}
