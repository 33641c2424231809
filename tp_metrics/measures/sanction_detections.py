"""Sanction detections of all notifiable offences."""

import narwhals as nw

from tp_metrics.measure import Measure
from tp_metrics.measures.sanction_detection_ratio import counted, detected

MEASURE = Measure(
    title="Sanction detections",
    why="It is the work that ends in a charge, caution, penalty or other sanction.",
    theme="productivity",
    kind="count",
    table="offences",
    sources=[
        "force_extract",
        "demonstration",
        "demonstration_weekly",
    ],
    numerator=nw.when(counted).then(detected).otherwise(0),
    unit="detections",
    better="higher",
    window="performance year to date",
    optional=True,
    caveats=[
        "Counted when the detection is recorded, whenever the offence was; offences taken into consideration, cannabis "
        "warnings and penalty notices count like a charge.",
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
