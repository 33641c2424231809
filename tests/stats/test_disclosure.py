"""What is withheld cannot be worked out again from what is shown: by a table of cases, and by trying it."""

import itertools

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_metrics.stats.disclosure import FEW, REVEALS, suppressed


def shown(values, **how):
    frame = pl.DataFrame({"n": values}, schema={"n": pl.Int64})
    return suppressed(frame, "n", rule="5", **how)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([9, 20], [9, 20]),  # nothing to hide
        ([3, 9, 20], [None, None, 20]),  # one cell, and the next smallest
        ([20, 9, 3], [20, None, None]),
        ([3, 2, 9], [None, None, 9]),  # two hide each other
        ([0, 9, 20], [None, None, 20]),  # nobody also tells
        ([0, 0, 9, 20], [None, None, None, 20]),  # together 0, so each is 0
        ([4, 4, 9, 20], [None, None, None, 20]),  # together 8, so each is 4
        ([4, 3, 9, 20], [None, None, 9, 20]),
        ([1, 2, 9, 20], [None, None, None, 20]),  # together 3, which is a count under five as well
        ([0, 4, 9, 20], [None, None, None, 20]),
        ([0, 5, 9], [None, None, None]),  # together 5, and the one hidden for the other is at least 5
        ([3, 5, 5, 20], [None, None, None, 20]),  # hidden at most as large as the least shown: it would be 5
        ([3, 6, 6, 20], [None, None, 6, 20]),  # between 5 and 6, and so 3 or 4: not to be told
        ([3, 8, 8, 20], [None, None, 8, 20]),
        ([3, None, 9, 20], [None, None, None, 20]),  # not known hides nothing
        ([4, 4], [None, None]),
        ([3], [None]),
    ],
)
def test_a_cell_under_five_cannot_be_had_from_its_total(values, expected):
    assert shown(values, totals=[[]])["n"].to_list() == expected


def test_reasons_say_which_was_few_and_which_would_reveal_it():
    assert shown([3, None, 9, 20], totals=[[]])["reason"].to_list() == [FEW, "", REVEALS, ""]
    assert FEW == "withheld: fewer than 5"
    assert REVEALS == "withheld: would reveal another"


@pytest.mark.parametrize(
    ("values", "reveals"),
    [
        ([3], True),
        ([4, 4], True),
        ([0, 0, 0], True),
        ([1, 2], True),
        ([3, 2], False),
        ([3, 9], False),
        ([7], False),
        ([None, 3], True),
    ],
)
def test_a_total_that_gives_its_cells_away_is_marked(values, reveals):
    assert shown(values, totals=[[]])["total_reveals"].to_list() == [reveals] * len(values)


def test_without_a_published_total_only_the_few_are_withheld():
    found = shown([3, 9, 20])
    assert found["n"].to_list() == [None, 9, 20]
    assert found["reason"].to_list() == [FEW, "", ""]
    assert not found["total_reveals"].any()


def possible(values, found):
    """All tables that a reader can think of, who knows the rule, the reasons, the total and the cells shown."""
    hidden = [place for place, reason in enumerate(found["reason"]) if reason]
    total = sum(values[place] for place in hidden)
    least = min((x for x in found["n"] if x is not None), default=total)
    ranges = [range(5) if found["reason"][place] == FEW else range(5, min(least, total) + 1) for place in hidden]
    return hidden, [cells for cells in itertools.product(*ranges) if sum(cells) == total]


@settings(max_examples=80)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=5))
def test_no_reader_can_work_out_a_withheld_cell(values):
    found = shown(values, totals=[[]])
    if found["total_reveals"].any():
        assert found["n"].null_count() == len(values)  # all is hidden, and the total has to be too
        return
    hidden, tables = possible(values, found)
    for place, cells in enumerate(zip(*tables, strict=True)):
        if found["reason"][hidden[place]] == FEW:
            assert len(set(cells)) > 1


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.one_of(st.none(), st.integers(0, 30))), max_size=25
    )
)
def test_many_tables_at_once_are_each_as_one_alone(rows):
    frame = pl.DataFrame(rows, ["month", "borough", "n"], orient="row", schema_overrides={"n": pl.Int64})
    found = suppressed(frame, "n", rule="5", totals=[["month", "borough"]])
    assert found.select("month", "borough").equals(frame.select("month", "borough"))
    for keys, one in found.group_by("month", "borough", maintain_order=True):
        alone = frame.filter((pl.col("month") == keys[0]) & (pl.col("borough") == keys[1]))
        assert one.equals(suppressed(alone, "n", rule="5", totals=[[]]))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 12)), min_size=1, max_size=12),
    st.sampled_from([[[]], [["month"]], [["month"], ["borough"]]]),
)
def test_what_is_withheld_of_a_total_is_no_count_under_five_together(rows, totals):
    frame = pl.DataFrame(rows, ["month", "borough", "n"], orient="row", schema_overrides={"n": pl.Int64})
    found = suppressed(frame, "n", rule="5", totals=totals).with_columns(was=frame["n"], all=pl.lit(1))
    for keys in totals:
        for _, one in found.group_by(*(keys or ["all"])):
            hidden = one.filter(pl.col("reason") != "")
            assert one["total_reveals"].all() or hidden.is_empty() or hidden["was"].sum() >= 5


def test_rows_and_columns_of_a_table_are_both_looked_after():
    frame = pl.DataFrame(
        {
            "ward": ["A"] * 3 + ["B"] * 3 + ["C"] * 3,
            "offence": ["rape", "domestic", "hate"] * 3,
            "n": [3, 40, 20, 30, 12, 50, 25, 60, 70],
        }
    )
    found = suppressed(frame, "n", rule="5", totals=[["ward"], ["offence"]])
    for keys in ("ward", "offence"):
        hidden = found.group_by(keys).agg(pl.col("n").null_count())["n"].to_list()
        assert 1 not in hidden
    assert not found["total_reveals"].any()
    assert found["n"].null_count() < 9


def test_a_survey_withholds_small_bases_and_the_next_smallest_where_one_would_be_told():
    frame = pl.DataFrame(
        {
            "borough": ["A"] * 4 + ["B"] * 3,
            "share": [50.0, 61.0, 70.0, 55.0, 48.0, None, 66.0],
            "interviews": [29.0, 30.0, 90.0, None, 10.0, 0.0, 80.0],
            "lower": [30.0, 40.0, 60.0, 50.0, 20.0, None, 55.0],
        }
    )
    rule = {"rule": "base", "base": "interviews", "smallest_base": 30, "also": ["lower"]}
    plain = suppressed(frame, "share", **rule)
    few = "too few to say: base under 30"
    assert plain["reason"].to_list() == [few, "", "", "", few, few, ""]
    assert plain["share"].to_list() == [None, 61, 70, 55, None, None, 66]  # a figure made elsewhere has no base
    assert plain["lower"].to_list() == [None, 40, 60, 50, None, None, 55]
    assert plain["interviews"].equals(frame["interviews"])
    closed = suppressed(frame, "share", **rule, totals=[["borough"]])
    assert closed["reason"].to_list() == [few, REVEALS, "", "", few, few, REVEALS]
    assert not closed["total_reveals"].any()
    alone = suppressed(frame.filter(pl.col("interviews") < 30).head(1), "share", **rule, totals=[["borough"]])
    assert alone["total_reveals"].to_list() == [True]


def test_a_figure_made_elsewhere_is_the_last_to_be_hidden_for_another():
    frame = pl.DataFrame({"share": [50.0, 61.0, 70.0], "interviews": [29.0, None, 90.0]})
    found = suppressed(frame, "share", rule="base", base="interviews", smallest_base=30, totals=[[]])
    assert found["share"].to_list() == [None, 61.0, None]


def test_rule_none_withholds_nothing():
    frame = pl.DataFrame({"n": [0, 3, None]})
    found = suppressed(frame, "n", rule="none", totals=[[]])
    assert found["n"].to_list() == [0, 3, None]
    assert found["reason"].to_list() == [""] * 3
    assert not found["total_reveals"].any()


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"rule": "10"}, 'is "none", "5" or "base"'),
        ({"rule": "base", "base": "n"}, "smallest base"),
        ({"rule": "base", "smallest_base": 30}, "smallest base"),
        ({"rule": "base", "base": "interviews", "smallest_base": 30}, "no column interviews"),
        ({"rule": "5", "totals": [["ward"]]}, "no column ward"),
        ({"rule": "5", "also": ["lower"]}, "no column lower"),
        ({"rule": "5"}, "value below 0"),
    ],
)
def test_what_cannot_be_judged_is_refused(how, words):
    with pytest.raises(ValueError, match=words):
        suppressed(pl.DataFrame({"n": [-1, 3]}), "n", **how)
