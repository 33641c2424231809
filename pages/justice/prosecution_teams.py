"""Prosecution teams: do cases come to more where police and prosecution work as one team?"""

import streamlit as st

from pages.parts import prosecution

found = prosecution.teams()
prosecution.opening(found)
prosecution.cards(found)

left, right = st.columns(2, gap="medium")
with left:
    prosecution.effects(found)
with right:
    prosecution.since_live(found)

prosecution.can_and_cannot(found)

left, right = st.columns(2, gap="medium")
with left:
    prosecution.where(found)
    prosecution.trials(found)
with right:
    prosecution.rollout(found)

prosecution.by_borough(found)
prosecution.electronic(found)
prosecution.figures(found)
prosecution.detail(found)
