"""Sanction detections of knife crime over knife crimes."""

import narwhals as nw

from tp_metrics.measure import Measure

detected = nw.col("sanction_detections")
counted = nw.col("offence").is_in(["knife_crime"]) & ~detected.is_null()

MEASURE = Measure(
    title="Knife crime sanction detection ratio",
    why="It says how often knife crime has a consequence.",
    theme="priority crime",
    kind="ratio",
    table="offences",
    sources=[
        "force_extract",
        "mps_workbook_series",
        "demonstration",
        "demonstration_weekly",
    ],
    numerator=nw.when(counted).then(detected).otherwise(0),
    denominator=nw.when(counted).then(nw.col("offences")).otherwise(0),
    unit="per cent",
    better="higher",
    window="performance year to date",
    smallest_base=30,
    caveats=[
        "Sanction detections of the period over offences of the period: an offence may be detected in a later one, and "
        "the ratio may pass 100 per cent.",
    ],
    reviewed="2026-11",
    example=(
        {
            "offence": ["knife_crime", "knife_crime", "dog_attacks"],
            "offences": [80, 20, 5],
            "sanction_detections": [15, 10, 5],
        },
        25.0,
    ),
)
