"""A survey's latest figures against windows that share no interview, and the gap place by place."""

from __future__ import annotations

import math

import polars as pl
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from tp_metrics import words
from tp_metrics.results import Selection, result
from tp_metrics.review import equality, place_gaps, screen, standing, survey_changes

CAMDEN = "E09000007"
PAIRS = [
    ("12 months to Dec 2010", "12 months to Dec 2009"),
    ("Q3 2010/11", "Q3 2009/10"),
    ("Q3 2010/11", "Q2 2010/11"),
]


@pytest.mark.parametrize("place", ["TP", CAMDEN])
def test_each_window_is_held_against_one_that_shares_no_interview_with_newcombes_interval(edition, place):
    rows = survey_changes(edition, "good_job", Selection(place=place))
    assert rows.select("window", "against").rows() == PAIRS
    quarters = result(
        edition, "good_job", Selection(place=place, window="quarter", by=("quarter",), periods=2, edition=edition.id)
    ).rows
    last = rows.row(2, named=True)
    assert (last["previous"], last["value"]) == tuple(quarters["value"])
    for row in rows.iter_rows(named=True):
        assert math.isclose(row["change"], row["value"] - row["previous"])
        low, high = confint_proportions_2indep(
            *(row["value"] / 100 * row["base"], row["base"]),
            *(row["previous"] / 100 * row["previous_base"], row["previous_base"]),
            compare="diff",
            method="newcomb",
        )
        assert (row["lower"], row["upper"]) == pytest.approx((100 * low, 100 * high), abs=1e-6)


def test_what_lies_on_both_sides_of_a_break_is_said_not_to_be_comparable(edition):
    rows = survey_changes(edition, "worried_about_crime", Selection())
    assert [bool(said) for said in rows["broken"]] == [True, True, False]
    told = words.survey_changes_table(rows)["What it says"]
    assert told[0].startswith("not to be compared: Fieldwork of the Public Attitude Survey starts afresh")
    assert told[2] in ("clear", "can be chance")


def test_the_gap_of_a_place_is_that_of_the_page_of_equality(edition):
    asked = Selection(edition=edition.id)
    rows = place_gaps(edition, "satisfaction_overall", asked)
    assert rows["level"].to_list() == ["tp", *["area"] * 5, *["borough"] * 32]
    for code in ("TP", "AREA-SE", CAMDEN):
        own = rows.row(by_predicate=pl.col("code") == code, named=True)
        same = equality(edition, "satisfaction_overall", Selection(place=code)).rows
        there = same.row(by_predicate=pl.col("dimension") == "white / BME", named=True)
        assert {name: own[name] for name in there} == there
    marks = words.place_gaps_marks(rows)
    assert len(marks) == 38
    assert words.place_gaps_title(rows).startswith("BME victims: ")
    assert words.place_gaps_table(rows).height == 38


def test_a_place_with_too_few_says_so_and_is_counted_nowhere(edition):
    rows = place_gaps(edition, "satisfaction_overall", Selection(edition=edition.id))
    some = rows.with_columns(
        pl.when(pl.col("code") != CAMDEN).then(name).alias(name) for name in ("gap", "gap_lower", "gap_upper")
    )
    mark = next(one for one in words.place_gaps_marks(some) if one["name"] == "Camden")
    assert (mark["value"], mark["shown"], mark["strong"]) == (None, "too few to say", False)
    assert " of 31 boroughs" in words.place_gaps_title(some)
    whole = some.with_columns(gap=None)
    assert words.place_gaps_title(whole) == "BME victims: too few to say"


def test_a_change_across_a_break_is_in_no_headline_and_no_exception(edition):
    asked = Selection(edition=edition.id)
    answer = result(edition, "good_job", asked)
    assert words.headline(answer).endswith("; not comparable with the same months of 2009")
    assert words.change_words(answer).startswith("The change on the same months of 2009 says nothing: Fieldwork")
    assert words.verdict(answer) == "unknown"
    assert "a year before" not in words.bars_title(result(edition, "good_job", Selection(by=("borough",))))
    rows = screen(edition, asked).rows
    assert rows.filter(pl.col("measure") == "good_job")["p"].null_count() == 32
    assert rows.filter(pl.col("measure") == "robbery")["p"].null_count() == 0


def test_a_borough_s_change_across_a_break_is_held_against_no_peers(edition):
    found = standing(edition, "good_job", Selection(place=CAMDEN, edition=edition.id))
    assert found.peers is not None
    assert found.moves is None
    assert words.moves_words(found).startswith("Its change says nothing beside its peers': Fieldwork")
    robbery = standing(edition, "robbery", Selection(place=CAMDEN, edition=edition.id))
    assert robbery.moves is not None


def test_how_scattered_a_count_is_is_known_beside_a_break_too(edition):
    judged = result(edition, "crime_calls", Selection(place=CAMDEN, edition=edition.id)).judgement
    assert judged.change is None
    assert judged.dispersion > 1
