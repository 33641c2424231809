"""Diamond Districts: do people whom the Diamond Initiative helps reoffend less than people like them?"""

import streamlit as st

from pages.parts import diamond

found = diamond.cohort()
diamond.opening(found)
diamond.cards(found)
diamond.national(found)
diamond.maturity(found)

left, right = st.columns(2, gap="medium")
with left:
    diamond.built(found)
with right:
    diamond.time(found)

diamond.parts(found)
diamond.alike(found)
diamond.needs(found)
diamond.reach(found)
diamond.orders(found)
diamond.detail(found)
