"""Similar boroughs: where does a borough stand among those that resemble it?"""

import streamlit as st

from pages.parts import peers
from pages.parts.heading import detail

head = st.container()
code = peers.borough()
found = peers.standing(code)
with head:
    peers.opening(found)

left, right = st.columns([2, 3], gap="medium")
with left:
    peers.bars(found)
with right:
    peers.windows(found)
    peers.group(found)

peers.every(found)
peers.builder(found)
detail([found.answer], "95 % interval", "points")
