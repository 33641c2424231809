"""Schemas of published counts of criminal justice: what offences led to after custody, and national reoffending."""

from __future__ import annotations

import dataframely as dy

from tp_metrics.schema.reading import MOST_COUNT
from tp_metrics.schema.records import SEXES, Record

#: How an offence stood after custody; bail and release under investigation decide nothing yet.
CUSTODY_DISPOSALS = (
    *("prosecution", "to court", "out of court", "no further action", "police bail"),
    *("released under investigation", "other"),
)
AGE_GROUPS = ("adult", "juvenile")
#: The index offence of a rate of all offenders together.
ALL_OFFENCES = "all"


class CustodyDisposals(Record):
    """Offences for which somebody was in custody, as a count: how they stood, by who it was and what they were for.

    The days are those of the latest disposal, so that an offence leaves the month of its bail when it is decided.
    """

    disposals = dy.Int64(nullable=False, min=0, max=MOST_COUNT)
    disposal = dy.Enum(CUSTODY_DISPOSALS, nullable=False)
    offence_group = dy.String(nullable=True)
    sex = dy.Enum(SEXES, nullable=True)
    age_group = dy.Enum(AGE_GROUPS, nullable=True)
    ethnicity = dy.String(nullable=True)


class ReoffendingRates(Record):
    """A published share of offenders proven to reoffend within a year: a context, of no people of ours.

    The days are those in which the offenders were convicted, cautioned or released.
    """

    age_group = dy.Enum(AGE_GROUPS, nullable=False)
    index_offence = dy.String(nullable=False, min_length=1)
    reoffending_rate = dy.Float64(nullable=False, min=0, max=1)


JUSTICE: dict[str, type[Record]] = {"custody_disposals": CustodyDisposals, "reoffending_rates": ReoffendingRates}
