"""Restorative justice: does it reach those it is for, satisfy victims, and lead to less reoffending?"""

import streamlit as st

from pages.parts import restorative

found = restorative.found()
restorative.opening(found)
restorative.cards(found)

left, right = st.columns(2, gap="medium")
with left:
    restorative.over_time(found)
with right:
    restorative.roll_out(found)

restorative.planner(found)
restorative.quality(found)
restorative.trial(found)
restorative.use(found)
restorative.offered(found)
restorative.hours(found)
restorative.published(found)
restorative.detail(found)
