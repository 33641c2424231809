"""A ward's crime with rates where residents are a measure, and its teams."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tp_metrics import words
from tp_metrics.editions import edition as edition_of
from tp_metrics.records import Store
from tp_metrics.results import Selection, result
from tp_metrics.review import VISITED, visited_wards, ward_crime, ward_team

WEST_END, BLOOMSBURY, CAMDEN = "E05000649", "E05000129", "E09000007"


@pytest.fixture(scope="module")
def edition(demonstration_folder):
    return edition_of(Store(demonstration_folder), "2010-12-31")


def asked(edition, place, **more):
    return Selection(place, edition=edition.id, **more)


def test_wards_are_visited_where_offences_are_three_times_the_middle_wards(edition):
    found = visited_wards(edition, Selection(edition=edition.id))
    year = Selection(window="performance year", by=("ward",), end=date(2010, 3, 31), edition=edition.id)
    rates = result(edition, "total_notifiable_offences_rate", year).rows.drop_nulls("value")
    assert found == set(rates.filter(pl.col("value") >= VISITED * pl.col("value").median())["code"])
    assert WEST_END in found
    assert len(found) < 20


def test_a_ward_has_its_counts_and_rates_beside_its_boroughs(edition):
    found = ward_crime(edition, asked(edition, "E05000128"))
    line = next(one for one in found.lines if one.count.measure.id == "robbery")
    rate = result(edition, "robbery_rate", asked(edition, "E05000128")).figure
    assert not found.visited
    assert line.count.figure.value == result(edition, "robbery", asked(edition, "E05000128")).figure.value
    assert line.rate == rate.value
    assert line.told_apart == (not rate.lower <= line.borough <= rate.upper)
    table = words.ward_crime_table(found)
    row = table.row(by_predicate=pl.col("Offence") == "Robbery", named=True)
    assert (row["2010/11 to Dec"], row["Per 1,000 residents"]) == (line.count.figure.value, rate.value)
    assert row["Against its borough"] in ("higher", "lower", "cannot be told from it")


def test_the_west_end_has_counts_and_no_rate(edition):
    found = ward_crime(edition, asked(edition, WEST_END))
    table = words.ward_crime_table(found)
    assert found.visited
    assert table.row(0, named=True)["Offence"] == "Total notifiable offences"
    assert not [name for name in table.columns if "1,000" in name]
    said = words.visitors_words(["West End"], VISITED)
    assert said.startswith("West End has at least 3 times as many offences for each resident as the middle ward")
    assert words.visitors_words([], VISITED) == ""
    assert words.visitors_words(list("ABCDEF"), VISITED).startswith("A, B, C, D and 2 more have")


def test_a_window_of_a_month_does_not_change_where_visitors_are(edition):
    month = ward_crime(edition, asked(edition, WEST_END, window="month"))
    assert month.visited
    assert month.lines[0].count.figure.window == "Dec 2010"


def test_a_wards_team_is_what_its_records_say(edition, demonstration_folder):
    rows = Store(demonstration_folder).scan("ward_teams").filter(pl.col("first_day") == date(2010, 12, 1)).collect()
    short = rows.filter(pl.col("sergeants") < pl.col("sergeant_posts"), ~pl.col("place").is_duplicated())
    code = short["place"][0]
    team, own = ward_team(edition, asked(edition, code)), rows.filter(pl.col("place") == code).row(0, named=True)
    assert (team.known, team.teams, team.what, team.window) == (True, 1, "Team", "Dec 2010")
    assert team.in_post == {"sergeants": 0, "constables": own["constables"], "pcsos": own["pcsos"]}
    assert team.vacant["sergeants"] == 1
    assert team.rows["name"].to_list() == [own["team"]]
    assert "0 sergeants" in words.team_words(team, "It")
    assert words.team_table(team).row(0)[:3] == (own["team"], 0, 1)


def test_a_ward_with_two_teams_has_two_rows_and_a_borough_a_row_to_each_ward(edition, demonstration_folder):
    rows = Store(demonstration_folder).scan("ward_teams").filter(pl.col("first_day") == date(2010, 12, 1)).collect()
    code = rows.filter(pl.col("place").is_duplicated())["place"][0]
    two = ward_team(edition, asked(edition, code))
    assert two.teams == 2
    assert words.team_words(two, "It").startswith("It: 2 teams, with ")
    assert two.rows["sergeants"].sum() == two.in_post["sergeants"]
    borough = ward_team(edition, asked(edition, CAMDEN))
    assert (borough.what, borough.teams, borough.rows.height) == ("Ward", None, 18)
    assert borough.rows["pcsos"].sum() == pytest.approx(borough.in_post["pcsos"])


def test_an_edition_without_teams_says_how_they_come(small: Path):
    real = edition_of(Store(small), "2016-12-31")
    team = ward_team(real, asked(real, WEST_END))
    assert not team.known
    assert "python -m tp_metrics template ward_teams" in words.team_words(team, "West End")
    crime = ward_crime(real, asked(real, WEST_END))
    assert all(line.count.figure.value is not None for line in crime.lines)


def test_teams_are_said_as_people_say_them():
    assert words.ward_parts.plain_count(None) == "–"
    assert [words.ward_parts.plain_count(count) for count in (1.0, 2.5)] == ["1", "2.50"]
