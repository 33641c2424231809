"""The figure that answers a question best: of the place itself, or of the whole force where nobody speaks for TP."""

from __future__ import annotations

from dataclasses import replace

from tp_metrics.editions import Edition
from tp_metrics.results import Result, Selection, result


def spoken(edition: Edition, measure: str, selection: Selection) -> Result:
    """The result at the selection's place; the whole force's where TP has no figure and the force has one."""
    asked = replace(selection, edition=edition.id, by=())
    own = result(edition, measure, asked)
    if asked.place != "TP" or own.figure.value is not None:
        return own
    wider = result(edition, measure, replace(asked, place="MPS"))
    return wider if wider.figure.value is not None else own
