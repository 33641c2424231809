from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sources.sheets import edited, read, real, total, year
from tp_metrics.schema.reading import SourceRefused
from tp_metrics.sources import mps_borough_crime_2010 as source
from tp_metrics.sources.recognise import recognise

FILE = "mps_borough_crime_2010.csv"
REAL = "crime/MPS_Borough_Level_Crime_Historical_201004-202201.csv"


def test_the_layout_is_recognised_and_every_cell_is_kept(layouts: Path):
    assert recognise(layouts / FILE).NAME == source.NAME
    reading = read(source, layouts / FILE)
    assert (reading.read, reading.kept) == (24, 24)


def test_the_airports_are_a_place_beside_the_boroughs(layouts: Path):
    reading = read(source, layouts / FILE)
    assert total(reading, date(2010, 4, 1), date(2010, 5, 31), "HEATHROW") == 15
    assert "HEATHROW" in reading.coverage["place"]


def test_an_absent_line_is_a_zero(layouts: Path):
    reading = read(source, layouts / FILE)
    camden = reading.tables["offences"].filter(pl.col("place") == "E09000007")
    assert "other_notifiable" not in camden["offence"]
    assert reading.coverage.filter(pl.col("place") == "E09000007").height == 2


def test_a_misspelt_large_group_is_refused_by_line_and_not_taken_for_a_cut(tmp_path: Path, layouts: Path):
    reading = read(
        source, edited(tmp_path, layouts / FILE, ("Robbery,Robbery of Personal Property,Camden", "Rob,Rob,Camden"))
    )
    assert reading.refused.height == 2


def test_an_unknown_category_is_refused_month_by_month(tmp_path: Path, layouts: Path):
    reading = read(source, edited(tmp_path, layouts / FILE, ("Theft,Shoplifting,Camden", "Theft,Lifting,Camden")))
    assert reading.refused["line"].to_list() == [7, 7]
    assert reading.refused["column"].to_list() == ["201004", "201005"]
    assert reading.refused["reason"][0] == "'Theft / Lifting' is no offence category known in this layout"
    assert "E09000007" not in reading.coverage["place"]


def test_a_file_cut_between_two_lines_lacks_a_large_group(tmp_path: Path, layouts: Path):
    path = tmp_path / "cut.csv"
    path.write_text("\n".join((layouts / FILE).read_text().splitlines()[:8]) + "\n")
    with pytest.raises(SourceRefused, match="Camden has 3 of the 5 large offence groups"):
        read(source, path)


@pytest.mark.real
def test_real_totals_are_the_published_ones(open_data: Path):
    reading = real(open_data / REAL)
    assert total(reading, *year(2010)) == 812_847
    assert total(reading, *year(2010), "E09000033") == 63_375
    assert total(reading, *year(2010), "HEATHROW") == 812_847 - total(reading, *year(2010), "E09")


@pytest.mark.real
def test_every_cell_of_the_real_file_is_kept(open_data: Path):
    reading = real(open_data / REAL)
    assert recognise(open_data / REAL).NAME == source.NAME
    assert (reading.read, reading.kept) == (1730 * 142, 1730 * 142)
    assert reading.coverage["place"].n_unique() == 33
    assert reading.coverage["last_day"].max() == date(2022, 1, 31)  # whatever the file's name says


@pytest.mark.real
def test_minor_texts_cut_at_fifty_characters_have_their_offence(open_data: Path):
    frame = pl.read_csv(open_data / REAL)
    cut = frame.filter(pl.col("MinorText").str.len_chars() == 50)["MinorText"].unique()
    assert cut.len() > 0
    assert real(open_data / REAL).refused.height == 0


@pytest.mark.real
def test_not_every_borough_has_every_category(open_data: Path):
    frame = pl.read_csv(open_data / REAL)
    assert frame.filter(pl.col("MinorText") == "Aiding Suicide").height == 4
    assert real(open_data / REAL).coverage.height == 33 * 142
