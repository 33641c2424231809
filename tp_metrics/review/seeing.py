"""Of which places the one who asks sees all: wards, cases and actions."""

from __future__ import annotations

from collections.abc import Iterable

from tp_metrics.editions import Edition
from tp_metrics.results import Selection


def sees_wards(edition: Edition, selection: Selection) -> bool:
    """Whether the viewer of a selection may see every ward of its place; wards of the force are those of TP."""
    place = "TP" if selection.place == "MPS" else selection.place
    return selection.viewer.may_see((place, *edition.places.parents(place)))


def seen_in_full(edition: Edition, selection: Selection, codes: Iterable[str]) -> frozenset[str] | None:
    """Those of some places that the viewer of a selection may see in full; None where every place is."""
    if selection.viewer.everything:
        return None
    places = edition.places
    return frozenset(code for code in codes if selection.viewer.may_see((code, *places.parents(code))))
