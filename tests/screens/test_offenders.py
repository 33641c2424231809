"""Offender management: sentences and figures follow edition and place, and nobody of any list is in any of them."""

from __future__ import annotations

import math

import polars as pl
import pytest

import tp_metrics as tp
from tests.screens.people import cards, said, sound
from tp_metrics.schema.offenders import KEYS

PAGE = "pages/justice/offenders.py"
EARLY, MIDDLE, LATE = "2010-09-30", "2010-12-31", "2011-12-31"
OPEN = dict.fromkeys(
    ("lists", "units", "overlap", "offending", "bands", "mappa", "prolific", "managed", "detail"), True
)


def test_in_december_2010_the_page_prints_the_reports_own_figures(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=MIDDLE, state=OPEN)
    words = said(sound(screen))
    assert "560 of 4,300 tagged people (13.0 %) caused 800 breach reports in the week to 26 Dec 2010" in words
    assert "13.0 % of those tagged breach in a week, 1.43 times each" in words
    assert "about 41,600 a year" in words
    assert cards(screen)["Tag breach reports"] == ("800", "week to 26 Dec 2010")
    assert cards(screen)["Under MAPPA"][0] == "6,260"
    found = tp.outcomes.wanted(tp.edition(MIDDLE), "TP")
    assert screen.title[0].value == tp.words.offenders_headline(found)
    assert f"{found.people:,} people are wanted, on {found.records:,} records" in screen.title[0].value
    assert found.people < found.records
    assert 20_000 < found.records < 30_000
    assert len(screen.get("vega_lite_chart")) == 4
    assert all(chart.proto.alt for chart in screen.get("vega_lite_chart"))
    balance = screen.dataframe[0].value
    parts = balance.iloc[0]
    assert parts["Start"] + parts["+ New"] - parts["− Arrested"] - parts["− Withdrawn"] == parts["= End"]


@pytest.mark.parametrize("edition", [EARLY, MIDDLE, LATE])
def test_each_edition_has_figures_of_its_own_and_a_borough_changes_them(demonstration_folder, opened, edition):
    screen = opened(demonstration_folder, PAGE, edition=edition)
    before = screen.title[0].value, cards(screen)
    screen.selectbox("borough").select("Lambeth").run()
    after = screen.title[0].value, cards(screen)
    found = tp.outcomes.wanted(tp.edition(edition), "E09000022")
    assert after[0] == tp.words.offenders_headline(found)
    assert "in Lambeth" in after[0]
    assert before[1] != after[1]


def test_a_list_and_a_scenario_change_what_is_said_and_wrong_input_does_not(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=MIDDLE, list="Police bail (NSPIS)")
    own = [*sound(screen).markdown, *screen.header]
    assert any("No evidence that people are found sooner" in one.value for one in own)
    assert any("With 10 % more tagged, reports ask for 1,760 officer hours a week" in one.value for one in own)
    screen.slider("tag-growth").set_value(50).run()
    screen.number_input("tag-hours").set_value(4.0).run()
    load = tp.outcomes.load(tp.outcomes.tagging(tp.edition(MIDDLE), "TP"), 50, 4.0)
    assert load.hours == pytest.approx(4800)
    assert any("With 50 % more tagged, reports ask for 4,800 officer hours" in one.value for one in screen.header)
    wrong = opened(demonstration_folder, PAGE, edition=MIDDLE, list="nobody", **{"tag-growth": "900", "tag-hours": "x"})
    assert any("reports ask for" in one.value for one in sound(wrong).header)


def test_where_no_table_is_the_page_says_so(small, opened):
    screen = sound(opened(small, PAGE, state=OPEN))
    assert screen.title[0].value == "Offender management: no figure of people wanted"
    assert "Fill the template wanted" in screen.info[0].value
    assert not screen.get("vega_lite_chart")
    assert not screen.metric


@pytest.mark.parametrize("borough", ["", "Newham"])
def test_nobody_of_a_list_stands_on_the_page_in_a_download_or_in_a_log(
    demonstration_folder, opened, handed, caplog, borough
):
    link = {"borough": borough} if borough else {}
    screen = sound(opened(demonstration_folder, PAGE, edition=LATE, state=OPEN, **link))
    assert len(handed) >= 15
    tables = " ".join(one.value.to_csv() for one in screen.dataframe)
    everything = set(" ".join([said(screen), tables, caplog.text, *handed]).replace(",", " ").replace('"', " ").split())
    folder = demonstration_folder / "editions" / LATE / "cohorts"
    for table, key in KEYS.items():
        people = pl.read_parquet(folder / f"{'breach_reports' if table == 'tag_breaches' else table}.parquet")
        assert people.height > 1000
        assert not everything & {*people["person"], *people[key]}
    assert max(one.count("\n") for one in handed) < 80


def test_at_a_borough_a_count_under_five_is_nowhere(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, PAGE, edition=MIDDLE, borough="Kingston upon Thames", state=OPEN))
    counts = ("People", "Records", "High", "Medium", "Standard", "Start", "+ New", "− Arrested", "− Withdrawn")
    seen = [value for one in screen.dataframe for name in counts if name in one.value for value in one.value[name]]
    known = [float(value) for value in seen if isinstance(value, int | float) and not math.isnan(value)]
    assert len(known) > 30
    assert min(known) >= 5


def test_the_risk_of_offending_whilst_wanted_is_live(demonstration_folder, opened):
    screen = sound(opened(demonstration_folder, "pages/meetings/risks.py", edition=MIDDLE))
    assert any("Offences by people while wanted: 2,8" in one.value for one in screen.markdown)
