"""A published national rate: which year of it an edition may show, and that it enters no verdict and no test."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.outcomes.extracts import diamond_alone
from tp_metrics import words
from tp_metrics.editions import Edition, editions, publish
from tp_metrics.outcomes import alike, national_rate, parts, reoffending, time_to_reoffence
from tp_metrics.records import Store

EARLY, LATE = date(2010, 12, 31), date(2011, 12, 31)
FILE = "moj_proven_reoffending.csv"


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory, demonstration_folder: Path) -> Edition:
    """People of the Diamond Initiative, and nothing else."""
    return diamond_alone(tmp_path_factory.mktemp("national"), demonstration_folder, LATE)


@pytest.fixture(scope="module")
def store(without: Edition, layouts: Path) -> Store:
    """The same people with the rates beside them, published as at three days."""
    found = Store(without.folder.parents[1])
    found.ingest(layouts / FILE)
    for as_at in (EARLY, LATE, date(2012, 12, 31)):
        publish(found, as_at)
    return found


def edition(store: Store, as_at: date) -> Edition:
    """The last edition as at a day."""
    return next(one for one in editions(store) if one.as_at == as_at)


def test_an_edition_without_the_rates_has_none(without: Edition):
    assert without.counts("reoffending_rates").is_empty()
    assert national_rate(reoffending(without, "TP")) is None


@pytest.mark.parametrize(
    ("as_at", "last", "share"),
    [(LATE, date(2010, 3, 31), 26.94), (date(2012, 12, 31), date(2011, 3, 31), 26.9)],
)
def test_the_newest_year_of_adults_that_could_be_known_on_the_day_is_taken(
    store: Store, as_at: date, last: date, share: float
):
    rate = national_rate(reoffending(edition(store, as_at), "TP"))
    assert rate is not None
    assert (rate.last_day, round(rate.share, 2)) == (last, share)


def test_while_the_groups_have_no_rates_there_is_no_national_one(store: Store):
    early = edition(store, EARLY)
    assert early.counts("reoffending_rates").height > 0
    assert national_rate(reoffending(early, "TP")) is None


@pytest.mark.parametrize("place", ["TP", "E09000008"])
def test_it_enters_no_verdict_and_no_test(store: Store, without: Edition, place: str):
    before, after = (reoffending(one, place) for one in (without, edition(store, LATE)))
    assert before.edition != after.edition
    assert (before.verdict, before.more, before.why) == (after.verdict, after.more, after.why)
    assert before.arms.equals(after.arms)
    assert time_to_reoffence(before).test == time_to_reoffence(after).test
    assert alike(before).verdict == alike(after).verdict
    assert parts(before).equals(parts(after))


def test_the_line_says_whose_it_is_and_that_it_is_no_comparison(store: Store):
    rate = national_rate(reoffending(edition(store, LATE), "TP"))
    assert rate is not None
    said = words.national_words(rate)
    assert said.startswith("Adults in England and Wales, year to Mar 2010: 26.9 % reoffended within a year; ")
    assert "not a like-for-like comparison" in said
    assert said.endswith("Source: Ministry of Justice.")


@pytest.mark.real
def test_the_real_year_to_march_2010_stands_in_december_2011(open_data: Path, without: Edition, tmp_path: Path):
    found = Store(shutil.copytree(without.folder.parents[1], tmp_path / "data"))
    found.ingest(open_data / "justice/moj_proven_reoffending_rates_2007-2017.csv.gz")
    one = publish(found, LATE)
    assert one.counts("reoffending_rates")["last_day"].max() == date(2010, 3, 31)
    rate = national_rate(reoffending(one, "TP"))
    assert rate is not None
    assert "year to Mar 2010: 29.4 % reoffended" in words.national_words(rate)
