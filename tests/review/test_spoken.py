"""The scorecard and what drove a change: the whole force stands in for TP, and kinds of offence are named."""

from __future__ import annotations

from datetime import date

import pytest

from tp_metrics import review
from tp_metrics.editions import publish
from tp_metrics.records import Store
from tp_metrics.results import Selection
from tp_metrics.review.spoken import spoken


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """An edition in which the force and a borough have a figure of good_job, and TP has none."""
    folder = tmp_path_factory.mktemp("printed")
    file = folder / "published.csv"
    rows = [f"2010-01-01,2010-12-31,{place},good_job,{value}" for place, value in (("MPS", 0.66), ("E09000033", 0.7))]
    file.write_text("\n".join(["first_day,last_day,place,measure,value", *rows]) + "\n", encoding="utf-8")
    store = Store(folder / "data")
    store.ingest(file)
    return publish(store, date(2010, 12, 31))


@pytest.mark.parametrize(("place", "code", "value"), [("TP", "MPS", 66.0), ("E09000033", "E09000033", 70.0)])
def test_the_whole_force_answers_for_tp_alone(printed, place, code, value):
    answer = spoken(printed, "good_job", Selection(place)).figure
    assert (answer.code, answer.value) == (code, pytest.approx(value))


def test_the_scorecard_holds_the_whole_forces_line(printed):
    (line,) = review.scorecard(printed, Selection())
    assert (line.result.measure.id, line.result.figure.code) == ("good_job", "MPS")


def test_the_kinds_that_make_up_a_change_are_named(edition):
    found = review.drivers(edition, "robbery", Selection(edition="2010-12-31"), "offence")
    assert found is not None
    assert found.named == ("robbery_personal",)
    assert found.parts["change"].sum() == pytest.approx(found.change)
