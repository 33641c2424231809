"""Sanction detections of all notifiable offences."""

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
