"""The tables: what a checked record, a fact and a reference row hold."""

from tp_metrics.schema import records
from tp_metrics.schema.facts import COVERAGE, FACTS
from tp_metrics.schema.hearings import COURTS
from tp_metrics.schema.people import FOLLOWED, PEOPLE
from tp_metrics.schema.records import CRIME_GROUPS, FLAGS, GRADES, OFFENCES, OVERLAPPING, ROLES, Record

#: Every record table by name, those of people among them.
RECORDS: dict[str, type[Record]] = {**records.RECORDS, **PEOPLE, **COURTS}

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
