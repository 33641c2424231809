"""Peers without the place itself, positions by published intervals, and ranks with the doubt about them."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tp_metrics.stats.peers import peer_mean, peer_sums, position, rank_intervals, verdict

RANKS = ("rank", "rank_lower", "rank_upper")


def peers_of(k, n, group):
    frame = pl.DataFrame({"k": k, "n": n, "group": group}, schema_overrides={"k": pl.Float64, "n": pl.Float64})
    return frame.select(peer_mean(pl.col("k"), pl.col("n")).over("group")).to_series().to_list()


def placed(k1, n1, k0, n0, **options):
    given_numbers = [pl.lit(number, pl.Float64) for number in (k1, n1, k0, n0)]
    return pl.select(position(*given_numbers, **options)).item()


def ranked(values, errors, groups=None, better="lower", **options):
    frame = pl.DataFrame({"value": values, "error": errors, "group": groups or ["A"] * len(values)})
    return rank_intervals(frame, value="value", error="error", group="group", better=better, **options)


def test_a_place_is_no_peer_of_itself():
    assert peers_of([1, 2, 3, 5], [10, 10, 20, 50], ["A", "A", "A", "B"]) == [5 / 30, 4 / 30, 3 / 20, None]


def test_a_place_without_numbers_has_peers_and_is_none():
    assert peers_of([1, None, 3, 4], [10, 10, 0, 8], ["A"] * 4) == [4 / 8, 5 / 18, 5 / 18, 1 / 10]


def test_peers_without_denominator_have_no_mean_though_rounding_leaves_a_remainder():
    assert peers_of([0.1, 0.0], [0.1 + 0.2, 0.0], ["A", "A"]) == [None, pytest.approx(1 / 3)]
    assert peers_of([None, None], [None, None], ["A", "A"]) == [None, None]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 99), st.sampled_from("ABC")), min_size=1, max_size=30))
def test_the_peers_mean_agrees_with_plain_python(rows):
    k, n, group = zip(*rows, strict=True)
    for i, found in enumerate(peers_of(k, n, group)):
        others = [j for j in range(len(rows)) if j != i and group[j] == group[i]]
        wanted = sum(k[j] for j in others) / sum(n[j] for j in others) if others else None
        assert found == (None if wanted is None else pytest.approx(wanted))


def test_peer_sums_are_of_whole_numbers_where_the_counts_are():
    frame = pl.DataFrame({"k": [1, 2], "n": [3, 4]}).select(*peer_sums(pl.col("k"), pl.col("n")))
    assert frame.rows() == [(2, 4), (1, 3)]


@pytest.mark.parametrize(
    ("k1", "n1", "k0", "n0", "word"),
    [
        (56, 70, 48, 80, "better"),  # Newcombe 1998, Stat Med 17:873, table II: 0.0524 to 0.3339
        (9, 10, 3, 10, "better"),  # the same: 0.1705 to 0.8090
        (48, 80, 56, 70, "worse"),  # the first the other way round
        (5, 56, 0, 29, "in line"),  # the same: −0.0381 to 0.1926
        (156, 368, 136, 327, "in line"),  # the Diamond result: −0.0653 to 0.0810
    ],
)
def test_a_proportion_takes_its_position_from_newcombes_interval(k1, n1, k0, n0, word):
    assert placed(k1, n1, k0, n0, kind="proportion", better="higher") == word


@pytest.mark.parametrize("kind", ["rate", "ratio", "count"])
@pytest.mark.parametrize(
    ("x1", "t1", "x0", "t0", "dispersion", "word"),
    [
        (60, 1, 40, 1, 1.0, "worse"),  # z = 20/√100 = 2
        (60, 1, 40, 1, 1.1, "in line"),  # and 2/√1.1 = 1.91
        (40, 1, 60, 1, 1.0, "better"),
        (120, 1, 100, 1, 1.0, "in line"),
        (120, 1, 700, 7, 1.0, "in line"),  # a count against the mean of seven peers
        (0, 1, 70, 7, 1.0, "better"),  # nothing where ten would be usual
        (0, 1, 7, 7, 1.0, "in line"),  # nothing where one would be
        (0, 1, 0, 7, 1.0, "in line"),
    ],
)
def test_a_rate_takes_its_position_from_the_rate_ratio(kind, x1, t1, x0, t0, dispersion, word):
    assert placed(x1, t1, x0, t0, kind=kind, better="lower", dispersion=dispersion) == word


def test_dispersion_may_differ_by_row():
    assert placed(60, 1, 40, 1, kind="count", better="lower", dispersion=pl.lit(2.0)) == "in line"


def test_no_side_is_good_where_neither_is_better():
    assert placed(60, 1, 20, 1, kind="rate", better="neither") == "above"
    assert placed(20, 1, 60, 1, kind="rate", better="neither") == "below"
    assert placed(20, 1, 20, 1, kind="rate", better="neither") == "in line"


@pytest.mark.parametrize("kind", ["proportion", "rate"])
@pytest.mark.parametrize("numbers", [(None, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 0), (1, 1, 1, None), (-1, 1, 1, 1)])
def test_what_is_not_known_or_impossible_has_no_position(kind, numbers):
    assert placed(*numbers, kind=kind, better="higher") is None


def test_more_than_all_is_no_proportion():
    assert placed(2, 1, 1, 1, kind="proportion", better="higher") is None


@settings(max_examples=40)
@given(st.integers(0, 300), st.integers(0, 300), st.sampled_from(["proportion", "rate"]))
def test_positions_mirror_each_other_and_are_rarer_at_more_confidence(k1, k0, kind):
    opposite = {"better": "worse", "worse": "better", "in line": "in line"}
    word = placed(k1, 300, k0, 300, kind=kind, better="higher")
    assert placed(k1, 300, k0, 300, kind=kind, better="lower") == opposite[word]
    assert placed(k0, 300, k1, 300, kind=kind, better="higher") == opposite[word]
    assert placed(k1, 300, k0, 300, kind=kind, better="higher", confidence=0.998) in (word, "in line")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "stock", "better": "higher"}, "not of a 'stock'"),
        ({"kind": "rate", "better": "more"}, "not 'more'"),
        ({"kind": "rate", "better": "higher", "dispersion": 0.5}, "dispersion"),
        ({"kind": "rate", "better": "higher", "confidence": 95}, "between 0 and 1"),
    ],
)
def test_an_impossible_position_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        placed(1, 2, 1, 2, **options)


def test_the_verdict_is_null_where_nothing_is_known():
    assert pl.select(verdict(pl.lit(True), pl.lit(False), pl.lit(False), "higher")).item() is None


def test_ranks_without_doubt_are_single_and_ties_share_the_better_one():
    found = ranked([3.0, 1.0, 1.0, None, 2.0, 5.0], [0.0, 0.0, 0.0, 0.0, None, 0.0])
    assert found.select(*RANKS, "ranked").rows() == [
        (3, 3, 3, 4),
        (1, 1, 1, 4),
        (1, 1, 1, 4),
        (None, None, None, None),
        (None, None, None, None),
        (4, 4, 4, 4),
    ]


@pytest.mark.parametrize(
    ("chance", "upper"),
    [
        (0.97, 1),  # first in more than 95 of 100 draws
        (0.93, 2),
        (0.60, 2),
    ],
)
def test_two_places_swap_as_often_as_the_normal_distribution_says(chance, upper):
    gap = stats.norm.ppf(chance) * math.hypot(3, 4)
    found = ranked([10.0, 10.0 + gap], [3.0, 4.0]).select(*RANKS).rows()
    assert found == [(1, 1, upper), (2, 3 - upper, 2)]


def test_places_that_are_alike_may_take_any_rank():
    assert ranked([0.5] * 8, [0.1] * 8).select(*RANKS).unique().rows() == [(1, 1, 8)]


def test_the_interval_holds_the_rank_where_the_draws_seldom_do():
    found = ranked([i / 1000 for i in range(60)], [1.0] * 60)  # the first is first by a hair
    assert found.select(*RANKS).row(0)[:2] == (1, 1)
    assert found.select(*RANKS).row(59)[2] == 60


def test_the_highest_is_first_where_higher_is_better():
    assert ranked([1.0, 2.0], [0.0, 0.0], better="higher")["rank"].to_list() == [2, 1]


def test_one_place_none_and_no_frame_are_ranked_without_fuss():
    assert ranked([0.5], [0.1]).select(*RANKS, "ranked").rows() == [(1, 1, 1, 1)]
    assert ranked([None], [0.1]).select(*RANKS, "ranked").rows() == [(None, None, None, None)]
    assert ranked([], []).select(*RANKS).is_empty()


def test_one_group_needs_no_name():
    frame = pl.DataFrame({"value": [2.0, 1.0], "error": [0.0, 0.0]})
    assert rank_intervals(frame, value="value", error="error", better="lower")["rank"].to_list() == [2, 1]


PLACES = st.lists(
    st.tuples(st.integers(-9, 9), st.integers(0, 3), st.sampled_from("ABC")),
    min_size=1,
    max_size=25,
)


@settings(max_examples=25)
@given(PLACES)
def test_the_rank_is_scipys_and_lies_within_its_limits(places):
    values, errors, groups = zip(*places, strict=True)
    found = ranked(values, errors, list(groups), draws=50)
    for group in set(groups):
        rows = found.filter(pl.col("group") == group)
        assert rows["rank"].to_list() == stats.rankdata(rows["value"], method="min").tolist()
        assert (rows["rank_lower"] <= rows["rank"]).all()
        assert (rows["rank"] <= rows["rank_upper"]).all()
        assert (rows["rank_upper"] <= rows["ranked"]).all()
        assert (rows["rank_lower"] >= 1).all()


@settings(max_examples=25)
@given(PLACES, st.randoms(use_true_random=False))
def test_ranks_depend_on_no_other_group_and_no_order_of_rows(places, random):
    mixed = list(places)
    random.shuffle(mixed)
    alone = [row for row in places if row[2] == places[0][2]]
    sorts = ["group", "value", "error"]
    first, second, third = (
        ranked(*(list(part) for part in zip(*rows, strict=True)), draws=50).sort(sorts)
        for rows in (places, mixed, alone)
    )
    assert first.equals(second)
    assert first.filter(pl.col("group") == places[0][2]).equals(third)


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 3)), min_size=1, max_size=12))
def test_simulated_limits_agree_with_ranking_each_draw_by_itself(places):
    values, errors = (np.array(part, float) for part in zip(*sorted(places), strict=True))
    drawn = values[:, None] + errors[:, None] * np.random.default_rng(7).standard_normal((len(places), 200))
    ranks = np.sort(stats.rankdata(drawn, method="min", axis=0), axis=1)
    found = ranked(values, errors, draws=200, seed=7)
    for i, row in enumerate(found.iter_rows(named=True)):
        alike = [j for j in range(len(places)) if (values[j], errors[j]) == (values[i], errors[i])]
        # The 10th and the 190th of 200 draws.
        assert row["rank_lower"] == min(row["rank"], *(ranks[j, 9] for j in alike))
        assert row["rank_upper"] == max(row["rank"], *(ranks[j, 189] for j in alike))


def test_more_confidence_gives_wider_ranks_and_one_seed_the_same():
    values, errors = [float(i) for i in range(20)], [2.0] * 20
    narrow, wide = ranked(values, errors), ranked(values, errors, confidence=0.99)
    assert (wide["rank_lower"] <= narrow["rank_lower"]).all()
    assert (wide["rank_upper"] >= narrow["rank_upper"]).all()
    assert narrow.equals(ranked(values, errors))
    assert not narrow.equals(ranked(values, errors, draws=11, seed=1))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"errors": [-1.0, 1.0]}, "below 0"),
        ({"values": [float("nan"), 1.0]}, "not a number"),
        ({"better": "neither"}, "not 'neither'"),
        ({"draws": 0}, "not 0"),
        ({"confidence": 90}, "between 0 and 1"),
    ],
)
def test_impossible_ranks_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        ranked(**({"values": [1.0, 2.0], "errors": [1.0, 1.0]} | options))
