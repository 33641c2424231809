"""Data: what stands behind the figures, and where do new files go?"""

import streamlit as st

from pages.parts import holding, intake

holding.heading()

have, bring = st.tabs(["What there is", "Bring files"], key="data-tab", bind="query-params", on_change="rerun")
with bring:
    if bring.open:
        intake.dropping("data")
        intake.publishing("data")
with have:
    if have.open:
        holding.editions()
        holding.sources()
        holding.completeness()
        holding.imports()
        holding.boundaries()
