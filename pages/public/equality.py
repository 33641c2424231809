"""Equality: do women and men, ages, ethnicities and disabled people say the same of their police; who is missing?"""

import streamlit as st

import tp_metrics as tp
from pages.parts import equality
from pages.parts.heading import detail

head = st.container()
name = equality.question()
found = equality.by_group(name)
every = [equality.by_group(each) for each in tp.review.ASKED_OF_ALL]
with head:
    equality.opening(found)

equality.cards(found)

left, right = st.columns(2, gap="medium")
with left:
    equality.levels(found)
with right:
    equality.gaps(found)

equality.over_all(every)

left, right = st.columns(2, gap="medium")
with left:
    equality.years(found)
with right:
    equality.sample(found)

equality.table(found)
detail([found.answer], "95 % interval", "base", "BME", "points")
