"""Meeting mode: one finding at a time on every page, the same figures, and the same view when it is left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tp_metrics as tp
from pages.parts import findings
from pages.parts.meeting import position
from tests.browser.desk import PAGES
from tests.packs.made import document
from tp_metrics.ledger import Ledger

FILES = {file.stem: str(file.relative_to(file.parents[2])) for file in Path("pages").glob("*/*.py")}
LINKS = {"key_performance_review": {"area": "South East", "step": "Bromley · Priority crime"}}
#: The edition for which other tests of these pages have worked out the figures.
EDITION = "2010-12-31"
#: What a page lets be chosen: each is still there in a meeting, and so is what was chosen.
CHOICES = ("selectbox", "multiselect", "number_input", "date_input", "button_group", "slider", "checkbox", "toggle")
#: How a chart is drawn, which a larger screen changes; all else is what it shows.
LOOK = ("config", "height", "usermeta", "width", "autosize", "background", "padding")


@pytest.fixture
def meet(demonstration_folder, opened):
    def open_page(name: str, **link: str):
        page = opened(demonstration_folder, FILES[name], edition=EDITION, **LINKS.get(name, {}), **link)
        assert not page.exception
        assert not page.error
        return page

    return open_page


def elements(block: Any) -> Iterator[Any]:
    for one in block.children.values():
        yield from elements(one) if hasattr(one, "children") else [one]
        if hasattr(one, "children"):
            yield one


def part(page: Any, name: str) -> list[Any]:
    """What stands in one part of the meeting: its bar, its stage, what is below it, or the rest, out of sight."""
    found = [one for one in page.main.children.values() if str(one.proto.id).endswith(f"meeting-{name}")]
    assert len(found) == 1
    return list(elements(found[0]))


def figures(parts: list[Any]) -> list[str]:
    """The charts, tables and cards among some elements, as what they show."""
    found = []
    for one in parts:
        if one.type == "vega_lite_chart":
            spec = json.loads(one.proto.spec)
            found.append(json.dumps({key: value for key, value in spec.items() if key not in LOOK}, sort_keys=True))
        elif one.type == "arrow_data_frame":
            found.append(one.value.to_csv())
        elif one.type == "metric":
            found.append(f"{one.label}: {one.value}, {one.delta}")
    return found


def asked(page: Any, name: str, first: str = "") -> str:
    """What the link says under a name."""
    found = page.query_params.get(name, first)
    return str(found if isinstance(found, str) else found[-1])


def titles(page: Any) -> list[str]:
    return list(page.session_state["held"].titles)


def test_outside_a_meeting_there_is_one_button_and_nothing_else(meet):
    page = meet("satisfaction")
    assert "held" not in page.session_state
    assert [one.key for one in page.button if str(one.key).startswith("meeting")] == ["meeting-enter"]
    page.button("meeting-enter").click().run()
    assert (asked(page, "meet"), asked(page, "item")) == ("1", "1")
    assert [one.value for one in page.title] == [one.value for one in part(page, "stage") if one.type == "title"]


#: Pages unlike each other; `make trust` goes through the others, but for those that have nothing to go through.
FIRST = ("performance_review", "key_performance_review", "wards", "risks")
NONE = ("packs", "accessibility")
MET = [name if name in FIRST else pytest.param(name, marks=pytest.mark.trust) for name in PAGES if name not in NONE]


@pytest.mark.parametrize("name", MET)
def test_every_finding_of_a_page_shows_one_after_another_what_the_page_shows(meet, name):
    before = meet(name)
    shown = figures(list(elements(before.main)))
    page = meet(name, meet="1")
    count = len(titles(page))
    assert count > 0
    seen: list[str] = []
    for number in range(1, count + 1):
        assert asked(page, "item", "1") == str(number)
        assert len(titles(page)) == count
        stage = part(page, "stage")
        assert stage, titles(page)[number - 1]
        seen += figures(stage)
        if number < count:
            page.button("meeting-Next").click().run()
            assert not page.exception
    assert set(seen) <= set(shown)
    assert set(shown) - set(seen) == set(), f"{len(shown)} figures on the page, {len(seen)} in the meeting"


@pytest.mark.parametrize("name", MET)
def test_what_is_chosen_on_a_page_is_kept_through_a_meeting(meet, name):
    before = meet(name)
    kept = {kind: [one.id for one in before.get(kind) if "step-" not in str(one.key)] for kind in CHOICES}
    page = before.button("meeting-enter").click().run()
    page.button("meeting-Next").click().run() if not page.button("meeting-Next").disabled else None
    for kind in CHOICES:
        assert set(kept[kind]) <= {one.id for one in page.get(kind)}, kind
    page.button("meeting-leave").click().run()
    assert "held" not in page.session_state
    assert not {"meet", "item"} & set(page.query_params)
    for kind in CHOICES:
        assert [one.id for one in page.get(kind) if "step-" not in str(one.key)] == kept[kind]


def test_an_open_part_is_a_finding_and_open_again_when_the_meeting_is_left(meet):
    page = meet("satisfaction", stage="Satisfied with treatment")
    page.session_state["control"] = True
    page.run()
    page.button("meeting-enter").click().run()
    assert any("control" in one.lower() or "usual" in one.lower() for one in titles(page))
    page.button("meeting-leave").click().run()
    assert page.session_state["control"]
    assert asked(page, "stage") == "Satisfied with treatment"


def test_a_link_that_the_browser_went_back_to_is_followed_and_one_that_is_behind_is_not(meet, monkeypatch):
    page = meet("satisfaction", meet="1")
    page.button("meeting-Next").click().run()
    page.query_params["item"] = "1"
    assert asked(page.run(), "item") == "2"
    monkeypatch.setattr("pages.parts.meeting.BEHIND", 0.0)
    page.query_params["item"] = "1"
    assert asked(page.run(), "item") == "1"


def test_next_past_the_last_finding_of_a_step_opens_the_next_step_and_back_the_last_of_the_one_before(meet):
    page = meet("key_performance_review", meet="1")
    last = str(len(titles(page)))
    first_step = page.selectbox("step").value
    page.query_params["item"] = last
    page.run()
    page.button("meeting-Next").click().run()
    assert page.selectbox("step").value != first_step
    assert page.session_state["held"].at == page.selectbox("step").options.index(first_step) + 1
    assert asked(page, "item") == "1"
    page.button("meeting-Back").click().run()
    assert page.selectbox("step").value == first_step
    assert asked(page, "item") == last


@pytest.mark.parametrize(("item", "number"), [("0", "1"), ("-7", "1"), ("999", None), ("two", "1")])
def test_a_link_to_a_finding_that_is_not_there_opens_the_nearest(meet, item, number):
    page = meet("priority_crime", meet="1", item=item)
    assert str(page.session_state["held"].item) == (number or str(len(titles(page))))
    assert part(page, "stage")


def test_the_agenda_goes_to_any_finding_and_marks_the_open_one(meet):
    page = meet("risks", meet="1")
    names = titles(page)
    labels = [one.label for one in page.button if str(one.key).startswith("meeting-item-")]
    assert [label.replace("\\", "") for label in labels] == [f"{n}. {name}" for n, name in enumerate(names, start=1)]
    page.button("meeting-item-3").click().run()
    assert asked(page, "item") == "3"


def test_a_wrong_link_says_so_in_a_meeting_too_and_it_can_be_left(demonstration_folder, opened):
    page = opened(demonstration_folder, FILES["satisfaction"], borough="Camdem", meet="1")
    assert not page.exception
    assert page.error[0].value.startswith("The link")
    assert not part(page, "stage")
    assert page.button("meeting-leave")


def test_a_decision_and_an_action_are_typed_in_place_and_found_again(meet, ledger_address):
    page = meet("satisfaction", meet="1", item="4", borough="Camden")
    page.text_input("author").set_value("A. Secretary").run()
    words = next(one for one in page.text_area if one.label == "What is decided")
    words.set_value("<b>Ring back</b> within a week")
    next(one for one in page.button if one.label == "Write it down").click().run()
    assert not page.error
    next(one for one in page.text_area if one.label == "What is to be done").set_value("Ask the 20 who rang twice")
    next(one for one in page.selectbox if one.label == "Who (a role)").select("Superintendent Operations")
    next(one for one in page.button if one.label == "Add the action").click().run()
    assert not page.error
    with Ledger(ledger_address) as book:
        (decision,) = book.decisions()
        (action,) = book.actions()
    assert (decision.place, decision.theme, decision.words) == (
        "E09000007",
        "Satisfaction",
        "<b>Ring back</b> within a week",
    )
    assert (action.place, action.owner) == ("E09000007", "Superintendent Operations")
    page.button("meeting-leave").click().run()
    assert any(decision.words in one.value for one in page.text)
    again = meet("actions")
    assert any("Ask the 20 who rang twice" in one.value.to_csv() for one in again.dataframe)
    assert any(decision.words in one.value.to_csv() for one in again.dataframe)


def test_the_navigation_is_there_outside_a_meeting():
    assert position() == "top"


@pytest.mark.parametrize("made_before", [False, True])
def test_a_page_with_nothing_to_go_through_says_so_and_can_be_left(own, opened, made_before):
    if made_before:
        tp.packs.keep(document(), {"pdf": b"%PDF-1.7"}, own, place="TP", by="A. Name")
    page = opened(own, FILES["packs"], meet="1")
    assert not page.exception
    assert titles(page) == []
    assert bool([one for one in page.selectbox if one.key == "kept-pack"]) == made_before
    assert any("Nothing to go through here" in one.value for one in page.caption)
    page.button("meeting-leave").click().run()
    assert asked(page, "meet", "") == ""
    assert bool(page.dataframe) == made_before


def test_a_chart_of_all_boroughs_is_no_higher_than_the_room_and_each_name_has_a_line(meet):
    page = meet("priority_crime")
    desk = next(one for one in elements(page.main) if one.type == "vega_lite_chart" and "32 boroughs" in one.proto.spec)
    assert json.loads(desk.proto.spec)["height"] > 500
    page = meet("priority_crime", meet="1", item=str(1 + next(
        at for at, title in enumerate(titles(meet("priority_crime", meet="1"))) if "32 boroughs" in title
    )))  # fmt: skip
    now = page.session_state["held"]
    spec = next(json.loads(one.proto.spec) for one in part(page, "stage") if one.type == "vega_lite_chart")
    assert (spec["height"] + findings.AROUND) * now.scale <= now.height + 5
    assert spec["height"] >= 32 * findings.ROW
