"""Restorative justice: sentences and figures follow edition, place and what is asked; nobody is in any of them."""

from __future__ import annotations

import calendar
from datetime import date

import polars as pl
import pytest

import tp_metrics as tp
from tests.screens.people import cards, nobody_in, said, sound
from tp_metrics.editions import publish
from tp_metrics.records import Store

PAGE = "pages/justice/restorative_justice.py"
FIRST, EARLY, LATE = "2010-09-30", "2010-12-31", "2011-12-31"
OPEN = dict.fromkeys(("trial", "use", "offered", "hours", "published", "detail"), True)


def plan(screen):
    """The sentence of the planner."""
    return next(one.value for one in screen.markdown if one.value.startswith("**The planned"))


@pytest.mark.parametrize("edition", [FIRST, EARLY])
def test_in_2010_the_pilot_has_not_begun_and_nothing_is_its_result(demonstration_folder, opened, edition):
    screen = sound(opened(demonstration_folder, PAGE, edition=edition, state=OPEN))
    found = tp.outcomes.restorative(tp.edition(edition), "TP")
    assert screen.title[0].value == (
        f"{found.interventions:,} cases were settled by restorative justice in the {found.window}; "
        "the pilot has not begun"
    )
    assert screen.info[0].value.startswith("The pilot in Greenwich has not begun")
    assert any("Nobody has been recruited yet" in one.value for one in screen.caption)
    assert plan(screen).startswith("**The planned six months could only have shown a fall of ")
    assert "followed for 18 months" not in said(screen)
    assert "Not published: any result of the pilot in Greenwich" in said(screen)


def test_in_december_2011_the_pilot_has_people_and_no_rate(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=LATE, state=OPEN))
    found = tp.outcomes.restorative(tp.edition(LATE), "TP")
    assert screen.title[0].value.endswith("; too early to say whether people reoffend less")
    assert screen.info[0].value.startswith("Not yet measurable. The pilot in Greenwich began on 4 Jan 2011: it has ")
    assert cards(screen)["Interventions"][0] == f"{found.interventions:,}"
    assert [one.proto.text.split(":")[0] for one in screen.get("progress")] == ["Restorative justice", "Comparison"]
    frame = next(one.value for one in screen.dataframe if "People" in one.value)
    assert list(frame.columns) == ["Group", "People", "Note"]
    assert set(frame["Note"]) == {"not yet measurable"}
    assert len(screen.get("vega_lite_chart")) == 5
    assert all(chart.proto.alt for chart in screen.get("vega_lite_chart"))


def test_the_planner_follows_what_is_asked_and_takes_the_recruitment_from_the_rows(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=LATE, borough="Greenwich"))
    now = tp.outcomes.recruited(tp.outcomes.restorative(tp.edition(LATE), "E09000011"))
    asked = tp.outcomes.planned(0.14, 0.30, now.rate, 6, ratio=now.ratio)
    assert plan(screen) == f"**{tp.words.planned_words(asked)}**"
    assert screen.number_input(f"recruits-{LATE}").value == round(now.rate)
    screen.number_input(f"fall-{LATE}").set_value(30)
    screen.number_input(f"base-{LATE}").set_value(40)
    screen.number_input(f"recruits-{LATE}").set_value(100)
    screen.number_input(f"planned-{LATE}").set_value(12)
    screen.segmented_control("power").set_value("0.9")
    sound(screen.run())
    asked = tp.outcomes.planned(0.30, 0.40, 100.0, 12, power=0.9, ratio=now.ratio)
    assert plan(screen) == f"**{tp.words.planned_words(asked)}**"
    assert "The planned 12 months" in plan(screen) or "The planned twelve months" in plan(screen)


def test_the_hours_follow_the_slider(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=LATE, state={"hours": True}))
    found = tp.outcomes.restorative(tp.edition(LATE), "TP")
    for charge in (7.0, 12.5):
        screen.slider("charge").set_value(charge)
        sound(screen.run())
        words = tp.words.hours_words(tp.outcomes.hours(found, charge), charge)
        assert words in [one.value for one in screen.markdown]


@pytest.mark.parametrize("edition", [EARLY, LATE])
def test_a_borough_changes_the_sentences_and_the_figures(demonstration_folder, opened, edition):
    screen = opened(demonstration_folder, PAGE, edition=edition)
    before = screen.title[0].value, cards(screen)["Interventions"]
    screen.selectbox("borough").select("Enfield").run()
    found = tp.outcomes.restorative(tp.edition(edition), "E09000010")
    assert before[0] != screen.title[0].value == tp.words.restorative_headline(found)
    assert cards(screen)["Interventions"][0] == str(found.interventions)
    assert " in Enfield " in screen.title[0].value


def test_where_nothing_is_and_where_no_table_is_the_page_says_so(demonstration_folder, small, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=LATE, borough="Camden", state=OPEN))
    assert screen.title[0].value == "Restorative justice: no figure in Camden"
    assert screen.info[0].value == "No intervention is recorded here in the 12 months to Dec 2011."
    screen = sound(opened(small, PAGE, state=OPEN))
    assert screen.title[0].value == "Restorative justice: no figure"
    assert "templates restorative_interventions and restorative_offences" in screen.info[0].value
    assert not screen.get("vega_lite_chart")


def test_a_place_or_power_that_is_none_is_not_taken(demonstration_folder, opened):
    usual = plan(sound(opened(demonstration_folder, PAGE, edition=LATE)))
    assert plan(sound(opened(demonstration_folder, PAGE, edition=LATE, power="2"))) == usual
    screen = opened(demonstration_folder, PAGE, edition=LATE, borough="Atlantis")
    assert "Atlantis" in screen.error[0].value


@pytest.mark.parametrize("borough", ["", "Greenwich"])
def test_nobody_stands_on_the_page_in_a_download_or_in_a_log(demonstration_folder, opened, handed, caplog, borough):
    link = {"borough": borough} if borough else {}
    screen = sound(opened(demonstration_folder, PAGE, edition=LATE, state=OPEN, **link))
    people = demonstration_folder / "editions" / LATE / "cohorts" / "restorative_interventions.parquet"
    nobody_in(screen, handed, caplog.text, people, ("person", "case_number"))


def test_its_measures_stand_on_their_own_page_and_in_no_list_of_choices(demonstration_folder, opened):
    screen = opened(demonstration_folder, "pages/area/wards.py", edition=EARLY)
    assert not any("Restorative" in one for one in screen.selectbox("measure").options)


def test_published_shares_out_of_court_stand_where_an_edition_holds_them(tmp_path, layouts, opened):
    text = (layouts / "ho_outcomes.csv").read_text(encoding="utf-8")
    third = "\n".join(
        line.replace("2018/19,2,", "2018/19,3,") for line in text.splitlines() if ",2,Metropolitan" in line
    )
    path = tmp_path / "outcomes.csv"
    path.write_text(f"{text}{third}\n", encoding="utf-8")
    store = Store(tmp_path / "data")
    assert store.ingest(path).kept == 7
    publish(store, date(2019, 6, 30))
    screen = sound(opened(tmp_path / "data", PAGE, state={"published": True}))
    assert screen.title[0].value == "Restorative justice: no figure"
    assert "Community resolutions, Metropolitan Police Service, performance year 2018/19: 47 % (40 of 86 " in said(
        screen
    )
    assert "Dealt with out of court, Metropolitan Police Service, performance year 2018/19: 53 % (46 of 86 " in said(
        screen
    )
    assert "it is no count of restorative justice" in said(screen)


def test_what_is_settled_out_of_court_after_custody_stands_where_an_edition_holds_it(tmp_path, layouts, opened):
    one = pl.read_parquet(layouts / "mps_custody_disposals.parquet").filter(pl.col("current_disposal_month") == 1)
    year = [(2022 + (month < 4), month) for month in range(1, 13)]
    every = [
        one.with_columns(
            current_disposal_year=pl.lit(which),
            current_disposal_month=pl.lit(month),
            current_disposal_month_name=pl.lit(calendar.month_name[month]),
        )
        for which, month in year
    ]
    pl.concat(every).write_parquet(tmp_path / "custody.parquet")
    store = Store(tmp_path / "data")
    assert store.ingest(tmp_path / "custody.parquet").kept == 48
    publish(store, date(2023, 3, 31))
    screen = sound(opened(tmp_path / "data", PAGE, state={"published": True}))
    assert (
        "Settled out of court after custody, Metropolitan Police Service, performance year 2022/23: 40 % (240 of 600 "
        "offences prosecuted, taken to court or settled out of court after custody)"
    ) in said(screen)
