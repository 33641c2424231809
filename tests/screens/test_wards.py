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
    assert "Bloomsbury, Camden" in [one.value for one in screen.header]
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
    assert title in [said.value for said in screen.header]
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
    assert "2014/15 to Mar: refused on import: the offence groups add up to 47.35" in tp.words.missing(
        tp.result(now.measure, tp.Selection(now.place.code))
    )
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


# What a ward's page says beyond its map: pooled surveys, certainty, signals, linked marks, and its parts.

GOOD_JOB = {"edition": EDITION, "measure": "good_job"}


def said(screen):
    """All that stands in captions and plain text."""
    return " ".join(one.value for kind in ("caption", "markdown", "warning", "info") for one in getattr(screen, kind))


def spec_of(screen, name):
    """The chart with this key."""
    return next(one.proto for one in screen.get("vega_lite_chart") if name in one.proto.id)


def test_a_survey_is_pooled_over_36_months_and_place_and_months_change_what_is_said(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, **GOOD_JOB, ward="Bloomsbury")
    seen = []
    for ward, months in (("Bloomsbury", 36), ("Bloomsbury", 24), ("Bloomsbury", 12), ("Belsize", 12)):
        window = f"rolling {months} months"
        if screen.selectbox("ward").value != ward:
            screen.selectbox("ward").select(ward).run()
        screen.segmented_control("pooled").set_value(window).run()
        assert not screen.exception
        assert not screen.error
        code = screen.session_state["chosen"].place.code
        asked = tp.Selection(code, window=window, edition=EDITION)
        figure, beside = tp.result("good_job", asked).figure, tp.beside_borough("good_job", asked)
        row = beside.ward(code)
        model = tp.words.number(row["modelled"], beside.result.measure)
        assert f"**Modelled: {model}**" in said(screen)
        assert "**cannot be told from** the wards of Camden together" in said(screen)
        assert "Interviews of the Safer Neighbourhoods survey" in said(screen)
        table = table_of(screen)
        shown = table[table["Place"] == ward].iloc[0]
        assert shown["Modelled"] == pytest.approx(row["modelled"])
        assert shown["Base"] == round(row["base"])
        assert screen.metric[0].value == tp.words.value(figure, beside.result.measure)
        seen.append((screen.title[0].value, model, shown["Base"]))
    assert len({title for title, _, _ in seen}) == 4
    assert len({(model, base) for _, model, base in seen}) == 4
    assert any("too few to say: base under 30" in one.value for one in screen.info)
    assert not any("of 18 wards of its borough" in one.value for one in screen.caption)  # never ranked


def test_certainty_draws_wards_paler_and_the_legend_says_so(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, **GOOD_JOB, shade="Certainty")
    legend = next(found.value for found in screen.html if "wards)" in found.value)
    uncertain = tp.beside_borough("good_job", tp.Selection(window="rolling 36 months", edition=EDITION)).uncertain
    assert f"paler and hatched: cannot be told from its borough ({len(uncertain)} wards)" in legend
    features = json.loads(map_of(screen).json)["layers"][0]["data"]["features"]
    pale = [tp.maps.message.rgb(colour) for colour in tp.maps.PALE_BLUES]
    assert {one["properties"]["code"] for one in features if one["properties"]["fill"] in pale} == uncertain
    assert "Coloured by the modelled estimate." in said(screen)


def test_signals_are_those_of_the_charts_and_a_survey_says_why_it_has_none(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION, measure="robbery", shade="Signal")
    legend = next(found.value for found in screen.html if "wards)" in found.value)
    found = list(tp.ward_signals("robbery", tp.Selection(edition=EDITION)).values())
    assert f"outlined ({found.count('concern')} wards)" in legend
    assert f"within its usual variation ({found.count('usual')} wards)" in legend
    survey = opened(demonstration_folder, PAGE, **GOOD_JOB, shade="Signal")
    assert "A ward has too few answers in a quarter" in said(survey)


def test_a_ward_that_is_open_is_marked_on_map_table_and_chart(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION, ward="Bloomsbury")
    code = screen.session_state["chosen"].place.code
    assert screen.session_state["ward rows"][screen.session_state[f"wards-{code}"].selection.rows[0]] == code
    bars = json.loads(spec_of(screen, "wards-chart").spec)
    assert '"Bloomsbury"' in json.dumps(bars)
    marks = json.loads(map_of(screen).json)["layers"][1]["data"]["features"]
    assert [one["properties"]["width"] for one in marks[-2:]] == [6.0, 3.0]


def test_the_chart_of_all_london_opens_a_ward(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION)
    assert spec_of(screen, "wards-chart").selection_mode == [tp.charts.PICKED]
    screen.session_state["open place"] = "E05000129"  # what a click on a point does
    screen.run()
    assert screen.session_state["chosen"].place.name == "Bloomsbury"


def test_up_to_four_wards_are_compared_from_the_link(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION, ward="Bloomsbury", part="Compare wards")
    assert screen.multiselect("compare").value == ["Bloomsbury"]
    screen.multiselect("compare").set_value(["Bloomsbury", "West End", "Abbey, Merton", "Belsize"]).run()
    assert not screen.exception
    assert not screen.error
    table = next(one.value for one in screen.dataframe if len(one.value) == 4)
    assert table["Place"].tolist() == ["Bloomsbury", "West End", "Abbey, Merton", "Belsize"]
    for name, value in zip(table["Place"], table["2010/11 to Dec"], strict=True):
        code = tp.places(EDITION).find(name).code
        assert value == tp.result("total_notifiable_offences", tp.Selection(code, edition=EDITION)).figure.value
    assert any(one.proto.alt.startswith("Lines over the same months") for one in screen.get("vega_lite_chart"))


def test_a_survey_is_compared_by_its_estimates(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, **GOOD_JOB, ward="Bloomsbury", part="Compare wards")
    screen.multiselect("compare").set_value(["Bloomsbury", "West End"]).run()
    assert not screen.error
    assert any(one.proto.alt.startswith("Points with intervals") for one in screen.get("vega_lite_chart"))


def test_neighbours_are_named_and_stand_in_a_table(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION, ward="Bloomsbury", part="Neighbours")
    found, _ = tp.neighbours(screen.session_state["chosen"].place)
    names = next(one.value for one in screen.caption if one.value.startswith("Neighbouring wards:"))
    assert all(ward.name in names for ward in found)
    tables = [one.value for one in screen.dataframe if len(one.value) == len(found) + 1]
    assert tables[0]["Place"].tolist() == ["Bloomsbury", *(ward.label for ward in found)]


def test_rates_stand_beside_counts_but_where_most_people_are_visitors(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION, ward="Belsize", part="Crime and rates")
    table = next(one.value for one in screen.dataframe if "Offence" in one.value)
    assert table["Per 1,000 residents"].notna().all()
    assert not screen.warning
    west_end = opened(demonstration_folder, PAGE, edition=EDITION, ward="West End", part="Crime and rates")
    assert "says little about risk" in west_end.warning[0].value
    assert "Per 1,000 residents" not in next(one.value for one in west_end.dataframe if "Offence" in one.value)
    rate = opened(demonstration_folder, PAGE, edition=EDITION, ward="West End", measure="robbery_rate")
    assert "says little about risk" in rate.warning[0].value


@pytest.mark.parametrize(("place", "rows"), [({"ward": "Bloomsbury"}, 1), ({"borough": "Camden"}, 18), ({}, 624)])
def test_the_team_of_a_ward_and_the_wards_of_a_place_have_their_people_and_vacant_posts(
    demonstration_folder, opened, place, rows
):
    screen = opened(demonstration_folder, PAGE, edition=EDITION, part="Ward team", **place)
    assert not screen.error
    table = next(one.value for one in screen.dataframe if "Vacant PCSOs" in one.value)
    code = screen.session_state["chosen"].place.code
    sergeants = tp.result("team_sergeants", tp.Selection(code, window="month", edition=EDITION)).figure.value
    assert len(table) == rows
    assert table["Sergeants"].sum() == sergeants
    assert any("sergeant" in one.value and "Dec 2010" in one.value for one in screen.markdown)


@pytest.mark.parametrize("part", ["Compare wards", "Neighbours", "Crime and rates", "Ward team"])
@pytest.mark.parametrize("place", [{}, {"ward": "St. James's"}])
def test_on_files_without_survey_or_teams_the_page_says_what_there_is_not(small, opened, part, place):
    screen = opened(small, PAGE, edition="2016-12-31", part=part, **place)
    assert not screen.exception
    assert not screen.error
    if part == "Ward team":
        assert "This edition has no Safer Neighbourhoods teams." in said(screen)
