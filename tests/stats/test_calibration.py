"""The methods hold what they promise: false alarms, coverage, and the table of docs/methods.md as measured afresh."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from bench import calibration
from tp_metrics import stats

pytestmark = pytest.mark.trust

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/methods.md"


@pytest.fixture(scope="module")
def rules():
    """The rule that hit the latest point of 1,000 re-seeded stable series, in each of 60 months."""
    return calibration.stable(1000, 60, seed=77)


def test_a_thousand_stable_series_raise_the_expected_false_alarms(rules):
    expected = stats.expected_false_alarms(1000, points=60)
    assert rules.is_not_null().sum() == pytest.approx(expected, rel=0.2)


@pytest.mark.parametrize("rule", calibration.ALL)
def test_each_rule_raises_the_false_alarms_that_are_expected_of_it(rules, rule):
    expected = len(rules) * calibration.expected(rule)
    # A trend and two of three are so rare that chance alone takes more than the fifth.
    allowed = max(0.2 * expected, 4 * math.sqrt(expected))
    assert (rules == rule).sum() == pytest.approx(expected, abs=allowed)


@pytest.mark.parametrize(
    "measured",
    [calibration.intervals, calibration.comparisons, calibration.false_alarms, calibration.seasons, calibration.wards],
)
def test_every_figure_is_within_its_mark_and_stands_in_the_document(measured):
    found = list(measured())
    assert [str(line) for line in found if line.passed is False] == []
    written = DOCUMENT.read_text(encoding="utf-8")
    assert [calibration.row(line) for line in found if calibration.row(line) not in written] == []


def test_the_year_end_interval_holds_the_real_years(open_data, monkeypatch):
    monkeypatch.setenv("TP_OPEN_DATA", str(open_data))
    found = list(calibration.year_ends())
    assert [line.passed for line in found] == [True, True, True]
    written = DOCUMENT.read_text(encoding="utf-8")
    assert [calibration.row(line) for line in found if calibration.row(line) not in written] == []


def test_without_the_published_files_the_year_ends_are_skipped_with_a_line(monkeypatch):
    monkeypatch.delenv("TP_OPEN_DATA", raising=False)
    (line,) = calibration.year_ends()
    assert (line.figure, line.passed) == ("skipped", None)
