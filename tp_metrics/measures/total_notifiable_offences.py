"""Every offence that the Home Office requires the police to record."""

import narwhals as nw

from tp_metrics.measure import Measure

notifiable = nw.col("offence").is_in(
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

MEASURE = Measure(
    title="Total notifiable offences",
    why="It is the widest count of crime that the police must record, and the demand that every team feels.",
    theme="priority crime",
    kind="count",
    table="offences",
    sources=[
        "force_extract",
        "mps_borough_crime_2008",
        "mps_borough_crime_2010",
        "mps_borough_crime_2011",
        "ward_atlas",
        "mps_ward_crime_recent",
        "mps_ward_crime_historical",
        "mps_workbook",
        "demonstration",
        "demonstration_weekly",
    ],
    numerator=nw.when(notifiable).then(nw.col("offences")).otherwise(0),
    unit="offences",
    better="lower",
    window="performance year to date",
    rate="residents",
    groups={"offence": nw.col("offence")},
    caveats=[
        "Publications apply the counting rules of their own day: totals of two sources are never compared.",
    ],
    reviewed="2026-11",
    example=({"offence": ["homicide", "robbery", "knife_crime"], "offences": [1, 4, 2]}, 5.0),
)
