"""Virtual courts: how many of the cases that police stations make available does the Virtual Court hear?"""

import streamlit as st

from pages.parts import virtual_courts

found = virtual_courts.court()
virtual_courts.opening(found)
virtual_courts.cards(found)

left, right = st.columns(2, gap="medium")
with left:
    virtual_courts.flow(found)
with right:
    virtual_courts.finishes(found)

virtual_courts.heard(found)
virtual_courts.first_hearings(found)
virtual_courts.agencies(found)
virtual_courts.weeks(found)
virtual_courts.proportionality(found)
virtual_courts.simulator(found)
virtual_courts.calibration(found)
virtual_courts.cost(found)
virtual_courts.detail(found)
