"""The pages answer: place and window change the first sentence and the printed figures, and both are the result's."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

import tp_metrics as tp

EDITION = "2010-12-31"
CONFIDENCE = ("good_job", "police_council", "worried_about_crime", "informed", "fair_treatment")
STAGES = ("overall", "contact", "action", "follow_up", "treatment")
#: Page → the measure of its first sentence, and those of its cards.
PAGES = {
    "pages/public/confidence.py": ("good_job", CONFIDENCE),
    "pages/public/satisfaction.py": ("satisfaction_overall", [f"satisfaction_{stage}" for stage in STAGES]),
    "pages/operations/priority_crime.py": (
        "total_notifiable_offences",
        ("total_notifiable_offences", "sanction_detection_ratio", "violence_with_injury", "robbery"),
    ),
    "pages/operations/productivity.py": (
        "offences_per_officer",
        (*tp.review.LOADS, "officers", "pcsos"),
    ),
}


def printed(screen):
    """The first sentence, and the figures of the cards by their measure."""
    assert not screen.exception
    assert not screen.error
    return screen.title[0].value, {card.label: card.value for card in screen.metric}


def answers(names, **selection):
    """What the cards of measures should say."""
    found = [tp.result(name, tp.Selection(edition=EDITION, **selection)) for name in names]
    return {one.measure.title: tp.words.value(one.figure, one.measure) for one in found}


@pytest.mark.parametrize("page", PAGES)
def test_place_and_window_change_the_first_sentence_and_three_figures(demonstration_folder, opened, page):
    first, names = PAGES[page]
    screen = opened(demonstration_folder, page, edition=EDITION)
    seen = [(printed(screen), {})]
    screen.selectbox("borough").select("Camden").run()
    seen.append((printed(screen), {"place": "E09000007"}))
    screen.selectbox("window").select("quarter").run()
    seen.append((printed(screen), {"place": "E09000007", "window": "quarter"}))
    for (sentence, figures), selection in seen:
        answer = tp.result(first, tp.Selection(edition=EDITION, **selection))
        assert sentence == tp.words.headline(answer)
        assert figures.items() >= answers(names, **selection).items()
    for (before, _), (after, _) in pairwise(seen):
        assert before[0] != after[0]
        assert sum(before[1][name] != after[1].get(name) for name in before[1]) >= 3


@pytest.mark.parametrize("page", PAGES)
def test_every_chart_and_table_has_a_name_and_every_picture_says_that_it_is_made_up(demonstration_folder, opened, page):
    screen = opened(demonstration_folder, page, edition=EDITION, borough="Camden")
    charts = screen.get("vega_lite_chart")
    assert len(charts) >= 2
    for chart in charts:
        assert chart.proto.alt
        assert "emonstration" in chart.proto.spec
    assert all(table.proto.alt for table in screen.dataframe)
    assert len(screen.get("download_button")) >= len(charts)


def test_the_table_of_boroughs_is_the_result_by_borough(demonstration_folder, opened):
    screen = opened(demonstration_folder, "pages/operations/priority_crime.py", edition=EDITION, measure="Robbery")
    screen.session_state["places"] = True
    screen.run()
    table = next(found.value for found in screen.dataframe if "Place" in found.value)
    result = tp.result("robbery", tp.Selection(by=("borough",), edition=EDITION))
    assert dict(zip(table["Place"], table["2010/11 to Dec"], strict=True)) == {
        figure.place: figure.value for figure in result.figures
    }


def test_another_question_of_the_survey_becomes_the_answer(demonstration_folder, opened):
    screen = opened(demonstration_folder, "pages/public/confidence.py", edition=EDITION)
    screen.segmented_control("question").set_value("worried_about_crime").run()
    assert screen.title[0].value.startswith("Worried about crime: ")


def test_a_measure_that_the_edition_lacks_says_plainly_what_is_missing(small, opened):
    screen = opened(small, "pages/public/confidence.py")
    assert screen.title[0].value.startswith("Police do a good job locally: no figure")
    assert any("no source in edition" in said.value for said in screen.info)
    assert {card.value for card in screen.metric} == {tp.words.DASH}


def test_a_part_that_fails_leaves_the_rest_standing(demonstration_folder, opened, monkeypatch, caplog):
    def fails(*_args, **_options):
        raise RuntimeError("made to fail")

    monkeypatch.setattr(tp.charts, "bars", fails)
    screen = opened(demonstration_folder, "pages/operations/priority_crime.py", edition=EDITION)
    assert not screen.exception
    assert {said.value.split(" could")[0] for said in screen.error} == {"The bars by place"}
    assert screen.metric
    assert "made to fail" in caplog.text


def test_every_borough_month_by_month_is_worked_out_when_it_is_opened(demonstration_folder, opened):
    screen = opened(demonstration_folder, "pages/operations/priority_crime.py", edition=EDITION)
    before = len(screen.get("vega_lite_chart"))
    screen.session_state["every"] = True
    screen.run()
    assert not screen.exception
    assert not screen.error
    assert len(screen.get("vega_lite_chart")) == before + 1


def test_boroughs_of_a_chosen_area_are_held_against_each_other(demonstration_folder, opened):
    screen = opened(demonstration_folder, "pages/operations/productivity.py", edition=EDITION, area="North")
    assert {len(found.value) for found in screen.dataframe} == {7, 8}  # with the area itself, where it stands first


def test_a_survey_is_read_in_a_ward_over_three_years_pooled(demonstration_folder, opened):
    page = opened(demonstration_folder, "pages/public/confidence.py", ward="Bellingham", edition="31 Dec 2010")
    assert not page.exception
    ward = tp.Selection(place=tp.edition("2010-12-31").places.find("Bellingham").code, edition="2010-12-31")
    answer = tp.result("good_job", replace(ward, window="rolling 36 months"))
    assert answer.figure.value is not None
    assert page.title[0].value == tp.words.headline(answer)
    assert len(page.metric) == 8
    assert any("too few interviews in a year" in one.value for one in page.caption)
