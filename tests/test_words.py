"""Numbers, windows and sentences, held against the house style's own examples."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest

from tests.made_results import GOOD_JOB, OFFICERS, ROBBERY, boroughs, figure, months, result
from tp_metrics import words
from tp_metrics.words.once import MOST, once
from tp_metrics.words.tables import measures_table, months_table, places_table, readings


@pytest.mark.parametrize(
    ("value", "measure", "text"),
    [
        (25957.0, ROBBERY, "25,957"),
        (0.0, ROBBERY, "0"),  # counted, and none
        (None, ROBBERY, "–"),  # not known
        (63.4, GOOD_JOB, "63 %"),  # whole from 20
        (20.0, GOOD_JOB, "20 %"),
        (6.54, GOOD_JOB, "6.5 %"),  # one decimal below
        (20599.48, OFFICERS, "20,599"),
        (40.31, OFFICERS, "40.3"),
        (2.8, OFFICERS, "2.80"),
    ],
)
def test_numbers_are_written_as_screens_say(value, measure, text):
    assert words.number(value, measure) == text


@pytest.mark.parametrize(
    ("window", "period", "against"),
    [
        ("2010/11 to Dec", "April to December 2010", "the same months of 2009"),
        ("2010/11 to Feb", "April 2010 to February 2011", "the same months of 2009/10"),
        ("2010/11 to Apr", "April 2010", "the same months of 2009"),
        ("2010/11 to 14 Nov 2010", "1 April to 14 November 2010", "the same days of 2009"),
        ("2010/11", "performance year 2010/11", "2009/10"),
        ("12 months to Dec 2010", "12 months to December 2010", "the 12 months to December 2009"),
        ("Q3 2010/11", "October to December 2010", "the same months of 2009"),
        ("Dec 2010", "December 2010", "December 2009"),
        ("week to 14 Nov 2010", "week to 14 November 2010", "the week to 15 November 2009"),
    ],
)
def test_a_window_and_what_it_is_held_against_are_said_in_words(window, period, against):
    own = figure(1.0, window=window)
    assert (words.period(own), words.against(own)) == (period, against)


@pytest.mark.parametrize(
    ("own", "measure", "sentence"),
    [
        (
            figure(25957.0, 24370.0),
            ROBBERY,
            "Robbery: 25,957, April to December 2010; 1,587 more than the same months of 2009 (+6.5 %)",
        ),
        (
            figure(90.0, 100.0, place="Camden", code="E09000007", level="borough"),
            ROBBERY,
            "Robbery, Camden: 90, April to December 2010; 10 fewer than the same months of 2009 (−10.0 %)",
        ),
        (
            figure(5.0, 0.0),  # nothing to take a per cent of
            ROBBERY,
            "Robbery: 5, April to December 2010; 5 more than the same months of 2009",
        ),
        (
            figure(7.0, 7.0),
            ROBBERY,
            "Robbery: 7, April to December 2010; no change on the same months of 2009",
        ),
        (
            figure(7.0, None, provisional=True),
            ROBBERY,
            "Robbery: 7, April to December 2010, provisional; no figure for the same months of 2009 to compare with",
        ),
        (
            figure(63.2, 62.0, window="12 months to Dec 2010"),
            GOOD_JOB,
            "Police do a good job locally: 63 %, 12 months to December 2010; "
            "1.2 points more than the 12 months to December 2009",
        ),
        (
            figure(
                None, None, place="Abbey, Merton", code="E05000455", level="ward", note="the base of 12 is below 30"
            ),
            GOOD_JOB,
            "Police do a good job locally, Abbey, Merton: no figure, April to December 2010",
        ),
        (
            figure(None, None, window="", note="no source in edition 2010-12-31 has it"),
            GOOD_JOB,
            "Police do a good job locally: no figure, performance year to date",
        ),
    ],
)
def test_the_headline_says_number_window_and_comparison(own, measure, sentence):
    assert words.headline(result(own, measure=measure)) == sentence


def test_what_is_missing_is_said_with_its_reason():
    nothing = figure(None, place="Camden", code="E09000007", level="borough", note="the base of 12 is below 30")
    assert words.missing(result(nothing)) == "Robbery, Camden: the base of 12 is below 30."
    assert words.missing(result(figure(1.0))) == ""


@pytest.mark.parametrize(
    ("own", "measure", "verdict"),
    [
        (figure(110.0, 100.0, limits=(105.0, 115.0)), ROBBERY, "worse"),  # more of what should be less
        (figure(90.0, 100.0, limits=(85.0, 95.0)), ROBBERY, "better"),
        (figure(100.0, 100.0, limits=(90.0, 110.0)), ROBBERY, "level"),
        (figure(66.0, 60.0, limits=(63.0, 69.0)), GOOD_JOB, "unknown"),  # no interval of the change
        (figure(20.0, 30.0), OFFICERS, "lower"),  # neither good nor bad
        (figure(20.0, None), ROBBERY, "unknown"),
    ],
)
def test_better_and_worse_follow_the_measure(own, measure, verdict):
    assert words.verdict(result(own, measure=measure)) == verdict


def test_a_change_of_percentages_is_in_points_and_of_counts_in_number_and_per_cent():
    assert words.change(figure(63.2, 62.0), GOOD_JOB) == "+1.2 points"
    assert words.change(figure(61.4, 62.0), GOOD_JOB) == "−0.6 points"
    assert words.change(figure(25957.0, 24370.0), ROBBERY) == "+1,587 (+6.5 %)"
    assert words.change(figure(62.01, 62.0), GOOD_JOB) == "no change"


def test_titles_state_their_finding():
    rows = boroughs({"Barnet": (10.0, 8.0), "Camden": (30.0, 31.0), "Brent": (None, None), "Harrow": (5.0, 1.0)})
    assert words.bars_title(rows) == "Robbery is higher than a year before in 2 of 3 boroughs"
    assert words.trend_title(months([90.0, 100.0])) == (
        "Robbery: 100, December 2010, down 9.1 % on a year before (provisional)"
    )


def test_stages_are_titled_by_the_highest_and_the_lowest():
    rated = [result(figure(value), measure=replace(GOOD_JOB, title=name)) for name, value in (("A", 90.0), ("B", 62.0))]
    assert words.stages_title(rated) == "Highest: a (90 %); lowest: b (62 %)"
    assert words.stages_title(rated[:1]) == "Satisfaction with each stage of the service"


def test_windows_are_said_once_and_apart_where_they_differ():
    alike = [result(figure(1.0)), result(figure(2.0))]
    assert words.windows_line(alike) == "April to December 2010, held against the same months of 2009."
    mixed = [result(figure(1.0)), result(figure(2.0, window="Dec 2010"), measure=OFFICERS)]
    assert words.windows_line(mixed) == (
        "Robbery: April to December 2010, held against the same months of 2009; "
        "Police officers: December 2010, held against December 2009."
    )


def test_groups_differ_only_where_their_intervals_do_not_meet():
    def by_sex(female, male):
        rows = [
            figure(value, limits=(value - 3, value + 3), group=("sex", name))
            for name, value in (("female", female), ("male", male))
        ]
        return [result(figure(60.0), rows, measure=GOOD_JOB)]

    assert words.groups_title(by_sex(66.0, 55.0)) == (
        "Police do a good job locally: highest among women (66 %), lowest among men (55 %)"
    )
    assert words.groups_title(by_sex(61.0, 60.0)) == "Police do a good job locally: the groups' intervals overlap"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("E00000001", "highest of 4 boroughs"),
        ("E00000000", "2nd highest of 4 boroughs"),
        ("E00000003", "shared lowest of 4 boroughs"),
        ("E00000002", ""),  # has no value
        ("E99", ""),
    ],
)
def test_rank_is_said_in_words(code, text):
    rows = boroughs(
        {
            "Barnet": (10.0, 8.0),
            "Camden": (30.0, 31.0),
            "Brent": (None, None),
            "Harrow": (5.0, 1.0),
            "Bexley": (5.0, 1.0),
        }
    )
    assert words.rank(rows, code) == text


def test_demonstration_data_are_called_so():
    made = result(figure(25957.0, 24370.0), demonstration=True)
    assert "Demonstration data" in words.source_line(made)
    assert any("Demonstration data" in said for said in words.caveats(made))
    assert "emonstration" not in words.source_line(result(figure(1.0)))


def test_a_table_of_places_is_sorted_and_keeps_the_unknown_last_with_the_reason():
    table = places_table(boroughs({"Barnet": (10.0, 8.0), "Brent": (None, None), "Camden": (30.0, 31.0)}))
    assert table["Place"].to_list() == ["Camden", "Barnet", "Brent"]
    assert table["2010/11 to Dec"].to_list() == [30, 10, None]
    assert table["Change"].to_list() == [-1, 2, None]
    assert table["Note"].to_list() == [None, None, "the base of 12 is below 30"]


def test_tables_leave_out_columns_that_say_nothing():
    plain = [result(figure(25957.0, 24370.0)), result(figure(7.0, 8.0))]
    assert measures_table(plain).columns == ["Measure", "This year", "Last year", "Change", "Change, %", "Window"]
    assert readings(plain).columns == ["Measure", "Value", "Window", "Change on a year before"]
    assert months_table(months([90.0, 100.0]))["Note"].to_list() == ["provisional", None]


def test_every_term_of_the_glossary_is_a_sentence():
    assert all(words.term(name).endswith(".") for name in words.GLOSSARY)


def test_what_is_kept_of_a_result_goes_with_it_and_is_no_other_results():
    calls = []

    @once
    def height(given):
        calls.append(given.rows.height)
        return given.rows.height

    one, other = months([1.0, 2.0]), months([1.0, 2.0, 3.0])
    assert one == other  # the same question with the same figure, of which the rows are no part
    assert [height(one), height(one), height(other)] == [2, 2, 3]
    del one
    assert height(months([4.0])) == 1
    assert calls == [2, 3, 1]


def test_what_is_kept_of_a_thing_goes_with_it_and_what_stands_beside_it_takes_part():
    class Thing:
        """Something that is worked out once and kept."""

    calls = []

    @once
    def told(thing, *beside):
        calls.append(beside)
        return (type(thing).__name__, *beside)

    one, other = Thing(), Thing()
    assert told(one, [None, "a"]) == told(one, [None, "a"]) == ("Thing", [None, "a"])
    assert told(one, "b") == told(other, "b")
    assert len(calls) == 3
    del one
    told(Thing(), "b")
    assert len(calls) == 4


def test_of_many_answers_the_oldest_go_while_their_things_stay():
    class Thing:
        """Something that is worked out once and kept."""

    class Told:
        """An answer, of which a weak reference says whether it is kept."""

    told = once(lambda thing: Told())
    things = [Thing() for _ in range(4 * MOST)]
    answers = [weakref.ref(told(thing)) for thing in things]
    kept = [answer() for answer in answers]
    assert MOST // 2 < sum(answer is not None for answer in kept) <= MOST
    assert kept[-1] is told(things[-1])
    assert told(things[0]) is told(things[0])
    del kept, things
    gc.collect()
    assert not any(answer() for answer in answers), "those of things that are gone are gone"


def test_a_trial_without_groups_has_an_empty_table():
    assert words.trial_table(SimpleNamespace(arms=pl.DataFrame())).is_empty()


def test_days_without_a_finish_have_none_in_the_table_of_days():
    days = {"day": [date(2011, 4, 4), date(2011, 4, 5)], "heard": [9.0, 0.0], "finish": [1110.0, None]}
    rows = pl.DataFrame({**days, "hours": [5.25, 0.0], "cap": [15, 15]})
    assert words.days_table(rows)["Finish"].to_list() == ["18:30", None]
    assert words.days_table(rows.clear()).is_empty()
