"""Equality: do women and men, ages, ethnicities and disabled people say the same of their police; who is missing?"""

import streamlit as st

from pages.parts import equality
from pages.parts.heading import detail

head = st.container()
name = equality.question()
every = equality.all_by_group()
found = every[name]
with head:
    equality.opening(found)

equality.cards(found)

left, right = st.columns(2, gap="medium")
with left:
    equality.levels(found)
with right:
    equality.gaps(found)

equality.over_all(tuple(every.values()))

left, right = st.columns(2, gap="medium")
with left:
    equality.years(found)
with right:
    equality.sample(found)

equality.table(found)
detail([found.answer], "95 % interval", "base", "BME", "points")
