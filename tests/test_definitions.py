"""Measures in words, read from their own files."""

from __future__ import annotations

import ast

import pytest

from tp_metrics.definitions import catalogue_table, definition, english, example_value, ordered
from tp_metrics.measures import catalogue


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("nw.col('offences')", "offences"),
        ("nw.col('offence').is_in(['rape'])", "the offence is rape"),
        (
            "nw.col('offence').is_in(['robbery_personal', 'robbery'])",
            "the offence is personal robbery or robbery not told apart",
        ),
        ("nw.when(nw.col('grade') == 'S').then(nw.col('timed')).otherwise(0)", "timed, where the grade is soon (S)"),
        (
            "(nw.col('offence') == 'gun_crime') | nw.col('gun_crime')",
            "the offence is gun crime or it is flagged as gun crime",
        ),
        ("~nw.col('arrests').is_null()", "arrests are known"),
        ("nw.col('category') != 'asb'", "the category is not anti-social behaviour"),
        (
            "nw.when(nw.col('posts') - nw.col('pcsos') > 0).then(nw.col('posts'))",
            "posts, where posts less PCSOs is above 0",
        ),
        ("nw.col('weight').sqrt()", "col('weight').sqrt()"),
        (
            "nw.col('first_hearing') <= nw.col('charged').dt.offset_by('24h')",
            "the first hearing is at most 24 hours after the charge",
        ),
    ],
)
def test_an_expression_is_said_in_words(code: str, words: str):
    assert english(ast.parse(code, mode="eval").body) == words


def test_every_measure_says_what_it_is_and_what_it_sums():
    for name, measure in catalogue().items():
        told = definition(name)
        assert told.says.endswith("."), name
        assert bool(told.above) == (measure.kind != "published"), name
        assert bool(told.below) == (measure.kind in ("proportion", "ratio", "quotient")), name
        assert "col(" not in told.above + told.below, name
        said = f"{told.above} {told.below}"
        assert not {"row", "1,", "asb", "robbery_personal"} & {*said.split()}, name
        assert "where the answer" in told.above or measure.table not in ("confidence_survey", "satisfaction_survey")


def test_every_worked_example_gives_what_it_declares():
    for name, measure in catalogue().items():
        if measure.example is not None and measure.numerator is not None:
            assert example_value(measure) == pytest.approx(measure.example[1]), name


def test_a_rate_stands_behind_its_count():
    names = list(ordered())
    assert sorted(names) == sorted(catalogue())
    assert names.index("robbery_rate") == names.index("robbery") + 1
    assert catalogue_table().height == len(names)
