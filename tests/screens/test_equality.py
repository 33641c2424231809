"""Equality: the first line and the printed figures follow place, window and question, and are the results'."""

from __future__ import annotations

from itertools import pairwise

import pytest

import tp_metrics as tp

EDITION = "2010-12-31"
PAGE = "pages/public/equality.py"


def sound(screen):
    assert not screen.exception
    assert not screen.error
    return screen


def table(screen, column):
    return next(found.value for found in screen.dataframe if column in found.value)


def printed(screen):
    """The first line, and each group's value with its window."""
    rows = table(sound(screen), "Gap, 95 % interval")
    return screen.title[0].value, {
        (row["By"], row["Group"]): (row["Value, %"], row["Window"]) for _, row in rows.iterrows()
    }


def answered(name, place, kind):
    """What the groups of sex, age and ethnicity should say, each over the window that the page prints."""
    found = {}
    for dimension in ("sex", "age band", "ethnicity"):
        for window in (kind, "rolling 12 months", "rolling 24 months", "rolling 36 months"):
            asked = tp.Selection(place=place, window=window, by=(dimension,), edition=EDITION)
            for figure in tp.result(name, asked).figures:
                key = (tp.words.head(dimension), tp.words.category(figure))
                found[(*key, figure.window)] = figure.value
    return found


def test_place_and_window_change_the_first_line_and_the_figures_which_are_the_results(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION)
    seen = [printed(screen)]
    screen.selectbox("borough").select("Camden").run()
    seen.append(printed(screen))
    screen.selectbox("window").select("quarter").run()
    seen.append(printed(screen))
    asked = (("TP", "performance year to date"), ("E09000007", "performance year to date"), ("E09000007", "quarter"))
    for (title, figures), (place, kind) in zip(seen, asked, strict=True):
        asked_of = tp.Selection(place=place, window=kind, edition=EDITION)
        found = tp.review.equality(tp.edition(EDITION), "good_job", asked_of)
        assert title == tp.words.equality_headline(found)
        assert tp.words.headline(tp.result("good_job", asked_of)).split(";")[0].replace(" %,", " % of all,") in title
        wanted = answered("good_job", place, kind)
        compared = {key: value for key, (value, window) in figures.items() if (*key, window) in wanted}
        assert len(compared) >= 12
        for key, value in compared.items():
            assert value == pytest.approx(wanted[(*key, figures[key][1])])
    for (before, old), (after, new) in pairwise(seen):
        assert before != after
        assert sum(old[key][0] != new[key][0] for key in old) >= 3


def test_a_borough_of_few_is_pooled_and_what_is_withheld_says_why(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=EDITION, borough="Bexley"))
    said = next(one.value for one in screen.markdown if one.value.startswith("Pooled, as"))
    assert "ethnicity over the 36 months to Dec 2010" in said
    assert "Not shown: Mixed (too few to say: base under 30)." in said
    mixed = table(screen, "Gap, 95 % interval").set_index("Group").loc["Mixed"]
    assert mixed["Note"] == "too few to say: base under 30"
    assert mixed[["Value, %", "Gap", "95 % interval"]].isna().all()
    charts = " ".join(chart.proto.spec for chart in screen.get("vega_lite_chart"))
    assert "too few" in charts


def test_another_question_and_another_characteristic_change_what_is_shown(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION)
    first = screen.title[0].value
    screen.selectbox("asked").select("satisfaction_overall").run()
    assert sound(screen).title[0].value != first
    assert screen.title[0].value.startswith("Satisfied with the whole experience: ")
    assert any("no yardstick" in one.value for one in screen.markdown)
    screen.segmented_control("over").set_value("age band").run()
    assert any(one.value.startswith("Age, year by year") for one in sound(screen).header)
    again = opened(demonstration_folder, PAGE, edition=EDITION, asked="Satisfied with the whole experience", over="Age")
    assert again.title[0].value == screen.title[0].value


def test_all_questions_stand_in_one_table_and_every_picture_has_its_words(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=EDITION))
    together = table(screen, "Question")
    assert together["Question"].to_list() == [tp.measures()[name].title for name in tp.review.ASKED_OF_ALL]
    assert {"Women", "65+", "Asian", "BME", "Disabled"} <= set(together.columns)
    assert any("gaps were looked at" in one.value for one in screen.markdown)
    charts = screen.get("vega_lite_chart")
    assert len(charts) == 3
    assert all(chart.proto.alt for chart in charts)
    assert all(found.proto.alt for found in screen.dataframe)
    assert len(screen.get("download_button")) == len(charts) + len(screen.dataframe)


def test_a_folder_without_surveys_says_so_plainly(small, opened):
    screen = sound(opened(small, PAGE))
    assert "no figure" in screen.title[0].value
    assert any("no source in edition" in said.value for said in screen.info)
    assert any("No question of either survey" in said.value for said in screen.markdown)
