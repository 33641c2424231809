"""The latest figure against its own line, as a regression library gives it."""

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from polars.testing import assert_frame_equal

from tp_metrics.stats import against_trend


def months(values, **more):
    return pl.DataFrame({"month": range(len(values)), "value": values} | more, strict=False)


def test_expected_value_and_limits_are_those_of_a_regression_library():
    rng = np.random.default_rng(3)
    values = 600 - 1.4 * np.arange(25) + rng.normal(0, 3, 25)
    found = against_trend(months(values.tolist())).row(0, named=True)
    model = sm.OLS(values[:-1], sm.add_constant(np.arange(24))).fit()
    told = model.get_prediction([[1, 24]]).summary_frame(alpha=0.05)
    assert found["expected"] == pytest.approx(told["mean"][0])
    assert found["lower"] == pytest.approx(told["obs_ci_lower"][0])
    assert found["upper"] == pytest.approx(told["obs_ci_upper"][0])
    assert found["slope"] == pytest.approx(model.params[1])


@pytest.mark.parametrize(
    ("last", "position"), [(576.0, None), (560.0, "below"), (590.0, "above")]
)  # two years at one officer a month fewer
def test_a_steady_fall_goes_on_unflagged_and_a_sudden_one_is_below(last, position):
    values = [600.0 - n + (n % 2) for n in range(24)] + [last]
    assert against_trend(months(values))["position"].to_list() == [position]


def test_each_series_has_its_own_line_and_a_missing_month_is_left_out():
    rising, falling = [500.0 + n + n % 2 for n in range(20)], [500.0 - n - n % 2 for n in range(20)]
    one, two = months([*rising[:5], None, *rising[6:]], place="A"), months(falling, place="B")
    found = against_trend(pl.concat([one, two]), series="place")
    assert found["place"].to_list() == ["A", "B"]
    assert found["slope"][0] > 0.9 > -0.9 > found["slope"][1]


def test_a_short_series_has_no_line():
    found = against_trend(months([1.0] * 12))
    assert found.select("expected", "position").row(0) == (None, None)
    assert against_trend(months([])).is_empty()


@pytest.mark.parametrize("step", [0.0, 0.1, -7.3])
def test_a_figure_on_a_line_without_scatter_is_not_flagged_for_rounding(step):
    found = against_trend(months([1e4 + step * n for n in range(30)]))
    assert found["position"].to_list() == [None]
    assert found["slope"][0] == pytest.approx(step, abs=1e-9)


def test_many_series_together_give_what_each_gives_alone():
    rng = np.random.default_rng(5)
    lengths = [1, 12, 13, 25, 40]
    each = [months((500 + rng.normal(0, 4, size)).tolist(), place=str(size)) for size in lengths]
    whole = against_trend(pl.concat(each), series="place")
    assert_frame_equal(whole.sort("place"), pl.concat([against_trend(one) for one in each]).sort("place"))


def test_a_level_in_millions_costs_no_digits():
    values = [float(n % 3) for n in range(25)]
    low, high = (against_trend(months([level + value for value in values])) for level in (0.0, 1e7))
    assert high["upper"][0] - 1e7 == pytest.approx(low["upper"][0], abs=1e-6)


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.1])
def test_an_impossible_confidence_is_refused(confidence):
    with pytest.raises(ValueError, match="a confidence lies between 0 and 1"):
        against_trend(months([1.0] * 20), confidence=confidence)
