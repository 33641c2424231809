"""Sanction detections of violence with injury over those offences."""

import narwhals as nw

from tp_metrics.measure import Measure

detected = nw.col("sanction_detections")
# The workbook's own series of violence with injury holds homicide already.
elsewhere = (nw.col("source") == "mps_workbook_series") & (nw.col("offence") == "homicide")
counted = nw.col("offence").is_in(["homicide", "violence_with_injury"]) & ~elsewhere & ~detected.is_null()

MEASURE = Measure(
    title="Violence with injury sanction detection ratio",
    why="Victims who were hurt expect their attacker to be brought to justice.",
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
            "source": ["force_extract"] * 3,
            "offence": ["homicide", "homicide", "dog_attacks"],
            "offences": [80, 20, 5],
            "sanction_detections": [15, 10, 5],
        },
        25.0,
    ),
)
