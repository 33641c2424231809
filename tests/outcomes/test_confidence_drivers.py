"""What goes with confidence: the demonstration's planted order, its own shares, and where it cannot be said."""

from __future__ import annotations

import polars as pl
import pytest

from tp_metrics import words
from tp_metrics.outcomes import DRIVERS, confidence_drivers
from tp_metrics.results import Selection, result

CAMDEN = "E09000007"
YEAR = "rolling 12 months"


def test_the_order_that_the_demonstration_plants_is_found(edition):
    found = confidence_drivers(edition, "good_job", Selection(window=YEAR))
    effects = dict(found.rows.select("driver", "standardised").iter_rows())
    assert set(effects) == set(DRIVERS)
    assert effects["effectiveness"] > effects["engagement"] > effects["fair_treatment"] > effects["local_asb"] > 0
    assert found.rows["standardised"].is_sorted(descending=True)
    assert words.confidence_drivers_title(found) == (
        "“Police deal effectively with crime” goes furthest with “Police do a good job locally”"
    )


@pytest.mark.parametrize("place", ["TP", "AREA-SE", CAMDEN])
def test_each_driver_stands_at_its_own_result_and_one_more_point_is_one_over_its_effect(edition, place):
    found = confidence_drivers(edition, "good_job", Selection(place=place, window=YEAR))
    assert 0 < found.people <= found.asked
    assert not found.pooled
    for row in found.rows.iter_rows(named=True):
        own = result(edition, row["driver"], Selection(place=place, window=YEAR, edition=edition.id)).figure.value
        assert row["value"] == pytest.approx(own)
        assert row["lower"] < row["effect"] < row["upper"]
        if row["lower"] > 0:
            assert row["needed"] == pytest.approx(1 / row["effect"])
            assert row["reached"] == pytest.approx(own + row["needed"])
        else:
            assert row["needed"] is None


def test_of_one_driver_the_difference_is_that_of_the_people_who_gave_each_answer(edition):
    """All else alike the effect is smaller than the plain difference of shares, which is counted here by hand."""
    found = confidence_drivers(edition, "good_job", Selection(window=YEAR))
    people = pl.read_parquet(edition.folder / "cohorts" / "confidence_survey.parquet").filter(
        pl.col("survey").cast(pl.String) == "pas",
        pl.col("last_day").is_between(found.window.first, found.window.last),
    )
    assert found.asked == people.height
    told = people.with_columns(
        good=pl.col("good_job").cast(pl.String).is_in(["excellent", "good"]).cast(pl.Float64),
        effective=pl.col("effectiveness").cast(pl.String).is_in(["strongly agree", "tend to agree"]),
    )
    shares = told.group_by("effective").agg((pl.col("good") * pl.col("weight")).sum() / pl.col("weight").sum())
    by = dict(shares.iter_rows())
    effect = found.rows.filter(pl.col("driver") == "effectiveness")["effect"].item()
    assert 0 < effect < by[True] - by[False]


def test_a_question_is_no_driver_of_itself_and_fewer_worried_is_better(edition):
    informed = confidence_drivers(edition, "informed", Selection(window=YEAR))
    assert set(informed.rows["driver"]) == set(DRIVERS) - {"informed"}
    worried = confidence_drivers(edition, "worried_about_crime", Selection(window=YEAR))
    first = worried.rows.row(0, named=True)
    assert first["effect"] < 0
    assert first["needed"] == pytest.approx(-1 / first["effect"])
    assert words.one_more_point_words(worried).startswith("One point fewer of “Worried about crime” goes with about ")
    assert " less of “Worried" in words.confidence_drivers_title(worried)


def test_a_window_with_too_few_is_pooled_and_said_so(edition):
    quarter = confidence_drivers(edition, "good_job", Selection(place=CAMDEN, window="quarter"))
    assert quarter.answer.window.kind == "quarter"
    assert quarter.window.kind == YEAR
    assert quarter.pooled
    assert words.confidence_drivers_base(quarter).endswith("as a shorter window has too few.")


def test_where_nothing_can_be_said_the_reason_is(edition):
    ward = confidence_drivers(edition, "good_job", Selection(place="E05000130", window="rolling 36 months"))
    assert ward.rows.is_empty()
    assert words.confidence_drivers_base(ward).startswith("Too few to say")
    with pytest.raises(ValueError, match="robbery is no question of the confidence survey"):
        confidence_drivers(edition, "robbery", Selection())


def test_the_table_and_the_chart_say_the_same(edition):
    found = confidence_drivers(edition, "good_job", Selection(place=CAMDEN, window=YEAR))
    table, marks = words.confidence_drivers_table(found), words.confidence_drivers_marks(found)
    assert table["Driver"].to_list() == [mark["name"] for mark in marks]
    assert table["Standardised effect"].to_list() == [round(mark["value"], 3) for mark in marks]
    assert [mark["strong"] for mark in marks] == [lower > 0 for lower in table["Effect from"]]
    assert all(mark["name"] in words.confidence_drivers_alt(found) for mark in marks)
