"""The frame: shared filters that keep together, and pages that use some of them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    "pages/strategic/exceptions.py",
    "pages/area/wards.py",
    "pages/public/confidence.py",
    "pages/public/satisfaction.py",
    "pages/operations/priority_crime.py",
    "pages/operations/productivity.py",
    "pages/strategic/value_for_money.py",
    "pages/meetings/calendar.py",
    "pages/meetings/actions.py",
    "pages/meetings/risks.py",
    "pages/about/measures.py",
    "pages/about/data.py",
    "pages/about/accessibility.py",
]


def places(screen):
    return tuple(screen.selectbox(level).value for level in ("area", "borough", "ward"))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_within_its_frame_on_an_edition_that_lacks_most_measures(small, opened, page):
    screen = opened(small, page)
    assert not screen.exception
    assert len(screen.title) == 1
    assert screen.session_state["chosen"].edition.id == "2016-12-31"


def test_choosing_a_smaller_place_fills_in_the_larger_and_choosing_another_larger_lets_it_go(small, opened):
    screen = opened(small, "pages/area/wards.py")
    screen.selectbox("borough").select("Merton").run()
    assert places(screen) == ("South West", "Merton", None)
    screen.selectbox("ward").select("Abbey, Merton").run()
    assert places(screen) == ("South West", "Merton", "Abbey, Merton")
    screen.selectbox("area").select("South West").run()
    assert places(screen) == ("South West", "Merton", "Abbey, Merton")
    screen.selectbox("borough").select("Camden").run()
    assert places(screen) == ("North", "Camden", None)
    screen.selectbox("area").select("West").run()
    assert places(screen) == ("West", None, None)
    screen.selectbox("area").set_value(None).run()
    assert places(screen) == (None, None, None)
    assert screen.session_state["chosen"].place.code == "TP"


def test_the_wards_to_choose_from_are_those_of_the_borough(small, opened):
    screen = opened(small, "pages/area/wards.py", borough="Merton")
    assert len(screen.selectbox("ward").options) == 20
    assert "Abbey, Merton" in screen.selectbox("ward").options
    assert screen.selectbox("borough").options[0] == "Croydon"  # its area's boroughs stand first
    assert len(screen.selectbox("borough").options) == 32


def test_a_page_keeps_the_filters_that_it_does_not_use(small, opened):
    screen = opened(small, "pages/public/satisfaction.py", ward="Abbey, Merton", measure="Robbery")
    chosen = screen.session_state["chosen"]
    assert (chosen.place.code, chosen.measure) == ("E09000024", "robbery")
    assert "This page goes no lower: it shows Merton, which holds Abbey, Merton." in [c.value for c in screen.caption]
    assert screen.query_params["ward"] == "Abbey, Merton"

    screen.switch_page("pages/about/measures.py").run()
    assert screen.query_params["ward"] == "Abbey, Merton"
    screen.switch_page("pages/operations/priority_crime.py").run()
    assert screen.session_state["chosen"].place.code == "E05000455"


def test_a_filter_that_says_nothing_is_drawn_where_it_is_used_alone(small, opened):
    screen = opened(small)
    assert {one.key for one in screen.selectbox} >= {"area", "borough", "window", "end", "edition"}
    assert not {one.key for one in screen.selectbox} & {"ward", "measure"}
    screen.switch_page("pages/area/wards.py").run()
    screen.selectbox("ward").select("Abbey, Merton").run()
    screen.switch_page("pages/strategic/performance_review.py").run()
    assert screen.selectbox("ward").value == "Abbey, Merton"


def test_an_old_edition_says_so_and_leads_back_to_the_newest(small, opened):
    screen = opened(small, edition="31 Mar 2015")
    assert any("An old edition is open: what was known on 31 Mar 2015" in one.value for one in screen.caption)
    screen.button("newest").click().run()
    assert screen.session_state["chosen"].newest
    assert not any("An old edition" in one.value for one in screen.caption)


@pytest.mark.parametrize(
    ("name", "forged", "attribute", "kept"),
    [
        ("measure", "drop table", "measure", "total_notifiable_offences"),
        ("window", "forever", "window", "performance year to date"),
        ("end", "Dec 9999", "end", None),
        ("borough", "Atlantis", "place", "TP"),
    ],
)
def test_a_value_that_no_option_has_is_not_taken(small, opened, name, forged, attribute, kept):
    screen = opened(small, state={name: forged})
    assert not screen.exception
    found = getattr(screen.session_state["chosen"], attribute)
    assert getattr(found, "code", found) == kept


def test_a_place_opened_by_a_page_is_chosen_in_the_filters(small, opened):
    screen = opened(small, "pages/area/wards.py")
    screen.session_state["open place"] = "E05000644"
    screen.run()
    assert places(screen) == ("North", "Westminster", "St. James's")
    assert screen.query_params["ward"] == "St. James's"


@pytest.mark.parametrize("name", ["app.py", "serve.py"])
def test_the_frame_imports_the_front_door_the_parts_and_streamlit_alone(name):
    found = set()
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        if isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    ours = {one for one in found if one.split(".")[0] in ("tp_metrics", "pages")}
    assert ours <= {"tp_metrics", "pages.parts"}
    assert {one.split(".")[0] for one in found - ours} <= {"pathlib", "streamlit", "starlette"}
