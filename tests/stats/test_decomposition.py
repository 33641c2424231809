"""Decompositions add up, agree with independent ways to the same numbers, and refuse what has none."""

import math

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tp_metrics.stats.decomposition import NOT_SHOWN, contributions, kitagawa, productivity_shares

COLUMNS = ("numerator_now", "denominator_now", "numerator_before", "denominator_before")
COUNT = st.integers(0, 5_000)


def wards(now, before):
    names = [f"ward {place}" for place in range(len(now))]
    schema = {"ward": pl.String, "now": pl.Float64, "before": pl.Float64}
    return pl.DataFrame({"ward": names, "now": now, "before": before}, schema=schema)


def parts(rows):
    return pl.DataFrame([(f"part {i}", *row) for i, row in enumerate(rows)], ["part", *COLUMNS], orient="row")


def test_contributions_add_up_to_the_change_with_a_row_for_the_rest():
    found = contributions(wards([30, 50], [20, 52]), "now", "before", "ward", total_now=85, total_before=72)
    assert found.columns == ["ward", "now", "before", "change", "share"]
    assert found.rows()[:2] == [("ward 0", 30, 20, 10, 10 / 13), ("ward 1", 50, 52, -2, -2 / 13)]
    assert found.rows()[2] == (NOT_SHOWN, 5, 0, 5, 5 / 13)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.one_of(st.none(), COUNT), st.one_of(st.none(), st.floats(0, 5_000))), max_size=12),
    st.floats(0, 900),
    COUNT,
)
def test_contributions_always_add_up(figures, rest_now, rest_before):
    now, before = [row[0] for row in figures], [row[1] for row in figures]
    totals = sum(x or 0 for x in now) + rest_now, sum(x or 0 for x in before) + rest_before
    found = contributions(wards(now, before), "now", "before", "ward", total_now=totals[0], total_before=totals[1])
    assert found["now"].sum() == pytest.approx(totals[0], abs=1e-9 * max(1, totals[0]))
    assert found["before"].sum() == pytest.approx(totals[1], abs=1e-9 * max(1, totals[1]))
    change = found["change"].sum()
    assert change == pytest.approx(totals[0] - totals[1], abs=1e-9 * max(1, *totals))
    if abs(change) > 1e-3:
        assert found["share"].sum() == pytest.approx(1)
    withheld = found.filter(pl.col("change").is_null())
    assert withheld.height == sum(None in row for row in figures)
    assert withheld.select("now", "before", "share").null_count().row(0) == (withheld.height,) * 3


@pytest.mark.parametrize(
    ("now", "before", "totals", "rows"),
    [
        ([], [], (None, None), []),
        ([], [], (9, 4), [(NOT_SHOWN, 9, 4, 5)]),
        ([7], [7], (7, 7), [("ward 0", 7, 7, 0)]),
        ([7], [5], (None, None), [("ward 0", 7, 5, 2)]),
        # withheld in one period: both go to the rest, or the columns would not add up
        ([7, None, 2], [5, 3, None], (12, 10), [("ward 0", 7, 5, 2), ("ward 1",), ("ward 2",), (NOT_SHOWN, 5, 5, 0)]),
        # withheld, and nothing left for it: the row stands all the same
        ([7, None, None], [5, 3, 0], (7, 8), [("ward 0", 7, 5, 2), ("ward 1",), ("ward 2",), (NOT_SHOWN, 0, 3, -3)]),
        ([0.1, 0.2], [0, 0], (0.3, 0), [("ward 0", 0.1, 0, 0.1), ("ward 1", 0.2, 0, 0.2)]),  # no row for rounding
    ],
)
def test_the_rest_has_a_row_where_there_is_one(now, before, totals, rows):
    found = contributions(wards(now, before), "now", "before", "ward", total_now=totals[0], total_before=totals[1])
    assert found.drop("share").rows() == [row if len(row) > 1 else (*row, None, None, None) for row in rows]


def test_a_change_of_nothing_has_no_shares():
    found = contributions(wards([3, 5], [5, 3]), "now", "before", "ward")
    assert found["share"].to_list() == [None, None]


@pytest.mark.parametrize(
    ("now", "before", "totals", "words"),
    [
        ([-1, 2], [1, 1], (None, None), "value below 0"),
        ([1, 2], [1, float("nan")], (None, None), "infinite or not a number"),
        ([1, None], [1, 1], (None, None), "a part is withheld"),
        ([1, 2], [1, 1], (3, None), "both periods, or of neither"),
        ([1, 2], [1, 1], (None, 3), "both periods, or of neither"),
        ([1, 2], [1, 1], (2, 2), "now add up to more"),
        ([1, 2], [4, 1], (3, 4), "before add up to more"),
    ],
)
def test_contributions_refuse_what_cannot_add_up(now, before, totals, words):
    with pytest.raises(ValueError, match=words):
        contributions(wards(now, before), "now", "before", "ward", total_now=totals[0], total_before=totals[1])


def test_a_part_named_twice_is_refused():
    twice = pl.DataFrame({"ward": ["A", "A"], "now": [1, 2], "before": [1, 2]})
    with pytest.raises(ValueError, match="each ward is one part"):
        contributions(twice, "now", "before", "ward")


def test_parts_that_are_not_named_by_words_are_given_as_words():
    months = pl.DataFrame({"hour": [1, 2], "now": [1, 2], "before": [1, 2]})
    assert contributions(months, "now", "before", "hour", total_now=4, total_before=3)["hour"].to_list() == [
        "1",
        "2",
        NOT_SHOWN,
    ]


# Small and large kidney stones, open surgery as the period now and nephrolithotomy as the one before:
# better in both parts and worse in all. Charig et al. 1986, BMJ 292:879.
STONES = parts([(81, 87, 234, 270), (192, 263, 55, 80)])


def test_kitagawa_tells_rate_from_mix_where_the_whole_moves_against_its_parts():
    found = kitagawa(STONES, "part")
    # The same by direct standardisation: the rates of both periods on the mean of both mixes.
    mix = [(87 / 350 + 270 / 350) / 2, (263 / 350 + 80 / 350) / 2]
    rate_effect = mix[0] * (81 / 87 - 234 / 270) + mix[1] * (192 / 263 - 55 / 80)
    assert found["rate_effect"].sum() == pytest.approx(rate_effect)
    assert rate_effect > 0
    assert found["effect"].sum() == pytest.approx(273 / 350 - 289 / 350)
    assert found["effect"].sum() < 0
    assert found["mix_effect"].sum() == pytest.approx(273 / 350 - 289 / 350 - rate_effect)


def test_growth_of_a_part_with_a_low_rate_counts_as_a_fall():
    found = kitagawa(parts([(9, 90, 2, 20), (8, 10, 64, 80)]), "part")
    assert found["rate_effect"].to_list() == pytest.approx([0, 0])
    assert found["mix_effect"].max() < 0


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.floats(0, 2), st.integers(0, 900), st.floats(0, 2), st.integers(0, 900)), min_size=1, max_size=9
    )
)
def test_rate_effect_and_mix_effect_add_up_to_the_change(figures):
    assume(sum(row[1] for row in figures) and sum(row[3] for row in figures))
    rows = [(rate_now * now, now, rate_before * before, before) for rate_now, now, rate_before, before in figures]
    found = kitagawa(parts(rows), "part")
    now, before = (sum(row[i] for row in rows) / sum(row[i + 1] for row in rows) for i in (0, 2))
    assert found["effect"].sum() == pytest.approx(now - before, abs=1e-9)
    assert found["rate_effect"].sum() + found["mix_effect"].sum() == pytest.approx(now - before, abs=1e-9)
    back = kitagawa(parts([(*row[2:], *row[:2]) for row in rows]), "part")
    assert back["rate_effect"].to_list() == pytest.approx([-x for x in found["rate_effect"]], abs=1e-9)


@pytest.mark.parametrize(
    ("rows", "rate_effect", "mix_effect"),
    [
        ([(5, 10, 2, 10)], [0.3], [0.0]),  # one part: all rate
        ([(5, 10, 5, 10), (2, 4, 2, 4)], [0, 0], [0, 0]),  # constant
        ([(5, 10, 5, 10), (0, 0, 0, 0)], [0, 0], [0, 0]),  # an empty part
        ([(5, 10, 5, 10), (0, 10, 0, 0)], [0, 0], [-0.5 * 0.125, 0.5 * -0.375]),  # new: all mix
        ([(5, 10, 5, 10), (0, 0, 0, 10)], [0, 0], [0.5 * 0.125, -0.5 * -0.375]),  # closed: all mix
    ],
)
def test_parts_that_come_go_or_stay_have_the_effect_that_they_should(rows, rate_effect, mix_effect):
    found = kitagawa(parts(rows), "part")
    assert found["rate_effect"].to_list() == pytest.approx(rate_effect)
    assert found["mix_effect"].to_list() == pytest.approx(mix_effect)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(1, 2, -1, 2)], "value below 0"),
        ([(1, None, 1, 2)], "denominator_now has to be known"),
        ([(1, 2, 0, 0)], "denominator_before is 0 in all parts"),
        ([(1, 2, 1, 2), (3, 0, 1, 2)], "events in numerator_now and nothing in denominator_now"),
        ([(1, 2, 1, 2), (3, 3, 1, 0)], "events in numerator_before and nothing in denominator_before"),
    ],
)
def test_kitagawa_refuses_what_has_no_rate(rows, words):
    with pytest.raises(ValueError, match=words):
        kitagawa(parts(rows), "part")


def shares(*figures):
    expressions = productivity_shares(*(pl.lit(figure, pl.Float64) for figure in figures))
    return pl.select(part.alias(str(place)) for place, part in enumerate(expressions)).row(0)


@settings(max_examples=60)
@given(*[st.floats(1e-3, 1e6)] * 4)
def test_demand_and_staffing_add_up_to_the_change_of_productivity(output_now, output_before, now, before):
    change, demand, staffing = shares(output_now, output_before, now, before)
    assert change == pytest.approx(demand + staffing, abs=1e-12)
    assert change == pytest.approx(math.log(output_now / now) - math.log(output_before / before), abs=1e-9)
    assert demand == pytest.approx(math.log(output_now / output_before), abs=1e-9)


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("figure", [0, -1, None, float("nan")])
def test_productivity_of_nothing_is_null(place, figure):
    figures = [1200, 1000, 90, 100]
    assert shares(*figures) == pytest.approx((math.log(1200 / 90 * 100 / 1000), math.log(1.2), math.log(1 / 0.9)))
    figures[place] = figure
    assert shares(*figures) == (None, None, None)
