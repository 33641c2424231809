"""The Safer Neighbourhoods teams of a ward: sums that are the records', zero counted, one team told from another."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

import tp_metrics as tp
from tp_metrics.editions import publish
from tp_metrics.records import Store

EDITION = "2010-12-31"
ROLES = {"sergeant": "sergeants", "constable": "constables", "pcso": "pcsos"}
MEASURES = [f"team_{role}_vacancies" for role in ROLES] + [f"team_{column}" for column in ROLES.values()]
BLOOMSBURY, BRENT = "E05000129", "E09000005"


def records(folder):
    """The teams of December 2010 as they were recorded, with what each lacks."""
    rows = Store(folder).scan("ward_teams").filter(pl.col("first_day") == date(2010, 12, 1)).collect()
    short = [(pl.col(f"{role}_posts") - pl.col(f"{role}s")).clip(0).alias(f"{role}_vacancies") for role in ROLES]
    return rows.with_columns(short)


@pytest.fixture(autouse=True)
def opened(demonstration_folder, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))


def asked(place="TP", *by):
    return tp.Selection(place, window="month", by=by, edition=EDITION)


@pytest.mark.parametrize("measure", MEASURES)
def test_every_ward_has_its_teams_and_tp_has_them_all(measure, demonstration_folder):
    rows = records(demonstration_folder)
    column = measure.removeprefix("team_")
    wards = tp.result(measure, asked("TP", "ward")).rows
    expected = dict(rows.group_by("place").agg(pl.col(column).sum()).iter_rows())
    assert dict(wards.select("code", "value").iter_rows()) == expected
    assert tp.result(measure, asked()).figure.value == pytest.approx(rows[column].sum())


def test_a_ward_without_a_sergeant_has_none_which_is_a_figure():
    wards = tp.result("team_sergeants", asked("TP", "ward")).rows
    assert wards["value"].null_count() == 0
    assert 0.0 in wards["value"].to_list()


def test_there_are_632_teams_on_624_wards_and_a_ward_with_two_tells_them_apart(demonstration_folder):
    rows = records(demonstration_folder)
    assert (rows.height, rows["place"].n_unique()) == (632, 624)
    two = rows.filter(pl.col("place").is_duplicated()).sort("place", "team")
    assert two.height == 16
    code = two["place"][0]
    found = tp.result("team_pcsos", asked(code, "team")).rows.drop_nulls("value").sort("category")
    assert found["category"].to_list() == two.filter(pl.col("place") == code)["team"].to_list()
    assert found["value"].to_list() == two.filter(pl.col("place") == code)["pcsos"].to_list()


def test_an_extract_of_the_template_makes_the_same_figures(tmp_path, monkeypatch):
    header = "first_day,last_day,place,team,sergeants,constables,pcsos,sergeant_posts,constable_posts,pcso_posts"
    teams = tmp_path / "teams.csv"
    lines = [f"2010-12-01,2010-12-31,{BLOOMSBURY},{team},{people}" for team, people in TEAMS]
    teams.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    store = Store(tmp_path / "data")
    store.ingest(teams)
    publish(store, date(2010, 12, 31))
    monkeypatch.setenv("TP_DATA", str(store.path))
    found = {name: tp.result(name, tp.Selection(BLOOMSBURY, window="month")).figure.value for name in MEASURES}
    assert found == {
        "team_sergeants": 1.0,
        "team_constables": 5.0,
        "team_pcsos": 5.5,
        "team_sergeant_vacancies": 1.0,
        "team_constable_vacancies": 0.0,  # one team's third constable fills no post of the other's, and none is vacant
        "team_pcso_vacancies": 0.5,
    }
    assert tp.result("team_sergeants", tp.Selection(BRENT, window="month")).figure.value is None


TEAMS = [("Bloomsbury", "1,3,2.5,1,2,3"), ("Bloomsbury 2", "0,2,3,1,2,3")]
