"""Priority crime: which offences rise or fall, where and since when?"""

import streamlit as st

import tp_metrics as tp
from pages.parts import crime, pictures, tables
from pages.parts.cards import cards
from pages.parts.choosing import among, boroughs, detections, own_borough
from pages.parts.crime import OFFENCES
from pages.parts.frame import selection
from pages.parts.heading import detail, heading
from pages.parts.meaning import meaning

name = among(OFFENCES)
answer = tp.result(name, selection())
by_borough = tp.result(name, boroughs())
heading(answer, "Which offences rise or fall, where and since when?")
meaning(answer)

offences = tp.together((each, selection()) for each in OFFENCES)
cards(tp.result(each, selection()) for each in tuple(dict.fromkeys((name, detections(name), *OFFENCES[:4])))[:5])

left, right = st.columns([3, 2], gap="medium")
with left:
    pictures.trend(tp.trend(name, selection()), "trend")
    pictures.control(answer, "control")
    crime.offences(offences)
    crime.season(name)
    tables.places(by_borough, "places")
with right:
    pictures.bars(by_borough, "boroughs", own_borough())
    crime.concentration(name)
    crime.detected(tp.result(detections(name), selection()))
    pictures.bars(tp.result(detections(name), boroughs()), "detected", own_borough())

pictures.small_multiples(name, boroughs(periods=36), "every", own_borough())
detail([answer, tp.result(detections(name), selection())], "sanction detection ratio", "provisional", "95 % interval")
