"""What was found unusual beside what was said of it: exceptions, their peers, their cases, and what happened since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.access import EVERYONE, Scope
from tp_metrics.editions import Edition
from tp_metrics.results import BY_PLACE, Selection, edition_in, result
from tp_metrics.review.kept import kept
from tp_metrics.review.screening import SCREENED, Screen, screen
from tp_metrics.review.seeing import seen_in_full

if TYPE_CHECKING:  # the ledger's database library takes a third of a second to load
    from tp_metrics import ledger

    Action = ledger.Action
    Case = ledger.Case
    Change = ledger.Change
    Seen = ledger.Seen

#: The statuses of a case that is not over, as the ledger has them.
STANDING = ("open", "watching")

#: The levels that are screened, the smallest first.
LEVELS = ("borough", "area", "tp")
#: So many windows back the beginning of a change is looked for.
MOST_STEPS = 12
#: What a board's rows say beside a screen's: the way the figure moved, and how many of its peers moved the same way.
BOARD = (*SCREENED, "moved", "peers", "peers_same")


@dataclass(frozen=True)
class Board:
    """The exceptions of a level of places, the largest effect first, with the cases on them.

    Attributes:
        level: "borough", "area" or "tp".
        rows: the exceptions in the columns of BOARD, and what has a case without being an exception now (`way` null).
        cases: measure and place → the case that stands, else the last one.
        charts, expected, tested: of all that was screened, whatever place is shown; see Screen.
        flagged, changed: how many exceptions of all the chart flagged, and how many its change alone made one.
        own: the places whose cases the viewer may see; None where it is all of them.
        read: whether the ledger could be read; where not, nothing is known of any case, and `own` is empty.
    """

    level: str
    rows: pl.DataFrame
    cases: Mapping[tuple[str, str], Case]
    charts: int
    expected: float
    tested: int
    flagged: int
    changed: int
    own: frozenset[str] | None = None
    read: bool = True

    def case(self, measure: str, place: str) -> Case | None:
        """The case on a measure at a place: the standing one, else the last; None without any."""
        return self.cases.get((measure, place))

    @property
    def unanswered(self) -> pl.DataFrame:
        """The concerns that have no standing case: what may go unseen. Only of places whose cases may be seen."""
        standing = [key for key, case in self.cases.items() if case.status in STANDING]
        known = pl.DataFrame(standing, schema={"measure": pl.String, "code": pl.String}, orient="row")
        rows = self.rows if self.own is None else self.rows.filter(pl.col("code").is_in(self.own))
        return rows.filter(pl.col("way") == "concern").join(known, on=["measure", "code"], how="anti")

    def sees(self, code: str) -> bool:
        """Whether the cases of a place are known and the viewer may see them, so that none means that there is none."""
        return self.own is None or code in self.own


def board(edition: Edition, selection: Selection, level: str = "borough", cases: Iterable[Case] | None = ()) -> Board:
    """The exceptions of a level within the selection's place, and the cases on them; None where those are not known.

    All of TP is screened whatever the place, so that a series is judged alike wherever it is shown; a level above the
    place shows the one that holds it. Raises what `screen` raises.
    """
    return _board(
        edition, replace(selection, edition=edition.id, by=()), level, None if cases is None else tuple(cases)
    )


@kept
def _board(edition: Edition, selection: Selection, level: str, cases: tuple[Case, ...] | None) -> Board:
    found, rows = _screened(edition.folder, replace(selection, place="TP"), level)
    own = frozenset() if cases is None else seen_in_full(edition, selection, rows["code"].unique())
    latest = _latest(case for case in cases or () if own is None or case.place in own)
    known = pl.DataFrame(list(latest), schema={"measure": pl.String, "code": pl.String}, orient="row")
    listed = pl.concat(
        [
            rows.filter(pl.col("way").is_not_null()),
            rows.filter(pl.col("way").is_null()).join(known, on=["measure", "code"], how="semi"),
        ]
    )
    here = listed.filter(pl.col("code").is_in(_codes(edition, selection.place, level)))
    exceptions = found.exceptions
    flagged = exceptions["rule"].count()
    return Board(
        level=level,
        rows=here.sort("effect", descending=True, nulls_last=True, maintain_order=True),
        cases=latest,
        charts=found.charts,
        expected=found.expected,
        tested=found.tested,
        flagged=flagged,
        changed=exceptions.height - flagged,
        own=own,
        read=cases is not None,
    )


@kept
def _screened(folder: Path, selection: Selection, level: str) -> tuple[Screen, pl.DataFrame]:
    """All that was screened, in the columns of BOARD."""
    edition = edition_in(folder)
    found = screen(edition, selection, level)
    if found.rows.is_empty():
        texts = ("measure", "code", "place", "way", "moved")
        return found, pl.DataFrame(schema={name: pl.String if name in texts else pl.Null for name in BOARD})
    ways = {1.0: "rise", -1.0: "fall", 0.0: "still"}
    moved = pl.col("change").sign().replace_strict(ways, default=None, return_dtype=pl.String)
    rows = found.rows.with_columns(moved=moved)
    pairs = _peers(edition, level, rows)
    theirs = rows.select("measure", peer="code", peer_moved="moved")
    told = (
        rows.select("measure", "code", "moved")
        .join(pairs, on="code")
        .join(theirs, on=["measure", "peer"])
        .filter(pl.col("peer_moved").is_not_null())
        .group_by("measure", "code")
        .agg(peers=pl.len().cast(pl.Int64), peers_same=(pl.col("moved") == pl.col("peer_moved")).sum().cast(pl.Int64))
    )
    return found, rows.join(told, on=["measure", "code"], how="left", maintain_order="left").select(BOARD)


def _peers(edition: Edition, level: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Which places a place is held beside: boroughs beside those that resemble them, areas beside the other areas."""
    if level == "borough":
        return edition.reference("peers").select("code", "peer")
    codes = rows.select("code").unique()
    return codes.join(codes.rename({"code": "peer"}), how="cross").filter(pl.col("code") != pl.col("peer"))


def _codes(edition: Edition, place: str, level: str) -> list[str]:
    """The places of a level that a place holds, or the one that holds it."""
    if level == "tp":
        return ["TP"]
    at = edition.places.place(place)
    if at.level == level:
        return [at.code]
    above = [code for code in edition.places.parents(at.code) if edition.places.place(code).level == level]
    return above or edition.places.children(at.code, level)


def _latest(cases: Iterable[Case]) -> dict[tuple[str, str], Case]:
    """One case to a measure and place: the standing one, else the last."""
    ordered = sorted(cases, key=lambda case: (case.status in STANDING, case.id))
    return {(case.measure, case.place): case for case in ordered}


def seen(row: Mapping[str, Any], edition: Edition, words: str) -> Seen:
    """A row of a board as the ledger opens a case on it, with the sentence that the screen says."""
    from tp_metrics import ledger

    return ledger.Seen(
        measure=row["measure"],
        place=row["code"],
        edition=edition.id,
        window=row["window"],
        kind=row["way"] or "neutral",
        words=words,
        rule=row["rule"] or "change on a year before",
        direction=row["direction"] or row["moved"] or "",
    )


@kept
def moved(edition: Edition, measure: str, selection: Selection) -> tuple[int, int, int]:
    """How many boroughs rose, fell, and had figures at all; whether everyone moved."""
    rows = result(edition, measure, replace(selection, place="TP", edition=edition.id, by=("borough",))).rows
    changes = rows["change"].drop_nulls()
    return int((changes > 0).sum()), int((changes < 0).sum()), changes.len()


@lru_cache(maxsize=256)
def _clear_since(folder: Path, measure: str, selection: Selection) -> date | None:
    edition = edition_in(folder)
    asked, direction, since = selection, 0, None
    for _ in range(MOST_STEPS):
        answer = result(edition, measure, asked)
        change = answer.judgement.change
        way = (answer.figure.change or 0) > 0
        if answer.window is None or change is None or not change.clear or (since is not None and way != direction):
            return since
        direction, since = way, answer.window.last
        asked = replace(asked, end=answer.window.last.replace(day=1) - timedelta(days=1), window=answer.window.kind)
    return since


def clear_since(edition: Edition, measure: str, selection: Selection) -> date | None:
    """The end of the first of the windows in a row, a month apart, whose change on a year before is clear.

    That is for exceptions which the chart does not flag. None where the change is not clear by the place's own limits;
    at most twelve windows back are looked at.
    """
    return _clear_since(edition.folder, measure, replace(selection, edition=edition.id, by=()))


@dataclass(frozen=True)
class Aftermath:
    """What followed an action.

    Attributes:
        done_on: the day on which it was done.
        periods: how many charted periods began after it.
        good: first day of the first of them that is flagged in the good direction; None where none is.
        bad: the same in the wrong direction.
        either_way: whether the measure has no good direction, so that nothing can be told.
    """

    done_on: date
    periods: int
    good: date | None
    bad: date | None
    either_way: bool


def aftermath(edition: Edition, measure: str, place: str, done_on: date, *, viewer: Scope = EVERYONE) -> Aftermath:
    """Whether a signal in the good direction followed in the periods that began after a day."""
    answer = result(edition, measure, Selection(place=place, edition=edition.id, viewer=viewer))
    after = answer.judgement.chart.filter(pl.col("first_day") > done_on).sort("first_day")
    return Aftermath(
        done_on=done_on,
        periods=after.height,
        good=after.filter(pl.col("signal") == "improvement")["first_day"].min(),  # type: ignore[arg-type]
        bad=after.filter(pl.col("signal") == "concern")["first_day"].min(),  # type: ignore[arg-type]
        either_way=answer.measure.better == "neither",
    )


#: Levels of a breakdown and what a change is split by at each.
_SPLITS = {"tp": "borough", "area": "borough", "borough": "ward"}


def splits(edition: Edition, measure: str, level: str) -> list[str]:
    """By what a change at a level can be explained: by smaller places, and by the first group of the measure."""
    groups = list(result(edition, measure, Selection(edition=edition.id)).measure.groups)[:1]
    return [by for by in (_SPLITS.get(level),) if by in BY_PLACE] + groups
