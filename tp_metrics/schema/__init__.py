"""The tables: what a checked record, a fact and a reference row hold."""

from tp_metrics.schema import people, records
from tp_metrics.schema.facts import COVERAGE, FACTS, LOST
from tp_metrics.schema.hearings import COURTS
from tp_metrics.schema.justice import JUSTICE
from tp_metrics.schema.offenders import AT_LARGE, OFFENDERS
from tp_metrics.schema.prosecution import PROSECUTION
from tp_metrics.schema.records import CRIME_GROUPS, FLAGS, GRADES, OFFENCES, OVERLAPPING, ROLES, Record
from tp_metrics.schema.restorative import RESTORATIVE, FollowedCase

#: The record tables of people followed one by one, and what an edition makes of those that hold the people.
PEOPLE: dict[str, type[Record]] = {**people.PEOPLE, **RESTORATIVE}
FOLLOWED: dict[str, type[Record]] = {**people.FOLLOWED, "restorative_interventions": FollowedCase, **AT_LARGE}
#: Every record table by name, those of people, offenders, prosecution teams and courts among them.
RECORDS: dict[str, type[Record]] = {**records.RECORDS, **PEOPLE, **OFFENDERS, **PROSECUTION, **COURTS, **JUSTICE}
__all__ = [
    "COVERAGE",
    "CRIME_GROUPS",
    "FACTS",
    "FLAGS",
    "FOLLOWED",
    "GRADES",
    "LOST",
    "OFFENCES",
    "OVERLAPPING",
    "PEOPLE",
    "RECORDS",
    "ROLES",
]
