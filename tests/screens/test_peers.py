"""Similar boroughs: the first line and the figures follow place, measure and window; the builder makes a file."""

from __future__ import annotations

from itertools import pairwise

import pytest

import tp_metrics as tp

EDITION = "2010-12-31"
PAGE = "pages/area/peers.py"


def sound(screen):
    assert not screen.exception
    assert not screen.error
    return screen


def standing(place, window, measure="robbery"):
    asked = tp.Selection(place=place, window=window, edition=EDITION)
    return tp.review.standing(tp.edition(EDITION), measure, asked)


def printed(screen):
    """The first line, and what is said of the window of the filters."""
    table = next(found.value for found in sound(screen).dataframe if "What" in found.value)
    return screen.title[0].value, dict(zip(table["What"], table[table.columns[-1]], strict=True))


def test_place_and_window_change_the_first_line_and_the_figures_which_are_the_results(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION, borough="Camden", measure="Robbery")
    seen = [(printed(screen), "E09000007", "performance year to date")]
    screen.selectbox("borough").select("Barnet").run()
    seen.append((printed(screen), "E09000003", "performance year to date"))
    screen.selectbox("window").select("month").run()
    seen.append((printed(screen), "E09000003", "month"))
    for (title, said), place, window in seen:
        rate = tp.result("robbery_rate", tp.Selection(place=place, window=window, edition=EDITION))
        count = tp.result("robbery", tp.Selection(place=place, window=window, edition=EDITION)).judgement.peers
        assert title == tp.words.peers_headline(standing(place, window))
        assert said[rate.figure.place] == tp.words.value(rate.figure, rate.measure)
        assert said["Its peers"] == tp.words.number(count.value, rate.measure)
        assert said["Rank, 1 is best"].startswith(f"{count.rank} (")
    for ((before, old), *_), ((after, new), *_) in pairwise(seen):
        assert before != after
        assert sum(one != two for one, two in zip(old.values(), new.values(), strict=True)) >= 3


def test_three_and_twelve_months_stand_side_by_side_and_a_short_window_beside_them(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=EDITION, borough="Camden", measure="Robbery"))
    table = next(found.value for found in screen.dataframe if "What" in found.value)
    assert list(table.columns[1:]) == [
        "3 months to December 2010",
        "12 months to December 2010",
        "April to December 2010",
    ]
    short = standing("E09000007", "rolling 3 months")
    assert table.iloc[1, 1] == tp.words.number(short.peers.value, short.measure)


def test_the_borough_is_marked_and_its_peers_mean_is_without_it(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=EDITION, borough="Camden", measure="Robbery"))
    chart = screen.get("vega_lite_chart")[0].proto
    found = standing("E09000007", "performance year to date")
    assert "Camden" in chart.alt
    assert tp.words.mean_words(found) in chart.spec
    assert "emonstration" in chart.spec
    assert any("illustrative" in one.value for one in screen.caption)


@pytest.mark.parametrize(("area", "first"), [(None, "Barking and Dagenham"), ("South East", "Bexley")])
def test_without_a_borough_the_first_is_shown_and_the_page_says_so(demonstration_folder, opened, area, first):
    link = {"area": area} if area else {}
    screen = sound(opened(demonstration_folder, PAGE, edition=EDITION, **link))
    assert f", {first}: " in screen.title[0].value
    assert any(f"No borough is chosen: {first} is shown" in one.value for one in screen.info)


def test_a_strength_and_a_measure_that_is_missing_say_plainly_why(demonstration_folder, small, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=EDITION, borough="Camden", measure="Police officers"))
    assert any("is a strength" in one.value for one in screen.info)
    without = sound(opened(small, PAGE))
    assert without.title[0].value
    assert any(one.value for one in without.info)


def test_other_indicators_make_another_group_and_a_link_restores_it(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION, borough="Camden", measure="Robbery")
    said = next(one.value for one in sound(screen).markdown if one.value.startswith("Camden would keep"))
    screen.get("button_group")  # pills
    screen.pills("alike").set_value(["density", "benefits"]).run()
    changed = next(one.value for one in sound(screen).markdown if one.value.startswith("Camden would keep"))
    assert changed != said
    made = tp.review.similar(tp.edition(EDITION), ("density", "benefits"))
    table = next(found.value for found in screen.dataframe if "A peer now" in found.value)
    names = dict(tp.edition(EDITION).reference("boroughs").select("code", "name").iter_rows())
    assert table["Place"].to_list() == ["Camden", *(names[code] for code in made.group("E09000007"))]
    screen.number_input("nearest").set_value(3).run()
    assert any("Camden and the 3 boroughs nearest to it" in one.value for one in sound(screen).header)
    screen.pills("alike").set_value([]).run()
    assert any("Choose at least one indicator" in one.value for one in sound(screen).info)


def test_the_candidate_file_is_offered_with_the_place_where_it_goes(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=EDITION, borough="Camden"))
    labels = [button.proto.label for button in screen.get("download_button")]
    assert "Candidate groups of all boroughs (peers.csv)" in labels
    assert any("reference/peers.csv" in one.value and "TP_DATA" in one.value for one in screen.caption)
