"""What a page lets be chosen for itself, and the places that it sets beside the chosen one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts.frame import chosen, selection


def unknown(key: str, options: Iterable[str]) -> None:
    """Say so, as it was typed, where the link asks a page's own choice for what is none of its options.

    To be called before the choice is drawn, for drawing it takes what is unknown out of the link.
    """
    known = {*options, ""}
    for asked in st.query_params.get_all(key):
        if asked not in known:
            st.text(f"The link asks for “{asked[:80]}”, which cannot be chosen here.")


def switch(label: str, options: Mapping[str, str], key: str, *, first: str = "", disabled: bool = False) -> str:
    """The option that was chosen among a few that all stand in sight, shown by their words and kept in the link.

    Until one is chosen, and where a server is sent one that is none of them, it is `first`, or the first of them.
    """
    unknown(key, options.values())
    first = first or next(iter(options))
    picked = st.segmented_control(
        label,
        list(options),
        default=first,
        format_func=lambda name: options.get(name, str(name)),
        key=key,
        bind="query-params",
        required=True,
        wrap=True,
        disabled=disabled,
        label_visibility="collapsed",
    )
    return picked if picked in options else first


def one_of(key: str, names: Sequence[str], label: str, first: str = "") -> str:
    """The id of the measure that was chosen among a few, shown by their titles; at first `first`, or the first."""
    catalogue = tp.measures()
    return switch(label, {name: catalogue[name].title for name in names}, key, first=first)


def among(names: Sequence[str]) -> str:
    """The measure of the shared filter where this page shows it, else the page's first."""
    asked = chosen().measure
    return asked if asked in names else names[0]


def boroughs(**changes: Any) -> Any:
    """The selection split by borough: all 32, or those of the area command that is chosen."""
    place = chosen().place
    return selection(("borough",), place=place.code if place.level == "area" else "TP", **changes)


def asked(name: str, by: tuple[str, ...] = ()) -> Any:
    """The selection that the filters describe; of the whole force where no source speaks for TP itself.

    A ward has some nine interviews a quarter: a survey is read there over months pooled, as on the page of wards.
    """
    pooled = chosen().place.level == "ward" and tp.measures()[name].weighted and chosen().window not in tp.review.POOLED
    return tp.spoken(name, selection(by, window=tp.review.POOLED[0] if pooled else None))


def answers(names: Iterable[str]) -> Any:
    """The results of several measures for the selection that the filters describe, in their order, read together."""
    return tp.together((name, asked(name)) for name in names)


def over_time(name: str, selected: Any) -> Any:
    """A measure month by month; of a survey, which a month is too short for, twelve months at a time."""
    return tp.over_time(name, selected)


def own_borough() -> str | None:
    """The code of the borough to mark: the chosen one, or the one that holds the chosen ward."""
    place = chosen().place
    return place.parent if place.level == "ward" else place.code if place.level == "borough" else None


def detections(name: str) -> str:
    """The id of the sanction detection ratio of an offence, or of all offences where it has none of its own."""
    own = f"{name}_detection_ratio"
    return own if own in tp.measures() else "sanction_detection_ratio"
