"""The latest figure against its own line, as a regression library gives it."""

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

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
