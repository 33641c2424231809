"""Sanction detections of all notifiable offences over the offences."""

import narwhals as nw

from tp_metrics.measure import Measure

detected = nw.col("sanction_detections")
counted = (
    nw.col("offence").is_in(
        [
            "homicide",
            "violence_with_injury",
            "violence_without_injury",
            "rape",
            "other_sexual",
            "robbery_personal",
            "robbery_business",
            "burglary_residential",
            "burglary_other",
            "theft_of_motor_vehicle",
            "theft_from_motor_vehicle",
            "motor_vehicle_interference",
            "theft_from_person",
            "shoplifting",
            "pedal_cycle_theft",
            "other_theft",
            "criminal_damage",
            "drugs",
            "fraud_forgery",
            "other_notifiable",
            "violence_against_person",
            "sexual_offences",
            "robbery",
            "burglary",
            "theft_and_handling",
            "motor_vehicle_crime",
            "notifiable_offences",
        ]
    )
    & ~detected.is_null()
)

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
