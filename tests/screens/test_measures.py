"""The Measures page: the catalogue in words, each with its worked example run."""

from __future__ import annotations

import pytest

import tp_metrics as tp

PAGE = "pages/about/measures.py"


def test_it_says_how_many_measures_there_are_and_lists_them_all(small, opened):
    screen = opened(small, PAGE)
    assert not screen.exception
    newest = tp.editions()[0]
    assert screen.markdown[0].value == (
        f"{tp.holdings.counted_words(tp.measures())} are defined; the edition as at 31 Dec 2016 has figures of "
        f"{tp.holdings.counted_words(tp.holdings.held(newest))}."
    )
    assert tp.holdings.counted_words(tp.holdings.held(newest)) in tp.holdings.summary(newest)
    every = screen.dataframe[-1].value
    assert len(every) == len(screen.selectbox("definition").options)


@pytest.mark.parametrize(
    ("title", "above", "below", "example"),
    [
        (
            "Police do a good job locally",
            "Interviews, each by its weight, where the answer on doing a good job is excellent or good.",
            "Interviews, each by its weight, where the answer on doing a good job is excellent, good, fair, poor or "
            "very poor.",
            "These records give **75 %**.",
        ),
        (
            "Knife crime",
            "Offences, where the offence is knife crime or it is flagged as knife crime.",
            None,
            "These records give **5** (offences).",
        ),
        ("Robbery per 1,000 residents", "Robbery", "Residents", "Robbery ÷ Residents × 1,000: see their own examples."),
    ],
)
def test_a_measure_is_told_in_words_with_its_example(small, opened, title, above, below, example):
    screen = opened(small, PAGE, definition=title)
    facts = screen.table[0].value.iloc[:, 0].to_dict()
    assert facts.get("What is counted") == above
    assert facts.get("Divided by") == below
    assert example in [one.value for one in screen.markdown]
    assert not screen.error
