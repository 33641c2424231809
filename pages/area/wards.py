"""Wards: where in London is a measure high or low, and how does one ward stand?"""

import streamlit as st

import tp_metrics as tp
from pages.parts import tables
from pages.parts.frame import chosen, selection
from pages.parts.heading import detail, heading
from pages.parts.ward_map import card, look, open_row, ward_map

answer = tp.result(chosen().measure, selection())
wards = tp.by_ward(chosen().measure, selection())
heading(answer, "Where in London is it high or low?")

left, right = st.columns([2, 1], gap="medium")
with left:
    ward_map(answer, wards, **look())
with right:
    card(answer, wards)

tables.wards(wards, "wards", open_row)
detail([answer], "ward", "indicative boundaries", "provisional", "95 % interval")
