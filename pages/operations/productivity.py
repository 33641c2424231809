"""Productivity: how many offences, incidents and calls does each officer answer for, and what comes of it?"""

import streamlit as st

import tp_metrics as tp
from pages.parts import pictures, productivity, tables
from pages.parts.cards import cards
from pages.parts.choosing import answers, asked, boroughs, one_of, own_borough
from pages.parts.frame import selection
from pages.parts.heading import detail, heading
from pages.parts.meaning import meaning

RATIOS = tp.review.LOADS
STRENGTH = ("officers", "pcsos", "specials")

head = st.container()
name = one_of("load", RATIOS, "What is counted for each officer")
answer = tp.result(name, asked(name))
by_borough = tp.result(name, boroughs())
with head:
    heading(answer, "How much does each officer answer for?")
    meaning(answer)

cards(answers((*RATIOS, *STRENGTH[:2])))

left, right = st.columns([3, 2], gap="medium")
with left:
    pictures.trend(tp.trend(name, asked(name)), "trend")
    pictures.control(answer, "control")
    productivity.funnel(by_borough)
with right:
    pictures.bars(by_borough, "boroughs", own_borough())

left, right = st.columns([3, 2], gap="medium")
with left:
    productivity.quadrant()
    productivity.by_residents(name)
with right:
    productivity.why(name, answer)
    productivity.strength(tp.result("officers", selection()))
productivity.traps()

productivity.beside((*RATIOS, *STRENGTH))
tables.places(by_borough, "places")
detail([tp.result(each, selection()) for each in (*RATIOS, *STRENGTH)], "full-time equivalent", "95 % interval")
