"""Where measure, place and window meet: `result`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.facts import TOTAL
from tp_metrics.geography import Place
from tp_metrics.measure import Measure
from tp_metrics.measures import catalogue
from tp_metrics.results.cells import AS_IT_IS, Question, as_printed, cells, lead, may_answer, part_of
from tp_metrics.results.events import edition_in, events
from tp_metrics.results.grid import filled, grid, up_to, with_previous, within
from tp_metrics.results.groups import Grouped, cells_by_group, read_groups
from tp_metrics.results.holding import hold, holding
from tp_metrics.results.keeping import weighed
from tp_metrics.results.missing import what_there_is
from tp_metrics.results.own import Asked, own_cells, read_cells
from tp_metrics.results.refusals import refusals
from tp_metrics.results.selection import BY_PLACE, BY_TIME, ROWS, Figure, Result, Selection, small
from tp_metrics.results.wards import WardSource, divides, ending_exactly, stale, tiles, vintage, ward_source

#: Up to so many rows are laid out one by one, sooner than a plan is made of them.
FEW = 64
#: A breakdown that is of wards, at whatever place: their teams.
TEAM = "team"


class NoSuchMeasure(ValueError):
    """A measure's id that the catalogue does not hold."""


def result(edition: Edition, measure: str, selection: Selection) -> Result:
    """Everything that may be said of a measure for a selection; the same question is answered once and kept.

    A missing figure is no error: its value is None and its note says why and what there is. Raises NoSuchMeasure,
    ValueError for a breakdown that the measure does not have, and PlaceUnknown.
    """
    return _kept(edition.folder, measure, replace(selection, edition=edition.id))


@weighed(16 * 2**20)
def _kept(folder: Path, name: str, selection: Selection) -> Result:
    return answer(edition_in(folder), name, selection).result()


def figures(edition: Edition, asked: Iterable[tuple[str, Selection]]) -> None:
    """Read what the figures of several measures and selections are made of in one reckoning, and keep it.

    `result` then finds it; one by one they take as many reckonings.
    """
    pairs = [(name, selection) for name, selection in asked if name in catalogue()]
    hold(edition, (part for name, _ in pairs for part in catalogue()[name].of or (name,)))
    wanted = (answer(edition, name, selection).asked() for name, selection in pairs)
    read_cells(one for one in wanted if one)
    read_groups(one for name, selection in pairs if (one := answer(edition, name, selection).by_group()))


def answer(edition: Edition, name: str, selection: Selection) -> Answer:
    """A question to an edition by a measure's id, on its way to its answer."""
    declared = catalogue()
    if name not in declared:
        raise NoSuchMeasure(f"there is no measure '{name}'; there are {', '.join(declared)}")
    return Answer(edition, declared[name], replace(selection, edition=edition.id))


@dataclass(frozen=True)
class Table:
    """The table of a breakdown before its figures are known: what is asked, of which places, and which windows show."""

    question: Question
    places: tuple[Place, ...]
    windows: tuple[periods.Window, ...]

    @property
    def rows(self) -> pl.DataFrame:
        """Its rows without figures."""
        return grid(self.question.windows, self.windows, self.places)

    def laid_out(self, found: pl.DataFrame, categories: Sequence[str], absent: str) -> pl.DataFrame:
        """Its rows with the figures of some cells, in the columns of ROWS: as `filled` gives them, sooner for few."""
        known = {(row["w"], row["place"], row["category"]): row for row in found.iter_rows(named=True)}
        number = {window: at for at, window in enumerate(self.question.windows)}
        rows = []
        for place in self.places:
            for window in sorted(self.windows, key=lambda one: one.last):
                at, before = number[window], number.get(window.previous())
                named = (place.label, place.code, place.level, self.question.dimension)
                days = (str(window), window.first, window.last, self.question.source)
                for category in categories:
                    now = known.get((at, place.code, category), {})
                    then = known.get((before, place.code, category), {})
                    rows.append((*named, category, *days, *told(now, then.get("value"), absent).values()))
        return pl.DataFrame(rows, schema=ROWS, orient="row")


class Answer:
    """One question on its way to its answer."""

    def __init__(self, edition: Edition, measure: Measure, selection: Selection) -> None:
        self.edition = edition
        self.measure = measure
        self.selection = selection
        self.place = _place(edition, measure, selection)
        self.level = self.place.level
        chain = (self.place.code, *edition.places.parents(self.place.code))
        self.whole = selection.viewer.may_see(chain)
        end, kind = selection.end, selection.window
        #: The window of any days that was asked for: nothing else answers it, and only the cases of those days.
        self.days = (periods.ending(kind, end),) if end and kind.endswith(periods.DAYS) else ()
        self.unseen = not self.whole and not selection.viewer.may_read(chain, self.level)

    def result(self) -> Result:
        """The answer."""
        window, source, fell_back = self._answering()
        own = self._own(window, source)
        figure = Figure(**own)
        if window is None and not self.unseen:
            window, source = self._of_parts()
        table = self._table(window, source) if window else None
        about = self.edition.sources.get(source)
        told: dict[str, Any] = {
            "measure": self.measure,
            "selection": self.selection,
            "edition": self.edition.id,
            "as_at": self.edition.as_at,
            "figure": figure,
            "window": window,
            "fell_back": fell_back,
            "source": about.title if about else "",
            "source_name": source,
            "attribution": about.attribution if about else "",
            "demonstration": bool(about and about.demonstration),
            "caveats": self._caveats(source),
            "events": self._events(),
            "folder": self.edition.folder,
        }
        if table is None:
            return small(**told, vintage=self._vintage(figure.source, source))
        rows = self._laid_out(table)
        first = rows["source"][0] if rows.height else ""  # of one source are all rows
        return small(rows, **told, vintage=self._vintage(first, source))

    def of_parts(self) -> tuple[periods.Window | None, str, Table | None]:
        """The window and source of the breakdown, and its table; the place itself where none is asked for."""
        window, source, _ = self._answering()
        if window is None and not self.unseen:
            window, source = self._of_parts()
        if window is None:
            return None, source, None
        if self.selection.by:
            return window, source, self._table(window, source)
        question = Question(self.edition, source, self.level, with_previous((window,)), (self.place.code,))
        return window, source, Table(question, (self.place,), (window,))

    def _answering(self) -> tuple[periods.Window | None, str, bool]:
        found = None if self.unseen else self._window_and_source()
        return found or (None, "", False)

    def _events(self) -> pl.DataFrame:
        found = events(self.edition.folder, self.measure.id, self.place.code)
        return found.clear() if self.unseen else found

    def _caveats(self, source: str) -> tuple[str, ...]:
        about = self.edition.sources.get(source)
        if about and about.levels == ("ward",) and self.level not in ("ward", "other"):
            extra = "A sum of wards: offences that could not be placed in a ward are missing from it."
            return (*self.measure.caveats, extra)
        return tuple(self.measure.caveats)

    def _vintage(self, name: str, source: str) -> int | None:
        return vintage(self.edition, lead(self.measure).id, name or source)

    def _window_and_source(self) -> tuple[periods.Window, str, bool] | None:
        if found := self._wards():
            return (found.window, found.name, found.fell_back) if self._answers(found.window, found.name) else None
        kinds = self._kinds()
        for kind in kinds:
            for source in may_answer(self.edition, self.measure, self.level, self.selection.source, self.days):
                if window := self._tiled(kind, source):
                    return window, source, kind != self.selection.window
        if self.measure.kind == "quotient":
            return self._ready_made(kinds)
        return None

    def _kinds(self) -> list[str]:
        """The kinds of window that may answer, the preferred first."""
        wanted = self.selection.window
        return [wanted] if self.days else list(dict.fromkeys((wanted, self.measure.window)))

    def _wards(self) -> WardSource | None:
        """What a ward's figures are from; None for any other place, and for days, which no ward's source counts."""
        if self.level != "ward" or self.days:
            return None
        return ward_source(self.edition, self.measure.id, self.selection)

    def _of_parts(self) -> tuple[periods.Window | None, str]:
        """The window and source of the parts where nobody speaks for the whole: wards that no borough's source sums.

        Of a ward without a figure in the latest window they are that window's own, so that its earlier years show.
        """
        if mine := self._wards():
            return mine.window, mine.name
        for level in (part for part in self.selection.by if part in BY_PLACE):
            for kind in self._kinds():
                for source in may_answer(self.edition, self.measure, level, self.selection.source, self.days):
                    part = holding(self.edition, lead(self.measure).id, self.days).part(source, level)
                    assert part is not None
                    ends = [self.selection.end] if self.selection.end else part.ends(self.edition.as_at)[:40]
                    windows = (
                        ending_exactly(kind, end) if self.selection.end else periods.ending(kind, end) for end in ends
                    )
                    window = next((one for one in windows if one and part.tiles(one)), None)
                    if window and not stale(self.edition, kind, self.selection.end, part, window):
                        return window, source
        return None, ""

    def _ready_made(self, kinds: list[str]) -> tuple[periods.Window, str, bool] | None:
        held = holding(self.edition, self.measure.id, self.days)
        for kind in kinds:
            for source in self.measure.sources:
                part = held.part(source, self.level)
                if part is None or self.selection.source not in (None, source):
                    continue
                for end in [self.selection.end] if self.selection.end else part.ends(self.edition.as_at)[:1]:
                    window = periods.ending(kind, end)
                    if part.holds(window, self.place.code):
                        return window, source, kind != self.selection.window
        return None

    def _tiled(self, kind: str, source: str) -> periods.Window | None:
        main = lead(self.measure)
        part = holding(self.edition, main.id, self.days).part(source, self.level)
        assert part is not None
        if main.standing:
            end = self.selection.end or self.edition.as_at
            return periods.ending(kind, end) if self._answers(periods.ending(kind, end), source) else None
        if self.selection.end:
            window = ending_exactly(kind, self.selection.end)
            return window if window and part.tiles(window) and self._answers(window, source) else None
        tried = set()
        for end in part.ends(self.edition.as_at)[:40]:
            window = periods.ending(kind, end)
            if window in tried:
                continue
            tried.add(window)
            if part.tiles(window) and self._answers(window, source):
                return None if stale(self.edition, kind, None, part, window) else window
        return None

    def _answers(self, window: periods.Window, source: str) -> bool:
        main = lead(self.measure)
        if main.standing:
            question = Question(self.edition, source, self.level, (window,), (self.place.code,))
            return cells(main, question).height > 0
        part = holding(self.edition, main.id, self.days).part(source, self.level)
        return part is not None and part.holds(window, self.place.code) and self._divides(window)

    def _divides(self, window: periods.Window) -> bool:
        """Whether what stands below a quotient's line has the window too, where the window is ours to choose."""
        if not self.measure.of or self.selection.end:
            return True
        under = catalogue()[self.measure.of[1]]
        if under.standing:
            return True
        held = holding(self.edition, under.id)
        parts = (held.part(name, self.level) for name in may_answer(self.edition, under, self.level, None))
        return any(part is not None and part.holds(window, self.place.code) for part in parts)

    def _own(self, window: periods.Window | None, source: str) -> dict[str, Any]:
        """The fields of the selection's own figure: two rows need no plan to be laid out."""
        if window is None:
            return self._nothing()
        by_window = own_cells(self._asked(window, source), self.place.code)
        return {
            **self._named(window),
            "source": source,
            **told(by_window.get(0, {}), by_window.get(1, {}).get("value"), absent(self.edition)),
        }

    def asked(self) -> Asked | None:
        """The cells that the figure is made of; None where there is none."""
        window, source, _ = self._answering()
        return self._asked(window, source) if window else None

    def _asked(self, window: periods.Window, source: str) -> Asked:
        return Asked.of(self.edition.folder, self.measure.id, source, self.level, window, self.place.code)

    def _named(self, window: periods.Window | None) -> dict[str, Any]:
        return {
            "place": self.place.label,
            "code": self.place.code,
            "level": self.level,
            "dimension": TOTAL,
            "category": TOTAL,
            "window": str(window) if window else "",
            "first_day": window.first if window else None,
            "last_day": window.last if window else None,
        }

    def _nothing(self) -> dict[str, Any]:
        end = self.selection.end
        window = ending_exactly(self.selection.window, end) if end else None
        if not self.unseen and (mine := self._wards()):
            window = mine.window
        note = "not for this viewer"
        if not self.unseen:
            note = what_there_is(self.edition, self.measure, self.place, window, self.selection.source)
        nothing = {"source": "", "provisional": False, "note": note}
        return {**dict.fromkeys(ROWS), **self._named(window), **nothing}

    def _table(self, window: periods.Window, source: str) -> Table | None:
        """The table of the breakdown; None where none is asked for, or none may be read."""
        if not self.selection.by or not (self.whole or TEAM not in self.selection.by):
            return None
        time = [part for part in self.selection.by if part in BY_TIME]
        level = [part for part in self.selection.by if part in BY_PLACE]
        groups = [part for part in self.selection.by if part not in BY_TIME and part not in BY_PLACE]
        if len(time) > 1 or len(level) > 1 or len(groups) > 1:
            raise ValueError(f"{' and '.join(self.selection.by)} cannot be broken down together")
        if groups and groups[0] not in lead(self.measure).groups:
            known = ", ".join((*BY_PLACE, *BY_TIME, *lead(self.measure).groups))
            raise ValueError(f"{self.measure.id} has no breakdown by '{groups[0]}'; there are {known}")
        if groups and self.measure.of:
            raise ValueError(f"{self.measure.id} is a quotient, and has no breakdown by '{groups[0]}'")
        windows = up_to(window, BY_TIME[time[0]], self.selection.periods) if time else (window,)
        dimension = groups[0] if groups else TOTAL
        at = level[0] if level else self.level
        answering = self._source_at(at, windows, first=source)
        places = self._places(at, vintage(self.edition, lead(self.measure).id, answering)) if level else [self.place]
        codes = tuple(place.code for place in places)
        question = Question(self.edition, answering, at, with_previous(windows), codes, dimension)
        return Table(question, tuple(places), windows)

    def _source_at(self, level: str, windows: tuple[periods.Window, ...], first: str) -> str:
        """The source of a breakdown: the figure's own where it has such windows, else the first that has."""
        main = lead(self.measure)
        names = may_answer(self.edition, self.measure, level, self.selection.source, windows)
        if level == "ward":
            names = [name for name in names if divides(self.edition, self.measure.id, name)]
        if first in names and level == self.level:
            # Ward lists never mix; larger places are the same on every list.
            mine = vintage(self.edition, main.id, first)
            names = [first, *(n for n in names if level != "ward" or vintage(self.edition, main.id, n) == mine)]
        for wanted in (windows[-1:], windows):
            for name in names:
                part = part_of(main, Question(self.edition, name, level, windows))
                if part and any(tiles(main, part, one) for one in wanted):
                    return name
        return first if level == self.level else ""

    def _places(self, level: str, year: int | None) -> list[Place]:
        seen = self.selection.viewer.may_read
        inside = within(self.edition.folder, self.place.code, self.level, level, year)
        return [place for place, chain in inside if seen(chain, level)]

    def by_group(self) -> Grouped | None:
        """The cells that the breakdown by a group is made of; None for any other."""
        table = self.of_parts()[2] if self.selection.by else None
        return Grouped.of(self.measure.id, table.question) if table and self._grouped(table) else None

    def _grouped(self, table: Table) -> bool:
        """Whether a table is of the place's own groups, where they are read with those of the places beside it.

        Of wards there are too many, and of any days the facts are made anew.
        """
        alone = len(self.selection.by) == 1 and table.question.dimension != TOTAL
        return alone and not self.measure.of and not self.days and self.level != "ward"

    def _laid_out(self, table: Table) -> pl.DataFrame:
        question, dimension = table.question, table.question.dimension
        if self._grouped(table):
            found = cells_by_group(Grouped.of(self.measure.id, question), self.place.code)
        else:
            found = cells(as_printed(self.measure, question.source), question)
        refused = refusals(self.edition, self.measure.id, question.source, question.windows)
        categories = [TOTAL] if dimension == TOTAL else sorted(found["category"].unique().to_list())
        if refused is None and len(table.places) * len(table.windows) * len(categories) <= FEW:
            return table.laid_out(found, categories, absent(self.edition))
        rows, keys = table.rows, ["w", "code"]
        if dimension == TOTAL:
            found = found.drop("category")
            rows = rows.with_columns(category=pl.lit(TOTAL))
        else:
            rows = rows.join(pl.DataFrame({"category": categories}, schema={"category": pl.String}), how="cross")
            keys.append("category")
        return (
            filled(rows, found.rename({"place": "code"}), keys, refused, absent(self.edition))
            .sort("place_order", "last_day", *keys[2:])
            .with_columns(dimension=pl.lit(dimension), source=pl.lit(question.source))
            .select([pl.col(name).cast(dtype) for name, dtype in ROWS.items()])
            .collect(engine="in-memory", optimizations=AS_IT_IS)
        )


def told(now: Mapping[str, Any], previous: float | None, absent: str) -> dict[str, Any]:
    """What a figure says, from `value` on in the order of ROWS, of its cell and of the value a year before."""
    value = now.get("value")
    change = None if value is None or previous is None else value - previous
    return {
        "value": value,
        **{name: now.get(name) for name in ("numerator", "denominator", "base", "records", "lower", "upper")},
        "previous": previous,
        "change": change,
        "change_percent": 100 * change / previous if change is not None and previous else None,
        "provisional": bool(now.get("provisional")),
        "note": now.get("note", absent),
    }


def absent(edition: Edition) -> str:
    """What is said of a figure that an edition does not have."""
    return f"no figure in edition {edition.id}"


def _place(edition: Edition, measure: Measure, selection: Selection) -> Place:
    """The place of a selection; a ward as the list names it that its figures stand on."""
    place = edition.places.place(selection.place)
    found = ward_source(edition, measure.id, selection) if place.level == "ward" else None
    return edition.places.place(place.code, found.vintage) if found else place
