"""Offences recorded of people while they were wanted."""

import narwhals as nw

from tp_metrics.measure import Measure

at_large = nw.col("entry") == "offence"

MEASURE = Measure(
    title="Offences by people while wanted",
    why="It is the harm that an earlier arrest might have prevented.",
    theme="justice",
    kind="count",
    table="offender_account",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(at_large).then(nw.col("number")).otherwise(0),
    unit="offences",
    better="lower",
    window="performance year to date",
    disclosure="5",
    caveats=[
        "After the day on which the person was listed, up to and with that of the arrest; each offence once.",
        "Only offences for which the person has been named: the last months read too low.",
        "Where the offence was committed, as far as it is known.",
    ],
    reviewed="2026-11",
    example=({"entry": ["offence", "offence", "standing"], "number": [3, 2, 9]}, 5.0),
)
