"""Boroughs by what stage each has reached: a few named states, each with its own colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

import pydeck

from tp_metrics.geography import register
from tp_metrics.geography.boundaries import SCREENS, Shapes, shapes
from tp_metrics.maps.drawing import Look, Painted, data_folder
from tp_metrics.maps.lines import marks
from tp_metrics.maps.message import INKS, LAYER, LINES, Room, Theme, WardMap, collection, feature, layers, rgb, view
from tp_metrics.maps.shading import BLUES, BLUES_ON_DARK, Classes
from tp_metrics.maps.vector import Picture, pictured

#: Which blues the states take, from the least to the furthest: told apart without colour.
STEPS = {1: (3,), 2: (0, 3), 3: (0, 2, 4)}


def states(
    places: Mapping[str, tuple[str | None, str]],
    order: Sequence[str],
    *,
    as_at: date,
    chosen: str | None = None,
    theme: Theme = "light",
    room: Room = "wide",
    folder: Path | None = None,
) -> WardMap:
    """The boroughs by code with the state that each is in (None where none) and the words of its tip.

    `order` names one to three states, the furthest last; those in none are hatched. The map carries its legend as
    `classes`. It is built once for the same places.
    """
    key = tuple((code, *told) for code, told in places.items())
    shown = _shapes(as_at, folder or data_folder())
    return _states(key, tuple(order), as_at, chosen, theme, room, folder or data_folder(), (shown.key, id(shown)))


def drawn_states(
    places: Mapping[str, tuple[str | None, str]],
    order: Sequence[str],
    *,
    as_at: date,
    chosen: str | None = None,
    folder: Path | None = None,
) -> Picture:
    """The map of `states` as a picture of vectors for paper, in the light theme, with its legend drawn in it."""
    shown = _shapes(as_at, folder or data_folder())
    told = {code: (state, words) for code, (state, words) in places.items()}
    return pictured(shown, _painted(told, tuple(order), shown, "light"), Look(chosen, "light", "level", "fixed"))


def _shapes(as_at: date, folder: Path) -> Shapes:
    own = folder / "reference"
    override = own if own.is_dir() else None
    return shapes("borough", None, folder / "boundaries", metres=SCREENS[1], override=override, as_at=as_at)


@lru_cache(maxsize=24)
def _states(
    places: tuple[tuple[str, str | None, str], ...],
    order: tuple[str, ...],
    as_at: date,
    chosen: str | None,
    theme: Theme,
    room: Room,
    folder: Path,
    _shapes_are: object,
) -> WardMap:
    """The map; newly installed boundaries (`_shapes_are`) make another one."""
    ink, shown = INKS[theme], _shapes(as_at, folder)
    told = {code: (state, words) for code, state, words in places}
    paint = _painted(told, order, shown, theme)
    features = []
    for code, name in zip(paint.frame.code, paint.frame.name, strict=True):
        words = told.get(code, (None, "no borough of Territorial Policing"))[1]
        fill = rgb(paint.fills[code] or ink.blank)
        features.append(feature(shown.drawn[code], {"code": code, "name": name, "fill": fill, "said": words}))
    lines = marks(shown, paint.frame, list(paint.blanks), chosen, ink, whole=paint.whole)
    return WardMap(
        {LAYER: collection(features), LINES: collection(lines)},
        paint.legend,
        shown,
        paint.without,
        0,
        layers=layers(ink),
        views=[pydeck.View(type="MapView", controller={"scrollZoom": False})],
        initial_view_state=view(paint.frame, room),
        tooltip={
            "html": "<b>{name}</b><br>{said}",
            "style": {"color": ink.tip, "backgroundColor": ink.tip_ground, "fontSize": "13px"},
        },
        map_provider=None,  # with one, or with map_style=None, Streamlit would fetch tiles from the internet
    )


def _painted(
    told: Mapping[str, tuple[str | None, str]], order: tuple[str, ...], shown: Shapes, theme: Theme
) -> Painted:
    """The boroughs with the colours of their states."""
    blues = BLUES_ON_DARK if theme == "dark" else BLUES
    whole = len(told) > 0.9 * (len(shown.codes) - 1)
    frame = shown.frame[shown.frame.code.isin([*told, *([register.CITY] if whole else [])])]
    colours = {state: blues[at] for state, at in zip(order, STEPS[len(order)], strict=True)}
    states_of = {code: told.get(code, (None, ""))[0] for code in frame.code}
    fills = {code: colours[state] if state else None for code, state in states_of.items()}
    blanks = tuple(code for code, state in states_of.items() if state is None)
    held = tuple(sum(state == one for state, _ in told.values()) for one in order)
    legend = Classes(tuple(map(float, range(len(order) + 1))), tuple(colours.values()), order, held)
    return Painted(frame, legend, fills, frozenset(), blanks, (), whole)
