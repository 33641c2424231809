"""Offender management: whom do we look for, what do they do meanwhile, and who of those we watch needs us?"""

import streamlit as st

from pages.parts import offenders

found = offenders.everybody()
offenders.opening(found)
offenders.cards(found)

left, right = st.columns(2, gap="medium")
with left:
    offenders.balance(found)
with right:
    offenders.time(found)

offenders.lists(found)
offenders.units(found)
offenders.overlap(found)
offenders.offending(found)
offenders.tagged(found)
offenders.concentration(found)
offenders.mappa(found)
offenders.prolific(found)
offenders.boroughs(found)
offenders.detail(found)
