from datetime import date

import polars as pl
import pytest

from tests.demo.conftest import as_known, placed, share
from tp_metrics import periods
from tp_metrics.demo.parameters import CONFIDENCE
from tp_metrics.schema.records import ConfidenceSurvey, SatisfactionSurvey
from tp_metrics.schema.reference import read_reference

GOOD = ["excellent", "good"]
WORRIED = ["very worried", "fairly worried"]
AGREE = ["strongly agree", "tend to agree"]
SATISFIED = ["completely satisfied", "very satisfied", "fairly satisfied"]
WELL = ["very well informed", "fairly well informed"]


def test_pas_asks_160_in_each_borough_and_quarter(pas):
    sizes = pas.group_by("place", pl.col("first_day").dt.truncate("1q").alias("quarter")).len()
    assert sizes["len"].unique().to_list() == [160]
    year = pas.filter(pl.col("year") == 2010)
    assert year.height == 20_480  # MPA, 13 December 2010
    assert pas["respondent"].n_unique() == pas.height


def test_uss_asks_140_in_each_borough_and_quarter(uss):
    sizes = uss.group_by("borough", pl.col("first_day").dt.truncate("1q").alias("quarter")).len()
    assert sizes["len"].unique().to_list() == [140]
    assert uss.filter(pl.col("year") == 2008).height == pytest.approx(18_000, rel=0.01)  # MPA, 3 September 2009


def test_every_victim_is_asked_in_a_ward_by_where_residents_live(uss):
    people = read_reference("wards_2011").select("residents", "borough", place="code")
    wards = uss.group_by("place").len().join(people, on="place")
    shares = [pl.col(name) / pl.col(name).sum().over("borough") for name in ("len", "residents")]
    assert wards.height == 624
    assert wards.select(pl.corr(*shares)).item() > 0.85


@pytest.mark.parametrize(
    ("question", "favourable", "values"),
    [
        ("good_job", GOOD, {2009: 61.0, 2010: 63.0}),  # domain.md, section 2
        ("police_council", AGREE, {2010: 54.5}),
        ("informed", WELL, {2009: CONFIDENCE["informed"][0][2]}),
        ("fair_treatment", AGREE, {2009: CONFIDENCE["fair_treatment"][0][2]}),
    ],
)
def test_confidence_has_its_level(pas, question, favourable, values):
    found = dict(share(pas, question, favourable, "year").select("year", "value").iter_rows())
    for year, value in values.items():
        assert found[year] == pytest.approx(value, abs=1.3)


def test_boroughs_differ_in_confidence_by_about_five_points(pas):
    boroughs = share(pas.filter(pl.col("year") == 2010), "good_job", GOOD, "place")["value"]
    assert boroughs.std() == pytest.approx(5.0, abs=1.2)
    assert boroughs.min() > 45
    assert boroughs.max() < 79


@pytest.mark.parametrize("last", [date(2009, 6, 30), date(2009, 9, 30), date(2009, 12, 31), date(2010, 3, 31)])
def test_worry_before_the_break_is_the_published_rolling_year(pas, last):
    _assert_worry(pas, periods.add_months(last, -11), last)


@pytest.mark.parametrize("last", [date(2010, 6, 30), date(2010, 9, 30), date(2010, 12, 31), date(2011, 3, 31)])
def test_worry_after_the_break_is_the_published_one_on_the_new_base(pas, last):
    _assert_worry(pas, date(2010, 4, 1), last)


def _assert_worry(pas: pl.DataFrame, first: date, last: date) -> None:
    figures = read_reference("published_figures").filter(
        (pl.col("measure") == "worried_about_crime") & (pl.col("last_day") == last)
    )
    asked = pas.filter(pl.col("first_day").is_between(first, last))
    boroughs = share(asked, "worried", WORRIED, "place").join(figures, on="place", suffix="_published")
    assert boroughs.height == 32
    half_width = 4.5 * 50 / (boroughs["n"].min() ** 0.5)  # 4.5 standard errors with a design effect of 1.3
    miss = (boroughs["value"] - boroughs["value_published"]).abs()
    assert miss.max() < half_width * 1.3**0.5
    assert miss.mean() < 4.0
    whole = figures.filter(pl.col("place") == "MPS")["value"][0]
    assert share(asked, "worried", WORRIED)["value"][0] == pytest.approx(whole, abs=2.0)


def test_worry_breaks_in_april_2010_by_ten_points_on_average(pas):
    before = share(pas.filter(pl.col("year") == 2009), "worried", WORRIED, "place")
    after = share(pas.filter(pl.col("year") == 2010).filter(pl.col("first_day") < date(2010, 7, 1)), "worried", WORRIED,
                  "place")  # fmt: skip
    both = before.join(after, on="place", suffix="_after")
    assert (both["value_after"] - both["value"]).abs().mean() > 8
    barking = both.row(by_predicate=pl.col("place") == "E09000002", named=True)
    assert barking["value"] < 12
    assert barking["value_after"] > 25


@pytest.mark.parametrize(("table", "wanted"), [("pas", 1.30), ("uss", 1.20)])
def test_weights_have_their_design_effect(request, table, wanted):
    frame = request.getfixturevalue(table)
    weight = pl.col("weight")
    effect = frame.group_by("place").agg(weight.pow(2).mean() / weight.mean().pow(2))["weight"]
    assert effect.mean() == pytest.approx(wanted, abs=0.06)


@pytest.mark.parametrize(
    ("stage", "values"),
    [  # domain.md, section 3: 2007/08, 2009/10 and 2010/11; published are 2007/08 ease, the others suggested
        ("ease_of_contact", {2007: 89.0, 2009: 88.0, 2010: 89.0}),
        ("action", {2009: 71.0, 2010: 70.0}),
        ("follow_up", {2009: 62.0, 2010: 63.0}),
        ("treatment", {2009: 88.0, 2010: 87.0}),
        ("overall", {2007: 78.0, 2009: 76.5, 2010: 75.0}),
    ],
)
def test_satisfaction_has_its_level(uss, stage, values):
    found = dict(share(uss, stage, SATISFIED, "year").select("year", "value").iter_rows())
    for year, value in values.items():
        assert found[year] == pytest.approx(value, abs=1.2)


def test_stages_of_satisfaction_keep_their_published_order(uss):
    levels = [share(uss, stage, SATISFIED)["value"][0] for stage in ("ease_of_contact", "treatment", "action")]
    levels.append(share(uss, "follow_up", SATISFIED)["value"][0])
    assert levels == sorted(levels, reverse=True)


def test_white_victims_are_about_five_points_more_satisfied(uss):
    known = uss.filter(pl.col("ethnicity").is_not_null()).with_columns(white=pl.col("ethnicity") == "White")
    for first in (date(2007, 10, 1), date(2008, 10, 1)):  # MPA papers of 2009 and 2010: 5.2 and 5.1, 1.9 either side
        year = known.filter(pl.col("first_day").is_between(first, first.replace(year=first.year + 1)))
        found = dict(share(year, "overall", SATISFIED, "white").select("white", "value").iter_rows())
        assert found[True] - found[False] == pytest.approx(5.1, abs=1.9)


def test_collision_and_burglary_victims_are_happiest_and_racist_incident_victims_least(uss):
    found = dict(share(uss, "overall", SATISFIED, "crime_group").select("crime_group", "value").iter_rows())
    assert min(found["burglary"], found["road traffic collision"]) > 80
    assert 64 < found["racist incident"] < 71
    assert sorted(found, key=found.get)[0] == "racist incident"


def test_every_question_has_answers_do_not_knows_and_gaps(pas, uss):
    who = {"sex", "age_band", "ethnicity", "disability"}
    common = {"source", "first_day", "last_day", "place", "respondent", "weight", "survey", "crime_group"}
    for frame, schema in ((pas, ConfidenceSurvey), (uss, SatisfactionSurvey)):
        questions = set(schema.columns()) - common
        for question in questions:
            assert 0 < frame[question].null_count() / frame.height < 0.04
        for question in questions - who:
            assert (frame[question] == "don't know").sum() / frame.height == pytest.approx(0.03, abs=0.005)


def test_safer_neighbourhoods_asks_nine_in_each_ward_and_quarter_and_agrees_with_pas(demonstration, pas):
    sns = placed(as_known(demonstration, 2, "confidence_survey", "demonstration_sns"))
    sizes = sns.group_by("place", pl.col("first_day").dt.truncate("1q").alias("quarter")).len()
    assert sizes["len"].unique().to_list() == [9]
    assert sizes["place"].n_unique() == 624
    for year in (2009, 2010):
        here, there = (share(frame.filter(pl.col("year") == year), "good_job", GOOD) for frame in (sns, pas))
        assert here["value"][0] == pytest.approx(there["value"][0], abs=1.5)
