"""The tables: what a checked record, a fact and a reference row hold."""

from tp_metrics.schema import records
from tp_metrics.schema.facts import COVERAGE, FACTS
from tp_metrics.schema.offenders import AT_LARGE, OFFENDERS
from tp_metrics.schema.people import FOLLOWED as COHORTS
from tp_metrics.schema.people import PEOPLE
from tp_metrics.schema.records import CRIME_GROUPS, FLAGS, GRADES, OFFENCES, OVERLAPPING, ROLES, Record

#: Every record table by name, those of people among them.
RECORDS: dict[str, type[Record]] = {**records.RECORDS, **PEOPLE, **OFFENDERS}
#: What an edition makes of the tables of people for its day.
FOLLOWED: dict[str, type[Record]] = {**COHORTS, **AT_LARGE}

__all__ = [
    "COVERAGE",
    "CRIME_GROUPS",
    "FACTS",
    "FLAGS",
    "FOLLOWED",
    "GRADES",
    "OFFENCES",
    "OVERLAPPING",
    "RECORDS",
    "ROLES",
]
