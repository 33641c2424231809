"""`figure`: a measure's figure for a place and window, as a table or as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tp_metrics import desk, periods
from tp_metrics.access import Scope, must_see
from tp_metrics.cli.breakdown import parts_in, told
from tp_metrics.cli.judged import judged
from tp_metrics.cli.viewer import asker
from tp_metrics.geography import Places
from tp_metrics.results import BY_PLACE, BY_TIME, Result, Selection

COLUMNS = (
    "place",
    "code",
    "level",
    "dimension",
    "category",
    "window",
    "first_day",
    "last_day",
    "source",
    "value",
    "numerator",
    "denominator",
    "base",
    "records",
    "lower",
    "upper",
    "previous",
    "change",
    "change_percent",
    "provisional",
    "note",
)


@dataclass(frozen=True)
class Asked:
    """The words of the command."""

    measure: str
    place: str = "TP"
    window: str | None = None
    by: str | None = None
    source: str | None = None
    as_at: date | None = None


def answer(asked: Asked) -> Result:
    """The result that the words ask for; raises ValueError, with what there is, where there is no figure."""
    edition = desk.edition(asked.as_at)
    catalogue = desk.measures()
    if asked.measure not in catalogue:
        raise ValueError(f"there is no measure '{asked.measure}'; `measures` lists them")
    measure = catalogue[asked.measure]
    if asked.source is not None and asked.source not in edition.sources:
        raise ValueError(f"there is no source '{asked.source}'; there are {', '.join(edition.sources)}")
    known = {*BY_PLACE, *BY_TIME, *measure.groups}
    if asked.by is not None and asked.by not in known:
        raise ValueError(f"{measure.id} has no breakdown by '{asked.by}'; there are {', '.join(sorted(known))}")
    window = periods.parse(asked.window) if asked.window else None
    selection = Selection(
        place=edition.places.find(asked.place).code,
        end=window.last if window else None,
        window=window.kind if window else measure.window,
        by=(asked.by,) if asked.by else (),
        source=asked.source,
        edition=edition.id,
        viewer=asker().scope,
    )
    _must_read(selection.viewer, edition.places, selection.place)
    if asked.by == "ward":
        must_see(selection.viewer, edition.places, selection.place, "Figures of the wards")
    if window and asked.by in BY_TIME:
        selection = replace(selection, periods=parts_in(window, asked.by))
    found = desk.result(asked.measure, selection)
    if found.window is None and not (asked.by in BY_PLACE and found.rows["value"].count()):
        raise ValueError(found.note)
    return told(found, edition, asked.by, window) if asked.by else found


def _must_read(viewer: Scope, places: Places, code: str) -> None:
    """Raise NotForViewer where the figures of a place may not be read: of a ward, those of its borough's wards."""
    place = places.place(code)
    if viewer.may_read((code, *places.parents(code)), place.level):
        return
    wards = place.level == "ward" and place.parent is not None
    must_see(viewer, places, str(place.parent) if wards else code, "Figures of the wards" if wards else "Figures")


def taken(found: Result) -> str:
    """What the audit says of a result that was printed: its measure, place, breakdown and edition."""
    by = "".join(f", by {one}" for one in found.selection.by)
    return f"figure {found.measure.id}, {found.selection.place}{by}, edition {found.edition}"


def as_json(found: Result) -> str:
    """The rows of a result as a JSON list, one object a row, days as text; what is judged of each comes last."""
    rows = [row | judged(found, row) for row in found.rows.select(COLUMNS).to_dicts()]
    return json.dumps([{name: _plain(value) for name, value in row.items()} for row in rows], indent=1) + "\n"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
