"""Every method on a frame says in a ValueError what is wrong with it: a column that is missing, words for numbers."""

from __future__ import annotations

import polars as pl
import pytest

from tp_metrics import stats

WORDS = pl.DataFrame({"month": [1, 2], "a": ["x", "y"], "b": [3, 4], "g": ["p", "q"], "c": [True, False]})
PROJECTIONS = stats.projection(
    pl.DataFrame(
        [("Camden", 2009, 6, 5.0), ("Camden", 2010, 6, 6.0)], ["place", "year", "month", "value"], orient="row"
    )
)
TARGETS = pl.DataFrame({"place": ["Camden"], "target": [8.0]})

#: Each method, given a frame whose column `a` has no numbers, and the name of another column, of groups.
METHODS = {
    "xmr": lambda frame, group: stats.xmr(frame, value="a", series=group),
    "laney_p": lambda frame, group: stats.laney_p(frame, "a", "b", series=group),
    "laney_u": lambda frame, group: stats.laney_u(frame, "a", "b", series=group),
    "seasonally_adjusted": lambda frame, group: stats.seasonally_adjusted(frame, value="a", series=group),
    "against_trend": lambda frame, group: stats.against_trend(frame, value="a", series=group),
    "rank_intervals": lambda frame, group: stats.rank_intervals(
        frame, value="a", error="b", group=group, better="lower"
    ),
    "funnel": lambda frame, group: stats.funnel(frame, numerator="a", denominator="b", group=group),
    "shrunk": lambda frame, group: stats.shrunk(frame, p="a", n="b", group=group),
    "lorenz": lambda frame, group: stats.lorenz(frame, "a"),
    "top_share": lambda frame, group: stats.top_share(frame, "a"),
    "contributions": lambda frame, group: stats.contributions(frame, "a", "b", group),
    "suppressed": lambda frame, group: stats.suppressed(frame, "a", rule="5", totals=[[group]]),
    "kaplan_meier": lambda frame, group: stats.kaplan_meier(frame, "a", "b", group),
    "log_rank": lambda frame, group: stats.log_rank(frame, "a", "b", group),
    "cox": lambda frame, group: stats.cox(frame, "a", "b", [group]),
    "matched": lambda frame, group: stats.matched(frame, treated="c", covariates=["a", group]),
}


@pytest.mark.parametrize("name", METHODS)
def test_words_for_numbers_are_refused(name):
    with pytest.raises(ValueError, match=r"not numbers|must be a number"):
        METHODS[name](WORDS, "g")


@pytest.mark.parametrize("name", METHODS)
def test_a_missing_column_is_named(name):
    with pytest.raises(ValueError, match=r"no column '?a"):
        METHODS[name](WORDS.drop("a"), "g")


@pytest.mark.parametrize("name", sorted(set(METHODS) - {"lorenz", "top_share", "cox"}))
def test_a_missing_column_of_groups_is_named(name):
    with pytest.raises(ValueError, match=r"no column '?nowhere"):
        METHODS[name](WORDS.with_columns(a=pl.Series([0.1, 0.2])), "nowhere")


@pytest.mark.parametrize("method", [stats.needs, stats.outlook])
@pytest.mark.parametrize(
    ("projections", "targets"),
    [
        (PROJECTIONS.drop("method"), TARGETS),
        (PROJECTIONS, TARGETS.drop("place")),
        (PROJECTIONS, TARGETS.drop("target")),
    ],
)
def test_projections_and_targets_need_their_columns(method, projections, targets):
    with pytest.raises(ValueError, match="no column"):
        method(projections, targets)


@pytest.mark.parametrize("method", [stats.needs, stats.outlook])
@pytest.mark.parametrize("target", [float("nan"), float("inf"), "eight"])
def test_a_target_that_is_no_number_is_refused(method, target):
    with pytest.raises(ValueError, match="number"):
        method(PROJECTIONS, pl.DataFrame({"place": ["Camden"], "target": [target]}))


@pytest.mark.parametrize("method", [stats.projection, stats.carried_forward, stats.ets_projection, stats.backtested])
def test_months_of_words_are_refused(method):
    months = pl.DataFrame({"place": ["Camden"], "year": [2010], "month": [1], "value": ["many"]})
    with pytest.raises(ValueError, match="not numbers"):
        method(months)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_totals_and_parts_are_numbers(wrong):
    parts = pl.DataFrame({"ward": ["A"], "now": [1.0], "before": [2.0]})
    with pytest.raises(ValueError, match="totals are numbers"):
        stats.contributions(parts, "now", "before", "ward", total_now=wrong, total_before=2.0)
    figures = ["numerator_now", "denominator_now", "numerator_before", "denominator_before"]
    with pytest.raises(ValueError, match="infinite or not a number"):
        stats.kitagawa(pl.DataFrame([["A", wrong, 2.0, 3.0, 4.0]], ["ward", *figures], orient="row"), "ward")


def test_groups_that_were_never_at_risk_together_cannot_be_compared():
    people = pl.DataFrame({"months": [1, 1], "reoffended": [1, 1], "arm": ["a", "b"]})
    with pytest.raises(ValueError, match="never at risk together"):
        stats.log_rank(people, "months", "reoffended", "arm")


def test_a_base_below_nothing_is_refused():
    wards = pl.DataFrame({"share": [0.5], "asked": [-3]})
    with pytest.raises(ValueError, match="value below 0"):
        stats.suppressed(wards, "share", rule="base", base="asked", smallest_base=30)
