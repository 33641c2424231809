"""The demonstration's Virtual Court: the published figures counted from its rows, and nothing of after an edition."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tests.demo.conftest import reading
from tp_metrics.demo.hearings_parameters import VIRTUAL_COURT

REPORTED = pl.col("first_day").is_between(date(2010, 10, 26), date(2010, 11, 19))


def cases(demonstration, number: int) -> pl.DataFrame:
    return reading(demonstration[number], "demonstration").tables["hearings"]


@pytest.fixture(scope="module")
def whole(demonstration) -> pl.DataFrame:
    return cases(demonstration, 2)


def test_the_weeks_that_were_reported_on_come_out_as_published(whole):
    found = whole.filter(REPORTED)
    before = found.filter(pl.col("cap").is_null() & (pl.col("returned") == "capacity"))
    assert (found.height, found["first_day"].n_unique(), before.height) == (460, 19, 91)
    assert set(found["case_type"]) == {"custody"}
    assert set(found["listing"]) == {"flexible"}
    finish = found.group_by("first_day").agg(pl.col("ended").max()).sort("ended").row(-1)
    assert (finish[0], str(finish[1])) == (date(2010, 10, 27), "18:30:00")
    assert set(whole.filter(pl.col("cap").is_not_null())["cap"]) == {22}


def test_slots_of_a_quarter_of_an_hour_give_21_a_day_until_flexible_listing(whole):
    slots = whole.filter(pl.col("listing") == "slots")
    listed = slots.filter("listed").group_by("first_day").len()["len"]
    assert listed.max() == 21
    assert (listed == 21).sum() >= 10
    times = slots["scheduled"].drop_nulls().unique().sort()
    assert times.len() == 21
    assert times.cast(pl.Int64).diff().drop_nulls().min() == 15 * 60 * 10**9
    assert (
        slots["first_day"].max()
        < date(2010, 10, 26)
        == whole.filter(pl.col("listing") == "flexible")["first_day"].min()
    )
    assert set(slots["case_type"]) == {"custody", "same-day bail"}


def test_over_6_000_are_heard_by_june_2011_at_about_90_a_week(whole):
    heard = whole.filter("heard")
    assert 6_000 < heard.filter(pl.col("first_day") <= date(2011, 6, 16)).height < 6_250
    later = whole.filter(pl.col("first_day").is_between(date(2010, 11, 22), date(2011, 6, 16)))
    a_day = later.filter("heard").height / later["first_day"].n_unique()
    assert 5 * a_day == pytest.approx(90, abs=2)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_nothing_that_a_stage_holds_is_dated_after_it(demonstration, number):
    as_at, rows = demonstration[number].as_at, cases(demonstration, number)
    assert rows["first_day"].max() <= as_at
    assert rows["first_hearing"].max().date() <= as_at
    waiting = rows.filter(pl.col("first_hearing").is_null())
    assert waiting.height > 0
    assert waiting.select(pl.col("plea", "represented", "failed_to_appear").count()).row(0) == (0, 0, 0)
    if number == 0:
        assert rows.filter((pl.col("listing") == "flexible") | pl.col("cap").is_not_null()).is_empty()


def test_it_is_15_stations_in_9_boroughs_and_one_court(whole):
    assert (whole["station"].n_unique(), whole["place"].n_unique(), whole["court"].n_unique()) == (15, 9, 1)


def test_every_assumption_says_how_sure_it_is():
    assert all(one.mark and one.comment for one in VIRTUAL_COURT.values())
