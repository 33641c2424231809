"""The tables: what a checked record, a fact and a reference row hold."""

from tp_metrics.schema.facts import COVERAGE, FACTS
from tp_metrics.schema.records import (
    CRIME_GROUPS,
    FLAGS,
    GRADES,
    OFFENCES,
    OVERLAPPING,
    RECORDS,
    ROLES,
)

__all__ = [
    "COVERAGE",
    "CRIME_GROUPS",
    "FACTS",
    "FLAGS",
    "GRADES",
    "OFFENCES",
    "OVERLAPPING",
    "RECORDS",
    "ROLES",
]
