"""The desk: what pages, the command line and packs ask for, on the data folder that TP_DATA names."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from tp_metrics import audit, periods, results
from tp_metrics import editions as _editions
from tp_metrics.access import EVERYONE, Scope, must_publish
from tp_metrics.editions import Edition
from tp_metrics.engines import engine_of
from tp_metrics.geography import Place, Places
from tp_metrics.measure import Measure
from tp_metrics.measures import catalogue
from tp_metrics.records import MAX_REFUSED, Import, Store, checked
from tp_metrics.results import Beside, Result, Selection, WardSource
from tp_metrics.schema.reading import Progress, silent

if TYPE_CHECKING:
    from tp_metrics.ledger import Ledger

#: Shares of the demonstration's progress: what it shows at once, and what it shows when everything is drawn.
BEGUN, DRAWN = 0.02, 0.1
#: Whether the editions are still whole is looked up again after so many seconds.
LOOKED_UP = 5


def data_folder() -> Path:
    """The data folder: TP_DATA, or `data` in the folder that the command was given in."""
    folder = _folder(os.environ.get("TP_DATA", "data"))
    return folder if folder.is_absolute() else folder.absolute()


@lru_cache(maxsize=8)
def _folder(named: str) -> Path:
    """The folder of a name; a page asks for it some forty times."""
    return Path(named)


def store() -> Store:
    """The store of the data folder."""
    return Store(data_folder())


def editions() -> list[Edition]:
    """The published editions, the newest first."""
    folder = _editions_folder(data_folder())
    try:
        changed = folder.stat().st_mtime_ns
    except FileNotFoundError:
        changed = 0
    return list(_listed(folder, changed, *_moment())[0])


def damaged_editions() -> list[str]:
    """A sentence on each edition that is not whole and so is not opened, the latest first; most often none."""
    folder = _editions_folder(data_folder())
    if not folder.is_dir():
        return []
    whole, damaged = _listed(folder, folder.stat().st_mtime_ns, *_moment())
    said = [_editions.damaged_words(name, wrong) for name, wrong in damaged.items()]
    if said and whole:
        said[-1] += f" The newest whole edition is that as at {periods.day_text(whole[0].as_at)}."
    return said


def passed_over() -> str:
    """What damaged editions mean for who reads figures, in one sentence without files; empty where all are whole.

    What is damaged, and what to do, `damaged_editions` says to whoever can do it.
    """
    folder = _editions_folder(data_folder())
    if not folder.is_dir():
        return ""
    whole, damaged = _listed(folder, folder.stat().st_mtime_ns, *_moment())
    if not damaged:
        return ""
    if not whole:
        return "No figure can be shown: the editions are damaged."
    shown = periods.day_text(whole[0].as_at)
    if max(map(_order, damaged)) > _order(whole[0].id):
        return f"The figures are as at {shown}, from an older edition, since the newest is damaged."
    days = dict.fromkeys(periods.day_text(_order(name)[0]) for name in damaged)
    return f"What was known on {' and '.join(days)} cannot be opened: that edition is damaged. The newest is whole."


def _order(name: str) -> tuple[date, int]:
    """The day and the number of an edition's id, by which editions follow each other."""
    day, _, number = name.partition(".")
    return date.fromisoformat(day), int(number or 1)


def _moment() -> tuple[int, int]:
    """So long what was looked up of the editions stands: a page asks some forty times, and files break unannounced.

    It ends at once where a file that was read turned out to be damaged.
    """
    return int(time.monotonic() / LOOKED_UP), _editions.noticed()


@lru_cache(maxsize=8)
def _editions_folder(folder: Path) -> Path:
    """The folder of the editions in a data folder; asked for as often."""
    return Store(folder).editions_folder


@lru_cache(maxsize=4)
def _listed(folder: Path, _changed: int, _moment: int, _noticed: int) -> tuple[list[Edition], dict[str, str]]:
    """The editions that are whole, and what is wrong with the others."""
    return _editions.looked_up(Store(folder.parent))


@lru_cache(maxsize=64)
def _whole(folder: Path, _moment: int, _noticed: int) -> bool:
    """Whether all files of an edition agree with their sums."""
    return not _editions.differing(folder)


def edition(name: str | date | None = None) -> Edition:
    """The newest edition, or the one with this id or as-at date; raises ValueError with those there are."""
    found = editions()
    for one in found:
        if name in (None, one.id, one.as_at) and (one is found[0] or _whole(one.folder, *_moment())):
            return one
    return _editions.edition(store(), name)


def measures() -> Mapping[str, Measure]:
    """Every measure by id."""
    return catalogue()


def places(name: str | None = None) -> Places:
    """The places of an edition, the newest by default; without any edition those of the reference files."""
    return edition(name).places if editions() else store().places


def result(measure: str, selection: Selection | None = None) -> Result:
    """The answer to a selection, from the edition that it names or the newest one.

    A missing figure is no error: the result's note says why. Raises ValueError for an unknown measure, place,
    breakdown or edition.
    """
    asked = selection or Selection()
    return results.result(edition(asked.edition), measure, asked)


def together(asked: Iterable[tuple[str, Selection]]) -> tuple[Result, ...]:
    """What `result` gives of each measure and selection, all read and judged in one reckoning: for a page of many."""
    pairs = list(asked)
    by_edition: dict[str | None, list[tuple[str, Selection]]] = {}
    for measure, selection in pairs:
        by_edition.setdefault(selection.edition, []).append((measure, selection))
    for name, some in by_edition.items():
        results.figures(edition(name), some)
    found = tuple(result(*pair) for pair in pairs)
    from tp_metrics.results.judging import prepare  # the command line asks for figures alone, and loads no judges

    prepare(found)
    return found


def spoken(measure: str, selection: Selection) -> Selection:
    """The selection, or the same of the whole force where no source speaks for TP itself and one does for the force.

    Some sources print boroughs and the force and nothing between; the force's figure answers better than none, and
    its place says which it is.
    """
    if selection.place != "TP" or result(measure, replace(selection, by=())).figure.value is not None:
        return selection
    wider = replace(selection, place="MPS")
    known = result(measure, replace(wider, by=())).figure.value is not None
    return wider if known else selection


def ward_source(measure: str, selection: Selection | None = None) -> WardSource | None:
    """The source, window and ward list of a measure's figures by ward; None where no source has wards.

    The place filter, the map, the card and the table all follow it.
    """
    asked = selection or Selection()
    return results.ward_source(edition(asked.edition), measure, asked)


def by_ward(measure: str, selection: Selection) -> Result:
    """The measure ward by ward in the selection's place, or in the borough of its ward, as `ward_source` says.

    Wards without a figure in that window are among the rows; where none has one, their note says why.
    """
    opened = edition(selection.edition)
    found = result(measure, results.on_wards(opened, measure, selection))
    if found.rows["value"].count() or results.ward_source(opened, measure, selection):
        return found
    why = pl.lit(results.why_no_wards(opened, measure, selection))
    return replace(found, rows=found.rows.with_columns(note=why))


def beside_borough(measure: str, selection: Selection) -> Beside:
    """The same wards beside their boroughs: modelled where they are shares, and whether they can be told apart."""
    return results.beside_borough(edition(selection.edition), measure, selection)


def ward_signals(measure: str, selection: Selection) -> Mapping[str, str]:
    """What the control chart of each of the same wards says of its latest month, as its own judgement does: by code."""
    from tp_metrics.results.judging.wards import ward_signals as signals

    return signals(edition(selection.edition), measure, selection)


def neighbours(place: Place) -> tuple[tuple[Place, ...], str]:
    """The wards that share an edge with a ward, by name, and what the boundaries are: "official" or "indicative".

    None, and no word, for a place that is no ward of a list.
    """
    if place.level != "ward" or place.vintage is None:
        return (), ""
    from tp_metrics.geography.neighbours import neighbours as beside  # geopandas takes a second to load

    kept = store()
    override = kept.reference_folder if kept.reference_folder.is_dir() else None
    found = beside(place.vintage, kept.boundaries_folder, override)
    known = places()
    wards = (known.place(code, place.vintage) for code in found.of.get(place.code, ()))
    return tuple(sorted(wards, key=lambda ward: ward.label)), found.status


def trend(measure: str, selection: Selection, by: str | None = None, count: int = 45) -> Result:
    """The same selection, month by month (or by week, quarter or year), the last `count` of them.

    Left to itself it goes by month, and by performance year where no month has a figure, as of wards that are
    published once a year. Its events are the edition's and those entered in the ledger.
    """
    found = result(measure, replace(selection, by=(by or "month",), periods=count))
    if by is None and not found.rows["value"].count():
        years = result(measure, replace(selection, by=("year",), periods=count))
        found = years if years.rows["value"].count() > 1 else found
    from tp_metrics.review.book import with_entered  # the command line draws no trend, and loads no database library

    return with_entered(data_folder(), found)


def over_time(measure: str, selection: Selection) -> Result:
    """A measure month by month; of a survey, which a month is too short for, twelve months at a time."""
    declared = measures()[measure]
    if declared.weighted or declared.window.startswith("rolling"):
        return trend(measure, selection, by="rolling 12 months", count=14)
    return trend(measure, selection)


def book(viewer: Scope | None = None, *, who: str = "") -> Ledger:
    """The ledger of the data folder, open; raises LedgerRefused, which says what to do, where it cannot be opened.

    With a viewer it is the ledger as they may see it, and each of their deeds is written into the audit; `who` they
    are, as they have signed in.
    """
    from tp_metrics.review.book import book_of

    whole, folder = book_of(data_folder()), data_folder()
    if viewer is None:
        return whole
    from tp_metrics.ledger import seen_by

    return seen_by(whole, viewer, lambda what: _noted("ledger", viewer, who, what, folder))


def ingest(
    file: Path,
    *,
    source: str | None = None,
    max_refused: float = MAX_REFUSED,
    progress: Progress = silent,
    viewer: Scope = EVERYONE,
    who: str = "",
) -> Import:
    """Import a file, which the audit notes; see Store.ingest. Raises NotForViewer for who may not."""
    must_publish(viewer, "To import files")
    kept = store()
    known = {one.id for one in kept.imports()}
    made = kept.ingest(file, source=source, max_refused=max_refused, progress=progress)
    if made.id not in known:
        _noted("import", viewer, who, f"{made.id}, of {made.source}", kept.path)
    return made


def publish(
    as_at: date,
    progress: Progress = silent,
    *,
    engine: str = "polars",
    anew: bool = False,
    viewer: Scope = EVERYONE,
    who: str = "",
) -> Edition:
    """Publish an edition of the data folder, by "polars" or "spark", which the audit notes; see editions.publish.

    Raises NotForViewer for who may not, and EngineMissing.
    """
    must_publish(viewer, "To publish an edition")
    with engine_of(engine) as chosen:
        made = _editions.publish(store(), as_at, progress, engine=chosen, anew=anew)
    _noted("publish", viewer, who, f"edition {made.id}", made.folder.parent.parent)
    return made


def _noted(kind: str, viewer: Scope, who: str, what: str, folder: Path) -> None:
    audit.record(kind, who=who, role=viewer.name, what=what, folder=folder)


def demonstrate(
    progress: Progress = silent, *, seed: int | None = None, viewer: Scope = EVERYONE, who: str = ""
) -> list[Edition]:
    """Make the demonstration data in the data folder and publish their three editions.

    A stage that is there already is not made again, so that an interrupted run is taken up where it stopped. Labelled
    cases, actions and commentary go into the data folder's own ledger, and into none that TP_LEDGER names. Raises
    NotForViewer for who may not publish.
    """
    must_publish(viewer, "To make the demonstration")
    progress(BEGUN, "demonstration data are begun")
    from tp_metrics import demo  # loading what draws them takes a moment
    from tp_metrics.review.book import seed_ledger

    kept = store()
    known = kept.places.frame["code"].unique()
    drawn = partial(_part_of, progress, BEGUN, DRAWN - BEGUN)
    stages = demo.stages(progress=drawn) if seed is None else demo.stages(seed, drawn)
    published = []
    for number, stage in enumerate(stages):
        begin = DRAWN + (1 - DRAWN) * number / 3
        progress(begin, f"demonstration data to {stage.as_at:%d %B %Y}")
        before = {entry.sha256 for entry in kept.imports()}
        for name, reading in stage.readings:
            made = f"demonstration, seed {seed}, as at {stage.as_at}: {name}"
            digest = hashlib.sha256(made.encode()).hexdigest()
            if digest not in before:
                kept.add(checked(reading, known), name, digest)
        there = [one for one in _editions.editions(kept) if one.as_at == stage.as_at and one.demonstration]
        if there:
            published.append(there[0])
            continue
        published.append(_editions.publish(kept, stage.as_at, partial(_part_of, progress, begin, (1 - DRAWN) / 3)))
        _noted("publish", viewer, who, f"edition {published[-1].id}, demonstration", kept.path)
    seed_ledger(kept.path, published)
    progress(1.0, "the demonstration is ready")
    return published


def _part_of(whole: Progress, begin: float, size: float, share: float, words: str) -> None:
    """Tell the progress of a part that begins at a share of the whole."""
    whole(begin + size * share, words)


def coverage(name: str | None = None) -> pl.DataFrame:
    """For which places and days each source of an edition speaks, table by table."""
    return edition(name).coverage()
