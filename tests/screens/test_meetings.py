"""The meetings on the screen: structure, calendar, actions, risks."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest

from tests.ledger.entries import seen
from tp_metrics.ledger import Author, Ledger

BEN = Author("Ben")
DAY = date(2010, 12, 31)
EDITION = "31 Dec 2010"
RUDE = "<b>bold</b> [link](http://elsewhere.example) **loud**"


@pytest.fixture
def ledger(ledger_address: str) -> Iterator[Ledger]:
    with Ledger(ledger_address) as book:
        yield book


@pytest.fixture
def acted(ledger: Ledger) -> Ledger:
    """Actions of a case: overdue, due and done; and a practice to share."""
    case = ledger.open_case(seen("robbery", "TP"), BEN, opened=date(2010, 11, 1))
    added = {"case_id": case.id, "added": date(2010, 11, 1)}
    ledger.add_action("Later.", "Area Commander", date(2011, 2, 1), BEN, meeting="SPM", **added)
    ledger.add_action(RUDE, "Borough Commander", date(2010, 12, 1), BEN, **added)
    done = ledger.add_action("Done.", "Area Commander", date(2010, 12, 1), BEN, **added)
    ledger.change_action(done.id, 1, BEN, status="done", done_on=date(2010, 11, 20))
    good = seen("criminal_damage", "TP", "improvement")
    ledger.open_case(good, BEN, opened=DAY, status="practice to share", reason_words="Show it to others.")
    return ledger


def press(screen, label):
    next(one for one in screen.button if one.label == label).click().run()
    assert not screen.exception


@pytest.mark.parametrize("words", ['=HYPERLINK("http://elsewhere.example")', "-2+3+cmd|' /C calc'!A0", "@SUM(A1)"])
def test_a_spreadsheet_makes_no_formula_of_what_was_typed(demonstration_folder, opened, ledger, handed, words):
    case = ledger.open_case(seen("robbery", "TP"), BEN, opened=date(2010, 11, 1))
    ledger.add_action(words, "Ben", date(2011, 2, 1), BEN, case_id=case.id, added=date(2010, 11, 1))
    assert not opened(demonstration_folder, "pages/meetings/actions.py", edition=EDITION).exception
    cells = {cell for text in handed for row in csv.reader(StringIO(text)) for cell in row}
    assert f"'{words}" in cells
    assert words not in cells


def test_the_structure_is_drawn_without_an_edition_and_shows_who_owned_what_when(tmp_path, opened):
    screen = opened(tmp_path / "empty", "pages/meetings/structure.py")
    assert not screen.exception
    drawn = screen.get("graphviz_chart")[0].proto
    assert "Key Performance Review" in drawn.spec
    assert "Strategic Performance Review reports to Chief Officer Group" in drawn.alt
    owners = screen.dataframe[1].value
    assert owners[owners["Theme"] == "Criminal justice"]["Command"].to_list() == ["CO"]
    screen.date_input("on").set_value(date(2011, 1, 13)).run()
    owners = screen.dataframe[1].value
    assert owners[owners["Theme"] == "Criminal justice"]["Command"].to_list() == ["TP"]
    assert any("Central Operations" in one.value for one in screen.markdown)


def test_the_calendar_begins_after_the_edition_of_the_demonstration_and_each_meeting_has_its_view(
    demonstration_folder, opened
):
    screen = opened(demonstration_folder, "pages/meetings/calendar.py", edition=EDITION)
    assert not screen.exception
    assert screen.header[0].value == "Next: Chief Officer Group, Monday 3 January 2011 · in 3 days"  # as actions count
    links = [one.proto for one in screen.get("page_link")]
    assert len(links) == 8
    assert {link.page for link in links} >= {"performance_review", "exceptions", "priority_crime"}
    screen.multiselect("meetings-shown").select("KPRM").run()
    assert screen.dataframe[0].value["Meeting"].str.startswith("Key Performance Review Meeting").all()
    assert "key_performance_review?window=Quarter&area=North" in screen.dataframe[0].value["Link"].to_list()
    assert any(one.proto.label.endswith("(.ics)") for one in screen.get("download_button"))


def test_the_actions_of_all_cases_are_listed_overdue_first(demonstration_folder, opened, acted):
    screen = opened(demonstration_folder, "pages/meetings/actions.py", edition=EDITION)
    assert not screen.exception
    assert screen.title[0].value == "Actions: 2 open, 1 overdue (50 %)"
    rows = screen.dataframe[0].value
    assert rows["State"].to_list() == ["◆ overdue by 30 days", "due in 32 days"]
    assert rows["On"].to_list() == ["Robbery · Territorial Policing"] * 2
    assert rows["Reported to"].to_list() == ["–", "Strategic Performance Meeting"]  # names, where the ledger has codes
    screen.segmented_control("actions").set_value("done").run()
    assert screen.dataframe[0].value["Action"].to_list() == ["Done."]
    screen.segmented_control("actions").set_value("all").run()
    screen.selectbox("meeting").select("SPM").run()
    assert screen.dataframe[0].value["Action"].to_list() == ["Later."]
    assert any("Show it to others." in one.value for one in screen.text)
    assert RUDE not in "".join(one.value for one in screen.markdown)


def test_an_action_is_changed_and_done_from_the_list(demonstration_folder, opened, acted):
    screen = opened(demonstration_folder, "pages/meetings/actions.py", edition=EDITION)
    screen.selectbox("action").select(1).run()
    assert any(" · reported to Strategic Performance Meeting · " in one.value for one in screen.text)
    (history,) = [one.value for one in screen.dataframe if "What" in one.value]
    assert "Strategic Performance Meeting" in history["Now"].to_list()
    screen.selectbox("action").select(2).run()
    assert any(one.value == RUDE for one in screen.text)
    screen.text_input("author").set_value("Ana").run()
    next(one for one in screen.text_area if one.label == "What is to be done").set_value("Sooner.")
    press(screen, "Save the action")
    assert acted.action(2).words == "Sooner."
    press(screen, "Done")
    assert (acted.action(2).status, acted.action(2).done_on) == ("done", DAY)
    assert screen.title[0].value == "Actions: 1 open, 0 overdue"


def test_without_actions_the_list_says_so(demonstration_folder, opened):
    screen = opened(demonstration_folder, "pages/meetings/actions.py")
    assert screen.title[0].value == "Actions: none yet"
    assert not screen.exception


def unseen(screen) -> int:
    """How many borough concerns are said to have no case."""
    said = next(one.value for one in screen.markdown if "borough concerns have no case" in one.value)
    return int(said.split("·")[1].split()[0])


def test_each_risk_has_its_figure_or_says_what_is_missing(demonstration_folder, opened, ledger):
    screen = opened(demonstration_folder, "pages/meetings/risks.py", edition=EDITION)
    assert not screen.exception
    assert screen.title[0].value == "Risks: 5 of 5 are watched by a live figure"
    said = "\n".join(one.value for one in screen.markdown)
    assert "Offences by people while wanted" in said
    assert "Virtual Court" in said
    assert any("reported to Strategic Performance Review" in one.value for one in screen.caption)
    before = unseen(screen)
    concerns = opened(demonstration_folder, "pages/strategic/exceptions.py", edition=EDITION).dataframe[0].value
    row = concerns[concerns["Measure"] == "Robbery"].iloc[0]
    from tp_metrics.geography import Places

    code = Places.read().find(row["Place"]).code
    ledger.open_case(seen("robbery", code), BEN, opened=DAY)
    assert unseen(opened(demonstration_folder, "pages/meetings/risks.py", edition=EDITION)) == before - 1


def test_the_measures_stand_by_strand_of_met_forward(demonstration_folder, opened):
    screen = opened(demonstration_folder, "pages/meetings/risks.py", edition=EDITION)
    strands = ("Streets", "Specialist", "Partners", "Connect", "People", "Standards", "Support")
    titles = [one.value for one in screen.header if one.value.startswith(tuple(f"{name}:" for name in strands))]
    assert [title.partition(":")[0] for title in titles] == list(strands)
    assert {"Robbery", "Knife crime"} <= set(screen.dataframe[0].value["Measure"])
    connect = screen.dataframe[strands.index("Connect")].value
    changes = dict(zip(connect["Measure"], connect["Change"], strict=True))
    assert changes["Police do a good job locally"] == "not comparable"  # its fieldwork began afresh in between
    assert changes["Satisfied with follow-up"].endswith(" points")


@pytest.mark.parametrize("page", ["calendar", "actions", "risks"])
def test_on_an_edition_that_lacks_most_measures_the_pages_stand(small, opened, page):
    screen = opened(small, f"pages/meetings/{page}.py")
    assert not screen.exception
    assert not screen.error


@pytest.mark.parametrize("page", ["structure", "calendar", "risks", "actions"])
def test_a_broken_file_of_the_governance_is_named_and_the_shipped_ones_stand(own, opened, page):
    (own / "reference").mkdir(exist_ok=True)
    (own / "reference" / "meeting_rules.csv").write_text("meeting,reports_to\nX,Y\n", encoding="utf-8")
    screen = opened(own, f"pages/meetings/{page}.py")
    assert not screen.exception
    named = [one.value for one in screen.text if one.value.startswith("meeting_rules.csv, row 1: without the column")]
    assert len(named) == (page != "actions")


def test_actions_whose_ledger_cannot_be_read_keep_their_heading(demonstration_folder, opened, monkeypatch):
    screen = opened(demonstration_folder, edition=EDITION)
    monkeypatch.setenv("TP_LEDGER", "mysql://nowhere")
    screen.switch_page("pages/meetings/actions.py").run()
    assert not screen.exception
    assert [one.value for one in screen.title] == ["Actions"]
    assert len(screen.error) == 1
