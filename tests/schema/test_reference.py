"""Reference files: what ships is sound, and a broken file of one's own is refused with file, row and reason."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest

from tp_metrics import periods
from tp_metrics.demo.published import table
from tp_metrics.measures import catalogue
from tp_metrics.schema.records import COARSE_OFFENCES, FINE_OFFENCES, FLAGS, OFFENCES, OVERLAPPING, RECORDS
from tp_metrics.schema.reference import (
    REFERENCE_FILES,
    ROLES_FILES,
    SHIPPED,
    ReferenceRefused,
    broken_reference,
    read_reference,
)


def shipped(name: str) -> str:
    return (SHIPPED / f"{name}.csv").read_text(encoding="utf-8")


def changed(name: str, before: str, after: str) -> str:
    text = shipped(name)
    assert before in text
    return text.replace(before, after, 1)


@pytest.mark.parametrize("name", REFERENCE_FILES)
def test_every_shipped_file_fits_and_says_its_source_and_status(name):
    frame = read_reference(name)
    assert frame.height > 0
    assert frame["status"].null_count() == 0
    if name != "sources":
        assert frame["source"].null_count() == 0


@pytest.mark.parametrize("path", sorted(SHIPPED.iterdir()), ids=lambda path: path.name)
def test_every_file_of_the_folder_is_a_reference_file_without_foreign_paths(path):
    assert path.stem in REFERENCE_FILES or path.name in ROLES_FILES
    assert path.suffix == ".csv"
    assert not any(word in path.read_text(encoding="utf-8") for word in ("/work", "/tmp", "http://", "https://"))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("boroughs", "", "boroughs.csv, row 1: the file is empty"),
        ("boroughs", "\n \n", "boroughs.csv, row 1: the file is empty"),
        ("boroughs", shipped("boroughs").splitlines()[0] + "\n", "boroughs.csv, row 2: no rows"),
        ("boroughs", changed("boroughs", "bocu,", "beat,"), "boroughs.csv, row 1: without the column bocu"),
        ("boroughs", changed("boroughs", "69681", "many"), "row 2: households 'many' is not a whole number"),
        ("boroughs", changed("boroughs", "69681", "-4"), "row 2: households '-4' is below what is possible"),
        ("boroughs", changed("boroughs", "51.54527", "here"), "row 2: latitude 'here' is not a number"),
        ("boroughs", changed("boroughs", ",SX,", ",,"), "row 3: bocu is empty"),
        ("boroughs", changed("boroughs", ",SX,", ",sxx,"), "row 3: bocu 'sxx' is not a BOCU's two letters"),
        (
            "boroughs",
            changed("boroughs", "E09000003", "E09000002"),
            "row 2: code 'E09000002' stands in more than one row",
        ),
        ("boroughs", changed("boroughs", "KG,Barking", "KG,x,Barking"), "row 2: not a table of equal rows"),
        ("wards_2011", changed("wards_2011", "E09000002", "E09000099"), "row 2: borough 'E09000099' is no borough"),
        (
            "wards_2018",
            changed("wards_2018", "E05000027", "E05000026"),
            "row 2: code 'E05000026' stands in more than one",
        ),
        ("borough_populations", changed("borough_populations", "E09000002", "E09000001"), "row 2: code 'E09000001'"),
        (
            "area_commands",
            changed("area_commands", "2010-06-01", "1/6/2010"),
            "valid_from '1/6/2010' is not a date like",
        ),
        (
            "area_commands",
            changed("area_commands", "2010-06-01", "2010-06-31"),
            "row 2: valid_from '2010-06-31' is not",
        ),
        ("area_commands", changed("area_commands", "2010-06-01,", "2010-06-01,2009-01-01"), "row 2: the last day is"),
        (
            "area_commands",
            shipped("area_commands") + "E09000002,AREA-N,North,2012-01-01,,own,assumed\n",
            "row 34: borough 'E09000002' would be in two area commands on the same day",
        ),
        ("targets", changed("targets", ",MPS,", ",Mars,"), "row 2: place 'Mars' is no code of a place"),
        ("events", changed("events", ",false,", ",perhaps,"), "row 2: breaks 'perhaps' is not true or false"),
        (
            "offences",
            changed("offences", ",burglary_other,", ",burglarious,"),
            "row 2: offence 'burglarious' is not an",
        ),
        ("sources", changed("sources", ",false,published", ",false,rumoured"), "status 'rumoured' is not published or"),
    ],
)
def test_a_broken_file_of_ones_own_is_refused_with_file_row_and_reason(tmp_path, name, text, message):
    (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ReferenceRefused) as refused:
        read_reference(name, tmp_path)
    assert str(refused.value).startswith(f"{name}.csv, row ")
    assert message in str(refused.value)


def test_a_file_that_is_not_utf8_is_refused_with_the_row(tmp_path):
    (tmp_path / "boroughs.csv").write_bytes(changed("boroughs", "Barnet", "Barnét").encode("cp1252"))
    with pytest.raises(ReferenceRefused, match=r"boroughs\.csv, row 3: not UTF-8"):
        read_reference("boroughs", tmp_path)


def test_ones_own_file_replaces_the_shipped_one_and_only_that(tmp_path):
    (tmp_path / "targets.csv").write_text(changed("targets", "51.4", "60"), encoding="utf-8")
    assert read_reference("targets", tmp_path)["value"][0] == 60
    assert read_reference("targets")["value"][0] == 51.4
    assert read_reference("peers", tmp_path).equals(read_reference("peers"))


def test_a_file_that_changes_is_read_again(tmp_path):
    path = tmp_path / "targets.csv"
    for value in ("60", "61.25"):
        path.write_text(changed("targets", "51.4", value), encoding="utf-8")
        assert read_reference("targets", tmp_path)["value"][0] == float(value)


def test_blanks_a_byte_order_mark_and_columns_of_ones_own_are_allowed(tmp_path):
    lines = shipped("boroughs").splitlines()
    text = "\r\n".join([lines[0] + ",remark", *(line.replace(",SX,", ", SX ,") + ",mine" for line in lines[1:])])
    (tmp_path / "boroughs.csv").write_text(text, encoding="utf-8-sig")
    assert read_reference("boroughs", tmp_path).equals(read_reference("boroughs"))


def test_there_are_32_boroughs_and_624_wards_and_their_census_adds_up():
    boroughs, wards = read_reference("boroughs"), read_reference("wards_2011")
    assert boroughs.height == 32
    assert wards.height == 624
    assert boroughs["census_2011"].sum() == 8_173_941 - 7_375  # without the City, domain.md
    assert boroughs["households"].sum() == 3_266_173 - 4_385
    added = wards.group_by("borough").agg(pl.col("households").sum()).rename({"borough": "code"})
    joined = boroughs.join(added, on="code", suffix="_of_wards")
    assert (joined["households"] == joined["households_of_wards"]).all()


def test_later_wards_are_without_the_city():
    assert read_reference("wards_2018").height == 632
    assert read_reference("wards_2022").height == 679


def test_populations_run_from_1999_to_2016_for_every_borough():
    populations = read_reference("borough_populations")
    assert populations.height == 32 * 18
    assert populations["year"].unique().sort().to_list() == list(range(1999, 2017))
    westminster = populations.filter((pl.col("code") == "E09000033") & (pl.col("year") == 2010))
    assert westminster["residents"].item() == 217_187  # domain.md, mye2010


def test_five_areas_hold_every_borough_and_say_that_they_are_assumed():
    areas = read_reference("area_commands")
    assert areas["borough"].n_unique() == 32
    assert sorted(areas.group_by("area").len()["len"]) == [5, 6, 7, 7, 7]
    assert areas["status"].unique().to_list() == ["assumed"]


def test_peers_are_seven_others_labelled_illustrative():
    peers = read_reference("peers")
    assert peers.filter(pl.col("code") == pl.col("peer")).is_empty()
    assert peers.group_by("code").agg(pl.col("rank").sort())["rank"].to_list() == [list(range(1, 8))] * 32
    assert peers["status"].unique().to_list() == ["illustrative"]


def test_parts_are_offences_that_may_stand_in_a_total_and_overlaps_are_not_in_it():
    offences = read_reference("offences")
    parts = offences.filter(pl.col("role") == "part")["offence"]
    assert set(parts) <= {*FINE_OFFENCES, *COARSE_OFFENCES} - {"notifiable_offences"}
    totals = offences.filter(pl.col("role") == "total")["offence"]
    assert set(totals) == {"notifiable_offences"}
    flagged = offences.filter(pl.col("offence").is_in(OVERLAPPING))["role"]
    assert set(flagged) == {"overlap"}
    assert set(OFFENCES) >= set(offences["offence"])


#: Layout → file, header rows, columns of major and minor category, and whether more rows of header follow.
CATEGORISED = {
    "mps_borough_crime_2008": (
        "crime/MPS_Borough_Level_Crime_Historic_200801-201612.csv",
        "Major Category",
        "Minor Category",
    ),
    "mps_borough_crime_2010": ("crime/MPS_Borough_Level_Crime_Historical_201004-202201.csv", "MajorText", "MinorText"),
    "mps_borough_crime_2011": ("crime/mps-recordedcrime-borough_201104-201303.csv", "CrimeType ", "CrimeDetails"),
    "mps_ward_crime_recent": (
        "crime/MPS_Ward_Level_Crime_most_recent_24_months_202009-202208.csv",
        "MajorText",
        "MinorText",
    ),
    "mps_ward_crime_historical": (
        "crime/mps_ward_level_crime_historical_201004-202402.parquet",
        "majortext",
        "minortext",
    ),
}


@pytest.mark.real
@pytest.mark.parametrize("layout", CATEGORISED)
def test_every_category_of_a_real_file_has_its_offence(open_data: Path, layout):
    file, major, minor = CATEGORISED[layout]
    read = pl.read_parquet if file.endswith("parquet") else pl.read_csv
    met = set(read(open_data / file).select(major, minor).unique().rows())
    known = read_reference("offences").filter(pl.col("layout") == layout)
    assert met <= set(known.select("major", "minor").rows())


@pytest.mark.real
def test_violence_with_injury_is_assault_with_injury_and_gbh_to_one_per_cent_of_the_workbook(open_data: Path):
    file = open_data / CATEGORISED["mps_borough_crime_2008"][0]
    crime = pl.read_csv(file)
    known = read_reference("offences").filter(pl.col("layout") == "mps_borough_crime_2008")
    feeding = known.filter(pl.col("measures").str.split(";").list.contains("violence_with_injury"))["minor"]
    rows = crime.filter(pl.col("Minor Category").is_in(feeding.to_list()))
    for year, workbook in ((2009, 70_687), (2010, 66_338)):  # domain.md
        months = [f"{year}{m:02d}" for m in range(4, 13)] + [f"{year + 1}{m:02d}" for m in range(1, 4)]
        assert rows.select(pl.sum_horizontal(months).sum()).item() == pytest.approx(workbook, rel=0.01)


@pytest.mark.real
def test_the_atlas_groups_add_up_to_its_total_until_2012_13_and_no_longer_after(open_data: Path):
    with (open_data / "profiles/ward-atlas-data.csv").open(encoding="cp1252", newline="") as file:
        themes, _, *rows = csv.reader(file)
    wards = [row for row in rows if row[1].startswith("E05")]
    known = read_reference("offences").filter(pl.col("layout") == "ward_atlas")
    parts = known.filter(pl.col("role") == "part")["major"]

    def amount(row, major, year):
        printed = "2011/13" if (major, year) == ("Other Notifiable Offences", "2012/13") else year  # sic
        return float(row[themes.index(f"Crime; {major}; {printed}")].replace(",", ""))

    def off(year):
        gaps = [
            amount(row, "Total crime (numbers)", year) - sum(amount(row, part, year) for part in parts) for row in wards
        ]
        return sum(abs(gap) > 0.5 for gap in gaps)

    assert {year: off(year) for year in ("2001/02", "2009/10", "2010/11", "2012/13", "2013/14", "2014/15")} == {
        "2001/02": 0,
        "2009/10": 0,
        "2010/11": 0,
        "2012/13": 0,
        "2013/14": 40,
        "2014/15": 54,
    }


def feeds(source: str, offence: str) -> set[str]:
    """The measures of recorded offences to which one offence of a kind adds when a source gives it."""
    nothing = dict.fromkeys(RECORDS["offences"].columns())
    row = pl.DataFrame([nothing | {"source": source, "offence": offence, "offences": 1, "sanction_detections": 0}])
    row = row.with_columns(pl.col(*FLAGS).cast(pl.Boolean))
    found = set()
    for name, measure in catalogue().items():
        if measure.table == "offences" and measure.kind == "count" and source in measure.sources:
            added = nw.from_native(row).select(n=measure.numerator).to_native()["n"].item()
            if added:
                found.add(name)
    return found


def test_the_measures_named_beside_a_category_are_those_that_count_its_offence():
    offences = read_reference("offences").filter(pl.col("layout") != "crime_rates_borough")
    for layout, offence, role, named in offences.select("layout", "offence", "role", "measures").unique().rows():
        source = "mps_workbook_series" if layout == "mps_workbook" and role != "total" else layout
        if role == "total" and layout == "ward_atlas":
            continue  # kept only where its parts do not add up to it
        named_here = set((named or "").split(";")) - {""}
        assert feeds(source, offence) <= named_here, (layout, offence)
        if layout != "mps_borough_crime_2011":  # which other layouts stand in for
            assert named_here == feeds(source, offence), (layout, offence)


def test_every_measure_named_in_a_reference_file_is_in_the_catalogue():
    known = {*catalogue(), *(f"{name}_rate" for name, measure in catalogue().items() if measure.rate)}
    named = {name for row in read_reference("events")["measures"].drop_nulls() for name in row.split(";")}
    named |= {name for row in read_reference("offences")["measures"].drop_nulls() for name in row.split(";")}
    named |= set(read_reference("targets")["measure"])
    assert named <= known


def test_every_source_of_a_measure_has_its_row():
    known = set(read_reference("sources")["name"])
    assert {source for measure in catalogue().values() for source in measure.sources} <= known


#: Series of the demonstration's calibration tables → measure of published_figures.csv.
SERIES = {
    "notifiable_offences": "total_notifiable_offences",
    "violence": "violence_against_person",
    "sexual": "sexual_offences",
    "burglary_residential": "residential_burglary",
    "theft": "theft_and_handling",
    "stops": "stop_and_search",
    "robbery_personal": "robbery:personal",
    "robbery_business": "robbery:business",
    "officer": "officers",
    "pcso": "pcsos",
    "special": "specials",
}


def published(place: str, first: date, last: date, about: str = "") -> dict[str, float]:
    rows = read_reference("published_figures").filter(
        (pl.col("place") == place) & (pl.col("first_day") == first) & (pl.col("last_day") == last)
    )
    return dict(rows.filter(pl.col("source").str.contains(about)).select("measure", "value").rows())


def test_the_demonstration_is_calibrated_to_the_figures_that_are_printed_here():
    compared = 0
    for row in table("mps_months").iter_rows(named=True):
        first = date.fromisoformat(str(row["month"]))
        figures = published("MPS", first, periods.month_end(first))
        for series, value in row.items():
            if (name := SERIES.get(series, series)) in figures:
                compared += 1
                assert value == figures[name], (first, series)
    for row in table("borough_detail").iter_rows(named=True):
        figures = published(row["place"], date(2010, 4, 1), date(2011, 3, 31), "later Home Office")
        for series, value in row.items():
            if (name := SERIES.get(series, series)) in figures:
                compared += 1
                assert value == figures[name], (row["place"], series)
    assert compared > 600


def test_a_file_is_checked_again_when_one_that_it_rests_on_changes(tmp_path):
    own = tmp_path / "boroughs.csv"
    own.write_text(shipped("boroughs"), encoding="utf-8")
    assert read_reference("peers", tmp_path).height
    lines = shipped("boroughs").splitlines()
    own.write_text("\n".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(ReferenceRefused, match=r"peers.csv, row \d+: .* is no borough"):
        read_reference("peers", tmp_path)
    assert "peers" in broken_reference(tmp_path)
    own.write_text(shipped("boroughs"), encoding="utf-8")
    assert broken_reference(tmp_path) == {}
