"""Calendar: when are the next meetings, and what does each read?"""

import streamlit as st

from pages.parts import governing

st.title("Calendar", anchor=False)
governing.calendar()
