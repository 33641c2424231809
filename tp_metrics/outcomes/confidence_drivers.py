"""What goes with confidence: the four drivers and being informed, all else alike, among those who answered them all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import narwhals as nw
import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.measure import Measure
from tp_metrics.measures import catalogue
from tp_metrics.results import Result, Selection, edition_in, result
from tp_metrics.stats import PEOPLE_A_COLUMN, weighted_regression

#: The four drivers of confidence, and being informed, which cuts across them.
DRIVERS = ("effectiveness", "engagement", "fair_treatment", "local_asb", "informed")
#: What people are made alike in; those who did not say are a group of their own.
ALIKE = ("sex", "age_band", "ethnicity", "disability")
#: Windows that are pooled where the one asked for has too few, in this order.
LONGER = ("rolling 12 months", "rolling 24 months", "rolling 36 months")
TABLE = "confidence_survey"
NO_INTERVIEWS = "This edition has no interviews, which alone could tell what goes together."
TOO_FEW = (
    "Too few to say: even over three years too few people answered all of the questions, or nearly all answered alike."
)

ROWS = {
    "driver": pl.String,
    "value": pl.Float64,
    "standardised": pl.Float64,
    "standardised_lower": pl.Float64,
    "standardised_upper": pl.Float64,
    "effect": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "needed": pl.Float64,
    "reached": pl.Float64,
}


@dataclass(frozen=True, eq=False)
class ConfidenceDrivers:
    """What goes with the answer to one question of confidence.

    Attributes:
        answer: the result that it tells of.
        window: over which interviews were taken together; a longer one than the answer's where that has too few.
        rows: one to a driver (measure id) in the columns of ROWS, the furthest-going first: its own share (`value`, per
            cent), the standardised effect with its 95 % limits, the effect in points of the answer for one point of the
            driver, how many points of it go with one better point of the answer (`needed`), and what it would then
            stand at (`reached`): null where it does not clearly go with a better answer, or would pass 100.
        asked, people: interviews in the window, and those who answered every question.
        explained: what share of the differences between people all of it explains, per cent.
        why: where there are no rows, why not; empty otherwise.
    """

    answer: Result
    window: periods.Window | None
    rows: pl.DataFrame
    asked: int = 0
    people: int = 0
    explained: float | None = None
    why: str = ""

    @property
    def pooled(self) -> bool:
        """Whether a longer window than the answer's was taken."""
        return self.window != self.answer.window


def confidence_drivers(edition: Edition, measure: str, selection: Selection) -> ConfidenceDrivers:
    """What goes with the answer to a question of confidence at a place, by a regression with the survey's weights.

    It says what people who answer alike have in common, and not that one thing brings about the other. ValueError for
    what is no question of that survey; raises what `result` raises.
    """
    if catalogue()[measure].table != TABLE:
        raise ValueError(f"{measure} is no question of the confidence survey")
    return _drivers(edition.folder, measure, replace(selection, edition=edition.id, by=()))


@lru_cache(maxsize=128)
def _drivers(folder: Path, name: str, selection: Selection) -> ConfidenceDrivers:
    edition = edition_in(folder)
    answer = result(edition, name, selection)
    nothing = pl.DataFrame(schema=ROWS)
    if answer.window is None or not answer.figure.base:
        return ConfidenceDrivers(answer, None, nothing, why=NO_INTERVIEWS)
    people = _answers(edition, answer)
    if people.is_empty():
        return ConfidenceDrivers(answer, None, nothing, why=NO_INTERVIEWS)
    pooled = (periods.ending(kind, answer.window.last) for kind in LONGER)
    for window in (answer.window, *(one for one in pooled if one.days > answer.window.days)):
        asked = people.filter(pl.col("last_day").is_between(window.first, window.last))
        found = _fitted(asked, name)
        if found is not None:
            told = found.row(0, named=True)
            rows = _pointed(found, _own(edition, answer, window), answer.measure)
            return ConfidenceDrivers(answer, window, rows, asked.height, told["people"], 100 * told["explained"])
    return ConfidenceDrivers(answer, None, nothing, people.height, why=TOO_FEW)


def _answers(edition: Edition, answer: Result) -> pl.DataFrame:
    """The interviews at the answer's place by its source: favourable or not, null where a question was not answered."""
    places = edition.places
    code = answer.figure.code
    inside = [code, *places.children(code, "borough"), *places.children(code, "ward")]
    interviews = edition.respondents(TABLE).filter(
        (pl.col("source") == answer.source_name) & pl.col("place").is_in(inside)
    )
    declared = catalogue()
    questions = [_favourable(declared[name]).alias(name) for name in (answer.measure.id, *_others(answer.measure.id))]
    told = nw.from_native(interviews).with_columns(*questions).to_native()
    said = [pl.col(name).cast(pl.String).fill_null("not known") for name in ALIKE]
    return told.select("last_day", "weight", answer.measure.id, *_others(answer.measure.id), *said)


def _others(measure: str) -> tuple[str, ...]:
    """The drivers that the question itself is not one of."""
    return tuple(name for name in DRIVERS if name != measure)


def _favourable(measure: Measure) -> nw.Expr:
    """Whether an answer counts, as the measure itself declares it: 1 or 0, and null where none was given."""
    assert measure.numerator is not None
    assert measure.denominator is not None
    return nw.when(measure.denominator > 0).then((measure.numerator > 0).cast(nw.Float64))


def _fitted(asked: pl.DataFrame, outcome: str) -> pl.DataFrame | None:
    """The regression among those who answered everything; None where they are too few or (nearly) all say the same."""
    drivers = [name for name in _others(outcome) if asked[name].count()]
    whole = asked.filter(pl.col("weight") > 0).drop_nulls([outcome, *drivers])
    told = [name for name in drivers if min(whole[name].sum(), (1 - whole[name]).sum()) >= PEOPLE_A_COLUMN]
    try:
        return weighted_regression(whole, outcome, told, weight="weight", alike=ALIKE)
    except ValueError:
        return None


def _own(edition: Edition, answer: Result, window: periods.Window) -> dict[str, float | None]:
    """Each driver's own share at the place in the window, as it is printed elsewhere."""
    asked = replace(answer.selection, window=window.kind, end=window.last, source=answer.source_name, by=())
    return {name: result(edition, name, asked).figure.value for name in DRIVERS}


def _pointed(found: pl.DataFrame, own: dict[str, float | None], measure: Measure) -> pl.DataFrame:
    """The effects with each driver's own share, and what one better point of the measure would take of it."""
    share = pl.col("driver").replace_strict(own, return_dtype=pl.Float64)
    good = -1.0 if measure.better == "lower" else 1.0
    clear = (good * pl.col("lower") > 0) & (good * pl.col("upper") > 0)
    needed = pl.when(clear).then(1 / pl.col("effect").abs())
    rows = found.with_columns(value=share, needed=needed).with_columns(reached=pl.col("value") + pl.col("needed"))
    within = pl.col("reached") <= 100
    rows = rows.with_columns(pl.when(within).then(name).alias(name) for name in ("needed", "reached"))
    return rows.select(pl.col(name).cast(kind) for name, kind in ROWS.items()).sort(
        good * pl.col("standardised"), descending=True
    )
