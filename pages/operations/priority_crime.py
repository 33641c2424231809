"""Priority crime: which offences rise or fall, where and since when?"""

import streamlit as st

import tp_metrics as tp
from pages.parts import pictures, tables
from pages.parts.cards import cards
from pages.parts.choosing import among, boroughs, detections, own_borough
from pages.parts.frame import selection
from pages.parts.heading import detail, heading
from pages.parts.meaning import meaning

OFFENCES = (
    "total_notifiable_offences",
    "violence_with_injury",
    "robbery",
    "residential_burglary",
    "theft_of_motor_vehicle",
    "theft_from_motor_vehicle",
    "theft_from_person",
    "serious_acquisitive_crime",
    "criminal_damage",
    "homicide",
    "rape",
    "knife_crime",
    "gun_crime",
    "serious_youth_violence",
    "domestic_offences",
    "racist_religious_hate",
    "homophobic_hate",
    "disability_hate",
)

name = among(OFFENCES)
answer = tp.result(name, selection())
by_borough = tp.result(name, boroughs())
heading(answer, "Which offences rise or fall, where and since when?")
meaning(answer)

cards(tp.result(each, selection()) for each in tuple(dict.fromkeys((name, detections(name), *OFFENCES[:4])))[:5])

left, right = st.columns([3, 2], gap="medium")
with left:
    pictures.trend(tp.trend(name, selection()), "trend")
    pictures.control(answer, "control")
    tables.measures([tp.result(each, selection()) for each in OFFENCES], "offences", "Every offence, and a year before")
    tables.places(by_borough, "places")
with right:
    pictures.bars(by_borough, "boroughs", own_borough())
    pictures.bars(tp.result(detections(name), boroughs()), "detected", own_borough())

pictures.small_multiples(name, boroughs(periods=36), "every", own_borough())
detail([answer, tp.result(detections(name), selection())], "sanction detection ratio", "provisional", "95 % interval")
