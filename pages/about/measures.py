"""Measures: what does each figure count, and how well can it be trusted?"""

import streamlit as st

from pages.parts import catalogue

st.title("Measures")
catalogue.first_line()
chosen = catalogue.choice()
catalogue.card(chosen)
catalogue.table()
