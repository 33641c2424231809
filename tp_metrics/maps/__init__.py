"""Results on the map: coloured shapes with tips and a legend, without a tile from the internet.

    st.pydeck_chart(tp.maps.wards(result, chosen="E05000644"), on_select="rerun", selection_mode="single-object")

A click is answered with the shape's properties: `clicked(event)` gives the code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tp_metrics.maps.drawing import Look, Shade, drawn_map
from tp_metrics.maps.message import INKS, LAYER, Room, Theme, WardMap
from tp_metrics.maps.shading import (
    BLUES,
    BLUES_ON_DARK,
    PALE_BLUES,
    PALE_BLUES_ON_DARK,
    PURPLE_ORANGE,
    PURPLE_ORANGE_ON_DARK,
    Classes,
    Method,
    classes,
    differences,
)
from tp_metrics.maps.states import drawn_states, states
from tp_metrics.maps.vector import Picture, picture

if TYPE_CHECKING:
    from tp_metrics.results import Beside, Result

__all__ = [
    "BLUES",
    "BLUES_ON_DARK",
    "INKS",
    "LAYER",
    "PALE_BLUES",
    "PALE_BLUES_ON_DARK",
    "PURPLE_ORANGE",
    "PURPLE_ORANGE_ON_DARK",
    "Classes",
    "Method",
    "Picture",
    "Room",
    "Shade",
    "Theme",
    "WardMap",
    "boroughs",
    "classes",
    "clicked",
    "differences",
    "drawn_states",
    "drawn_wards",
    "states",
    "wards",
]


def wards(
    result: Result,
    *,
    chosen: str | None = None,
    theme: Theme = "light",
    shade: Shade = "level",
    method: Method = "quantile",
    edges: Sequence[float] | None = None,
    room: Room = "wide",
    beside: Beside | None = None,
    signals: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> WardMap:
    """The map of a result broken down by ward: those wards and no others, on the shapes of its source's vintage.

    `shade` colours by value ("level"), by change on a year before, by difference from the ward's borough (from the
    whole without `beside`), by what the chart of each says (`signals`), or by value with those wards paler and
    hatched that cannot be told from their borough ("certainty", which needs `beside`). `chosen` is the
    code of the ward to outline, `room` what the first view is fitted to, `folder` the data folder (TP_DATA). The map
    carries its legend as `classes`.
    """
    known = tuple(sorted(signals.items())) if signals else ()
    look = Look(chosen, theme, shade, method, tuple(edges) if edges is not None else None, room, beside, known)
    return drawn_map(result, "ward", look, folder)


def boroughs(
    result: Result,
    *,
    chosen: str | None = None,
    theme: Theme = "light",
    shade: Shade = "level",
    method: Method = "quantile",
    edges: Sequence[float] | None = None,
    room: Room = "wide",
    folder: Path | None = None,
) -> WardMap:
    """The map of a result broken down by borough; see `wards`."""
    look = Look(chosen, theme, shade, method, tuple(edges) if edges is not None else None, room)
    return drawn_map(result, "borough", look, folder)


def drawn_wards(
    result: Result,
    *,
    chosen: str | None = None,
    shade: Shade = "level",
    method: Method = "quantile",
    beside: Beside | None = None,
    signals: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Picture:
    """The map of `wards` as a picture of vectors for paper, in the light theme, with its legend drawn in it."""
    known = tuple(sorted(signals.items())) if signals else ()
    look = Look(chosen, "light", shade, method, beside=beside, signals=known)
    return picture(result, "ward", look, folder)


def clicked(event: Any) -> str | None:
    """The code of the place that was clicked, from what `st.pydeck_chart` returns; None where nothing is chosen."""
    selection = getattr(event, "selection", None) or {}
    objects = (selection.get("objects") or {}).get(LAYER) or []
    return objects[0].get("properties", {}).get("code") if objects else None
