"""What the page of priority crime needs alone: season, wards that hold most of it, detections, and what overlaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import pictures, tables
from pages.parts.careful import careful
from pages.parts.findings import block, named
from pages.parts.frame import chosen, selection

#: The offences that the page sets side by side, in the order of the review.
OFFENCES = (
    "total_notifiable_offences",
    "violence_with_injury",
    "robbery",
    "residential_burglary",
    "theft_of_motor_vehicle",
    "theft_from_motor_vehicle",
    "theft_from_person",
    "serious_acquisitive_crime",
    "criminal_damage",
    "homicide",
    "rape",
    "knife_crime",
    "gun_crime",
    "serious_youth_violence",
    "domestic_offences",
    "racist_religious_hate",
    "homophobic_hate",
    "disability_hate",
)


def season(name: str) -> None:
    """When in the year the offence is frequent; nothing where four years do not tell a season."""
    with careful("the season"):
        found = tp.review.season(chosen().edition, name, selection())
        if found is None:
            return
        title, source = tp.words.season_title(found), tp.words.source_line(found.result)
        spec = tp.charts.season(found.rows, title=title, source=source, theme=pictures.theme())
        alt = f"Bars by month of the year. {title}."
        pictures.of_method(spec, alt, "season", tp.words.season_table(found), found.result)


def concentration(name: str) -> None:
    """How much of it the highest 5 % of wards hold, and what chance alone would give them."""
    with careful("the concentration on wards"):
        place = chosen().place
        holder = place.code if place.level in ("tp", "area") else "TP"
        found = tp.review.concentration(chosen().edition, name, selection(place=holder))
        if found is None:
            st.caption("Concentration on wards: this edition has no count of it by ward.")
            return
        title = tp.words.concentration_title(found)
        spec = tp.charts.lorenz(
            found.curve,
            title=title,
            unit="the count",
            held=found.held,
            source=tp.words.source_line(found.result),
            theme=pictures.theme(),
        )
        rows = tp.words.concentration_table(found)
        pictures.of_method(spec, f"Curve of {found.wards} wards. {title}.", "lorenz", rows, found.result)
        st.caption(tp.words.concentration_words(found))


@block()
def offences(results: Sequence[Any]) -> None:
    """Every offence, this year to date and last, and which of them overlap."""
    tables.measures(results, "offences", "Every offence, and a year before")
    st.caption(tp.words.overlap_words(results))


@block()
def detected(result: Any) -> None:
    """What the detection ratio is made of."""
    if said := tp.words.detection_words(result):
        named("What the detection ratio is made of")
        st.markdown(said)
