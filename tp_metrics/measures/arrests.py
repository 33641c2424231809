"""People arrested, each as often as arrested."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Arrests",
    why="It is what officers do on the street, which a count of crimes does not show.",
    theme="productivity",
    kind="count",
    table="arrests",
    sources=[
        "force_extract",
        "ho_arrests",
        "demonstration",
    ],
    numerator=nw.col("arrests"),
    unit="arrests",
    better="neither",
    window="performance year to date",
    rate="residents",
    groups={
        "ethnicity": nw.col("ethnicity"),
        "sex": nw.col("sex"),
        "age band": nw.col("age_band"),
        "offence group": nw.col("offence_group"),
    },
    caveats=[
        "Arrests are not people: who is arrested twice counts twice. More of them is neither good nor bad in itself.",
        "Arrests for notifiable offences; the offence groups of the published figures changed in April 2015.",
    ],
    reviewed="2026-11",
    example=({"arrests": [1, 1, 12]}, 14.0),
)
