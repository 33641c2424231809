"""The desk: whom a question is put to where a source prints boroughs and the force, and nothing between."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

import tp_metrics as tp


@pytest.fixture
def surveyed(tmp_path, monkeypatch):
    """A data folder with ready made survey figures of the force: twelve months to March, and to December, 2015."""
    monkeypatch.setenv("TP_DATA", str(tmp_path))
    header = "Date,Survey,Borough,Measure,Proportion,MPS,,,,\n"
    rows = [
        f'{day},PAS,{place},"""Good Job"" local","{own}","{force}",,,,\n'
        for day, force in (("31/12/2014", "0,66"), ("31/3/2015", "0,67"), ("31/12/2015", "0,68"))
        for place, own in (("Camden", "0,56"), ("Harrow", "0,72"))
    ]
    file = tmp_path / "pas.csv"
    file.write_text(header + "".join(rows), encoding="utf-8")
    tp.ingest(file)
    tp.publish(date(2015, 12, 31))


def test_the_force_answers_where_nobody_speaks_for_tp(surveyed):
    asked = tp.Selection()
    assert tp.result("good_job", asked).figure.value is None
    wider = tp.spoken("good_job", asked)
    assert wider.place == "MPS"
    answer = tp.result("good_job", wider)
    assert answer.figure.value == pytest.approx(68)
    assert "whole force" in tp.words.wider(answer)
    assert "Metropolitan Police Service: 68 %" in tp.words.headline(answer)


def test_a_borough_is_never_widened_nor_a_measure_that_nobody_has(surveyed):
    camden = tp.Selection(place="E09000007")
    assert tp.spoken("good_job", camden) == camden
    assert tp.spoken("robbery", tp.Selection()) == tp.Selection()
    assert tp.words.wider(tp.result("good_job", camden)) == ""


def test_a_ready_made_year_to_march_is_no_year_to_date_where_december_is_printed(surveyed):
    answer = tp.result("good_job", tp.Selection(place="MPS"))
    assert (answer.figure.window, answer.fell_back) == ("12 months to Dec 2015", True)
    asked_for = tp.result("good_job", tp.Selection(place="MPS", end=date(2015, 3, 31)))
    assert asked_for.figure.value == pytest.approx(67)
    by_borough = tp.result("good_job", tp.Selection(by=("borough",)))
    assert {row.window for row in by_borough.figures if row.value is not None} == {"12 months to Dec 2015"}
    assert "12 months to December 2015" in tp.words.map_title(by_borough)


def test_rounding_does_not_fill_the_chart(surveyed):
    answer = tp.trend("good_job", tp.Selection(place="MPS"), by="rolling 12 months", count=5)
    assert answer.rows["value"].drop_nulls().to_list() == pytest.approx([66, 67, 68])
    spec = tp.charts.trend(answer)
    domains = [
        layer["encoding"]["y"]["scale"]["domain"]
        for layer in spec["layer"]
        if "domain" in layer.get("encoding", {}).get("y", {}).get("scale", {})
    ]
    assert domains
    assert {tuple(domain) for domain in domains} == {(62.0, 72.0)}


def test_wards_of_another_window_say_so(demonstration_folder, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))
    answer = tp.result("robbery", tp.Selection())
    same = tp.result("robbery", tp.Selection(by=("ward",)))
    other = tp.result("robbery", tp.Selection(by=("ward",), window="performance year"))
    assert tp.words.other_window(answer, same) == ""
    said = tp.words.other_window(answer, other)
    assert said.startswith("By ward this edition has figures of performance year 2010/11 at the latest")
    assert said.endswith("the figure above is of April to December 2011.")


def test_the_demonstration_shows_a_share_and_words_before_anything_is_drawn(tmp_path, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(tmp_path))

    def stop(share, words):
        raise InterruptedError(f"{share}: {words}")

    with pytest.raises(InterruptedError, match=r"0\.\d+: demonstration data") as first:
        tp.demonstrate(stop)
    assert float(str(first.value).partition(":")[0]) > 0


def test_a_stock_rests_on_no_base(demonstration_folder, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))
    officers = tp.result("officers", tp.Selection(by=("borough",)))
    assert officers.figure.base is None
    assert officers.rows.select(pl.col("base", "records").is_null().all()).row(0) == (True, True)


def test_an_edition_keeps_the_facts_of_a_source_and_level_in_the_order_of_their_days(demonstration_folder):
    """As results take them: out of order, each part would be sorted again by everybody who reads it."""
    for file in sorted((demonstration_folder / "editions/2010-12-31/facts").glob("*.parquet")):
        facts = pl.read_parquet(file, columns=["dimension", "source", "level", "first_day", "last_day"])
        for part in facts.partition_by("dimension", "source", "level", maintain_order=True):
            days = part.select("first_day", "last_day")
            assert days.equals(days.sort("first_day", "last_day")), file.name
