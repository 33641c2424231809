from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sources.sheets import edited, places, read, real, reasons, total, year
from tp_metrics.schema.reading import Reading, SourceRefused
from tp_metrics.sources import ward_atlas as source
from tp_metrics.sources.recognise import recognise

FILE = "ward_atlas.csv"
REAL = "profiles/ward-atlas-data.csv"
CITY = "another force's: the City of London has its own police"
ADDED_UP = "a total: the offence groups add up to it and are kept"

DETAILED = "Crime; Robbery, Personal Property"


def described(reading: Reading, place: str, indicator: str) -> list[tuple[date, date, float]]:
    rows = reading.tables["indicators"].filter(pl.col("place") == place, pl.col("indicator") == indicator)
    return rows.select("first_day", "last_day", "value").sort("first_day").rows()


def test_the_layout_is_recognised_and_every_cell_is_accounted_for(layouts: Path):
    assert recognise(layouts / FILE).NAME == source.NAME
    reading = read(source, layouts / FILE)
    assert (reading.read, reading.kept) == (6 * 16, 48)
    assert reasons(reading.set_aside) == {
        "a total of a larger area": 16,
        CITY: 13,
        "not available": 3,
        ADDED_UP: 10,
    }
    assert reasons(reading.refused) == {
        "the offence groups add up to 47.35, the total is 42.5; expected the same": 3,
        "the offence groups add up to 63.0, the total is 52.0; expected the same": 3,
    }


def test_offence_groups_are_kept_where_they_add_up_to_the_total(layouts: Path):
    abbey = read(source, layouts / FILE).tables["offences"].filter(pl.col("place") == "E05000026")
    assert abbey.select("first_day", "last_day", "offence", "offences").rows() == [
        (date(year, 4, 1), date(year + 1, 3, 31), offence, count)
        for year, robbery in ((2011, 10), (2012, 11), (2014, 12))
        for offence, count in (("other_notifiable", 20), ("robbery", robbery))
    ]


def test_where_they_do_not_the_ward_is_not_known_that_year(layouts: Path):
    reading = read(source, layouts / FILE)
    for ward in ("E05000231", "E05000238"):
        known = reading.coverage.filter(pl.col("place") == ward)["first_day"].to_list()
        assert known == [date(2011, 4, 1), date(2012, 4, 1)]
        assert total(reading, *year(2014), ward) == 0
    assert reading.notes[-1] == "Wards without usable offence figures in 2014/15: 2."
    assert reading.lost.select("table", "first_day", "last_day", "place", "reason").rows() == [
        ("offences", *year(2014), ward, f"the offence groups add up to {sums}; expected the same")
        for ward, sums in (("E05000231", "47.35, the total is 42.5"), ("E05000238", "63.0, the total is 52.0"))
    ]


def test_everything_else_is_an_indicator_of_its_own_days(layouts: Path):
    reading = read(source, layouts / FILE)
    assert described(reading, "E05000026", "Population and Age; Population Estimates and Projections") == [
        (date(2011, 1, 1), date(2011, 12, 31), 1645)
    ]
    assert described(reading, "E05000644", "Household Income; Median Modelled Household income (£)") == [
        (date(2011, 4, 1), date(2012, 3, 31), 61_230)
    ]
    assert described(reading, "E05000644", DETAILED) == [(date(2014, 1, 1), date(2014, 12, 31), 88)]
    assert described(reading, "E05000644", "Area and Density; Area; Hectares") == [
        (date(2015, 1, 1), date(2015, 12, 31), 343.4)
    ]
    assert [row[2] for row in described(reading, "E05000644", "Crime; Total crime rate")] == [1400, 1380, 1310]


def test_the_city_has_indicators_but_no_crime(layouts: Path):
    reading = read(source, layouts / FILE)
    city = reading.tables["indicators"].filter(pl.col("place") == "E09000001")
    assert city["indicator"].str.starts_with("Crime").any() is False
    assert city.height == 2
    assert "E09000001" not in reading.coverage["place"]


def test_the_misprinted_year_is_put_right(layouts: Path):
    reading = read(source, layouts / FILE)
    assert total(reading, *year(2012), "E05000644", offence="other_notifiable") == 15_000


@pytest.mark.parametrize(
    ("old", "new", "column", "value", "reason"),
    [
        (
            "200,180,160",
            "200,many,160",
            "Crime; Total crime rate; 2012/13",
            "many",
            "not a number; expected a number or 'n/a'",
        ),
        ("30,31,32,10", "30,31,32,ten", "Crime; Robbery; 2011/12", "ten", "not a number; expected a number or 'n/a'"),
    ],
)
def test_a_figure_that_does_not_fit_is_refused(
    tmp_path: Path, layouts: Path, old: str, new: str, column: str, value: str, reason: str
):
    reading = read(source, edited(tmp_path, layouts / FILE, (old, new)))
    assert (5, column, value, reason) in reading.refused.rows()


@pytest.mark.parametrize(
    (
        "old",
        "new",
        "reason",
        "times",
    ),  # the ward's area is n/a: set aside where the line has as many fields as it should
    [
        ("E05000026", "E05099999", "'Abbey' (code 'E05099999') is no place known here", 15),
        (",20,20,20", ",20,20", "the line has 19 fields; expected 20 as in the header", 16),
        ("E05000026", "E05000644", "line 4 is about the same place with other figures; expected one line", 15),
    ],
)
def test_a_line_that_does_not_fit_is_refused_cell_by_cell(
    tmp_path: Path, layouts: Path, old: str, new: str, reason: str, times: int
):
    refused = read(source, edited(tmp_path, layouts / FILE, (old, new))).refused
    assert reasons(refused.filter(pl.col("line") == 5)) == {reason: times}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("New Code", "Newer Code")], "the column 'New Code' is missing"),
        (
            [("Crime; Total crime (numbers)", "Crime; Total crime counts")] * 3,
            "'Crime; Total crime \\(numbers\\)' are missing",
        ),
        ([("E05000", "E05009")] * 4, "its ward codes are not known here|its wards are those of"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused_in_one_sentence(
    tmp_path: Path, layouts: Path, changes: list[tuple[str, str]], words: str
):
    with pytest.raises(SourceRefused, match=words):
        read(source, edited(tmp_path, layouts / FILE, *changes))


@pytest.mark.trust
@pytest.mark.real
@pytest.mark.parametrize(
    ("start", "codes", "count"),
    [
        (2008, (), 822_931),
        (2009, (), 806_856),
        (2010, (), 807_020),
        (2009, ("E05000644",), 15_675),
        (2010, ("E05000644",), 15_749),
        (2009, ("E05000026",), 2_660),
        (2010, ("E05000026",), 2_583),
    ],
)
def test_real_totals_are_the_published_ones(open_data: Path, start: int, codes: tuple[str, ...], count: int):
    assert total(real(open_data / REAL), *year(start), *codes) == count


@pytest.mark.real
def test_every_cell_of_the_real_file_is_accounted_for(open_data: Path):
    reading = real(open_data / REAL)
    assert recognise(open_data / REAL).NAME == source.NAME
    assert reading.read == 628 * 942
    assert reading.refused.height == 10 * 108
    assert reading.refused["reason"].str.starts_with("the offence groups add up to ").all()
    assert reasons(reading.set_aside) == {
        ADDED_UP: 624 * 14 - 108,
        "a total of a larger area": 3 * 942,
        CITY: 175,
        "not available": 442,
    }


@pytest.mark.real
def test_real_groups_add_up_but_in_the_54_wards_redrawn_in_2014(open_data: Path):
    """In 2014/15 the drugs figure of each of these wards stands under criminal damage too."""
    reading = real(open_data / REAL)
    refused = reading.refused
    assert refused["line"].n_unique() == 54
    assert set(refused["column"].str.extract(r"(\d{4}/\d\d)$")) == {"2013/14", "2014/15"}
    twice = refused.filter(pl.col("column").is_in(["Crime; Criminal Damage; 2014/15", "Crime; Drugs; 2014/15"]))
    assert (twice.group_by("line").agg(pl.col("value").n_unique())["value"] == 1).all()
    decimals = refused.filter(
        pl.col("column").str.contains("Total crime"), pl.col("value").str.contains(".", literal=True)
    )
    assert decimals.height == 102
    assert reading.notes[1:] == (
        "Wards without usable offence figures in 2013/14: 54.",
        "Wards without usable offence figures in 2014/15: 54.",
    )


@pytest.mark.real
def test_the_real_file_speaks_for_624_wards_and_fourteen_years(open_data: Path):
    coverage = real(open_data / REAL).coverage
    assert set(coverage["place"]) == set(places().wards(2011)["ward_code"])
    assert coverage.height == 624 * 14 - 108
    assert coverage.filter(pl.col("first_day") < date(2013, 4, 1)).height == 624 * 12


@pytest.mark.real
def test_the_real_misprinted_header_is_read_as_2012_13(open_data: Path):
    raw = (open_data / REAL).read_bytes()
    assert b"Other Notifiable Offences; 2011/13" in raw
    assert b"Other Notifiable Offences; 2012/13" not in raw
    assert total(real(open_data / REAL), *year(2012), offence="other_notifiable") > 0
    assert total(real(open_data / REAL), *year(2012)) == total_column(open_data / REAL, "2012/13")


@pytest.mark.real
def test_the_real_encoding_missing_cells_and_thousands_commas_are_read(open_data: Path):
    raw = (open_data / REAL).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    assert raw.count(b"\xa3") > 0  # the pound sign of Windows-1252
    reading = real(open_data / REAL)
    assert reading.tables["indicators"]["indicator"].str.contains("(£)", literal=True).any()
    missing = reading.set_aside.filter(pl.col("value").is_in(["n/a", ""]))
    assert missing.filter(pl.col("value") == "n/a").height == 1015
    assert missing.filter(pl.col("value") == "").height == 145
    assert reading.tables["indicators"].filter(pl.col("value").is_in([1500.0, 1645.0])).height >= 2


@pytest.mark.real
def test_real_indicators_have_one_value_for_a_place_and_time(open_data: Path):
    indicators = real(open_data / REAL).tables["indicators"]
    assert not indicators.select(pl.exclude("value")).is_duplicated().any()
    assert not indicators.filter(pl.col("place") == "E09000001")["indicator"].str.starts_with("Crime").any()


def total_column(path: Path, performance_year: str) -> int:
    lines = path.read_bytes().decode("windows-1252").splitlines()
    column = next(csv.reader(lines)).index(f"Crime; Total crime (numbers); {performance_year}")
    return sum(int(fields[column]) for fields in csv.reader(lines[2:]) if fields[1].startswith("E05"))
