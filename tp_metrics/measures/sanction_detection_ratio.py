"""Sanction detections of all notifiable offences over the offences."""

import narwhals as nw

from tp_metrics.measure import Measure
from tp_metrics.measures.total_notifiable_offences import notifiable

detected = nw.col("sanction_detections")
counted = notifiable & ~detected.is_null()

MEASURE = Measure(
    title="Sanction detection ratio",
    why="It says how often an offence ends in a charge, caution, penalty or other sanction.",
    theme="priority crime",
    kind="ratio",
    table="offences",
    sources=[
        "force_extract",
        "mps_workbook",
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
            "offence": ["homicide", "homicide", "dog_attacks"],
            "offences": [80, 20, 5],
            "sanction_detections": [15, 10, 5],
        },
        25.0,
    ),
)
