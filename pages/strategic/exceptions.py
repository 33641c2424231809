"""Exceptions: what is unusual, why is it so, and what is being done?"""

import streamlit as st

from pages.parts import casework, commentary, exceptions, writing

ledger = writing.book()
writing.told()

above = st.container()
level, way = exceptions.switches()
found = exceptions.board(ledger, level)
with above:
    exceptions.opening(found)
row = exceptions.table(found, way)
if row:
    left, right = st.columns([3, 2], gap="large")
    with left:
        exceptions.panel(row)
    with right:
        if ledger and exceptions.cases_shown(found, row):
            writing.ask_author()
            casework.case(ledger, found, row)
            commentary.commentary(ledger, row)
if ledger:
    commentary.events(ledger)
    commentary.locking(ledger)
