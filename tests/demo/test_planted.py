"""What is planted by name can be found, and the stable series is one."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from tp_metrics.demo import ASSUMED, PLANTED


@pytest.fixture(scope="module")
def series(offences):
    def of(name: str) -> tuple[list[date], np.ndarray]:
        plant = PLANTED[name]
        place = pl.col("place") if plant.place.startswith("E05") else pl.col("borough")
        mine = offences.filter((place == plant.place) & (pl.col("offence") == plant.offence))
        mine = mine.filter(pl.col("first_day") >= date(2007, 4, 1))
        months = mine.group_by("first_day").agg(pl.col("offences").sum()).sort("first_day")
        return months["first_day"].to_list(), months["offences"].to_numpy().astype(float)

    return of


def test_all_four_kinds_are_planted():
    assert {plant.kind for plant in PLANTED.values()} == {"trend", "shift", "outlier", "stable"}


def test_every_assumption_has_a_mark_and_a_comment():
    assert all(one.mark and one.comment for one in ASSUMED.values())


def test_the_trend_rises_by_its_size_a_month(series):
    months, counts = series("trend")
    plant = PLANTED["trend"]
    after = np.array([month >= plant.first for month in months])
    slope = np.polyfit(np.arange(after.sum()), np.log(counts[after]), 1)[0]
    assert slope == pytest.approx(np.log1p(plant.size), abs=0.002)


@pytest.mark.parametrize(("name", "about"), [("shift", 0.15), ("ward shift", 0.6)])
def test_the_shift_lifts_the_level_from_its_month_on(series, name, about):
    months, counts = series(name)
    plant = PLANTED[name]
    after = np.array([month >= plant.first for month in months])
    assert counts[after].mean() / counts[~after].mean() == pytest.approx(plant.size, abs=about)


@pytest.mark.parametrize("name", ["outlier", "ward outlier"])
def test_the_outlier_stands_alone(series, name):
    months, counts = series(name)
    where = months.index(PLANTED[name].first)
    others = np.delete(counts, where)
    assert counts[where] > others.max()
    assert (counts[where] - others.mean()) / np.sqrt(others.mean()) > 5


def test_the_stable_series_is_chance_alone(series):
    _, counts = series("stable")
    assert counts.var() / counts.mean() == pytest.approx(1.0, abs=0.5)
    assert (np.abs(counts - counts.mean()) < 3.5 * np.sqrt(counts.mean())).all()
    trend = np.polyfit(np.arange(len(counts)), counts, 1)[0] * len(counts)
    assert abs(trend) < 0.15 * counts.mean()
