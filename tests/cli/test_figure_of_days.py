"""`figure` for any days: the report's own numbers of the Virtual Court, from the cases that an edition keeps."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date, timedelta

import polars as pl
import pytest

from tests.cli.test_cli import data, run
from tp_metrics.access import EVERYONE, role_of
from tp_metrics.editions import Edition
from tp_metrics.periods import parse
from tp_metrics.results import Selection, result

__all__ = ["data", "run"]

REPORTED, UNCAPPED = "26 Oct 2010 to 19 Nov 2010", "26 Oct 2010 to 14 Nov 2010"
CASES, HEARD = "virtual_court_cases", "virtual_court_heard"
BACK, CAPACITY = "virtual_court_sent_back", "virtual_court_capacity_returns"


@pytest.fixture
def asked(run, demonstration_folder):
    """The rows of a figure of the December edition, as JSON."""

    def rows(measure: str, window: str, *more: str) -> list[dict[str, object]]:
        words = ("figure", measure, "--as-at", "2010-12-31", "--window", window, "--json", *more)
        status, out, err = run(*words, folder=demonstration_folder)
        assert (status, err) == (0, "")
        return json.loads(out)

    return rows


@pytest.fixture(scope="module")
def december(demonstration_folder):
    return Edition("2010-12-31", demonstration_folder / "editions" / "2010-12-31")


def figure(edition, measure, window, place="TP", viewer=EVERYONE):
    wanted = parse(window)
    asked = Selection(place=place, end=wanted.last, window=wanted.kind, edition=edition.id, viewer=viewer)
    return result(edition, measure, asked).figure


@pytest.mark.parametrize(
    ("measure", "window", "column", "published", "of"),
    [
        (CASES, REPORTED, "value", 460, None),
        (HEARD, REPORTED, "numerator", 304, 460),
        (BACK, REPORTED, "numerator", 156, 460),
        (CAPACITY, UNCAPPED, "numerator", 91, 342),  # the cap came in on Monday, 15 November
    ],
)
def test_the_reports_numbers_are_printed(asked, measure, window, column, published, of):
    (row,) = asked(measure, window)
    assert (row[column], row["denominator"], row["window"]) == (published, of, window)
    first, last = parse(window).first, parse(window).last
    assert (row["first_day"], row["last_day"]) == (first.isoformat(), last.isoformat())
    assert row["lower"] < row["value"] < row["upper"]


def test_a_whole_month_named_by_its_days_is_the_published_month(asked):
    for measure in (CASES, HEARD, CAPACITY):
        (days,), (month,) = (asked(measure, window) for window in ("1 Nov 2010 to 30 Nov 2010", "Nov 2010"))
        same = (
            "value",
            "numerator",
            "denominator",
            "base",
            "lower",
            "upper",
            "previous",
            "change_lower",
            "provisional",
        )
        assert {name: days[name] for name in same} == {name: month[name] for name in same}


def test_the_year_before_is_its_own_days_and_null_where_there_are_none(asked, december):
    cases = december.counts("hearings")
    before = cases.filter(pl.col("first_day").is_between(date(2009, 10, 26), date(2009, 11, 19)))
    (row,) = asked(CASES, REPORTED)
    assert (row["previous"], row["change"]) == (before.height, 460 - before.height)
    assert cases["first_day"].min() > date(2009, 4, 30)
    assert asked(CASES, "1 Apr 2010 to 20 Apr 2010")[0]["previous"] is None


def test_ten_rows_fewer_change_every_number(december, tmp_path):
    fewer = Edition(december.id, tmp_path / december.id)
    fewer.folder.mkdir()
    said = {name: told for name, told in december.manifest.items() if name != "files"}
    (fewer.folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    shutil.copytree(december.reference_folder, fewer.reference_folder)
    (fewer.folder / "facts").mkdir()
    shutil.copy(december.folder / "coverage.parquet", fewer.folder)
    (fewer.folder / "cohorts").mkdir()
    full = (pl.col("returned") == "capacity").fill_null(value=False)
    inside = pl.col("first_day").is_between(date(2010, 10, 26), date(2010, 11, 14))
    cases = december.counts("hearings").with_row_index("row")
    gone = [cases.filter(inside, which)["row"].head(10) for which in (full, pl.col("heard"))]
    kept = cases.filter(~pl.col("row").is_in(pl.concat(gone).implode())).drop("row")
    kept.write_parquet(fewer.folder / "cohorts" / "hearings.parquet")
    assert figure(fewer, CASES, REPORTED).value == 440
    assert figure(fewer, HEARD, REPORTED).numerator == 294
    assert figure(fewer, BACK, REPORTED).numerator == 146
    assert figure(fewer, CAPACITY, UNCAPPED).numerator == 81


def test_a_borough_below_five_is_withheld_and_its_share_too(asked, december):
    window = "26 Oct 2010 to 29 Oct 2010"
    days = pl.col("first_day").is_between(date(2010, 10, 26), date(2010, 10, 29))
    counted = dict(december.counts("hearings").filter(days).group_by("place").len().iter_rows())
    told = {row["code"]: row for row in asked(CASES, window, "--by", "borough")}
    assert min(counted.values()) < 5 <= max(counted.values())
    for code, cases in counted.items():
        row = told[code]
        assert row["value"] == (cases if cases >= 5 else None)
        hidden = [row[name] for name in ("numerator", "base", "records", "lower", "upper", "previous")]
        if cases < 5:
            assert (row["suppression"], hidden[:5]) == ("withheld: fewer than 5", [None] * 5)
            share = figure(december, HEARD, window, code)
            assert (share.value, share.numerator, share.denominator) == (None, None, None)


def test_whoever_may_not_see_a_place_sees_none_of_its_days(december):
    nobody = role_of({})
    for place in ("TP", "E09000028"):
        assert figure(december, CASES, REPORTED, place).value is not None
        hidden = figure(december, CASES, REPORTED, place, nobody)
        assert (hidden.value, hidden.numerator, hidden.note) == (None, None, "not for this viewer")


@pytest.mark.parametrize(
    ("measure", "window", "more", "says"),
    [
        (
            "robbery",
            REPORTED,
            (),
            f"Robbery for Territorial Policing in {REPORTED}: no figure .* there are months from",
        ),
        ("robbery", "1 Nov 2010 to 30 Nov 2010", (), "there are months from"),  # nor by a month that is said otherwise
        ("robbery", REPORTED, ("--place", "E05000231"), "no figure .* there are"),
        ("robbery_rate", REPORTED, (), "there are months from"),
        ("good_job", REPORTED, ("--by", "borough"), "there are months from"),
        ("residents", REPORTED, (), "there are years from"),
        (CASES, "20 Dec 2010 to 5 Jan 2011", (), "there are months from .* to 31 Dec 2010"),  # beyond the edition's day
        (CASES, "1 Jan 2009 to 30 Jun 2010", (), "there are months from"),  # before the pilot
        (CASES, REPORTED, ("--by", "month"), f"no whole month lies in {REPORTED}"),
        (CASES, "19 Nov 2010 to 26 Oct 2010", (), "a window cannot end"),
    ],
)
def test_what_has_no_such_days_is_refused_in_a_sentence(run, demonstration_folder, measure, window, more, says):
    words = ("figure", measure, "--as-at", "2010-12-31", "--window", window, *more)
    status, out, err = run(*words, folder=demonstration_folder)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert re.search(says, err)


def test_a_single_day_is_no_month(asked, december):
    day = next(one for one in (date(2010, 11, 1) + timedelta(days=n) for n in range(30)) if one.weekday() == 0)
    cases = december.counts("hearings").filter(pl.col("first_day") == day).height
    (row,) = asked(CASES, f"{day.day} Nov 2010 to {day.day} Nov 2010")
    assert (row["value"], row["last_day"]) == (cases, day.isoformat())
