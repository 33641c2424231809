"""Wards: how does a measure lie over London's wards, and how does one of them stand?"""

import streamlit as st

import tp_metrics as tp
from pages.parts import tables
from pages.parts.frame import chosen, selection
from pages.parts.heading import detail, heading
from pages.parts.ward_map import by_ward, card, look, open_row, ward_map

answer = tp.result(chosen().measure, selection())
wards = by_ward()
heading(answer, "How does it lie over London's wards?")

left, right = st.columns([2, 1], gap="medium")
with left:
    ward_map(answer, wards, **look())
with right:
    card(answer, wards)

tables.wards(wards, "wards", open_row)
detail([answer], "ward", "indicative boundaries", "provisional", "95 % interval")
