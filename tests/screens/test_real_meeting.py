"""A meeting on editions of real published files: headline, exceptions, robbery, its wards, a reason, an action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

import tp_metrics as tp
from tp_metrics.ledger import Ledger

pytestmark = [pytest.mark.real, pytest.mark.trust]

REVIEW, EXCEPTIONS = "pages/strategic/performance_review.py", "pages/strategic/exceptions.py"
ACTIONS, PRODUCTIVITY = "pages/meetings/actions.py", "pages/operations/productivity.py"
EARLY, LATE = "2010-12-31", "2015-12-31"
ROBBERY = "Robbery · Territorial Policing"
WHY, DEED = "Two series of robberies near stations.", "Brief the ward teams."


@pytest.fixture
def page(real_folder: Path, opened: Callable[..., AppTest]) -> Callable[..., AppTest]:
    """Open a page on the real editions; nothing may fail on it."""

    def open_page(name: str, edition: str = EARLY, **link: str) -> AppTest:
        return fine(opened(real_folder, name, edition=tp.periods.day_text(date.fromisoformat(edition)), **link))

    return open_page


def fine(screen: AppTest) -> AppTest:
    assert not screen.exception
    assert not screen.error
    return screen


def named(screen: AppTest, label: str, kind: str):
    return next(one for one in getattr(screen, kind) if one.label == label)


def press(screen: AppTest, label: str) -> None:
    fine(named(screen, label, "button").click().run())


def texts(screen: AppTest) -> str:
    return "\n".join(one.value for one in screen.text)


def strip(screen: AppTest) -> str:
    return next(one.value for one in screen.caption if one.value.startswith("Edition "))


def test_the_headline_is_read_and_the_strip_says_what_the_figures_cover(page):
    screen = page(REVIEW, LATE)
    said = [one.value for one in screen.markdown]
    assert any(one.startswith("Worse than usual: ") for one in said)
    assert any(one.startswith("Better than usual: ") for one in said)
    told = strip(screen)
    assert told.startswith("Edition 31 December 2015 · data: confidence and satisfaction to 31 Dec 2015 (some to ")
    # The workbook has no boroughs for most of what it counts, and the strip does not hide it.
    assert "· complete: 32 of 32 boroughs in every month; 13 of 30 measures not by borough; " in told


def test_from_the_exceptions_to_robbery_and_its_wards(page, opened, real_folder):
    screen = page(REVIEW, kind="Exceptions", panel="Robbery")
    table = next(one.value for one in screen.dataframe if "36 months" in one.value)
    assert "Robbery" in table["Measure"].to_list()
    assert any(one.value.startswith("Robbery: 25,955, April to December 2010") for one in screen.header)
    assert any("By ward this edition has figures of April 2009 to March 2010" in one.value for one in screen.caption)
    link = next(one.proto for one in screen.get("page_link") if one.proto.label == "Its wards")
    wards = fine(opened(real_folder, "pages/area/wards.py", **dict(parse_qsl(link.query_string))))
    (drawn,) = [one.proto.alt for one in wards.get("deck_gl_json_chart")]
    assert drawn.startswith("Map of Robbery by place, April 2009 to March 2010: highest in West End (431)")


def test_a_reason_and_an_action_are_found_again_in_actions_and_in_the_next_edition(page, ledger_address):
    screen = page(EXCEPTIONS, level="TP", exception=ROBBERY)
    screen.text_input("author").set_value("Ana Kaya").run()
    named(screen, "Reason for the variation", "selectbox").select("series")
    named(screen, "Why, in words", "text_area").set_value(WHY)
    press(screen, "Open a case")
    named(screen, "What is to be done", "text_area").set_value(DEED)
    named(screen, "Who (a role)", "selectbox").select("Area Commander")
    press(screen, "Add the action")
    with Ledger(ledger_address) as book:
        assert [one.words for one in book.actions()] == [DEED]

    reloaded = page(EXCEPTIONS, level="TP", exception=ROBBERY)
    assert WHY in texts(reloaded)
    assert DEED in texts(reloaded)

    actions = page(ACTIONS)
    assert actions.title[0].value.startswith("Actions: 1 open")
    row = actions.dataframe[0].value.iloc[0]
    assert (row["Action"], row["On"]) == (DEED, ROBBERY)

    later = page(EXCEPTIONS, LATE, level="TP", exception=ROBBERY)
    assert any(one.value.startswith("Robbery: 16,335, April to December 2015") for one in later.header)
    assert WHY in texts(later)
    assert DEED in texts(later)
    assert page(ACTIONS, LATE).dataframe[0].value["Action"].to_list() == [DEED]


@pytest.mark.parametrize("edition", [EARLY, LATE])
def test_productivity_shows_what_there_is_and_says_what_is_not(page, edition):
    screen = page(PRODUCTIVITY, edition)
    assert screen.title[0].value.startswith("Offences per officer: ")
    told = next(one.value for one in screen.caption if "no demand with an output" in one.value)
    assert "By borough: offences per officer; of the whole force or TP only: calls per officer" in told
    table = next(one.value for one in screen.dataframe if "Police officers" in one.value)
    assert len(table) == 32
    assert table.notna().all(axis=None)  # no column of dashes
    assert "Incidents per officer" not in table.columns
