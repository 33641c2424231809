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
    assert sum(int(count.replace(",", "")) for count in re.findall(r"\((\d+) wards?\)", legend)) == 624


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
    ("shade", "words", "title"),
    [
        ("change", "%", "Total notifiable offences: change on a year before by ward, April to December 2010"),
        ("difference", "", "Total notifiable offences: difference from its borough by ward, April to December 2010"),
    ],
)
def test_the_colour_can_mean_the_change_or_the_difference(demonstration_folder, opened, shade, words, title):
    screen = opened(demonstration_folder, PAGE, edition=EDITION, borough="Camden")
    assert not screen.segmented_control("classes").disabled
    screen.segmented_control("shade").set_value(shade).run()
    legend = next(found.value for found in screen.html if "wards)" in found.value)
    assert words in re.sub(r"<[^>]*>", "", legend)
    assert f"**{title}**" in [said.value for said in screen.markdown]
    assert title.split(": ")[1].split(" by ward")[0] in map_of(screen).alt
    assert screen.segmented_control("classes").disabled  # these classes lie about zero and are cut in one way


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


def test_the_map_stands_on_the_first_screen_and_is_fitted_to_its_height(demonstration_folder, opened):
    drawn = map_of(opened(demonstration_folder, PAGE, edition=EDITION))
    wide, across = tp.maps.message.ROOMS["wide"], json.loads(drawn.json)["initialViewState"]["zoom"]
    assert drawn.json
    assert wide[1] <= 400
    narrow = tp.maps.wards(
        tp.by_ward("robbery", tp.Selection(edition=EDITION)), room="narrow", folder=demonstration_folder
    )
    assert narrow.initial_view_state.zoom < across


def test_a_measure_without_wards_says_plainly_where_it_is_published_and_keeps_the_ward_that_is_open(
    demonstration_folder, opened
):
    screen = opened(demonstration_folder, PAGE, edition=EDITION, ward="Bloomsbury", measure="Police staff")
    assert not screen.exception
    assert "Police staff: published for boroughs only." in [said.value for said in screen.info]
    assert screen.session_state["chosen"].place.name == "Bloomsbury"
    assert not screen.get("deck_gl_json_chart")


def test_a_ward_without_a_figure_in_the_latest_year_is_hatched_and_shows_its_own_years(small, opened):
    screen = opened(small, PAGE, edition="2016-12-31", ward="Brownswood")
    assert not screen.exception
    now = screen.session_state["chosen"]
    wards = tp.by_ward(now.measure, tp.Selection(now.place.code, edition=now.edition.id))
    own = next(one for one in wards.figures if one.code == now.place.code)
    card = tp.result(now.measure, tp.Selection(now.place.code, edition=now.edition.id)).figure
    assert (own.value, card.value) == (None, None)
    assert own.window == card.window == "2014/15 to Mar"
    assert "2014/15 to Mar: no figure" in tp.words.missing(tp.result(now.measure, tp.Selection(now.place.code)))
    years = tp.trend(now.measure, tp.Selection(now.place.code, edition=now.edition.id))
    assert [one.window for one in tp.words.known(years)] == ["2011/12", "2012/13"]


@pytest.mark.parametrize("page", [PAGE, "pages/operations/priority_crime.py"])
def test_a_ward_that_is_published_by_the_year_has_a_line_of_years(small, opened, page):
    screen = opened(small, page, edition="2016-12-31", ward="St. James's")
    assert not screen.exception
    lines = [one.proto for one in screen.get("vega_lite_chart") if one.proto.alt.startswith("Line of")]
    assert lines[0].alt == (
        "Line of Total notifiable offences, St. James's, from 16,000 (performance year 2011/12) to 15,800 "
        "(performance year 2014/15)."
    )
