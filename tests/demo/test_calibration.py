"""The demonstration against the published figures of data/reference, which it does not read."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from tests.demo.conftest import as_known
from tp_metrics.schema.records import FINE_OFFENCES
from tp_metrics.schema.reference import read_reference

THEFT = (
    "theft_of_motor_vehicle",
    "theft_from_motor_vehicle",
    "motor_vehicle_interference",
    "theft_from_person",
    "shoplifting",
    "pedal_cycle_theft",
    "other_theft",
)
ROBBERY = ("robbery_personal", "robbery_business")
COUNTED = {
    "total_notifiable_offences": FINE_OFFENCES,
    "violence_against_person": ("homicide", "violence_with_injury", "violence_without_injury"),
    "sexual_offences": ("rape", "other_sexual"),
    "robbery": ROBBERY,
    "robbery:personal": ("robbery_personal",),
    "robbery:business": ("robbery_business",),
    "burglary": ("burglary_residential", "burglary_other"),
    "residential_burglary": ("burglary_residential",),
    "theft_and_handling": THEFT,
    "serious_acquisitive_crime": ("burglary_residential", *ROBBERY, *THEFT[:2]),
}
ALIKE = (
    "homicide",
    "violence_with_injury",
    "rape",
    "theft_from_person",
    "theft_of_motor_vehicle",
    "theft_from_motor_vehicle",
    "criminal_damage",
    "drugs",
    "fraud_forgery",
    "other_notifiable",
    "victim_based",
    "knife_crime",
    "gun_crime",
    "serious_youth_violence",
    "domestic_offences",
    "racist_religious_hate",
    "homophobic_hate",
    "disability_hate",
)
MEASURES = {**COUNTED, **{name: (name,) for name in ALIKE}}


def published(*names: str) -> pl.DataFrame:
    return read_reference("published_figures").filter(
        pl.col("measure").is_in(names) & pl.col("status").is_in(["published", "computed"])
    )


def counted(offences: pl.DataFrame, measure: str, *by: str) -> pl.DataFrame:
    """Counts and detections of a measure, by borough (or all as MPS) and other columns."""
    mine = offences.filter(pl.col("offence").cast(pl.String).is_in(MEASURES[measure]))
    force = mine.with_columns(borough=pl.lit("MPS"))
    return pl.concat([mine, force]).group_by("borough", *by).agg(pl.col("offences", "sanction_detections").sum())


@pytest.mark.parametrize("measure", MEASURES)
def test_years_are_within_one_per_cent_of_the_published_ones(offences, measure):
    years = published(measure).filter(
        (pl.col("first_day").dt.month() == 4)
        & ((pl.col("last_day") - pl.col("first_day")).dt.total_days() > 360)
        & (pl.col("last_day") <= date(2011, 3, 31))
        & ~pl.col("place").str.starts_with("E05")
    )
    found = years.with_columns(year=pl.col("first_day").dt.year()).join(
        counted(offences, measure, "year"), left_on=["place", "year"], right_on=["borough", "year"], how="left"
    )
    assert found.height >= 3
    # Later Home Office categories count 1 to 2 % fewer in all, and not the same by category: domain.md, trap 2.
    later = pl.col("source").str.contains("later Home Office")
    allowed = pl.max_horizontal(pl.lit(3.0), pl.col("value") * pl.when(later).then(0.08).otherwise(0.01))
    wrong = found.filter(((pl.col("offences") - pl.col("value")).abs() > allowed) | pl.col("offences").is_null())
    assert wrong.is_empty(), wrong.select("place", "year", "value", "offences")


@pytest.mark.parametrize(
    "measure",
    [name for name in MEASURES if name in ("violence_with_injury", "knife_crime", "domestic_offences", "robbery")]
    + ["residential_burglary", "theft_from_motor_vehicle", "serious_youth_violence", "racist_religious_hate"]
    + ["total_notifiable_offences"],
)
def test_seasons_are_the_published_ones(offences, measure):
    days = pl.col("last_day").dt.day()
    two = offences.filter(pl.col("year").is_in([2009, 2010]))
    months = counted(two, measure, "first_day", "last_day").filter(pl.col("borough") == "MPS")
    rate = months.with_columns(month=pl.col("first_day").dt.month(), rate=pl.col("offences") / days)
    index = rate.group_by("month").agg(pl.col("rate").mean()).sort("month")
    index = index.with_columns(pl.col("rate") / pl.col("rate").mean())
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    for name, value in zip(names, index["rate"], strict=True):
        wanted = published(f"{measure}:seasonal index {name}")["value"][0]
        noise = 0.01 + 2.5 / np.sqrt(months["offences"].sum() / 12)
        assert value == pytest.approx(wanted, abs=noise), name


@pytest.mark.parametrize(
    ("ratio", "measure"),
    [
        ("victim_based_detection_ratio", "victim_based"),
        ("violence_with_injury_detection_ratio", "violence_with_injury"),
        ("knife_crime_detection_ratio", "knife_crime"),
        ("gun_crime_detection_ratio", "gun_crime"),
        ("sanction_detection_ratio", "total_notifiable_offences"),
    ],
)
def test_sanction_detection_ratios_are_the_published_ones(offences, ratio, measure):
    for row in published(ratio).iter_rows(named=True):
        span = offences.filter((pl.col("first_day") >= row["first_day"]) & (pl.col("last_day") <= row["last_day"]))
        both = counted(span, measure).filter(pl.col("borough") == row["place"])
        found = 100 * both["sanction_detections"][0] / both["offences"][0]
        whole_force_year = row["place"] == "MPS" and row["last_day"].month == 3
        assert found == pytest.approx(row["value"], abs=0.15 if whole_force_year else 2.0), row


def test_st_james_and_west_end_have_their_published_share(offences):
    fine = offences.filter(pl.col("offence").cast(pl.String).is_in(FINE_OFFENCES) & (pl.col("year") == 2010))
    by_ward = dict(fine.group_by("place").agg(pl.col("offences").sum()).iter_rows())
    assert by_ward["E05000644"] == pytest.approx(15_749, rel=0.02)
    assert by_ward["E05000649"] == pytest.approx(19_360, rel=0.02)


@pytest.mark.parametrize(
    ("measure", "kind", "category"),
    [
        ("crime_calls", "crime", None),
        ("crime_calls:violence", "crime", "violence"),
        ("crime_calls:burglary dwelling", "crime", "burglary dwelling"),
        ("crime_calls:theft other", "crime", "theft other"),
        ("asb_calls", "asb", None),
        ("asb_calls:rowdy or inconsiderate", "asb", "rowdy or inconsiderate"),
    ],
)
def test_calls_are_the_published_ones(demonstration, measure, kind, category):
    calls = as_known(demonstration, 2, "incidents").filter(pl.col("kind") == kind)
    if category:
        calls = calls.filter(pl.col("category") == category)
    for row in published(measure).iter_rows(named=True):
        year = calls.filter((pl.col("first_day") >= row["first_day"]) & (pl.col("last_day") <= row["last_day"]))
        assert year["incidents"].sum() == pytest.approx(row["value"], rel=0.001)


def test_new_call_categories_begin_in_april_2010(demonstration):
    calls = as_known(demonstration, 2, "incidents").filter(pl.col("category").str.contains("new in 2010"))
    assert calls["first_day"].min() == date(2010, 4, 1)
    first_year = calls.filter(pl.col("last_day") <= date(2011, 3, 31))
    assert first_year["incidents"].sum() == 38_909  # domain.md, section 5


def test_four_in_five_immediate_calls_are_answered_in_time(demonstration):
    calls = as_known(demonstration, 2, "incidents").group_by("grade").agg(pl.col("in_time", "timed", "minutes").sum())
    rates = {grade: in_time / timed for grade, in_time, timed, _ in calls.iter_rows() if timed}
    assert rates["I"] == pytest.approx(0.82, abs=0.02)
    assert rates["S"] == pytest.approx(0.66, abs=0.02)
    assert set(rates) == {"I", "S"}


def test_stops_and_their_arrests_are_the_published_ones(demonstration):
    stops = as_known(demonstration, 2, "stops")
    for row in published("stop_and_search").iter_rows(named=True):
        days = (row["last_day"] - row["first_day"]).days
        if days > 360 and row["last_day"] <= date(2011, 3, 31):
            year = stops.filter(pl.col("first_day").is_between(row["first_day"], row["last_day"]))
            assert year["stops"].sum() == pytest.approx(row["value"], rel=0.001)
            rate = 100 * year["arrests"].sum() / year["stops"].sum()
            wanted = published("stop_arrest_rate").filter(pl.col("first_day") == row["first_day"])["value"][0]
            assert rate == pytest.approx(wanted, abs=0.15)


def test_arrests_are_the_published_ones(demonstration):
    arrests = as_known(demonstration, 2, "arrests")
    for row in published("arrests").iter_rows(named=True):
        if row["last_day"] <= date(2011, 3, 31):
            year = arrests.filter(pl.col("first_day").is_between(row["first_day"], row["last_day"]))
            assert year["arrests"].sum() == row["value"]
    men = arrests.filter(pl.col("first_day").is_between(date(2010, 4, 1), date(2011, 3, 1)) & (pl.col("sex") == "male"))
    assert men["arrests"].sum() == 218_881  # Home Office, Police powers and procedures


def test_boroughs_arrest_about_as_many_for_each_officer_as_each_other(demonstration):
    year = pl.col("first_day").is_between(date(2010, 4, 1), date(2011, 3, 1)) & pl.col("place").str.starts_with("E09")
    arrests = as_known(demonstration, 2, "arrests").filter(year).group_by("place").agg(pl.col("arrests").sum())
    officers = as_known(demonstration, 2, "strength").filter(year & (pl.col("role") == "officer"))
    both = arrests.join(officers.group_by("place").agg(pl.col("strength").mean()), on="place")
    rates = both["arrests"] / both["strength"]
    assert both.height == 32
    assert 7 < rates.min() < rates.max() < 20


@pytest.mark.parametrize(
    ("measure", "role"), [("officers", "officer"), ("pcsos", "pcso"), ("specials", "special"), ("staff", "staff")]
)
def test_strength_is_the_published_one(demonstration, measure, role):
    rows = as_known(demonstration, 2, "strength").filter(pl.col("role") == role)
    month = pl.col("first_day").dt.truncate("1mo")
    wanted = published(measure).with_columns(month=month)
    boroughs = rows.filter(pl.col("place").str.starts_with("E09")).group_by("first_day").agg(pl.col("strength").sum())
    both = pl.concat([rows.select("place", "first_day", "strength"),
                      boroughs.select(pl.lit("TP").alias("place"), "first_day", "strength")])  # fmt: skip
    found = wanted.join(both, left_on=["place", "month"], right_on=["place", "first_day"], how="left")
    assert found.height >= 33
    close = (pl.col("strength") - pl.col("value")).abs() <= pl.max_horizontal(pl.lit(0.6), pl.col("value") * 0.0005)
    assert found.filter(~close | pl.col("strength").is_null()).is_empty()


def test_a_force_is_its_boroughs_the_rest_of_tp_and_the_others(demonstration):
    rows = as_known(demonstration, 2, "strength").filter(pl.col("role") == "officer")
    parts = rows.filter(pl.col("place") != "MPS").group_by("first_day").agg(pl.col("strength").sum())
    force = rows.filter(pl.col("place") == "MPS")
    both = parts.join(force, on="first_day")
    assert (both["strength"] - both["strength_right"]).abs().max() < 1.0


def test_ward_teams_are_those_of_march_2010(demonstration):
    teams = as_known(demonstration, 2, "ward_teams").filter(pl.col("first_day") == date(2010, 3, 1))
    assert (teams.height, teams["place"].n_unique(), teams["team"].n_unique()) == (632, 624, 632)
    sums = teams.select(pl.selectors.numeric().sum()).row(0, named=True)
    assert sums == {  # london.gov.uk/questions/2010/0904
        "sergeants": 601, "sergeant_posts": 632, "constables": 1442, "constable_posts": 1264,
        "pcsos": 2349, "pcso_posts": 2158,
    }  # fmt: skip
