"""Each ward beside its borough: its own figure, what a model makes of it, and whether the two can be told apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from tp_metrics import periods
from tp_metrics.access import EVERYONE
from tp_metrics.editions import Edition
from tp_metrics.facts import TOTAL
from tp_metrics.measure import Measure
from tp_metrics.measures import catalogue
from tp_metrics.results.answer import result
from tp_metrics.results.events import edition_in
from tp_metrics.results.holding import holding
from tp_metrics.results.selection import Result, Selection
from tp_metrics.results.wards import on_wards, vintage
from tp_metrics.stats import POOLED_MONTHS, effective_base, shrunk

#: The kinds of window over which a survey's wards are pooled, the default first.
POOLED = tuple(f"rolling {months} months" for months in POOLED_MONTHS)
#: The columns beside `code`: `value` is the ward's own figure, null where it is withheld; all in the measure's unit.
BESIDE: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(("place", "borough"), pl.String),
    **dict.fromkeys(("base", "value", "lower", "upper", "modelled", "modelled_lower", "modelled_upper"), pl.Float64),
    **dict.fromkeys(("whole", "difference"), pl.Float64),
    "told_apart": pl.Boolean,
    "note": pl.String,
}


@dataclass(frozen=True, eq=False)
class Beside:
    """Wards beside their boroughs.

    Attributes:
        result: the measure ward by ward.
        rows: one to a ward of the result, in the columns code and BESIDE. `whole` is what its borough's wards come to
            by the same source: the figure of all of them together, of a count or strength the mean ward. `difference`
            is the ward less that: modelled where there is a model. `told_apart` is false where the interval covers
            the borough, null where there is no interval.
        modelled: whether the wards have modelled estimates, as shares do.
    """

    result: Result
    rows: pl.DataFrame
    modelled: bool

    def ward(self, code: str) -> dict[str, Any] | None:
        """The row of a ward; None for a place that is none of them."""
        return next(self.rows.filter(pl.col("code") == code).iter_rows(named=True), None)

    @property
    def uncertain(self) -> frozenset[str]:
        """The wards that cannot be told from their boroughs."""
        return frozenset(self.rows.filter(pl.col("told_apart").eq(other=False))["code"])


def beside_borough(edition: Edition, measure: str, selection: Selection) -> Beside:
    """The wards of a selection beside their boroughs, over the window and by the source that speak for the wards.

    Kept, as an edition never changes. Without any figure by ward there are no rows.
    """
    return _beside(edition.folder, measure, replace(on_wards(edition, measure, selection), edition=edition.id))


@lru_cache(maxsize=128)
def _beside(folder: Path, name: str, selection: Selection) -> Beside:
    edition = edition_in(folder)
    found = result(edition, name, selection)
    rows = found.rows.filter(pl.col("level") == "ward")
    window = periods.parse(rows["window"][0]) if rows["value"].count() or rows["base"].count() else None
    if window is None:
        return Beside(found, pl.DataFrame(schema={"code": pl.String, **BESIDE}), modelled=False)
    # What a borough's wards come to is the same for whoever sees one of them; only the rows that are seen leave here.
    whole = replace(selection, place="TP", viewer=EVERYONE)
    every = _all_wards(folder, name, whole, rows["source"][0], window)
    own = rows.select("code", "place", "value", "lower", "upper", "note")
    beside = own.join(every, on="code", how="left", maintain_order="left")
    return Beside(found, _told(beside).select("code", *BESIDE), modelled=bool(every["modelled"].count()))


@lru_cache(maxsize=64)
def _all_wards(folder: Path, name: str, selection: Selection, source: str, window: periods.Window) -> pl.DataFrame:
    """Every ward of London with what its borough's wards come to, since a model needs all wards of a borough."""
    edition, measure = edition_in(folder), catalogue()[name]
    year = vintage(edition, (measure.of or (name,))[0], source)
    named = edition.places.frame.filter((pl.col("level") == "ward") & pl.col("vintage").eq_missing(year))
    borough = named.select("code", borough="parent")
    if measure.kind == "proportion":
        return _modelled(edition, measure, _sums(edition, measure, source, window), borough, year)
    rows = result(edition, name, selection).rows.join(borough, on="code")
    above, below = (pl.col(column).sum().over("borough") for column in ("numerator", "denominator"))
    additive = measure.kind in ("count", "stock")
    whole = pl.col("value").mean().over("borough") if additive else measure.factor * above / below
    # The wards that may be shown are the higher ones: their mean is not the borough's, and the true one gives away.
    withheld = pl.col("note").str.starts_with("withheld").any().over("borough")
    nothing = [pl.lit(None, pl.Float64).alias(column) for column in ("modelled", "modelled_lower", "modelled_upper")]
    rows = rows.with_columns(whole=pl.when(~withheld).then(whole))
    return rows.select("code", "borough", "base", *nothing, "whole", modelled_apart=pl.lit(None, pl.Boolean))


def _sums(edition: Edition, measure: Measure, source: str, window: periods.Window) -> pl.DataFrame:
    """What each ward's answers come to, those of wards too small to be shown among them: the model needs them all."""
    part = holding(edition, measure.id).part(source, "ward")
    assert part is not None
    sums = part.sums([window], None).filter((pl.col("category") == TOTAL) & (pl.col("tiles") == pl.col("needed")))
    base = effective_base(pl.col("denominator"), pl.col("denominator_squares")) if measure.weighted else "denominator"
    return sums.select("numerator", "denominator", code="place", base=base).collect()


def _modelled(
    edition: Edition, measure: Measure, sums: pl.DataFrame, borough: pl.DataFrame, year: int | None
) -> pl.DataFrame:
    """The wards' shares drawn towards their boroughs' by what is not known of them, raked to the boroughs' own."""
    wards = sums.join(borough, on="code").filter(pl.col("denominator").sum().over("borough") > 0)
    together = pl.col("numerator").sum().over("borough") / pl.col("denominator").sum().over("borough")
    wards = wards.with_columns(own=pl.col("numerator") / pl.col("denominator"), together=together)
    wards = wards.with_columns(pl.col("own").fill_nan(None), pl.col("base").fill_null(0.0).fill_nan(0.0))
    people = edition.reference(f"wards_{year}").select("code", people="residents") if year else None
    if people is not None:
        wards = wards.join(people, on="code", how="left")
    weighed = None if people is None or wards["people"].has_nulls() else "people"
    found = shrunk(wards, p="own", n="base", whole="together", smallest_base=measure.smallest_base, population=weighed)
    factor = measure.factor
    return found.select(
        "code",
        "borough",
        "base",
        *((pl.col(old) * factor).alias(new) for old, new in MODELLED.items()),
        whole=pl.col("whole") * factor,
        modelled_apart="told_apart",
    )


#: What `shrunk` calls the estimate → what it is called here.
MODELLED = {"estimate": "modelled", "lower": "modelled_lower", "upper": "modelled_upper"}


def _told(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the difference and whether it can be told: by the model, else by the ward's own interval."""
    outside = (pl.col("whole") < pl.col("lower")) | (pl.col("whole") > pl.col("upper"))
    return rows.with_columns(
        difference=pl.coalesce("modelled", "value") - pl.col("whole"),
        told_apart=pl.coalesce("modelled_apart", outside),
    )
