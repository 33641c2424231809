"""Start: how does this dashboard get its first figures?"""

import streamlit as st

from pages.parts import intake

st.title("No figures yet")
st.markdown(
    "This dashboard draws on editions: published sets of figures that never change. The data folder holds none. "
    "There are two ways to a first one."
)

demonstration, own = st.columns(2, border=True)
with demonstration:
    st.header("Build the demonstration")
    st.markdown(
        "Made-up data at full London scale, calibrated to published figures: crime, calls, strength and surveys for "
        "32 boroughs and 624 wards, April 2003 to December 2011, in three editions. It takes about a quarter of a "
        "minute, and every screen says that it is demonstration data."
    )
    intake.demonstration()
with own:
    st.header("Load your own")
    intake.dropping("start")
st.caption("The same from a command line: python -m tp_metrics demo, or ingest FILE… and publish --as-at DATE.")
