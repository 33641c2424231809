"""The Wards page: the map, its legend with numbers, the ward that is open, and the table twin."""

from __future__ import annotations

import json
import re

import pytest

import tp_metrics as tp

EDITION = "2010-12-31"
PAGE = "pages/area/wards.py"


def map_of(screen):
    """The map's message and its alternative text."""
    assert not screen.exception
    assert not screen.error
    return screen.get("deck_gl_json_chart")[0].proto


def table_of(screen):
    return next(found.value for found in screen.dataframe if "Place" in found.value)


def test_all_london_has_624_wards_on_the_map_and_in_the_table(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION)
    assert len(table_of(screen)) == 624
    assert map_of(screen).json.count('"code":"E05') >= 624


def test_the_legend_names_its_numbers_and_counts_every_ward(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION)
    legend = next(found.value for found in screen.html if "wards)" in found.value)
    assert sum(int(count.replace(",", "")) for count in re.findall(r"\((\d+) wards\)", legend)) == 624


def test_place_and_window_change_the_sentence_the_card_and_the_table(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION)
    seen = [(screen.title[0].value, screen.metric[0].value, len(table_of(screen)))]
    screen.selectbox("borough").select("Camden").run()
    seen.append((screen.title[0].value, screen.metric[0].value, len(table_of(screen))))
    screen.selectbox("window").select("month").run()
    seen.append((screen.title[0].value, screen.metric[0].value, len(table_of(screen))))
    assert len({sentence for sentence, _, _ in seen}) == 3
    assert len({figure for _, figure, _ in seen}) == 3
    assert [wards for _, _, wards in seen] == [624, 18, 18]
    month = tp.Selection("E09000007", window="month", by=("ward",), edition=EDITION)
    result = tp.result("total_notifiable_offences", month)
    table = table_of(screen)
    assert dict(zip(table["Place"], table["Dec 2010"], strict=True)) == {one.place: one.value for one in result.figures}
    assert screen.metric[0].value == tp.words.value(result.figure, result.measure)


def test_a_ward_opens_by_link_with_its_figure_rank_and_neighbours(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION, ward="Bloomsbury")
    ward = screen.session_state["chosen"].place
    assert ward.name == "Bloomsbury"
    result = tp.result("total_notifiable_offences", tp.Selection(ward.code, edition=EDITION))
    assert screen.subheader[0].value == "Bloomsbury, Camden"
    assert screen.metric[0].value == tp.words.value(result.figure, result.measure)
    assert any("of 18 wards of its borough" in said.value for said in screen.caption)
    assert len(table_of(screen)) == 18


@pytest.mark.parametrize(
    ("shade", "words"),
    [("change", "%"), ("difference", "")],
)
def test_the_colour_can_mean_the_change_or_the_difference(demonstration_folder, opened, shade, words):
    screen = opened(demonstration_folder, PAGE, edition=EDITION, borough="Camden")
    screen.segmented_control("shade").set_value(shade).run()
    legend = next(found.value for found in screen.html if "wards)" in found.value)
    assert words in re.sub(r"<[^>]*>", "", legend)


def test_the_map_draws_without_tiles_and_has_a_name(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION, borough="Camden")
    drawn = map_of(screen)
    spec = json.loads(drawn.json)
    assert spec.get("mapStyle") in (None, "", "__MAP_STYLE__")  # Streamlit draws no tiles under any of these
    assert "http" not in drawn.json
    assert drawn.alt.startswith("Map of Total notifiable offences by place")


def test_a_ward_whose_source_ends_earlier_is_shown_in_its_own_window(small, opened):
    screen = opened(small, PAGE, edition="2016-12-31", ward="St. James's")
    assert not screen.exception
    assert "April 2014 to March 2015" in screen.title[0].value
    source = next(said.value for said in screen.caption if "oundaries" in said.value)
    assert source.startswith("Source: Ward atlas")
    assert table_of(screen).iloc[0]["Place"] == "St. James's"
