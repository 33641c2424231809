"""Confidence: do Londoners think that their local police do a good job?"""

import streamlit as st

import tp_metrics as tp
from pages.parts import pictures, tables
from pages.parts.cards import cards
from pages.parts.choosing import asked, boroughs, one_of, own_borough
from pages.parts.heading import detail, heading
from pages.parts.meaning import meaning

ASKED = ("good_job", "police_council", "worried_about_crime", "informed", "fair_treatment")
GROUPS = ("sex", "age band", "ethnicity", "disability")

head = st.container()
name = one_of("question", ASKED, "What residents were asked")
answer = tp.result(name, asked(name))
by_borough = tp.result(name, boroughs())
with head:
    heading(answer, "Do Londoners think that their local police do a good job?")
    meaning(answer)

cards(tp.result(each, asked(each)) for each in ASKED)

left, right = st.columns([3, 2], gap="medium")
with left:
    pictures.trend(tp.trend(name, asked(name), by="rolling 12 months", count=14), "trend")
    pictures.control(answer, "control")
    pictures.groups([tp.result(name, asked(name, (group,))) for group in GROUPS], "groups")
with right:
    pictures.bars(by_borough, "boroughs", own_borough())

tables.places(by_borough, "places")
detail([tp.result(each, asked(each)) for each in ASKED], "Public Attitude Survey", "95 % interval", "base", "points")
