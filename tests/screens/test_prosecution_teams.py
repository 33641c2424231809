"""Prosecution teams: sentences and figures follow edition and place, nothing is known early, and every part draws."""

from __future__ import annotations

import pytest

import tp_metrics as tp
from tests.screens.people import cards, said, sound

PAGE = "pages/justice/prosecution_teams.py"
EARLY, MIDDLE, LATE = "2010-09-30", "2010-12-31", "2011-12-31"
OPEN = dict.fromkeys(("boroughs", "electronic", "figures", "detail"), True)


def test_in_december_2010_27_are_live_and_5_to_follow(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=MIDDLE, state=OPEN))
    assert screen.title[0].value == (
        "27 of 32 boroughs have an integrated prosecution team; 5 are to follow, subject to finance"
    )
    shown = cards(screen)
    assert shown["Teams live"] == ("27 of 32", "5 to follow")
    assert shown["Of them electronic"] == ("5", "since Oct 2010")
    assert set(shown) > {
        "Guilty pleas at first hearing",
        "Case files on time",
        "Officer hours saved",
    }
    words = said(screen)
    for one in (
        "interim evaluation, Dec 2010",
        "final evaluation, Apr 2011",
        "no evidence that they ran apart",
        "would be found in 4 of 5",
    ):
        assert one in words
    assert len(screen.get("vega_lite_chart")) == 8
    assert all(chart.proto.alt for chart in screen.get("vega_lite_chart"))
    assert len(screen.get("deck_gl_json_chart")) == 1
    assert "What an evaluation can and cannot say on this day" in [one.value for one in screen.header]


def test_in_september_2010_nobody_has_an_electronic_file_and_nothing_later_is_known(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=EARLY, state=OPEN))
    assert screen.title[0].value == "25 of 32 boroughs have an integrated prosecution team; 7 are to follow"
    assert cards(screen)["Of them electronic"] == ("0", "3 planned")
    assert "No borough has an electronic file yet." in [one.value for one in screen.caption]
    assert "Nov 2010" not in " ".join(one.value for kind in ("title", "caption") for one in screen.get(kind))
    assert len(screen.get("vega_lite_chart")) == 5


@pytest.mark.parametrize("edition", [MIDDLE, LATE])
def test_a_borough_changes_the_sentences_and_the_figures(demonstration_folder, opened, edition):
    screen = opened(demonstration_folder, PAGE, edition=edition)
    before = screen.title[0].value, cards(screen)["Officer hours saved"]
    screen.selectbox("borough").select("Lambeth").run()
    after = screen.title[0].value, cards(screen)["Officer hours saved"]
    found = tp.outcomes.prosecution_teams(tp.edition(edition), "E09000022")
    assert before[0] != after[0]
    assert before[1] != after[1]
    assert after[0] == tp.words.prosecution_headline(found)
    assert "electronic since 1 Nov 2010" in after[0]
    assert cards(screen)["Teams live"] == ("1 of 1", "none to follow")


def test_a_borough_that_is_to_come_and_an_area_command_say_so(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=MIDDLE, borough="Merton", state=OPEN))
    assert screen.title[0].value == (
        "Merton is to have an integrated prosecution team from 11 Apr 2011, subject to finance"
    )
    area = sound(opened(demonstration_folder, PAGE, edition=MIDDLE, area="South East"))
    assert "boroughs in South East have an integrated prosecution team" in area.title[0].value


def test_another_outcome_is_drawn_and_an_unknown_one_is_the_first(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=MIDDLE)
    screen.selectbox("outcome").select("cracked_trials/crown").run()
    assert any("Cracked trials, Crown Court: no evidence of a change" in one.value for one in sound(screen).header)
    wrong = sound(opened(demonstration_folder, PAGE, edition=MIDDLE, state={"outcome": "nothing"}))
    assert any("Guilty pleas at first hearing: +" in one.value for one in wrong.markdown)


def test_without_the_tables_the_page_says_what_is_missing(small, opened):
    screen = sound(opened(small, PAGE, state=OPEN))
    assert screen.title[0].value == "Integrated prosecution teams: no figure"
    assert screen.info[0].value == (
        "This edition has no records of integrated prosecution teams. Fill the templates prosecution_teams and "
        "court_outcomes and import them on the Data page."
    )
    assert not screen.get("vega_lite_chart")
    assert not screen.get("deck_gl_json_chart")


def test_downloads_hold_what_is_shown_with_its_source(demonstration_folder, opened, handed):
    sound(opened(demonstration_folder, PAGE, edition=MIDDLE, state=OPEN))
    assert len(handed) >= 9
    assert all("Demonstration data" in one for one in handed)
    rollout = next(one for one in handed if one.count("live since"))
    assert rollout.count("live since") == 27
    assert rollout.count("subject to finance") == 5


@pytest.mark.parametrize("name", ["cracked_trials", "guilty_plea_first_hearing"])
def test_the_measures_of_the_courts_are_among_those_of_every_page(demonstration_folder, opened, name):
    screen = sound(opened(demonstration_folder, "pages/area/peers.py", measure=name, edition=MIDDLE))
    assert screen.selectbox("measure").value == name
