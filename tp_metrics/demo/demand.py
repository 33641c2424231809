"""Calls for service and stops: counts by ward and month, with response times and arrests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from tp_metrics.demo import calibration
from tp_metrics.demo.ground import WARDS_FROM, YEARS, Counts, Floats, Ground, months, text
from tp_metrics.demo.parameters import CALLS, assumed
from tp_metrics.demo.published import table
from tp_metrics.schema import GRADES

SPAN = 60  # ward months of whole performance years, April 2007 to March 2012


def month_columns(month: Counts) -> list[pl.Series]:
    """First and last day of ward months given by position."""
    windows = months(WARDS_FROM, date(2012, 3, 1))
    starts = pl.Series("first_day", [window.first for window in windows])
    ends = pl.Series("last_day", [window.last for window in windows])
    where = pl.Series(month)
    return [starts.gather(where), ends.gather(where)]


def month_shape(series: str) -> Floats:
    """Share of each performance year by month (April first), from 2007/08, as published or by its season."""
    frame = table("mps_months")
    values = frame[series].to_numpy().astype(float).reshape(2, 12)
    shares = values / values.sum(axis=1, keepdims=True)
    season = shares.mean(axis=0)
    return np.stack([season, season, shares[0], shares[1], season])


def _spread(totals: Floats, shape: Floats, places: Floats, rng: np.random.Generator) -> Counts:
    """A force's years, spread over places and months: place × month; every year adds up exactly."""
    chances = places[None, :, None] * shape[:, None, :]
    drawn = rng.multinomial(np.rint(totals).astype(np.int64), chances.reshape(len(shape), -1))
    return np.moveaxis(drawn.reshape(len(shape), len(places), 12), 0, 1).reshape(len(places), SPAN)


def _places(ground: Ground, weights: Floats) -> Floats:
    """Shares of wards, boroughs (ward not known), and of calls that no place is known for."""
    unplaced, lost = assumed("unplaced share"), assumed("calls not placed")
    boroughs = np.bincount(ground.borough_of, weights) * unplaced
    found = np.concatenate([weights * (1 - unplaced), boroughs])
    return np.append(found / found.sum() * (1 - lost), lost)


def _yearly(series: str) -> Floats:
    return calibration.force_years()[series][YEARS.index(WARDS_FROM.year) :]


@dataclass(frozen=True)
class Calls:
    """Calls by category × place (wards, boroughs, TP) × month × grade, with those timed, in time, and minutes."""

    incidents: Counts
    timed: Counts
    in_time: Counts
    minutes: Counts


def calls(ground: Ground, offences: Counts, rng: np.random.Generator) -> Calls:
    """Calls drawn so that the force's categories and years are as published."""
    found = []
    ease = np.exp(0.5 * ground.gradient) * ground.residents
    for _, series, like, grades in CALLS.values():
        shape = month_shape("calls_asb" if series in ("calls_rowdy", "calls_other_asb") else "calls_crime")
        drawn = sum(
            (offences[calibration.OFFENCES.index(name), : len(ground.wards)].sum(axis=1) for name in like),
            np.zeros(len(ground.wards)),
        )
        weights = 0.6 * drawn / drawn.sum() + 0.4 * ease / ease.sum()
        by_month = _spread(_yearly(series), shape, _places(ground, weights), rng)
        found.append(rng.multinomial(by_month, grades))
    incidents = np.stack(found)
    return _answered(ground, incidents, rng)


def _answered(ground: Ground, incidents: Counts, rng: np.random.Generator) -> Calls:
    swift = rng.normal(0.0, assumed("in time by borough"), len(ground.boroughs))
    of_place = np.concatenate([swift[ground.borough_of], swift, [0.0]])
    timed, in_time, minutes = (np.zeros_like(incidents) for _ in range(3))
    for grade, level in assumed("calls in time").items():
        column = GRADES.index(grade)
        mean, spread = assumed("minutes to answer")[grade]
        timed[..., column] = rng.binomial(incidents[..., column], assumed("calls timed"))
        count = timed[..., column]
        chance = np.clip(level + of_place, 0.05, 0.98)[None, :, None]
        in_time[..., column] = rng.binomial(count, chance)
        slow = mean * (1 - 1.5 * of_place)[None, :, None]
        drawn = slow * count + spread * np.sqrt(count) * rng.standard_normal(count.shape)
        minutes[..., column] = np.maximum(np.rint(drawn), count)
    return Calls(incidents, timed, in_time, minutes)


def call_rows(ground: Ground, known: Calls, first: int, last: int) -> pl.DataFrame:
    """Rows of the incidents table for months `first` to `last` (excluded)."""
    part = (slice(None), slice(None), slice(first, last))
    category, place, month, grade = np.nonzero(known.incidents[part])
    at = (category, place, month + first, grade)
    has_time = pl.Series(np.isin(grade, [GRADES.index(name) for name in assumed("calls in time")]))
    frame = pl.DataFrame(
        [
            *month_columns(month + first),
            text((*ground.wards, *ground.boroughs, "TP"), place, "place"),
            text([kind for kind, *_ in CALLS.values()], category, "kind"),
            text(CALLS, category, "category"),
            text(GRADES, grade, "grade"),
            pl.Series("incidents", known.incidents[at]),
            pl.Series("timed", known.timed[at]),
            pl.Series("in_time", known.in_time[at]),
            pl.Series("minutes", known.minutes[at].astype(float)),
        ]
    )
    return frame.with_columns(pl.when(has_time).then(pl.col(name)) for name in ("timed", "in_time", "minutes"))


def stops(ground: Ground, rng: np.random.Generator) -> tuple[Counts, Counts]:
    """Stops and the arrests from them: ethnic group × place (wards, boroughs) × month."""
    weights = ground.follows("stops")
    totals, arrests = _yearly("stops"), _yearly("arrests_after_stops")
    places = _places(ground, weights)
    places = places[:-1] / places[:-1].sum()
    shape = month_shape("stops")
    groups = assumed("stops by ethnicity").values()
    counts = np.stack([_spread(totals * share, shape, places, rng) for share in groups])
    rate = np.repeat(arrests / totals, 12)
    return counts, rng.binomial(counts, rate)


def stop_rows(ground: Ground, counts: Counts, arrests: Counts, first: int, last: int) -> pl.DataFrame:
    """Rows of the stops table for months `first` to `last` (excluded)."""
    group, place, month = np.nonzero(counts[:, :, first:last])
    at = (group, place, month + first)
    return pl.DataFrame(
        [
            *month_columns(month + first),
            text((*ground.wards, *ground.boroughs), place, "place"),
            text(assumed("stops by ethnicity"), group, "ethnicity"),
            pl.Series("stops", counts[at]),
            pl.Series("arrests", arrests[at]),
        ]
    )
