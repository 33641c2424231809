"""Offences settled out of court after custody, of those that were decided against somebody."""

import narwhals as nw

from tp_metrics.measure import Measure

counted, disposal = nw.col("disposals"), nw.col("disposal")
out_of_court = disposal == "out of court"
decided = disposal.is_in(["out of court", "prosecution", "to court"])

MEASURE = Measure(
    title="Settled out of court after custody",
    why="It is how often an arrest that led to something ends without a court, and for whom.",
    theme="justice",
    kind="proportion",
    table="custody_disposals",
    sources=[
        "force_extract",
        "mps_custody_disposals",
    ],
    numerator=nw.when(out_of_court).then(counted).otherwise(nw.lit(0)),
    denominator=nw.when(decided).then(counted).otherwise(nw.lit(0)),
    unit="per cent",
    better="neither",
    window="performance year",
    groups={
        "ethnicity": nw.col("ethnicity"),
        "sex": nw.col("sex"),
        "offence group": nw.col("offence_group"),
    },
    smallest_base=30,
    caveats=[
        "Of offences prosecuted, taken to court or settled out of court: no further action, bail and release under "
        "investigation are left out. They are offences and not people, in the month of their latest disposal.",
        "Out of court may be a caution, a community resolution or other: it is no count of restorative justice.",
    ],
    reviewed="2026-11",
    example=(
        {"disposals": [80, 10, 10, 500], "disposal": ["prosecution", "to court", "out of court", "police bail"]},
        10.0,
    ),
)
