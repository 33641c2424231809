"""Wards of 2011, 2018 and 2022: filter, map, card and table stand on one list, that of the edition's own source."""

from __future__ import annotations

import json
from datetime import date

import pytest

import tp_metrics as tp
from tests.folders import LISTS

PAGE = "pages/area/wards.py"
NAMES = {as_at: tp.periods.day_text(as_at) for as_at in LISTS}


def on_the_map(screen):
    """The codes of the wards that are drawn, the City's aside."""
    spec = json.loads(screen.get("deck_gl_json_chart")[0].proto.json)
    features = next(one["data"]["features"] for one in spec["layers"] if one["id"] == tp.maps.LAYER)
    return {one["properties"]["code"] for one in features} - {"E09000001"}


def listed(as_at):
    """The wards of the list on which an edition's figures stand."""
    frame = tp.edition(as_at).places.frame
    return set(frame.filter(frame["vintage"] == LISTS[as_at])["code"])


@pytest.mark.parametrize("as_at", LISTS, ids=str)
def test_filter_map_and_table_stand_on_one_ward_list(vintages, opened, as_at):
    screen = opened(vintages, PAGE, edition=NAMES[as_at])
    assert not screen.exception
    assert screen.session_state["chosen"].vintage == LISTS[as_at]
    assert on_the_map(screen) == set(screen.session_state["ward rows"]) == listed(as_at)
    assert len(screen.selectbox("ward").options) == len(listed(as_at))


@pytest.mark.parametrize("as_at", LISTS, ids=str)
def test_a_row_of_the_table_opens_its_ward_with_the_figure_of_the_row(vintages, opened, as_at):
    screen = opened(vintages, PAGE, edition=NAMES[as_at], borough="Westminster")
    first = next(found.value for found in screen.dataframe if "Place" in found.value).iloc[0]
    code = screen.session_state["ward rows"][0]
    screen.session_state["open place"] = code  # what a chosen row and a clicked ward both do
    screen.run()
    assert not screen.exception
    chosen = screen.session_state["chosen"]
    assert (chosen.place.code, chosen.place.vintage) == (code, LISTS[as_at])
    assert screen.selectbox("borough").value == "Westminster"
    assert screen.metric[0].value == f"{int(first.iloc[1]):,}"
    assert first["Place"] in screen.title[0].value
    assert code in on_the_map(screen)


@pytest.mark.parametrize(
    ("as_at", "code", "borough"),
    [
        (date(2016, 1, 31), "E05000644", "Westminster"),
        (date(2022, 8, 31), "E05011115", "Southwark"),
        (date(2024, 2, 29), "E05013570", "Hillingdon"),
    ],
)
def test_a_ward_of_each_list_opens_by_its_code_alone(vintages, opened, as_at, code, borough):
    screen = opened(vintages, PAGE, edition=NAMES[as_at], ward=code)
    assert not screen.error
    assert screen.session_state["chosen"].place.code == code
    assert screen.selectbox("borough").value == borough
    assert screen.metric[0].value != tp.words.DASH


def test_a_name_that_goes_on_opens_the_ward_of_the_list_that_the_figures_stand_on(vintages, opened):
    screen = opened(vintages, PAGE, ward="Heathrow Villages")
    assert screen.session_state["chosen"].place.code == "E05013570"
    assert "April 2023 to February 2024" in screen.title[0].value
    assert "April 2023 to February 2024" in next(said.value for said in screen.header if "by ward" in said.value)


def test_a_ward_that_is_open_stays_open_at_an_end_without_wards(vintages, opened):
    screen = opened(vintages, PAGE, ward="E05013570", end="May 2009")
    assert not screen.exception
    assert screen.session_state["chosen"].place.code == "E05013570"
    assert any("no figures by ward for this window" in said.value for said in screen.info)


def test_a_ward_that_the_list_of_the_measure_lacks_is_refused_by_that_list(vintages, opened):
    # Residents are known of the list of 2011 alone, so rates stand on it.
    screen = opened(vintages, ward="E05013570", measure="total_notifiable_offences_rate")
    assert "none of that name in the ward list of 2011" in screen.error[0].value


@pytest.mark.parametrize("as_at", LISTS, ids=str)
def test_every_ward_of_every_list_opens_by_link_alone(vintages, monkeypatch, as_at):
    monkeypatch.setenv("TP_DATA", str(vintages))
    from pages.parts import choices

    edition = tp.edition(as_at)
    year = choices.vintage(edition, "total_notifiable_offences", "performance year to date", None)
    tree = choices.tree(edition, year)
    codes = listed(as_at)
    assert {tree.code(tree.read(None, None, text)) for text in codes} == codes
    assert {tree.code(tree.read(None, None, label)) for label in tree.spots["ward"]} == codes
