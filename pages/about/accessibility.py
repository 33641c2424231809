"""Accessibility: who can use this dashboard how, what does not work, and what helps instead?"""

import streamlit as st

from pages.parts import accessible

st.title("Accessibility", anchor=False)
accessible.statement()
