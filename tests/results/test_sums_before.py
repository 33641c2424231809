"""What a breakdown rests on a year before is what the same question a year before rests on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from polars.testing import assert_frame_equal

from tests.results.judged_store import END
from tp_metrics.results import Selection, result, sums_before


@pytest.mark.parametrize("measure", ["robbery", "good_job", "sanction_detection_ratio", "offences_per_officer"])
def test_the_sums_a_year_before_are_those_of_the_window_before(edition, measure):
    asked = Selection(end=END, by=("borough",))
    now = result(edition, measure, asked)
    then = result(edition, measure, replace(asked, end=now.window.previous().last, window=now.window.kind))
    columns = ["code", "value", "numerator", "denominator", "base"]
    wanted = then.rows.select(columns).filter(then.rows["value"].is_not_null())
    assert wanted.height
    assert_frame_equal(sums_before(now).select(columns), wanted, check_row_order=False)
