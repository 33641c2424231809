"""Confidence: do Londoners think that their local police do a good job?"""

import streamlit as st

import tp_metrics as tp
from pages.parts import confidence, pictures
from pages.parts.cards import cards
from pages.parts.choosing import answers, asked, one_of
from pages.parts.heading import detail, heading
from pages.parts.meaning import meaning

ASKED = ("good_job", "police_council", "worried_about_crime", *tp.outcomes.DRIVERS)
GROUPS = ("sex", "age band", "ethnicity", "disability")

head = st.container()
name = one_of("question", ASKED, "What residents were asked")
answer = tp.result(name, asked(name))
with head:
    heading(answer, "Do Londoners think that their local police do a good job?")
    meaning(answer)

every = answers(ASKED)
cards(every)

left, right = st.columns([3, 2], gap="medium")
with left:
    confidence.line(name, confidence.steps())
    confidence.changes(name, answer)
    pictures.control(answer, "control")
    pictures.groups([tp.result(name, asked(name, (group,))) for group in GROUPS], "groups")
    confidence.drivers(name)
with right:
    confidence.beside(name, confidence.level())

detail(every, "Public Attitude Survey", "95 % interval", "base", "points")
