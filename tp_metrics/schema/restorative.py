"""Schemas of restorative justice: a case that it could settle, and what the person did after it. No row is shown."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tp_metrics.schema.people import ARMS
from tp_metrics.schema.reading import MOST_COUNT
from tp_metrics.schema.records import ETHNICITIES, FINE_OFFENCES, SATISFACTION, SEXES, YES_NO, Record

#: On the street, and a conference of those who were harmed with those who harmed them.
STREET, CONFERENCE = 1, 2
#: From this age on a person is an adult.
ADULT = 18
#: Days that come after the case, and what is known from them on.
DATED = {"agreement_ended": ("agreement_kept",), "victim_asked": ("victim_satisfaction",)}


class RestorativeInterventions(Record):
    """A case that restorative justice could settle: whether it was offered, who took part, and what was agreed.

    Both days are that of the intervention, or of the case where there was none; the place is where it was. `arm` is
    empty outside a pilot. A case of the comparison is one like those of the pilot that was dealt with as before.
    """

    case_number = dy.String(nullable=False, min_length=1)
    person = dy.String(nullable=False, min_length=1)
    arm = dy.Enum(ARMS, nullable=True)
    offered = dy.Bool(nullable=False)
    took_part = dy.Bool(nullable=False)
    level = dy.Int64(nullable=False, min=STREET, max=CONFERENCE)
    offence = dy.Enum(FINE_OFFENCES, nullable=True)
    age = dy.Int64(nullable=False, min=10, max=110)
    sex = dy.Enum(SEXES, nullable=True)
    ethnicity = dy.Enum(ETHNICITIES, nullable=True)
    disability = dy.Enum(YES_NO, nullable=True)
    previous_offences = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    officer_trained = dy.Bool(nullable=True)
    minutes_taken = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    instead_of_charge = dy.Bool(nullable=True)
    victim_took_part = dy.Bool(nullable=True)
    victim_asked = dy.Date(nullable=True)
    victim_satisfaction = dy.Enum(SATISFACTION, nullable=True)
    agreement = dy.Bool(nullable=True)
    agreement_ended = dy.Date(nullable=True)
    agreement_kept = dy.Bool(nullable=True)

    @dy.rule()
    def is_on_a_day(cls) -> pl.Expr:
        """First and last day are the day of the case."""
        return pl.col("first_day") == pl.col("last_day")

    @dy.rule()
    def only_the_offered_take_part(cls) -> pl.Expr:
        """Who takes part was offered it, and the comparison is offered nothing."""
        return (~pl.col("took_part") | pl.col("offered")) & ~(pl.col("offered") & (pl.col("arm") == "comparison"))

    @dy.rule()
    def only_those_who_took_part_agree(cls) -> pl.Expr:
        """An agreement is of those who took part, and its end is of an agreement."""
        agreed = pl.col("agreement").fill_null(value=False)
        return (~agreed | pl.col("took_part")) & (pl.col("agreement_ended").is_null() | agreed)

    @dy.rule()
    def an_agreement_that_ended_was_kept_or_not(cls) -> pl.Expr:
        """An agreement has both a day on which it ended and whether it was kept, or neither."""
        return pl.col("agreement_ended").is_null() == pl.col("agreement_kept").is_null()

    @dy.rule()
    def a_victim_who_was_asked_answered(cls) -> pl.Expr:
        """A victim's answer has the day on which it was given, and is of a case in which somebody took part."""
        asked = pl.col("victim_asked").is_not_null()
        return (asked == pl.col("victim_satisfaction").is_not_null()) & (~asked | pl.col("took_part"))

    @dy.rule()
    def nothing_is_known_before_the_case(cls) -> pl.Expr:
        """An agreement ends, and a victim is asked, on or after the day of the case."""
        known = (pl.col(name).is_null() | (pl.col(name) >= pl.col("first_day")) for name in DATED)
        return pl.all_horizontal(*known)


class RestorativeOffences(Record):
    """An offence of one of these people after their case: its day, and the day of its conviction or caution.

    The place is where it was committed, as far as it is known.
    """

    person = dy.String(nullable=False, min_length=1)
    #: Named otherwise than in Diamond's table of offences, since a file is told by its columns.
    reoffence_number = dy.String(nullable=False, min_length=1)
    offence = dy.Enum(FINE_OFFENCES, nullable=False)
    convicted = dy.Date(nullable=True)

    @dy.rule()
    def convicted_after_the_offence(cls) -> pl.Expr:
        """A conviction is not before its offence."""
        return pl.col("convicted").is_null() | (pl.col("convicted") >= pl.col("first_day"))


class FollowedCase(RestorativeInterventions):
    """A case as known at an edition's day: what came later is null, and proven reoffences are counted.

    `entered` says that the person's reoffending is followed from this case, which is their first in the pilot or its
    comparison. `measurable`, `reoffences` and `days_to_reoffence` are as in `people.Followed`.
    """

    entered = dy.Bool(nullable=False)
    measurable = dy.Bool(nullable=False)
    reoffences = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    days_to_reoffence = dy.Int64(nullable=True, min=1, max=MOST_COUNT)


#: The record tables of restorative justice by name.
RESTORATIVE: dict[str, type[Record]] = {
    "restorative_interventions": RestorativeInterventions,
    "restorative_offences": RestorativeOffences,
}
