"""Wards: where in London is a measure high or low, and how does one ward stand?"""

import streamlit as st

import tp_metrics as tp
from pages.parts.frame import chosen
from pages.parts.heading import detail, heading
from pages.parts.one_ward import more
from pages.parts.ward_map import card, look, neighbours, not_theirs, pooled, seen, ward_map
from pages.parts.ward_twins import linked

QUESTION = "Where in London is it high or low?"

if seen():
    top = st.container()
    left, right = st.columns([2, 1], gap="medium")
    with left:
        shown, asked = look(), pooled()
    answer = tp.result(chosen().measure, asked)
    wards = tp.by_ward(chosen().measure, asked)
    beside = tp.beside_borough(chosen().measure, asked)
    with top:
        heading(answer, QUESTION)
    with left:
        ward_map(answer, wards, **shown)
        neighbours()
    with right:
        card(answer, wards, beside)

    linked(wards, beside)
    more(asked)
    detail([answer], "ward", "indicative boundaries", "provisional", "95 % interval", "modelled estimate")
else:
    answer = tp.result(chosen().measure, pooled(asks=False))
    heading(answer, QUESTION)
    not_theirs()
    detail([answer], "provisional", "95 % interval")
