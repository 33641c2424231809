"""Virtual courts: sentences and figures follow edition, place and span, and no case is in any of them."""

from __future__ import annotations

from datetime import time

import polars as pl
import pytest

import tp_metrics as tp
from tests.screens.people import cards, said, sound
from tp_metrics.words.virtual_court import SPAN_NAMES

PAGE = "pages/justice/virtual_courts.py"
EARLY, REPORT, LATE = "2010-09-30", "2010-12-31", "2011-12-31"
PARTS = ("heard", "first", "agencies", "weeks", "people", "simulator", "calibration", "cost", "detail")
OPEN = dict.fromkeys(PARTS, True)


def test_in_december_2010_the_reports_own_figures_stand(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=REPORT))
    assert screen.title[0].value == (
        "460 cases made available, 26 Oct 2010 to 19 Nov 2010: 304 were heard, 119 went back for want of room"
    )
    told = cards(screen)
    assert told["Made available"] == ("460", "24.2 a day of sitting")
    assert told["Back for want of room"] == ("119", "91 before the cap")
    assert told["The court's latest finish"] == ("18:30", "27 Oct 2010; 1 day after 18:00")
    assert "Slots of 15 minutes gave 21 a day until" in said(screen)
    assert "9 + 14 + 304 + 110 + 17 + 6 = 460 made available." in said(screen)
    assert len(screen.get("vega_lite_chart")) == 2
    assert all(chart.proto.alt for chart in screen.get("vega_lite_chart"))


def test_before_and_after_the_report_other_rules_are_told_of(demonstration_folder, opened):
    early = sound(opened(demonstration_folder, PAGE, edition=EARLY))
    assert "flexible" not in said(early).lower()
    assert "cap" not in said(early).replace("capacity", "").split()
    assert "Slots of 15 minutes gave 21 a day." in said(early)
    late = sound(opened(demonstration_folder, PAGE, edition=LATE))
    assert cards(late)["The court hears a week"] == ("90", "8,642 so far, all boroughs")


@pytest.mark.parametrize("span", ["slots", "uncapped", "capped", "all"])
def test_a_span_changes_the_sentences_and_the_figures(demonstration_folder, opened, span):
    screen = sound(opened(demonstration_folder, PAGE, edition=REPORT, span=SPAN_NAMES[span]))
    found = tp.outcomes.hearings.virtual_court(tp.edition(REPORT), "TP", span)
    assert screen.title[0].value == tp.words.court_headline(found)
    assert cards(screen)["Made available"][0] == f"{found.available:,}"


def test_a_span_that_there_is_not_is_the_first_one(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=REPORT, span="nonsense"))
    assert screen.title[0].value.startswith("460 cases made available")


def test_a_borough_changes_the_sentences_and_what_is_few_is_withheld(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=REPORT, borough="Camden", state=OPEN))
    found = tp.outcomes.hearings.virtual_court(tp.edition(REPORT), "E09000007")
    assert screen.title[0].value == tp.words.court_headline(found)
    assert "in Camden" in screen.title[0].value
    assert "what gives them away, are withheld" in said(screen)


def test_where_no_suite_is_and_where_no_table_is_the_page_says_so(demonstration_folder, small, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=LATE, borough="Barnet", state=OPEN))
    assert screen.title[0].value == "Virtual Court: no figure in Barnet"
    assert screen.info[0].value.startswith("No custody suite")
    screen = sound(opened(small, PAGE, state=OPEN))
    assert screen.title[0].value == "Virtual Court: no figure"
    assert "the template hearings" in screen.info[0].value
    assert not screen.get("vega_lite_chart")


def test_the_simulator_is_played_when_it_is_opened_and_follows_its_boxes(demonstration_folder, opened):
    shut = sound(opened(demonstration_folder, PAGE, edition=REPORT))
    assert "What cap meets the demand" not in said(shut)
    screen = sound(opened(demonstration_folder, PAGE, edition=REPORT, state={"simulator": True}))
    assert "What cap meets the demand, with a finish by 18:00 on 95 % of days?" in said(screen)
    before = cards(screen)["Heard a day"]
    screen.number_input("court-cap").set_value(11).run()
    after = cards(screen)["Heard a day"]
    assert float(after[0]) < float(before[0])


def test_the_last_start_is_asked_as_a_time(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=REPORT, state={"simulator": True}))
    asked = screen.get("time_input")[0]
    before = float(cards(screen)["Heard a day"][0])
    assert time(15) < asked.value < time(18)
    asked.set_value(time(14, 30)).run()
    assert float(cards(screen)["Heard a day"][0]) < before
    late = sound(
        opened(demonstration_folder, PAGE, edition=REPORT, state={"simulator": True}, **{"court-last": "03:00"})
    )
    assert late.title[0].value.startswith("460 cases made available")


def test_boxes_that_are_sent_what_they_do_not_offer_are_held_within_their_limits(demonstration_folder, opened):
    link = {"court-cap": "99999", "court-courts": "-3", "court-opens": "x", "list": "nonsense"}
    screen = sound(opened(demonstration_folder, PAGE, edition=REPORT, state={"simulator": True}, **link))
    assert screen.number_input("court-cap").value <= 60
    assert screen.number_input("court-courts").value >= 1


def test_the_calibration_says_whether_it_holds_and_what_it_cannot_say(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=REPORT, state={"calibration": True}))
    assert "every figure is reproduced within a band of at most ± 13 %" in said(screen)
    assert "On days that did not calibrate it, 12 of 12 figures lie within theirs" in said(screen)
    frame = next(one.value for one in screen.dataframe if "Simulated" in one.value)
    rows = {(row["Days"], row["What"]): row for row in frame.to_dict("records")}
    before = rows["19 days, calibrated on them", "of those before the cap"]
    assert (before["Actual"], before["Reproduced"]) == ("91", "yes")
    assert rows["19 days, calibrated on them", "Latest finish"]["Actual"] == "18:30"
    assert rows["9 days, calibrated on 10 others", "of them for want of room"]["Reproduced"] == "yes, in a wide band"
    for sentence in tp.words.COURT_LIMITS:
        assert sentence in said(screen)


def test_the_cost_stands_beside_what_is_assumed(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=REPORT, state={"cost": True}))
    assert "The published £247" in said(screen)
    frame = next(one.value for one in screen.dataframe if "Where from" in one.value)
    assert any("assumed" in source for source in frame["Where from"])


@pytest.mark.parametrize("borough", ["", pytest.param("Lambeth", marks=pytest.mark.trust)])
def test_no_case_stands_on_the_page_in_a_download_or_in_a_log(demonstration_folder, opened, handed, caplog, borough):
    link = {"borough": borough} if borough else {}
    screen = sound(opened(demonstration_folder, PAGE, edition=LATE, state=OPEN, span=SPAN_NAMES["all"], **link))
    assert len(handed) >= 8
    tables = " ".join(one.value.to_csv() for one in screen.dataframe)
    everything = " ".join([said(screen), tables, caplog.text, *handed])
    cases = pl.read_parquet(demonstration_folder / "editions" / LATE / "cohorts" / "hearings.parquet")
    assert cases.height > 10_000
    assert not [number for number in cases["case_number"] if number in everything]
    assert max(one.count("\n") for one in handed) < 200
