from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sources.sheets import edited, places, read, real, reasons, total
from tp_metrics.schema.reading import SourceRefused
from tp_metrics.sources import mps_ward_crime_recent as source
from tp_metrics.sources.recognise import recognise

FILE = "mps_ward_crime_recent.csv"
REAL = "crime/MPS_Ward_Level_Crime_most_recent_24_months_202009-202208.csv"


def test_the_layout_is_recognised_and_every_cell_is_kept(layouts: Path):
    assert recognise(layouts / FILE).NAME == source.NAME
    reading = read(source, layouts / FILE)
    assert (reading.read, reading.kept) == (8, 8)
    october = reading.tables["offences"].filter(pl.col("first_day") == date(2020, 10, 1))
    assert october.select("place", "offence", "offences").rows() == [
        ("E05000026", "shoplifting", 4),
        ("E05000026", "theft_from_person", 1),
        ("E05009317", "shoplifting", 8),
        ("E05009333", "shoplifting", 6),
    ]


def test_the_file_speaks_for_each_of_its_wards_in_each_month(layouts: Path):
    coverage = read(source, layouts / FILE).coverage
    assert coverage["place"].unique().sort().to_list() == ["E05000026", "E05009317", "E05009333"]
    assert coverage.height == 6


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("E05009317", "E05099999", "'E05099999' is no ward of 2018 known here"),
        ("E05009317", "E05013652", "'E05013652' is no ward of 2018 known here"),
        (
            "E05009317,Tower Hamlets",
            "E05009317,Camden",
            "ward E05009317 does not lie in Camden; expected its own borough",
        ),
        (
            "E05009317,Tower Hamlets",
            "E05009317,Gotham",
            "'Gotham' is no borough known here; expected one of London's 32",
        ),
        ("Shoplifting,Bethnal", "Lifting,Bethnal", "'Theft / Lifting' is no offence category known in this layout"),
        (
            "Bethnal Green,E05009317,Tower Hamlets,7,8",
            "Abbey,E05000026,Barking and Dagenham,7,8",
            "line 2 has the same place, category and month with another figure; expected one line",
        ),
    ],
)
def test_a_line_that_does_not_fit_is_refused_month_by_month(
    tmp_path: Path, layouts: Path, old: str, new: str, reason: str
):
    reading = read(source, edited(tmp_path, layouts / FILE, (old, new)))
    assert reasons(reading.refused) == {reason: 2}
    assert reading.refused["line"].to_list() == [5, 5]


def test_a_ward_name_may_be_spelt_otherwise(tmp_path: Path, layouts: Path):
    path = edited(tmp_path, layouts / FILE, ("Bethnal Green", "Bethnall Green"))
    assert read(source, path).kept == 8


def test_wards_of_another_vintage_are_refused(tmp_path: Path, layouts: Path):
    changes = (
        ("E05000026", "E05000231"),
        ("E05000026", "E05000232"),
        ("E05009333", "E05000233"),
        ("E05009317", "E05000234"),
    )
    with pytest.raises(SourceRefused, match="its wards are those of 2011; expected wards of 2018"):
        read(source, edited(tmp_path, layouts / FILE, *changes))


def test_codes_that_nobody_knows_are_refused(tmp_path: Path, layouts: Path):
    changes = [("E0500", "X0500")] * 4
    with pytest.raises(SourceRefused, match="its ward codes are not known here"):
        read(source, edited(tmp_path, layouts / FILE, *changes))


@pytest.mark.real
def test_every_cell_of_the_real_file_is_kept_on_all_wards_of_2018(open_data: Path):
    reading = real(open_data / REAL)
    assert recognise(open_data / REAL).NAME == source.NAME
    assert (reading.read, reading.kept) == (22_168 * 24, 22_168 * 24)
    assert set(reading.coverage["place"]) == set(places().wards(2018)["ward_code"])
    assert (reading.coverage.height, reading.notes) == (632 * 24, ())


@pytest.mark.real
def test_missing_lines_of_the_real_file_are_zeros(open_data: Path):
    reading = real(open_data / REAL)
    lines = pl.read_csv(open_data / REAL).filter(pl.col("MinorText") == "Homicide")
    assert lines.height == 184
    assert total(reading, date(2020, 9, 1), date(2022, 8, 31), offence="homicide") == 241
    assert total(reading, date(2020, 9, 1), date(2022, 8, 31)) == lines_total(open_data / REAL)


@pytest.mark.real
def test_ward_names_spelt_otherwise_than_the_boundaries_are_found_by_code(open_data: Path):
    named = pl.read_csv(open_data / REAL).select(ward_code="WardCode", ward_name="WardName").unique()
    known = places().wards(2018).join(named, on="ward_code", suffix="_file")
    assert known.filter(pl.col("ward_name") != pl.col("ward_name_file")).height > 0
    assert real(open_data / REAL).refused.height == 0


def lines_total(path: Path) -> int:
    frame = pl.read_csv(path)
    return int(frame.select(pl.col(frame.columns[5:]).sum()).sum_horizontal().item())
