"""Key performance review: one area command, borough by borough and theme by theme."""

import streamlit as st

from pages.parts import area_decisions, area_review, writing
from pages.parts.frame import chosen
from pages.parts.heading import detail
from pages.parts.screen import tell_width

if chosen().place.level == "area":
    ledger = writing.book()
    writing.told()
    side, main = st.columns([1, 4], gap="medium")
    with side:
        step = area_review.agenda()
    with main:
        lines = area_review.summary(ledger) if area_review.is_summary(step) else area_review.borough(ledger, step)
        if ledger:
            area_decisions.decided(ledger, step)
    tell_width()
    detail([line.result for line in lines], "edition", "provisional", "95 % interval")
else:
    area_review.choosing()
