"""Schemas of offenders to be managed: people wanted, tagged, under MAPPA, prolific. No row of a person is shown."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tp_metrics.schema.reading import MOST_COUNT
from tp_metrics.schema.records import FINE_OFFENCES, Record

#: The four lists of people wanted: named suspects (CRIS), wanted (EWMS), police bail (NSPIS), court bail and bench
#: warrants (EWMS).
CATEGORIES = ("named_suspect", "ewms_wanted", "police_bail_fta", "court_fta")
RISKS = ("high", "medium", "standard")
#: How a record is closed; the first without an arrest.
WITHDRAWN = "withdrawn"
OUTCOMES = (WITHDRAWN, "charged", "dealt with at court", "bailed again", "no further action")
MAPPA_CATEGORIES = ("1", "2", "3")
MAPPA_LEVELS = ("1", "2", "3")


class _OnADay(Record):
    """A record that begins on a day."""

    person = dy.String(nullable=False, min_length=1)

    @dy.rule()
    def begins_on_a_day(cls) -> pl.Expr:
        """First and last day are the day on which it began."""
        return pl.col("first_day") == pl.col("last_day")


class Wanted(_OnADay):
    """A record of a person wanted, from the day on which it was listed; a person may have several, on several lists.

    The place is the borough that holds the record, or SPECIALIST with the name of the unit.
    """

    wanted_number = dy.String(nullable=False, min_length=1)
    category = dy.Enum(CATEGORIES, nullable=False)
    unit = dy.String(nullable=True, min_length=1)
    risk = dy.Enum(RISKS, nullable=True)
    arrested = dy.Date(nullable=True)
    outcome_day = dy.Date(nullable=True)
    outcome = dy.Enum(OUTCOMES, nullable=True)

    @dy.rule()
    def nothing_before_it_was_listed(cls) -> pl.Expr:
        """An arrest or an outcome is not before the day on which the record was listed."""
        days = (pl.col(name).is_null() | (pl.col(name) >= pl.col("first_day")) for name in ("arrested", "outcome_day"))
        return pl.all_horizontal(*days)

    @dy.rule()
    def no_outcome_before_the_arrest(cls) -> pl.Expr:
        """An outcome is not before the arrest."""
        days = pl.col("outcome_day") >= pl.col("arrested")
        return pl.col("outcome_day").is_null() | pl.col("arrested").is_null() | days

    @dy.rule()
    def an_outcome_has_its_day(cls) -> pl.Expr:
        """A record has both an outcome and its day, or neither."""
        return pl.col("outcome").is_null() == pl.col("outcome_day").is_null()

    @dy.rule()
    def only_without_arrest_it_is_withdrawn(cls) -> pl.Expr:
        """A record that ends without an arrest was withdrawn, and one with an arrest was not."""
        return pl.col("outcome").is_null() | ((pl.col("outcome") == WITHDRAWN) == pl.col("arrested").is_null())


class OffenderOffences(_OnADay):
    """An offence recorded against somebody who is on a list: its day, and where it was committed."""

    crime_number = dy.String(nullable=False, min_length=1)
    offence = dy.Enum(FINE_OFFENCES, nullable=False)


class _Until(_OnADay):
    """A record that ends on a day, from which on it no longer stands."""

    until = dy.Date(nullable=True)

    @dy.rule()
    def ends_after_it_began(cls) -> pl.Expr:
        """The last day is after the first."""
        return pl.col("until").is_null() | (pl.col("until") > pl.col("first_day"))


class Tagged(_Until):
    """A person tagged, from the day of the tag until that on which it is off; the place is where they live."""

    tag_number = dy.String(nullable=False, min_length=1)


class TagBreaches(_OnADay):
    """A breach report of the tagging contractor: the person, the day, and the borough that answers it."""

    report_number = dy.String(nullable=False, min_length=1)


class Mappa(_Until):
    """A person under multi-agency public protection, with category, level and the day of the next review.

    Categories: 1 registered sexual offenders, 2 violent and other sexual offenders, 3 other dangerous offenders.
    Levels: 1 one agency, 2 several agencies, 3 senior oversight. The place is the borough whose team manages them.
    """

    category = dy.Enum(MAPPA_CATEGORIES, nullable=False)
    level = dy.Enum(MAPPA_LEVELS, nullable=False)
    reviewed = dy.Date(nullable=True)
    review_due = dy.Date(nullable=True)

    @dy.rule()
    def due_after_the_last_review(cls) -> pl.Expr:
        """A review is due after the last one, which was not before the start."""
        due = (pl.col("review_due") > pl.col("reviewed")).fill_null(value=True)
        return due & (pl.col("reviewed") >= pl.col("first_day")).fill_null(value=True)


class Prolific(_Until):
    """A prolific or other priority offender, while on the scheme; the place is the borough that manages them."""


class WantedKnown(Wanted):
    """A record of a person wanted as known at an edition's day: `ended` is the day of the arrest or withdrawal."""

    ended = dy.Date(nullable=True)


class OffenceKnown(OffenderOffences):
    """An offence as known at an edition's day, with whether the person was wanted, and prolific, on the day."""

    while_wanted = dy.Bool(nullable=False)
    while_prolific = dy.Bool(nullable=False)


#: What the account of a month may say.
ENTRIES = ("standing", "listed", "arrested", "withdrawn", "offence", "tagged")


class OffenderAccount(Record):
    """What a month brought at a place: how many of each entry. Standing and tagged are those at the month's end."""

    entry = dy.Enum(ENTRIES, nullable=False)
    category = dy.Enum(CATEGORIES, nullable=True)
    number = dy.Int64(nullable=False, min=0, max=MOST_COUNT)


#: The record tables of offenders by name.
OFFENDERS: dict[str, type[Record]] = {
    "wanted": Wanted,
    "offender_offences": OffenderOffences,
    "tagged": Tagged,
    "tag_breaches": TagBreaches,
    "mappa": Mappa,
    "prolific": Prolific,
}
#: The column that names a record of each table, by which a later file corrects it.
KEYS = {
    "wanted": "wanted_number",
    "offender_offences": "crime_number",
    "tagged": "tag_number",
    "tag_breaches": "report_number",
    "mappa": "person",
    "prolific": "person",
}
#: What an edition makes of them, as known at its day. The last is by month and place, the others by record.
AT_LARGE: dict[str, type[Record]] = {
    "wanted": WantedKnown,
    "offender_offences": OffenceKnown,
    "tagged": Tagged,
    "breach_reports": TagBreaches,
    "mappa": Mappa,
    "prolific": Prolific,
    "offender_account": OffenderAccount,
}
