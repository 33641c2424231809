"""Satisfaction: are victims satisfied with what the police did for them?"""

import streamlit as st

import tp_metrics as tp
from pages.parts import pictures, tables, victims
from pages.parts.cards import cards
from pages.parts.choosing import answers, asked, boroughs, one_of, own_borough
from pages.parts.heading import detail, heading
from pages.parts.meaning import meaning

ASKED = ("satisfaction_overall", *tp.review.STAGES)
GROUPS = ("crime group", "white / BME", "sex", "age band")

head = st.container()
name = one_of("stage", ASKED, "The stage of the service")
answer = tp.result(name, asked(name))
by_borough = tp.result(name, boroughs())
with head:
    heading(answer, "Are victims satisfied with what the police did for them?")
    meaning(answer)

every = answers(ASKED)
cards(every)

left, right = st.columns([3, 2], gap="medium")
with left:
    pictures.stages(every, "stages")
    victims.answers(every)
    pictures.groups([tp.result(name, asked(name, (group,))) for group in GROUPS], "groups")
    pictures.trend(tp.trend(name, asked(name), by="rolling 12 months", count=14), "trend")
    pictures.control(answer, "control")
with right:
    pictures.bars(by_borough, "boroughs", own_borough())
    victims.gaps(asked(name), answer)

victims.stages_by_group(asked(name), answer)
tables.places(by_borough, "places")
words = ("User Satisfaction Survey", "satisfied", "BME", "95 % interval", "base", "points")
detail(every, *words)
