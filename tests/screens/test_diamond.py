"""Diamond Districts: the sentences and figures follow edition and place, and nobody of the cohort is in any of them."""

from __future__ import annotations

from datetime import date

import pytest

import tp_metrics as tp
from tests.outcomes.extracts import diamond_alone
from tests.screens.people import cards, nobody_in, sound
from tp_metrics.editions import publish
from tp_metrics.records import Store

PAGE = "pages/justice/diamond.py"
EARLY, LATE = "2010-12-31", "2011-12-31"
OPEN = dict.fromkeys(("groups-alike", "needs", "reach", "orders", "detail"), True)


def test_in_december_2010_there_are_people_and_no_rate(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EARLY, state=OPEN)
    assert sound(screen).title[0].value == "Diamond has worked with 512 people; too early to say what came of it"
    assert cards(screen) == {"Worked with": ("512", "since Jan 2009"), "Comparison group": ("439", "without its help")}
    assert any("Not yet measurable" in one.value for one in screen.info)
    bars = [one.proto.text for one in screen.get("progress")]
    assert bars[0] == "Worked with: 88 of 512 followed for 18 months (17 %)"
    words = " ".join(one.value for kind in ("title", "caption", "info") for one in screen.get(kind))
    assert not any(word in words for word in (" points", "no evidence", "Log-rank", "reoffences for each"))
    frame = next(one.value for one in screen.dataframe if "Followed for 18 months" in one.value)
    assert list(frame.columns) == ["Group", "People", "Followed for 18 months", "Note"]
    assert set(frame["Note"]) == {"not yet measurable"}


def test_in_december_2011_the_published_result_stands_with_how_sure_it_is(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=LATE, state=OPEN)
    assert sound(screen).title[0].value == (
        "Reoffending within a year: no evidence of a difference; 42.4 % of those worked with, "
        "41.6 % of the comparison group"
    )
    assert "+0.8 points (95 % interval −6.5 to +8.1; p 0.83)" in screen.caption[0].value
    assert "about 10 points or more in 4 of 5 trials" in screen.caption[0].value
    assert cards(screen)["Reoffended within a year"] == ("42.4 %", "comparison 41.6 %")
    frame = next(one.value for one in screen.dataframe if "Reoffended within a year" in one.value)
    assert frame[["Reoffended within a year", "Of"]].to_numpy().tolist() == [[156, 368], [136, 327]]
    assert any(one.value.startswith("Log-rank test: χ² ") for one in screen.caption)
    assert len(screen.get("vega_lite_chart")) == 4
    assert all(chart.proto.alt for chart in screen.get("vega_lite_chart"))


@pytest.mark.parametrize("edition", [EARLY, LATE])
def test_a_borough_changes_the_sentences_and_the_figures(demonstration_folder, opened, edition):
    screen = opened(demonstration_folder, PAGE, edition=edition)
    before = screen.title[0].value, cards(screen)["Worked with"]
    screen.selectbox("borough").select("Croydon").run()
    after = screen.title[0].value, cards(screen)["Worked with"]
    found = tp.outcomes.reoffending(tp.edition(edition), "E09000008")
    assert before[0] != after[0]
    assert after == (tp.words.diamond_headline(found), (str(found.people["Worked with"]), "since Jan 2009"))
    assert "in Croydon" in after[0]


def test_where_nobody_is_and_where_no_table_is_the_page_says_so(demonstration_folder, small, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=LATE, borough="Camden", state=OPEN))
    assert screen.title[0].value == "Diamond Initiative: no figure in Camden"
    assert screen.info[0].value == "Nobody of the Diamond Initiative lives here: it works in six boroughs."
    screen = sound(opened(small, PAGE, state=OPEN))
    assert screen.title[0].value == "Diamond Initiative: no figure"
    assert "templates diamond_people and diamond_offences" in screen.info[0].value
    assert not screen.get("vega_lite_chart")


@pytest.mark.parametrize("borough", ["", "Newham"])
def test_nobody_of_the_cohort_stands_on_the_page_in_a_download_or_in_a_log(
    demonstration_folder, opened, handed, caplog, borough
):
    link = {"borough": borough} if borough else {}
    screen = sound(opened(demonstration_folder, PAGE, edition=LATE, state=OPEN, **link))
    people = demonstration_folder / "editions" / LATE / "cohorts" / "diamond_people.parquet"
    nobody_in(screen, handed, caplog.text, people)


def test_measures_of_the_cohort_stand_on_their_own_page_and_in_no_list_of_choices(demonstration_folder, opened):
    screen = opened(demonstration_folder, "pages/area/wards.py", edition=EARLY)
    offered = screen.selectbox("measure").options
    assert "Robbery" in offered
    assert not any("Diamond" in one for one in offered)


@pytest.fixture(scope="module")
def national(demonstration_folder, layouts, tmp_path_factory):
    """The people alone as at December 2011, then with published rates: 2010-12-31 and 2011-12-31.2."""
    late = date(2011, 12, 31)
    store = Store(diamond_alone(tmp_path_factory.mktemp("national"), demonstration_folder, late).folder.parents[1])
    store.ingest(layouts / "moj_proven_reoffending.csv")
    assert [publish(store, as_at).id for as_at in (date(2010, 12, 31), late)] == [EARLY, f"{LATE}.2"]
    return store.path


def national_lines(screen):
    return [one.value for one in screen.caption if "England and Wales" in one.value]


def test_a_national_rate_is_one_line_under_the_rates_and_changes_nothing_else(national, opened):
    without, both = (opened(national, PAGE, edition=one, state=OPEN) for one in (LATE, f"{LATE}.2"))
    assert national_lines(sound(without)) == []
    assert national_lines(sound(both)) == [
        "Adults in England and Wales, year to Mar 2010: 26.9 % reoffended within a year; "
        "not a like-for-like comparison. "
        "Contains public sector information licensed under the Open Government Licence v3.0. "
        "Source: Ministry of Justice."
    ]
    assert (without.title[0].value, cards(without)) == (both.title[0].value, cards(both))
    charts = [[chart.proto.alt for chart in screen.get("vega_lite_chart")] for screen in (without, both)]
    assert charts[0] == charts[1]
    assert not any("England and Wales" in words for words in charts[1])
    assert not any("England and Wales" in one.value.to_csv() for one in both.dataframe)


def test_while_the_groups_have_no_rates_no_national_one_is_drawn(national, opened):
    assert national_lines(sound(opened(national, PAGE, edition=EARLY, state=OPEN))) == []
