"""How many offences of each kind each borough had in each performance year, from what was published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import numpy as np
import polars as pl

from tp_metrics import periods
from tp_metrics.demo.ground import YEARS, Counts, Floats
from tp_metrics.demo.parameters import BEFORE_2008, OVERLAPS, REMAINDERS, assumed
from tp_metrics.demo.published import table
from tp_metrics.schema import records

FINE = records.FINE_OFFENCES
OVERLAPPING = tuple(OVERLAPS)
#: Order of the offence axis of every array of counts; victim-based offences are added up from these at the end.
OFFENCES = (*FINE, *OVERLAPPING)

GROUPS: dict[str, tuple[str, ...]] = {
    "violence": ("homicide", "violence_with_injury", "violence_without_injury"),
    "sexual": ("rape", "other_sexual"),
    "robbery": ("robbery_personal", "robbery_business"),
    "burglary": ("burglary_residential", "burglary_other"),
    "theft": (
        "theft_of_motor_vehicle",
        "theft_from_motor_vehicle",
        "motor_vehicle_interference",
        "theft_from_person",
        "shoplifting",
        "pedal_cycle_theft",
        "other_theft",
    ),
    "fraud": ("fraud_forgery",),
    "damage": ("criminal_damage",),
    "drugs": ("drugs",),
    "other": ("other_notifiable",),
}
DETAILED: tuple[str, ...] = ("homicide", "violence_with_injury", "rape", "burglary_residential", "theft_from_person")
DETAILED += ("theft_of_motor_vehicle", "theft_from_motor_vehicle")


def year_name(year: int) -> str:
    """The performance year that begins in a calendar year: 2010/11."""
    return f"{year}/{(year + 1) % 100:02d}"


@cache
def force_years() -> Mapping[str, Floats]:
    """Whole-force figures by series, for each of YEARS; before 2007/08 the level of that year."""
    rows = {row[0]: row[1:] for row in table("mps_years").iter_rows()}
    rows["calls_other_crime"] = tuple(
        a - b - c - d - e
        for a, b, c, d, e in zip(
            rows["calls_crime"], rows["calls_violence"], rows["calls_burglary_dwelling"], rows["calls_theft_other"],
            rows["calls_crime_new"], strict=True,
        )
    )  # fmt: skip
    rows["calls_other_asb"] = tuple(a - b for a, b in zip(rows["calls_asb"], rows["calls_rowdy"], strict=True))
    before = dict(BEFORE_2008)
    parts = ("calls_violence", "calls_burglary_dwelling", "calls_theft_other", "calls_crime_new")
    before["calls_other_crime"] = before["calls_crime"] - sum(before[part] for part in parts)
    before["calls_other_asb"] = before["calls_asb"] - before["calls_rowdy"]
    # Incidents that are neither crime nor anti-social behaviour: collisions, alarms, people in need of help.
    ratio = assumed("other incidents for each call")
    both = ("calls_crime", "calls_asb")
    rows["incidents_other"] = tuple(ratio * (a + b) for a, b in zip(rows[both[0]], rows[both[1]], strict=True))
    before["incidents_other"] = ratio * sum(before[part] for part in both)
    early = len(YEARS) - 4
    return {
        series: np.array([before[series]] * early + list(row), dtype=float)
        for series, row in rows.items()
        if series in before
    }


def _groups(boroughs: tuple[str, ...]) -> dict[str, Floats]:
    frame = table("borough_years")
    years = [year_name(year) for year in YEARS]
    found: dict[str, Floats] = {}
    for group in GROUPS:
        wide = frame.pivot(on="year", index="place", values=group, maintain_order=True)
        rows = {row["place"]: row for row in wide.iter_rows(named=True)}
        heathrow = rows.pop("HEATHROW")
        found[group] = np.array(
            [[rows[code][year] for year in years] for code in boroughs]
            + [[heathrow.get(year) or np.nan for year in years]],
            dtype=float,
        )
        last = found[group][-1]
        last[np.isnan(last)] = np.nanmean(last)
    _brought_to_force(found)
    return found


def _brought_to_force(groups: dict[str, Floats]) -> None:
    """Years known from rates of one decimal are brought to the force's own totals, where those are published."""
    rows = {row["series"]: row for row in table("mps_years").iter_rows(named=True)}
    names = {"damage": "criminal_damage", **{group: group for group in ("violence", "sexual", "robbery", "burglary")}}
    for group, series in names.items():
        for year in (2008, 2011):
            counts = groups[group][:, YEARS.index(year)]
            counts *= rows[series][year_name(year)] / counts.sum()


def _split(boroughs: tuple[str, ...]) -> dict[str, Floats]:
    frame = table("borough_detail")
    rows = {row["place"]: row for row in frame.iter_rows(named=True)}
    names = [name for name in frame.columns if name != "place"]
    return {
        name: np.array([rows[code][name] for code in boroughs] + [0], dtype=float)
        for name in names
        if name != "criminal_damage"
    }


def _raked(seed: Floats, group_totals: Floats, wanted: dict[int, float]) -> Floats:
    """Borough × offence, brought to each borough's group total and to the whole's total of the offences in `wanted`.

    The boroughs come last, so that they are exact. Deming and Stephan 1940.
    """
    cells = seed.copy()
    free = [place for place in range(cells.shape[1]) if place not in wanted]
    for _ in range(40):
        for place, total in wanted.items():
            cells[:, place] *= total / cells[:, place].sum()
        if free:
            left = np.maximum(group_totals - cells[:, list(wanted)].sum(axis=1), 0.02 * group_totals)
            rest = cells[:, free]
            cells[:, free] = rest * (left / rest.sum(axis=1))[:, None]
        cells *= (group_totals / cells.sum(axis=1))[:, None]
    return cells


@cache
def fine_years(boroughs: tuple[str, ...]) -> Floats:
    """Expected offences: borough (Heathrow last) × year × fine offence, adding up to what was published."""
    groups, detail, force = _groups(boroughs), _split(boroughs), force_years()
    found = np.zeros((len(boroughs) + 1, len(YEARS), len(FINE)))
    for group, names in GROUPS.items():
        totals = groups[group]
        where = [FINE.index(name) for name in names]
        if len(names) == 1:
            found[:, :, where[0]] = totals
            continue
        seed = _seed(names, REMAINDERS.get(group, {}), totals[:, YEARS.index(2010)], detail)
        scale = totals.sum(axis=0) / totals[:, YEARS.index(2007)].sum()
        for year in range(len(YEARS)):
            early = scale[year] if YEARS[year] < 2007 else 1.0
            wanted = {i: force[name][year] * early for i, name in enumerate(names) if name in DETAILED}
            found[:, year, where] = _raked(seed, totals[:, year], wanted)
    return found


def _seed(names: tuple[str, ...], remainders: dict[str, float], total: Floats, detail: dict[str, Floats]) -> Floats:
    known = sum((detail[name] for name in names if name in detail), np.zeros(len(total)))
    left = np.maximum(total - known, 0.1 * total + 1)
    columns = [detail[name] + 0.5 if name in detail else left * remainders[name] for name in names]
    return np.stack(columns, axis=1)


@cache
def overlap_years(boroughs: tuple[str, ...]) -> tuple[Floats, Floats]:
    """Overlapping counts: the boroughs' total by year and offence, and each borough's share of it in each year."""
    fine, force = fine_years(boroughs)[:-1], force_years()
    totals = np.stack([force[name] for name in OVERLAPPING], axis=1)
    shares = np.zeros((len(boroughs), len(YEARS), len(OVERLAPPING)))
    for place, mix in enumerate(OVERLAPS.values()):
        shares[:, :, place] = sum(fine[:, :, FINE.index(name)] * weight for name, weight in mix.items())
    return totals, shares / shares.sum(axis=0)


def seasons() -> Floats:
    """Share of a year by day: offence × calendar month (January first), the mean of the two published years = 1."""
    frame = table("mps_months").with_columns(pl.col("month").str.to_date())
    days = frame["month"].dt.month_end().dt.day().to_numpy().astype(float)
    found = np.ones((len(OFFENCES), 12))
    for place, name in enumerate(OFFENCES):
        per_day = frame[month_series(name)].to_numpy() / days
        index = np.array([per_day[frame["month"].dt.month().to_numpy() == m].mean() for m in range(1, 13)])
        found[place] = index / index.mean()
    return found


def month_series(name: str) -> str:
    """The published monthly series whose season an offence follows."""
    if name in _OWN_MONTHS:
        return name
    return _LIKE.get(name, "notifiable_offences")


_OWN_MONTHS = (*DETAILED, "criminal_damage", *OVERLAPPING)
_LIKE = {
    "violence_without_injury": "violence",
    "other_sexual": "sexual",
    "robbery_personal": "robbery",
    "robbery_business": "robbery",
    "burglary_other": "burglary",
    "motor_vehicle_interference": "theft_from_motor_vehicle",
    "other_theft": "theft",
    "pedal_cycle_theft": "violence_with_injury",
}


def month_shares(totals: Floats, rng: np.random.Generator, jitter: float) -> Floats:
    """Share of each performance year's offences that fall in each month: offence × year × month (April first).

    The two years that were published by month follow them (the remainder of a group follows its remainder); the
    others follow the season, the days of the month, a scatter, and the way from the year before to the year after,
    so that no step stands at every April. `totals` is offence × year.
    """
    slope = np.gradient(np.log(np.maximum(totals, 1.0)), axis=1)
    way = np.exp(slope[:, :, None] * (np.arange(12) - 5.5) / 12)
    calendar = np.roll(np.arange(12), -3)
    shape = seasons()[:, calendar]
    shares = np.zeros((len(OFFENCES), len(YEARS), 12))
    months = table("mps_months").with_columns(pl.col("month").str.to_date())
    for place, year in enumerate(YEARS):
        days = np.array([_days(year, month) for month in range(12)])
        noise = np.exp(rng.normal(0.0, jitter, (len(OFFENCES), 12)))
        shares[:, place] = shape * days * noise * way[:, place]
        if year in (2009, 2010):
            rows = months.filter(pl.col("month").dt.year() * 12 + pl.col("month").dt.month() - 4 >= year * 12).head(12)
            for offence, name in enumerate(OFFENCES):
                shares[offence, place] = _published_months(rows, name)
    return np.asarray(shares / shares.sum(axis=2, keepdims=True))


def _published_months(rows: pl.DataFrame, name: str) -> Floats:
    remainder = {
        "violence_without_injury": ("violence", ("violence_with_injury", "homicide")),
        "other_sexual": ("sexual", ("rape",)),
        "burglary_other": ("burglary", ("burglary_residential",)),
        "other_theft": ("theft", ("theft_from_person", "theft_of_motor_vehicle", "theft_from_motor_vehicle")),
        "shoplifting": ("theft", ("theft_from_person", "theft_of_motor_vehicle", "theft_from_motor_vehicle")),
    }
    rest = ("violence", "sexual", "robbery", "burglary", "theft", "criminal_damage")
    remainder |= dict.fromkeys(("drugs", "fraud_forgery", "other_notifiable"), ("notifiable_offences", rest))
    whole, parts = remainder.get(name, (month_series(name), ()))
    found = rows[whole].to_numpy().astype(float)
    for part in parts:
        found = found - rows[part].to_numpy()
    return np.asarray(found)


def _days(year: int, month: int) -> int:
    """Days of the month that comes `month` months after April of a year."""
    return periods.month_end(periods.add_months(date(year, 4, 1), month)).day


def whole(expected: Floats) -> Counts:
    """Whole numbers near what was expected, whose sum over the first axis is the rounded sum: largest remainders."""
    found = np.floor(expected).astype(np.int64)
    short = np.rint(expected.sum(axis=0)).astype(np.int64) - found.sum(axis=0)
    rank = np.argsort(np.argsort(found - expected, axis=0), axis=0)
    return np.asarray(found + (rank < short))
