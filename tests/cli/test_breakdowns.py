"""Figures as `figure` prints them: whole counts, the parts of the window that was asked for, and no empty tables."""

from __future__ import annotations

import json
import re

import pytest

from tests.cli.test_cli import data, run

__all__ = ["data", "run"]

CAMDEN = ("figure", "burglary", "--place", "Camden")


def test_counts_and_their_limits_are_printed_whole_and_stay_raw_in_json(run):
    _, out, _ = run(*CAMDEN, "--window", "Apr 2009")
    assert re.findall(r"[\d.,]+", out.splitlines()[-1].partition("2009 ")[2])[:4] == ["12", "6", "21", "12"]
    (row,) = json.loads(run(*CAMDEN, "--window", "Apr 2009", "--json")[1])
    assert (row["value"], row["lower"]) == (12.0, pytest.approx(6.1935, abs=1e-3))


@pytest.mark.parametrize(
    ("measure", "decimals"), [("total_notifiable_offences", 0), ("good_job", 1), ("robbery_rate", 2)]
)
def test_other_values_have_the_decimals_that_they_need(run, demonstration_folder, measure, decimals):
    _, out, _ = run("figure", measure, "--by", "borough", "--window", "2010/11", folder=demonstration_folder)
    if decimals == 1:
        _, out, _ = run("figure", measure, "--by", "borough", folder=demonstration_folder)
    values = re.findall(r"(?<= )-?\d[\d,]*(?:\.(\d+))?(?= )", out)
    assert {len(found) for found in values} <= {0, decimals}
    assert decimals in {len(found) for found in values}


@pytest.mark.parametrize(
    ("window", "by", "windows"),
    [
        ("2009/10 to May", "month", ["Apr 2009", "May 2009"]),
        ("May 2009", "month", ["May 2009"]),
        ("12 months to May 2009", "month", [None] * 12),
    ],
)
def test_a_breakdown_by_time_keeps_to_the_window(run, window, by, windows):
    rows = json.loads(run(*CAMDEN, "--window", window, "--by", by, "--json")[1])
    if len(windows) < 12:
        assert [row["window"] for row in rows] == windows
    assert len(rows) == len(windows)
    assert (rows[0]["first_day"], rows[-1]["window"]) == (rows[0]["first_day"], "May 2009")


@pytest.mark.parametrize(
    ("by", "window", "first", "count"),
    [
        ("month", "2010/11 to Dec", "Apr 2010", 9),
        ("week", "Q3 2010/11", "week to 10 Oct 2010", 12),
        ("quarter", "12 months to Dec 2010", "Q4 2009/10", 4),
        ("rolling 12 months", "2010/11", "12 months to Jun 2010", 4),
        ("week", "12 months to Dec 2010", "week to 10 Jan 2010", 51),  # more than the 45 that are shown otherwise
        ("rolling 12 months", None, "12 months to Mar 2004", 32),  # begins where the figures do
    ],
)
def test_parts_begin_and_end_with_the_window_or_with_the_figures(run, demonstration_folder, by, window, first, count):
    asked = ("figure", "robbery", "--by", by, *(("--window", window) if window else ()), "--json")
    rows = json.loads(run(*asked, folder=demonstration_folder)[1])
    assert (rows[0]["window"], len(rows)) == (first, count)
    assert all(row["value"] is not None for row in rows)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--by", "week"), "by week: no figure in edition 2015-03-31; there are months from 1 Mar 2009"),
        (("--by", "rolling 12 months"), "there are months from 1 Mar 2009 to 31 May 2009"),
        (("--by", "year", "--window", "2009/10 to May"), "no whole year lies in 2009/10 to May"),
        (("--by", "ward"), "no figure of wards in edition 2015-03-31; there are years from 1 Apr 2011"),
    ],
)
def test_a_breakdown_without_any_figure_is_refused_with_what_there_is(run, words, says):
    status, out, err = run(*CAMDEN, *words)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert says in err


def test_a_quotient_names_the_part_that_is_missing(run, demonstration_folder):
    for words in (("--place", "E05000644"), ("--place", "Camden", "--by", "ward")):
        status, _, err = run("figure", "incidents_per_officer", *words, folder=demonstration_folder)
        assert (status, err.count("\n")) == (2, 1)
        assert "the measure below the line, Police officers, has no figures of wards, only of" in err
        assert "there are months" not in err
    _, _, err = run(
        "figure", "offences_per_officer", "--place", "Camden", "--window", "Dec 2006", folder=demonstration_folder
    )
    assert "below the line" not in err or "has only months from 1 Apr 2007" in err


def test_a_breakdown_whose_parts_are_all_withheld_says_why_of_each(run, demonstration_folder):
    words = ("good_job", "--place", "Bromley", "--by", "ward", "--window", "12 months to Dec 2010")
    rows = json.loads(run("figure", *words, "--as-at", "2010-12-31", "--json", folder=demonstration_folder)[1])
    assert len(rows) == 22
    assert {row["value"] for row in rows} == {None}
    assert {row["note"] for row in rows} == {"too few to say: base under 30"}
