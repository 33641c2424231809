from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sources.sheets import places, read, real, reasons, total, year
from tp_metrics.schema.reading import SourceRefused
from tp_metrics.sources import mps_ward_crime_historical as source
from tp_metrics.sources.recognise import recognise

FILE = "mps_ward_crime_historical.parquet"
REAL = "crime/mps_ward_level_crime_historical_201004-202402.parquet"


def changed(folder: Path, original: Path, **columns: pl.Expr) -> Path:
    path = folder / original.name
    pl.read_parquet(original).with_columns(**columns).write_parquet(path)
    return path


def test_the_layout_is_recognised_and_every_cell_is_kept(layouts: Path):
    assert recognise(layouts / FILE).NAME == source.NAME
    reading = read(source, layouts / FILE)
    assert (reading.read, reading.kept) == (8, 8)


def test_what_the_airports_police_recorded_is_the_airports_and_not_the_wards(layouts: Path):
    reading = read(source, layouts / FILE)
    assert total(reading, date(2010, 4, 1), date(2010, 5, 31), "E05013570") == 11
    assert total(reading, date(2010, 4, 1), date(2010, 5, 31), "HEATHROW") == 5


@pytest.mark.parametrize(
    ("column", "value", "refused"),
    [
        ("201005", pl.Series([6, 3, -10, 1]), {"negative; expected a count of offences, 0 or more": 1}),
        ("201005", pl.Series([6, 3, 10**17, 1]), {"too large; expected a count of offences, 100,000,000 or fewer": 1}),
        (
            "201005",
            pl.Series([6, 3, 2**64 - 1, 1], dtype=pl.UInt64),
            {"too large; expected a count of offences, 100,000,000 or fewer": 1},
        ),
        ("201005", pl.Series([6, 3, None, 1]), {"the cell is empty; expected a count of offences": 1}),
        ("201005", pl.Series(["6", "3", "ten", "1"]), {"not a number; expected a count of offences": 1}),
        ("201005", pl.Series([6.0, 3.0, 10.5, 1.0]), {"not a whole number; expected a count of offences": 1}),
        (
            "minortext",
            pl.Series(["SHOPLIFTING", "SHOPLIFTING", "Bicycle theft", "OTHER"]),
            {"'VIOLENCE AGAINST THE PERSON / OTHER' is no offence category known in this layout": 2},
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    tmp_path: Path, layouts: Path, column: str, value: pl.Series, refused: dict[str, int]
):
    reading = read(source, changed(tmp_path, layouts / FILE, **{column: pl.lit(value)}))
    assert reasons(reading.refused) == refused


def test_a_refused_cell_is_named_by_its_row(tmp_path: Path, layouts: Path):
    path = changed(tmp_path, layouts / FILE, **{"201005": pl.lit(pl.Series([6, 3, -10, 1]))})
    assert read(source, path).refused.select("line", "column", "value").rows() == [(3, "201005", "-10")]


def test_a_file_without_rows_or_cut_is_refused_in_one_sentence(tmp_path: Path, layouts: Path):
    empty, cut = tmp_path / "empty.parquet", tmp_path / "cut.parquet"
    pl.read_parquet(layouts / FILE).clear().write_parquet(empty)
    cut.write_bytes((layouts / FILE).read_bytes()[:-50])
    for path, words in ((empty, "columns, but no rows"), (cut, "is Parquet that is cut or damaged")):
        with pytest.raises(SourceRefused, match=words):
            read(source, path)


@pytest.mark.trust
@pytest.mark.real
def test_real_totals_are_the_published_ones(open_data: Path):
    reading = real(open_data / REAL)
    assert total(reading, *year(2010)) == 793_297
    assert total(reading, *year(2010), "E05") == 793_297  # the airports' police has none in that year


@pytest.mark.trust
@pytest.mark.real
def test_every_cell_of_the_real_file_is_kept_on_all_wards_of_2022(open_data: Path):
    reading = real(open_data / REAL)
    assert recognise(open_data / REAL).NAME == source.NAME
    assert (reading.read, reading.kept) == (21_118 * 167, 21_118 * 167)
    wards = set(reading.coverage["place"]) - {"HEATHROW"}
    assert wards == set(places().wards(2022)["ward_code"])
    assert not wards & set(places().wards(2011)["ward_code"])


@pytest.mark.trust
@pytest.mark.real
def test_heathrow_villages_stands_in_the_real_file_under_two_names(open_data: Path):
    frame = pl.read_parquet(open_data / REAL).filter(pl.col("wardcode") == "E05013570")
    assert set(frame["lookup_boroughname"]) == {"Hillingdon", "Aviation Security (SO18)"}
    months = [name for name in frame.columns if name.isdigit()]
    so18 = frame.filter(pl.col("lookup_boroughname") != "Hillingdon").select(pl.col(months).sum()).sum_horizontal()
    assert total(real(open_data / REAL), date(2010, 4, 1), date(2024, 2, 29), "HEATHROW") == so18.item()


@pytest.mark.trust
@pytest.mark.real
def test_categories_in_capitals_and_nfib_fraud_have_their_offence(open_data: Path):
    frame = pl.read_parquet(open_data / REAL)
    assert frame["majortext"].n_unique() == 13
    assert frame.filter(pl.col("majortext") == "NFIB FRAUD").height == 1
    assert real(open_data / REAL).refused.height == 0
