"""What a place's tip says."""

from __future__ import annotations

import html
from typing import Any

from tp_metrics import words
from tp_metrics.geography import register
from tp_metrics.maps.message import Ink
from tp_metrics.results import Figure, Result


def tips(result: Result, row: dict[str, Any] | None, code: str, beside: dict[str, Any] | None = None) -> dict[str, str]:
    """What a place's tip says: value with interval, change, and a note; of a ward how it stands beside its borough."""
    if row is None:
        note = "Policed by its own force: no figures here." if code == register.CITY else "No figure."
        return {"value": words.DASH, "change": words.DASH, "note": note}
    figure = Figure(**row)
    limits = words.interval(figure, result.measure)
    return {
        "value": words.value(figure, result.measure) + (f" ({limits})" if limits else ""),
        "change": words.change(figure, result.measure),
        "note": ". ".join(part for part in (_note(figure), words.beside_tip(beside, result.measure)) if part),
    }


def _note(figure: Figure) -> str:
    return figure.note or ("" if figure.value is not None else "No figure.")


def tooltip(result: Result, ink: Ink) -> dict[str, Any]:
    """The tip's frame: what is the same for every place stands here once and not in each shape."""
    figure = result.figure
    about = f"{result.measure.title}, {words.period(figure)}" + (", provisional" if figure.provisional else "")
    said = html.escape(f"{about}").replace("{", "(").replace("}", ")")
    source = html.escape(words.source_line(result)).replace("{", "(").replace("}", ")")
    return {
        "html": f"<b>{{name}}</b> {{in}}<br>{said}: <b>{{value}}</b><br>"
        "Change on a year before: {change}<div>{note}</div>"
        f"<div style='opacity:.75;font-size:11px'>{source}</div>",
        "style": {
            "color": ink.tip,
            "backgroundColor": ink.tip_ground,
            "border": f"1px solid {ink.hatch}",
            "borderRadius": "4px",
            "fontSize": "13px",
            "maxWidth": "280px",
        },
    }
