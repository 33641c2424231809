"""What a meeting reads: the headline, the window of a scorecard, what drove a change, and which cards are missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import polars as pl
import pytest

from tests.made_results import GOOD_JOB, ROBBERY, figure, judged, result
from tp_metrics import words
from tp_metrics.results.judging import Judgement, RestOfYear, Target
from tp_metrics.review import Complete, Drivers, Screen
from tp_metrics.review.scorecard import Line
from tp_metrics.stats.decomposition import NOT_SHOWN
from tp_metrics.words.review import UNPLACED


def line(value, previous, signal="usual", direction=None, measure=ROBBERY, **more):
    rule = "shift" if direction else None
    own = figure(value, previous, **more)
    return Line(
        "Priority crime", judged(result(own, measure=measure), Judgement(signal=signal, rule=rule, direction=direction))
    )


@pytest.mark.parametrize(
    ("lines", "worse", "better"),
    [
        ((line(110.0, 100.0, "concern", "rise"),), "Robbery (+10.0 %)", "nothing"),
        ((line(90.0, 100.0, "improvement", "fall"),), "nothing", "Robbery (−10.0 %)"),
        # Low for months, and yet above the very low months of a year before.
        ((line(110.0, 100.0, "improvement", "fall"),), "nothing", "Robbery (though +10.0 % on a year before)"),
        ((line(90.0, 100.0, "concern", "rise"),), "Robbery (though −10.0 % on a year before)", "nothing"),
        ((line(110.0, 100.0, "concern", "rise", code="MPS"),), "Robbery (MPS) (+10.0 %)", "nothing"),
    ],
)
def test_the_headline_says_what_worsened_and_what_improved(lines, worse, better):
    told = words.headline_sentences.__wrapped__(lines)
    assert told[:2] == [f"Worse than usual: {worse}.", f"Better than usual: {better}."]


def test_an_edition_with_nothing_unusual_says_so():
    assert words.headline_sentences.__wrapped__((line(110.0, 100.0),))[0].startswith("Nothing is unusual")


def test_an_edition_in_which_only_what_is_neither_good_nor_bad_is_unusual_names_it():
    lines = (line(110.0, 100.0, "neutral", "rise"), line(120.0, 100.0))
    assert words.headline_sentences.__wrapped__(lines)[0] == (
        "Nothing is worse or better than usual; unusual, but neither: Robbery (+10.0 %)."
    )


def test_the_window_of_a_scorecard_is_the_latest_of_those_asked_for():
    own = line(63.0, 62.0, measure=GOOD_JOB, window="12 months to Dec 2010")
    own = replace(own, result=replace(own.result, fell_back=True))
    lines = (own, line(9.0, 8.0, window="2010/11 to Nov"), line(9.0, 8.0, window="2010/11 to Dec"))
    assert words.main_period(lines) == "April to December 2010"
    assert words.main_period(lines[:1]) == "12 months to December 2010"


def heading(title, missed, needed):
    """A line whose year is heading past its target by so many per cent, and needs so much of last year's rest."""
    outlook = RestOfYear(100.0, None, None, None, "", 10.0, needed, "", "", "", missed_by=missed)
    aimed = Target(-5.0, "change_percent", 95.0, "red", "assumed", "")
    own = judged(
        result(figure(110.0, 100.0), measure=replace(ROBBERY, title=title)), Judgement(outlook=outlook, target=aimed)
    )
    return Line("Priority crime", own)


def test_the_rest_of_the_year_begins_with_what_falls_furthest_short_of_its_target():
    lines = (
        heading("Far", 12.34, -5.0),
        heading("Hard", 3.0, -40.0),
        heading("Early", None, -50.0),
        heading("Done", -25.2, 30.0),
        heading("Even", 0.04, -1.0),
        line(110.0, 100.0),
    )
    told = words.shortfalls.__wrapped__(lines)
    assert [title for title, _ in told] == ["Far", "Hard", "Even", "Done", "Early"]
    assert [said.split(". ")[0] for _, said in told[:4]] == [
        "Expected to miss its target by 12.3 %",
        "Expected to miss its target by 3.0 %",
        "Expected to meet its target",
        "Expected to better its target by 25 %",
    ]
    assert told[-1][1].startswith("Heading for 100")


def test_the_sources_of_a_scorecard_are_all_named():
    one = result(figure(9.0, 8.0))
    other = replace(one, source="MPS figures workbook")
    assert words.sources_line([one, one]) == words.source_line(one)
    assert words.sources_line([one, other]) == (
        "Sources: MPS crime by borough, 2008 to 2016; MPS figures workbook; edition as at 31 December 2010."
    )


def test_where_a_theme_ends_on_several_days_the_strip_says_how_old_the_oldest_is():
    lines = (line(9.0, 8.0, window="2010/11 to Nov"), line(9.0, 8.0, window="2010/11 to Dec"))
    strip = words.trust_strip(lines, Screen(pl.DataFrame(), 640, 6.2, 0), None, Complete(32, 2, 2, 0, ()))
    assert strip == (
        "Edition 31 December 2010 · data: priority crime to 31 Dec 2010 (some to 30 Nov 2010) · "
        "complete: 32 of 32 boroughs in every month · 640 borough series tested, about 6 false alarms expected"
    )


def drivers(changes, *, by="borough", named=(), share=None, rest=None):
    parts = pl.DataFrame({"part": list(changes), "change": [float(each) for each in changes.values()]})
    return Drivers(by, float(sum(changes.values())), parts, named, share, rest)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (drivers({"A": 0, "B": 0}), "There is no change to explain."),
        (
            drivers({"A": 60, "B": 40, "C": -10}, named=("A",), share=66.7, rest=2.0),
            "67 % of the rise is in A; all others together are up 2.0 %.",
        ),
        (
            drivers({"A": -60, "B": -40, "C": 9}, by="ward", named=("A", "B"), share=110.0, rest=0.4),
            "More than all of the fall is in 2 wards (A and B); all others together are level.",
        ),
        (
            drivers({"A, X": -60, "B": -40, "C": -9}, by="ward", named=("A, X", "B"), share=92.0, rest=-3.4),
            "92 % of the fall is in 2 wards (A (X) and B); all others together are down 3.4 %.",
        ),
        (
            drivers(
                {"robbery_personal": -28, "robbery_business": 9}, by="offence", named=("robbery_personal",), share=147.0
            ),
            "More than all of the fall is in personal robbery.",
        ),
        (
            drivers({"A": 50, "B": 30, "C": -40, "D": -35, UNPLACED: -1}),
            "Rises and falls nearly balance: 80 more in 2 boroughs (A and B) and 75 fewer in 2 boroughs (C and D).",
        ),
        (drivers({"A": 10, "B": 9, "C": 8}), "The rise is spread widely: no few boroughs make up most of it."),
    ],
)
def test_what_drove_a_change_is_said_in_a_sentence(found, said):
    assert words.drivers_words(found, result(figure(9.0, 8.0))) == said


def test_the_part_that_cannot_be_named_is_called_alike():
    assert UNPLACED == NOT_SHOWN


def test_cards_say_what_is_missing_and_what_is_the_whole_forces():
    own, wider = result(figure(9.0, 8.0)), result(figure(9.0, 8.0, code="MPS"), measure=GOOD_JOB)
    missing = result(figure(None), measure=replace(ROBBERY, title="Arrests"))
    assert words.cards_note([own]) == ""
    assert words.cards_note([wider, wider]) == ""
    assert words.cards_note([own, wider, missing]) == (
        "Of the whole force, as no source speaks for Territorial Policing alone: Police do a good job locally. "
        "Not in this edition: Arrests."
    )


def test_the_last_days_are_written_as_a_reader_writes_them():
    row = {"measure": "burglary", "place": "Camden", "last_day": datetime(2011, 12, 25), "days": 28}
    rows = pl.DataFrame([{**row, "value": 1809.0, "previous": None, "change": None, "lower": 1684.2, "upper": 1950.4,
                          "unusual": None}])  # fmt: skip
    told = words.emerging_table(rows).row(0)
    assert told == ("Burglary", "Camden", 28, "25 December 2011", 1809, None, None, "1,684 to 1,950", None)
    assert words.emerging_table(pl.DataFrame(schema=dict.fromkeys(rows.columns))).is_empty()


def test_revised_figures_are_written_as_their_measures_write_them_and_sort_by_their_numbers():
    rows = pl.DataFrame(
        {
            "measure": ["rape", "good_job"],
            "place": ["Camden", "Brent"],
            "was": [19.0, 8.25],
            "now": [20.0, 9.25],
            "percent": [100 / 19, 100 / 8.25],
        }
    )
    assert words.revised_table(rows).rows() == [
        ("Police do a good job locally", "Brent", "8.2 %", "9.2 %", 12.1),
        ("Rape", "Camden", "19", "20", 5.3),
    ]
    assert words.revised_numbers(rows).rows() == [(8.25, 9.25), (19.0, 20.0)]


def test_a_rule_of_the_control_chart_is_said_in_words():
    rows = pl.DataFrame({"measure": ["rape"] * 2, "place": ["Camden"] * 2, "way": ["concern"] * 2, "effect": [9.0, 8.0],
                         "rule": ["shift", None]})  # fmt: skip
    assert words.exceptions_table(rows)["Found by"].to_list() == [
        "seven in a row on one side of the mean",
        "its change on a year before",
    ]
