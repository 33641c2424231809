"""Exceptions on the screen: filtered, opened by a link, with a case that is opened, changed, and kept from clashes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import writing
from tests.ledger.entries import seen
from tp_metrics.ledger import Author, Case, Ledger, LedgerRefused

PAGE = "pages/strategic/exceptions.py"
EDITION = "31 Dec 2010"
ROBBERY = "Robbery · Territorial Policing"
BEN = Author("Ben")
DAY = date(2010, 12, 31)
#: What no screen may take for more than text.
RUDE = "<b>bold</b> [link](http://elsewhere.example) **loud** :red[red] =1+1"


@pytest.fixture
def ledger(ledger_address: str) -> Iterator[Ledger]:
    with Ledger(ledger_address) as book:
        yield book


@pytest.fixture
def robbery(demonstration_folder: Path, opened: Callable[..., AppTest]) -> Callable[[], AppTest]:
    """The page with robbery at TP open."""

    def open_it() -> AppTest:
        return opened(demonstration_folder, PAGE, edition=EDITION, level="TP", exception=ROBBERY)

    return open_it


def named(screen: AppTest, label: str, kind: str = "text_area"):
    return next(one for one in getattr(screen, kind) if one.label == label)


def press(screen: AppTest, label: str) -> None:
    named(screen, label, "button").click().run()
    assert not screen.exception


def opening(screen: AppTest, *parts: str) -> AppTest:
    """Open parts of the page that are drawn when they are opened."""
    for part in parts:
        screen.session_state[part] = True
    return screen.run()


def sign(screen: AppTest) -> None:
    screen.text_input("author").set_value("Ana Kaya").run()


def texts(screen: AppTest) -> str:
    return "\n".join(one.value for one in screen.text)


def rendered(screen: AppTest) -> str:
    """All that a browser renders as Markdown or HTML."""
    kinds = ("markdown", "caption", "title", "header", "subheader", "error", "warning", "info", "success")
    return "\n".join(str(one.value) for kind in kinds for one in getattr(screen, kind))


def opened_case(ledger: Ledger, measure: str = "robbery", kind: str = "concern") -> Case:
    return ledger.open_case(seen(measure, "TP", kind), BEN, opened=DAY)


def test_the_kind_and_the_places_filter_the_exceptions(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION)
    assert not screen.exception
    assert "concerns, " in screen.title[0].value
    assert "false alarms expected" in rendered(screen)
    assert set(screen.dataframe[0].value["What"]) <= {"◆ ▲ concern", "◆ ▼ concern"}
    screen.segmented_control("way").set_value("improvement").run()
    assert set(screen.dataframe[0].value["What"]) <= {"● ▲ improvement", "● ▼ improvement"}
    screen.segmented_control("level").set_value("area").run()
    assert all("area" in place for place in screen.dataframe[0].value["Place"])
    effects = screen.dataframe[0].value["Effect"].to_list()
    assert effects == sorted(effects, reverse=True)


def test_a_link_opens_an_exception_with_its_drivers_and_everyones_move(robbery):
    screen = robbery()
    assert not screen.exception
    assert not screen.error
    assert any(one.value.startswith("Robbery: 25,688") for one in screen.header)
    said = rendered(screen)
    assert "That has held since November 2010." in said
    assert "of 32 boroughs" in said
    assert "of the rise" in said


def test_without_a_name_nothing_is_saved_and_what_was_typed_stays(robbery, ledger):
    screen = robbery()
    named(screen, "Why, in words").set_value("Because.")
    press(screen, "Open a case")
    assert any("say who you are" in one.value for one in screen.error)
    assert ledger.cases() == []
    assert named(screen, "Why, in words").value == "Because."


def test_a_case_is_opened_with_its_reason_and_an_action_and_found_again(robbery, ledger):
    screen = robbery()
    sign(screen)
    named(screen, "Reason for the variation", "selectbox").select("series")
    named(screen, "Why, in words").set_value(RUDE)
    press(screen, "Open a case")
    case = ledger.cases()[0]
    assert (case.reason, case.reason_words, case.author, case.verified) == ("series", RUDE, "Ana Kaya", False)
    assert (case.kind, case.rule, case.opened) == ("concern", "outside", DAY)
    assert "exceptions?level=TP&exception=Robbery" in case.links[0]
    assert RUDE in texts(screen)
    assert "Ana Kaya (unverified)" in texts(screen)

    named(screen, "What is to be done").set_value(RUDE)
    named(screen, "Who (a role)", "selectbox").select("Area Commander")
    press(screen, "Add the action")
    action = ledger.actions(case_id=case.id)[0]
    assert (action.words, action.owner, action.due) == (RUDE, "Area Commander", date(2011, 1, 28))

    again = robbery()
    assert texts(again).count(RUDE) == 2
    assert RUDE not in rendered(again)
    rows = again.dataframe[0].value
    assert rows[rows["Measure"] == "Robbery"]["Case"].to_list() == ["open"]


def test_two_people_who_change_different_parts_of_a_case_both_keep_them(robbery, ledger):
    case = opened_case(ledger)
    screen = robbery()
    sign(screen)
    ledger.change_case(case.id, 1, BEN, owner="Area Commander")
    named(screen, "Why, in words").set_value("A series.")
    press(screen, "Save the case")
    now = ledger.case(case.id)
    assert (now.owner, now.reason_words) == ("Area Commander", "A series.")


def test_two_people_who_change_the_same_part_see_both_and_lose_nothing(robbery, ledger):
    case = opened_case(ledger)
    screen = robbery()
    sign(screen)
    ledger.change_case(case.id, 1, BEN, reason_words="Ben's words.", owner="Area Commander")
    named(screen, "Why, in words").set_value("Ana's words.")
    press(screen, "Save the case")
    assert ledger.case(case.id).reason_words == "Ben's words."
    beside = next(one.value for one in screen.dataframe if "Saved meanwhile" in one.value.columns)
    told = dict(zip(beside["Saved meanwhile"], beside["Yours"], strict=True))
    assert told == {"Ben's words.": "Ana's words.", "Area Commander": "left as it was"}
    assert named(screen, "Why, in words").value == "Ana's words."

    press(screen, "Save the case")
    now = ledger.case(case.id)
    assert (now.reason_words, now.owner) == ("Ana's words.", "Area Commander")


def test_what_the_other_wrote_can_be_taken_instead(robbery, ledger):
    case = opened_case(ledger)
    screen = robbery()
    sign(screen)
    ledger.change_case(case.id, 1, BEN, reason_words="Ben's words.")
    screen.run()
    assert any("Somebody else has changed this" in one.value for one in screen.info)
    press(screen, "Show it as it is now")
    assert named(screen, "Why, in words").value == "Ben's words."


def test_what_the_ledger_refuses_is_said_and_stays_typed(robbery, ledger):
    opened_case(ledger)
    screen = robbery()
    sign(screen)
    named(screen, "Links to figures, one to a line").set_value("http://elsewhere.example")
    press(screen, "Save the case")
    assert any("Not saved" in one.value for one in screen.error)
    assert "a link is a page here" in texts(screen)
    assert named(screen, "Links to figures, one to a line").value == "http://elsewhere.example"


def test_only_an_improvement_may_be_closed_as_practice_to_share(robbery, ledger, demonstration_folder, opened):
    opened_case(ledger)
    assert "practice to share" not in named(robbery(), "Status", "selectbox").options
    good = opened_case(ledger, "criminal_damage", "improvement")
    name = "Criminal damage · Territorial Policing"
    screen = opened(demonstration_folder, PAGE, edition=EDITION, level="TP", exception=name)
    sign(screen)
    named(screen, "Status", "selectbox").select("practice to share")
    press(screen, "Save the case")
    assert ledger.case(good.id).status == "practice to share"
    assert any(one.label == "Open a case" for one in screen.button), "another case may follow one that is over"


def test_what_happened_since_an_action_stands_under_it(ledger, demonstration_folder, opened):
    case = opened_case(ledger)
    one = ledger.add_action("Patrol.", "SMT", date(2011, 1, 14), BEN, case_id=case.id, added=date(2011, 1, 1))
    ledger.change_action(one.id, 1, BEN, status="done", done_on=date(2011, 1, 10))
    screen = opened(demonstration_folder, PAGE, edition=EDITION, level="TP", exception=ROBBERY)
    said = next(one.value for one in screen.caption if one.value.startswith("What happened since"))
    assert "The action was done on 10 January 2011" in said


def test_a_note_is_added_and_the_history_tells_what_was_done(robbery, ledger):
    case = opened_case(ledger)
    screen = robbery()
    sign(screen)
    named(screen, "A note").set_value(RUDE)
    press(screen, "Add the note")
    assert ledger.notes(case.id)[0].words == RUDE
    assert RUDE in texts(screen)
    assert RUDE not in rendered(screen)


def test_commentary_goes_from_draft_to_agreed_to_locked(robbery, ledger):
    screen = robbery()
    sign(screen)
    edition = screen.session_state["chosen"].edition.id
    opening(screen, f"commentary-robbery-TP-{edition}", "locking")
    named(screen, "Commentary").set_value(RUDE)
    press(screen, "Save as a draft")
    assert ledger.commentary()[0].status == "draft"
    assert "Nothing is agreed yet." in rendered(screen)
    press(screen, "Agree it")
    assert ledger.commentary()[0].status == "agreed"
    assert RUDE in texts(screen)
    assert RUDE not in rendered(screen)
    press(screen, "Lock what is agreed")
    assert ledger.commentary()[0].status == "locked"
    assert not any(one.label == "Commentary" for one in screen.text_area)


def test_an_event_that_is_entered_is_drawn_on_the_trend_until_it_is_withdrawn(robbery, ledger):
    screen = robbery()
    sign(screen)
    opening(screen, "events")
    named(screen, "What happened", "text_input").set_value("A new form")
    named(screen, "First day", "date_input").set_value(date(2010, 6, 1))
    press(screen, "Enter the event")
    assert ledger.events()[0].words == "A new form"
    assert "Entered" in screen.get("vega_lite_chart")[0].proto.spec
    assert "A new form" in screen.get("vega_lite_chart")[0].proto.spec
    press(screen, "Withdraw")
    assert "A new form" not in screen.get("vega_lite_chart")[0].proto.spec


AWAY = ("mysql://nowhere", "postgresql://tp:secret@127.0.0.1:1/none")


@pytest.mark.parametrize("address", AWAY)
def test_a_ledger_that_cannot_be_read_leaves_the_exceptions(demonstration_folder, opened, monkeypatch, caplog, address):
    screen = opened(demonstration_folder, edition=EDITION)
    monkeypatch.setenv("TP_LEDGER", address)
    screen.switch_page(PAGE).run()
    assert not screen.exception
    assert len(screen.dataframe) > 0
    assert [one.value for one in screen.error] == [writing.AWAY]
    assert not screen.text  # the driver's words are for the log
    host = address.partition("@")[2] or "nowhere"
    assert host not in rendered(screen)
    assert any(host in line and "the ledger cannot be read" in line for line in caplog.messages)
    assert "concerns;" in screen.title[0].value
    assert screen.title[0].value.endswith("; which of them have a case is not known")
    assert set(screen.dataframe[0].value["Case"]) == {"not known"}


def test_a_ledger_that_goes_while_a_form_stands_open_says_so_in_plain_words(robbery, ledger, monkeypatch):
    screen = robbery()
    sign(screen)
    monkeypatch.setenv("TP_LEDGER", AWAY[1])
    screen.run()
    assert not screen.exception
    assert [one.value for one in screen.error] == [writing.AWAY]


def test_what_a_ledger_out_of_reach_refuses_is_not_saved_and_says_no_word_of_its_driver(robbery, ledger, monkeypatch):
    screen = robbery()
    sign(screen)

    def gone(*_args, **_fields):
        raise LedgerRefused("the ledger at somewhere cannot be used: connection refused")

    monkeypatch.setattr(Ledger, "open_case", gone)
    press(screen, "Open a case")
    assert [one.value for one in screen.error] == [writing.NOT_SAVED]
    assert "connection refused" not in rendered(screen) + texts(screen)
    assert ledger.cases() == []


def test_every_table_and_picture_has_a_name_and_the_pictures_say_that_they_are_made_up(robbery):
    screen = robbery()
    assert all(one.proto.alt for one in screen.dataframe)
    for chart in screen.get("vega_lite_chart"):
        assert chart.proto.alt
        assert "emonstration" in chart.proto.spec
