"""Cases that police stations made available to the Virtual Court."""

import narwhals as nw

from tp_metrics.measure import Measure

made_available = nw.when(~nw.col("station").is_null()).then(nw.lit(1)).otherwise(nw.lit(0))

MEASURE = Measure(
    title="Virtual Court: cases made available",
    why="It is the demand that the court's list has to meet; made available is not heard.",
    theme="justice",
    kind="count",
    table="hearings",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=made_available,
    unit="cases",
    better="neither",
    window="rolling 12 months",
    pilot=True,
    disclosure="5",
    caveats=[
        "A pilot in some custody suites: a borough without one has no cases, and no figure.",
        "Counted at the borough of the police station, on the day on which the case was made available.",
    ],
    reviewed="2026-11",
    example=({"station": ["Brixton"] * 3, "heard": [True, False, True]}, 3.0),
)
