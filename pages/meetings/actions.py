"""Actions: who is to do what by when, and what is overdue?"""

import streamlit as st

from pages.parts import actions, writing

top = st.container()
ledger = writing.book()
writing.told()

if ledger:
    found = ledger.actions()
    actions.opening(found)
    one = actions.table(actions.filtered(found))
    if one:
        writing.ask_author()
        actions.opened(ledger, one)
    actions.decisions(ledger)
    actions.shared(ledger)
else:
    top.title("Actions", anchor=False)
