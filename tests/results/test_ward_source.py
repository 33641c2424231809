"""Which source, window and ward list a measure's wards have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

import tp_metrics as tp
from tests.folders import LISTS
from tp_metrics.records import Store

OFFENCES = "total_notifiable_offences"
RATE = "total_notifiable_offences_rate"


@pytest.fixture(autouse=True)
def opened(vintages, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(vintages))


def asked(as_at=date(2024, 2, 29), **more):
    return tp.Selection(edition=tp.edition(as_at).id, **more)


@pytest.mark.parametrize(
    ("selection", "name", "window"),
    [
        ({}, "mps_ward_crime_historical", "2023/24 to Feb"),  # of three sources the one that reaches furthest
        ({"as_at": date(2022, 8, 31)}, "mps_ward_crime_recent", "2022/23 to Aug"),  # of two as late the preferred one
        ({"as_at": date(2016, 1, 31)}, "ward_atlas", "2014/15 to Mar"),
        ({"window": "performance year"}, "mps_ward_crime_historical", "2022/23"),
        ({"end": date(2022, 3, 31), "window": "performance year"}, "mps_ward_crime_recent", "2021/22"),
        ({"end": date(2015, 3, 31), "window": "performance year"}, "ward_atlas", "2014/15"),
        ({"source": "ward_atlas"}, "ward_atlas", "2014/15 to Mar"),
        ({"place": "E05000644", "as_at": date(2016, 1, 31)}, "ward_atlas", "2014/15 to Mar"),
        ({"place": "E05000644"}, "mps_ward_crime_recent", "2022/23 to Aug"),  # a code of 2011 and 2018, not of 2022
        ({"place": "E05013570", "end": date(2022, 3, 31)}, "mps_ward_crime_historical", "2021/22 to Mar"),
    ],
)
def test_the_source_is_the_one_whose_wards_reach_furthest(selection, name, window):
    found = tp.ward_source(OFFENCES, asked(**selection))
    assert found is not None
    assert (found.name, str(found.window)) == (name, window)
    assert found.vintage == {"ward_atlas": 2011, "mps_ward_crime_recent": 2018}.get(name, 2022)


@pytest.mark.parametrize("as_at", LISTS, ids=str)
def test_every_ward_of_the_breakdown_answers_for_itself_alike(as_at):
    wards = tp.by_ward(OFFENCES, asked(as_at))
    assert wards.vintage == LISTS[as_at]
    for row in wards.figures[::40]:
        alone = tp.result(OFFENCES, asked(as_at, place=row.code)).figure
        kept = ("place", "window", "value", "previous")
        assert [getattr(alone, name) for name in kept] == [getattr(row, name) for name in kept]


def test_a_ward_is_called_as_the_list_of_its_figures_calls_it():
    names = {as_at: tp.result(OFFENCES, asked(as_at, place="E05011115")).figure.place for as_at in list(LISTS)[1:]}
    assert names == {date(2022, 8, 31): "St. Giles", date(2024, 2, 29): "St Giles"}
    rows = tp.by_ward(OFFENCES, asked(place="E09000028")).rows
    assert rows.filter(pl.col("code") == "E05011115")["place"].item() == "St Giles"


def test_counts_of_one_list_are_never_divided_by_residents_of_another():
    found = tp.ward_source(RATE, asked())
    assert found is not None
    assert (found.name, found.vintage) == ("ward_atlas", 2011)
    assert tp.ward_source(RATE, asked(source="mps_ward_crime_recent")) is None
    named = tp.result(
        RATE, replace(asked(date(2022, 8, 31)), by=("ward",), end=date(2022, 3, 31), window="performance year")
    )
    assert named.rows["value"].count() == 0


def test_where_no_source_has_wards_the_rows_say_why():
    early = tp.by_ward("homicide", asked(date(2016, 1, 31)))
    assert tp.words.no_places(early) == "Homicide: published for boroughs only."
    other = tp.by_ward(OFFENCES, asked(end=date(2009, 5, 31)))
    assert tp.words.no_places(other) == (
        "Total notifiable offences: no figures by ward for this window; the latest are of 2023/24 to Feb."
    )


def test_a_trend_goes_by_year_only_where_no_month_has_a_figure():
    yearly = tp.trend("robbery", asked(date(2016, 1, 31), place="E05000644"))
    assert {one.window for one in tp.words.known(yearly)} == {"2011/12", "2012/13", "2014/15"}
    monthly = tp.trend("robbery", asked(place="E05013570"))
    assert tp.words.known(monthly)[-1].window == "Feb 2024"
    named = tp.trend("robbery", asked(date(2016, 1, 31), place="E05000644"), by="month")
    assert not tp.words.known(named)


def test_a_ward_whose_figures_were_refused_says_so_everywhere():
    """Not "no figure" alone: the atlas had one, and it does not fit."""
    about = asked(date(2016, 1, 31), window="performance year", end=date(2015, 3, 31))
    wards = tp.by_ward(OFFENCES, about)
    refused = {one.code: one.refusal for one in wards.figures if one.refusal}
    assert set(refused) == {"E05000231", "E05000238"}
    assert refused["E05000238"] == "the offence groups add up to 63.0, the total is 52.0; expected the same"
    assert tp.words.refused_places(wards).startswith("No figure of 2 wards: refused on import. Of ")
    assert tp.words.without_words(wards) == "no figure, or refused on import"
    told = pl.col("value").is_not_null()
    for kept, said in ((told | pl.col("code").is_in(refused), "refused on import"), (told, "no figure")):
        assert tp.words.without_words(replace(wards, rows=wards.rows.filter(kept))) == said
    alone = tp.result(OFFENCES, replace(about, place="E05000238")).figure
    assert (alone.value, alone.refusal) == (None, "")  # its note names measure, ward and window first
    assert ": refused on import: the offence groups add up to 63.0" in alone.note
    assert "there are years from 1 Apr 2011 to 31 Mar 2013" in alone.note
    assert {one.note for one in wards.figures if one.value is None and not one.refusal} == {
        "no figure in edition 2016-01-31"
    }


def test_a_later_import_that_has_the_figures_takes_the_refusal_away(tmp_path, layouts):
    atlas, mended = layouts / "ward_atlas.csv", tmp_path / "mended.csv"
    store = Store(tmp_path / "data")
    store.ingest(atlas, max_refused=1)
    assert set(store.lost()["place"]) == {"E05000231", "E05000238"}
    mended.write_bytes(atlas.read_bytes().replace(b",22,30,30,41", b",22,30,30,30"))
    store.ingest(mended, max_refused=1)
    assert store.lost()["place"].to_list() == ["E05000231"]


def test_a_borough_whose_wards_were_all_refused_has_none_to_hold_against_it():
    """The want of figures is the reason, not the want of intervals."""
    about = asked(date(2016, 1, 31), window="performance year", end=date(2015, 3, 31))
    hackney = tp.beside_borough(OFFENCES, replace(about, place="E09000012"))
    assert {one.code for one in hackney.result.figures if one.refusal} == {"E05000231", "E05000238"}
    said = "No ward here has a figure, so none can be held against its borough."
    assert tp.words.certainty_words(hackney) == said
    assert said not in tp.words.certainty_words(tp.beside_borough(OFFENCES, about))  # other wards have theirs
