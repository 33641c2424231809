"""Value for money: what do we pay, and what do Londoners get for it?"""

import streamlit as st

from pages.parts import value
from pages.parts.choosing import boroughs
from pages.parts.heading import detail

head = st.container()
costs = value.costs()
own, everywhere = value.value(costs), value.value(costs, boroughs())
with head:
    value.opening(own)

left, right = st.columns([3, 2], gap="medium")
with left:
    value.against(everywhere)
with right:
    value.fewer()
value.beside(everywhere)
value.funding(own, costs)
detail([*own.strengths, *own.results], "full-time equivalent", "points", "95 % interval")
