"""The door of the screens: who is asked, who is let in, and in whose name things are written."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import tp_metrics as tp
from pages.parts import visit

APP = Path(__file__).parents[2] / "app.py"
PAGE = "pages/operations/priority_crime.py"
ROLES = "claim,value,role,place,note\nemail,ana@example.org,analyst,,\nemail,ben@example.org,viewer,,\n"


@pytest.fixture
def visited(own: Path, ledger_address: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Open a page as somebody: visited("ana", page) on a data folder of the test's own with a list of roles."""
    (own / "reference").mkdir(exist_ok=True)
    (own / "reference" / "roles.csv").write_text(ROLES, encoding="utf-8")
    monkeypatch.setenv("TP_DATA", str(own))

    now = time.time()

    def visit_page(who: str = "", page: str = PAGE, *, age: float = 60.0) -> AppTest:
        screen = AppTest.from_file(APP, default_timeout=60)
        claims = {"iss": "i", "sub": who, "nonce": f"{who}-1", "iat": now - age}
        person = {"name": who.title(), "email": f"{who}@example.org", **claims}
        screen.user = {"is_logged_in": bool(who), **(person if who else {})}
        return screen.switch_page(page).run()

    return visit_page


def words(screen: AppTest) -> str:
    assert not screen.exception
    kinds = ("title", "markdown", "info", "error", "text", "caption", "metric")
    return " ".join(str(one.value) for kind in kinds for one in screen.get(kind))


def shut(screen: AppTest) -> bool:
    """Whether a screen shows no filter, no figure and no chart."""
    return not any(len(screen.get(kind)) for kind in ("selectbox", "metric", "dataframe", "arrow_data_frame"))


def test_who_has_not_signed_in_is_asked_to_and_sees_nothing_else(visited):
    screen = visited()
    assert "Sign in to see the figures of your role." in words(screen)
    assert [button.label for button in screen.button] == ["Sign in"]
    assert shut(screen)


def test_who_has_a_role_sees_the_page_with_name_and_role(visited, own):
    screen = visited("ana")
    assert not shut(screen)
    assert {"Ana (ana@example.org)", "Role: analyst"} <= {text.value for text in screen.text}
    lines = [json.loads(line) for line in (own / "audit.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["kind"] for line in lines if line["who"] == "ana@example.org"] == ["sign_in"]
    screen.run()
    assert len((own / "audit.jsonl").read_text(encoding="utf-8").splitlines()) == len(lines), (
        "once, not with every page"
    )


def test_who_has_no_role_sees_one_sentence_and_the_way_out(visited):
    screen = visited("somebody")
    assert shut(screen)
    assert words(screen).endswith("You are signed in, and have no role here: ask whoever keeps its list of roles.")
    assert [button.label for button in screen.button] == ["Sign out"]


@pytest.mark.parametrize("roles", [b"claim;value\n\xff\xfe", ROLES.splitlines()[0].encode() + b"\n"])
def test_who_loses_the_role_or_whose_list_is_broken_is_out_with_the_next_run(visited, own, roles):
    screen = visited("ana")
    assert not shut(screen)
    (own / "reference" / "roles.csv").write_bytes(roles)
    screen.run()
    assert shut(screen)
    assert "no role here" in words(screen)


def test_a_sign_in_that_is_old_or_was_ended_is_asked_for_again(visited):
    screen = visited("ana", age=13 * 3600)
    assert "A sign-in holds for 12 hours" in words(screen)
    assert shut(screen)
    screen = visited("ben")
    screen.button("sign-out").click().run()
    assert shut(screen)
    again = visited("ben")
    assert shut(again)


def test_what_is_written_bears_the_name_of_the_sign_in_whatever_was_typed(visited):
    ledger = tp.book()
    typed = tp.ledger.Author("Somebody")
    due = date(2060, 1, 1)
    ledger.add_action("Do.", "Analyst", due, typed, measure="total_notifiable_offences", place="TP")
    screen = visited("ana", "pages/meetings/actions.py")
    assert not [box for box in screen.text_input if box.key == "author"]
    screen.session_state["author"] = "Somebody else"
    screen.run().selectbox("action").select(1).run()
    next(button for button in screen.button if button.label == "Done").click().run()
    assert not screen.exception
    first, last = ledger.history("action", 1)
    assert (first.author, first.verified) == ("Somebody", False)
    assert (last.author, last.verified) == ("Ana (ana@example.org)", True)


@pytest.mark.parametrize("opened_wide", [False, True])
def test_a_visit_from_elsewhere_sees_no_figure_unless_the_dashboard_is_open(
    own, ledger_address, monkeypatch, opened_wide
):
    monkeypatch.setenv("TP_DATA", str(own))
    if opened_wide:
        monkeypatch.setenv("TP_OPEN", "1")
    monkeypatch.setattr("pages.parts.door._elsewhere", lambda: visit.elsewhere({"host": "tp.example.org"}, None))
    screen = AppTest.from_file(APP, default_timeout=60).switch_page(PAGE).run()
    assert shut(screen) is not opened_wide
    assert ("TP_OPEN=1" in words(screen)) is not opened_wide
