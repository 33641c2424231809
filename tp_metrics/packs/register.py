"""Which packs there are and which forms they have; each form's library is loaded when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from tp_metrics.editions import Edition
from tp_metrics.packs.document import MARKING, Document
from tp_metrics.results import Selection

if TYPE_CHECKING:
    from tp_metrics.ledger import Ledger

#: Each pack → its name.
PACKS = {
    "spr": "Strategic Performance Report",
    "kprm": "Key Performance Review of an area command",
    "borough": "Borough profile",
    "exceptions": "Exceptions, with reasons and actions",
    "justice": "Criminal justice summary",
    "view": "One measure, as it is chosen",
}
#: Each form → its media type; the module of its name in this package holds the function of its name that writes it.
FORMS = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def writer(form: str) -> Callable[[Document], bytes]:
    """What writes a document in a form; ValueError with those there are for any other."""
    there = [name for name in FORMS if find_spec(f"tp_metrics.packs.{name}")]
    if form not in there:
        raise ValueError(f"there is no form '{form}' of a pack; there are {', '.join(there)}")
    found: Callable[[Document], bytes] = getattr(import_module(f"tp_metrics.packs.{form}"), form)
    return found


def pack(
    kind: str,
    edition: Edition,
    *,
    area: str | None = None,
    borough: str | None = None,
    measure: str | None = None,
    selection: Selection | None = None,
    ledger: Ledger | None = None,
    today: date | None = None,
    marking: str = MARKING,
) -> Document:
    """A pack by its kind, of a place where one is named; ValueError where kind and place do not go together.

    `measure` is what a view is of, and no other pack takes one.
    """
    from tp_metrics.packs.exceptions import exceptions  # what makes documents takes a second to load, and a writer none
    from tp_metrics.packs.justice import justice
    from tp_metrics.packs.kprm import kprm, of_level
    from tp_metrics.packs.spr import spr

    if kind not in PACKS:
        raise ValueError(f"there is no pack '{kind}'; there are {', '.join(PACKS)}")
    if area and borough:
        raise ValueError("a pack is of an area command or of a borough, not of both")
    if "" in (area, borough):
        raise ValueError("a place without a name is none; leave it out for all of Territorial Policing")
    if measure and kind != "view":
        raise ValueError("only a view is of one measure")
    asked = selection or Selection()
    more: dict[str, Any] = {"today": today, "marking": marking}
    place = of_level(edition, area, "area") if area else of_level(edition, borough, "borough") if borough else None
    if kind == "kprm":
        if not area:
            raise ValueError("a key performance review is of an area command; name it by --area")
        return kprm(edition, area, ledger, selection=selection, **more)
    if kind == "borough":
        return _profile(edition, borough, ledger, selection=selection, **more)
    if kind == "justice":
        return justice(edition, place or "TP", ledger, viewer=asked.viewer, **more)
    if kind == "exceptions":
        return exceptions(edition, place or asked.place, ledger, selection=selection, **more)
    at = replace(asked, place=place or asked.place, by=(), source=None, edition=edition.id)
    if kind == "view":
        return _view(edition, at, measure, ledger, **more)
    return spr(edition, at, ledger, **more)


def _view(edition: Edition, at: Selection, measure: str | None, ledger: Ledger | None, **more: Any) -> Document:
    if not measure:
        raise ValueError("a view is of a measure; name it by --measure")
    from tp_metrics.packs.view import view

    return view(edition, at, measure, ledger, **more)


def _profile(edition: Edition, name: str | None, ledger: Ledger | None, **more: Any) -> Document:
    if not name:
        raise ValueError("a borough profile is of a borough; name it by --borough")
    from tp_metrics.packs.borough import borough

    return borough(edition, name, ledger, **more)
