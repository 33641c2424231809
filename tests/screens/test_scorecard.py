"""The panel of a measure on the first page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pages.parts import numerals, scorecard
from tests.made_results import ROBBERY, figure, result
from tp_metrics.review.scorecard import Line

PAGE = "pages/strategic/performance_review.py"


def test_where_wards_have_another_window_the_panel_says_which(vintages, opened):
    screen = opened(vintages, PAGE, edition="2022-08-31", borough="Camden", panel="Total notifiable offences")
    screen.selectbox("window").select("month").run()
    assert not screen.exception
    (said,) = [one.value for one in screen.caption if "By ward this edition has figures of" in one.value]
    assert "of August 2022 at the latest" in said
    assert "the figure above is of May 2009" in said


#: What a phone 390 pixels wide has for the table, and the box before each row.
PHONE, BOX = 362, 32


def test_on_a_phone_what_a_reader_asks_first_stands_first_and_fits():
    every = ["Theme", "Measure", "This year", "Last year", "Change", "RAG", "Signal", "36 months", "Window"]
    told = scorecard._phone(every)
    first = ["Measure", "This year", "Change", "Signal"]
    assert told["column_order"][:4] == first
    assert sorted(told["column_order"]) == sorted(every)  # the others can still be reached
    assert BOX + sum(told["column_config"][name]["width"] for name in first) <= PHONE
    assert told["column_config"]["Measure"]["pinned"]
    assert told["row_height"] == numerals.row(2)


def test_on_a_desk_the_theme_comes_last_and_wide_enough_for_its_words():
    every = ["Theme", "Measure", "This year", "36 months", "Odds of target"]
    told = scorecard._desk(every, scorecard.columns(()))
    assert told["column_order"] == [*every[1:], "Theme"]
    assert told["column_config"]["Theme"]["width"] == 176


#: What a screen 1,366 pixels wide has for the first and the last column of a desk's scorecard.
ENDS = 327


@pytest.mark.parametrize(
    ("title", "code"), [("Police community support officers", "TP"), ("Racist and religious hate crime", "MPS")]
)
def test_on_a_desk_the_odds_of_the_target_stand_whole_beside_the_longest_names_of_an_edition_with_targets(title, code):
    own = replace(result(figure(90.0, 100.0, code=code)), measure=replace(ROBBERY, title=title))
    width = {name: config["width"] for name, config in scorecard.columns([Line("Priority crime", own)]).items()}
    assert width["Measure"] + width["Odds of target"] <= ENDS
