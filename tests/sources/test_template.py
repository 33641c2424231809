from __future__ import annotations

import gzip
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.sources.sheets import edited, places, read
from tp_metrics.measure import KINDS
from tp_metrics.schema import RECORDS
from tp_metrics.schema.reading import Reading, SourceRefused, silent
from tp_metrics.sources import template as source
from tp_metrics.sources.recognise import recognise
from tp_metrics.sources.template import TEMPLATES, figures, rows
from tp_metrics.sources.template.layout import markdown

CSV, PARQUET = "template_offences.csv", "template_strength.parquet"


def written(folder: Path, text: str, name: str = "extract.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def filled(table: str, **changes: str) -> str:
    """The template's header and example row, with some cells changed."""
    one = TEMPLATES[table]
    row = {name: str(changes.get(name, one.example.get(name, ""))) for name in one.header}
    return ",".join(row) + "\n" + ",".join(f'"{cell}"' for cell in row.values()) + "\n"


@pytest.fixture(scope="module")
def small(layouts: Path) -> Reading:
    return read(source, layouts / CSV)


def test_the_layouts_are_recognised(layouts: Path):
    assert recognise(layouts / CSV) is source
    assert recognise(layouts / PARQUET) is source


def test_every_row_is_accounted_for(small: Reading):
    assert (small.source, small.read, small.kept) == ("force_extract", 6, 5)
    assert small.set_aside.rows() == [(6, "offences", "12", "exact repeat of line 5")]
    assert small.refused.is_empty()


def test_two_like_events_are_two_and_a_borough_may_be_named(small: Reading):
    rows = small.tables["offences"]
    assert rows.filter(pl.col("offence") == "robbery_personal").height == 2
    assert rows["place"].to_list() == ["E05000644", "E05000644", "E05000129", "E09000007", "TP"]
    assert rows["source"].unique().to_list() == ["force_extract"]
    assert rows["knife_crime"].to_list() == [True, True, False, None, False]


def test_events_speak_for_all_wards_of_their_boroughs_in_whole_months_and_counts_for_what_they_name(small: Reading):
    events = small.coverage.filter(pl.col("first_day") >= date(2010, 11, 1))
    months = events.select("first_day", "last_day").unique().sort("first_day").rows()
    assert months == [(date(2010, 11, 1), date(2010, 11, 30)), (date(2010, 12, 1), date(2010, 12, 31))]
    wards = places().wards(2011).filter(pl.col("borough_code").is_in(["E09000007", "E09000033"]))
    assert set(events["place"]) == {*wards["ward_code"], "E09000007", "E09000033", "TP"}
    counts = small.coverage.filter(pl.col("first_day") < date(2010, 11, 1))
    assert counts.rows() == [("offences", "force_extract", date(2010, 10, 1), date(2010, 10, 31), "E09000007")]
    assert small.notes[-1].startswith("The file speaks for all offences of ")


def test_a_month_that_events_fill_in_part_is_not_spoken_for(tmp_path: Path):
    text = filled("offences") + "\n".join(
        f"2010-12-0{day},2010-12-0{day},E05000644,drugs,1" + "," * 8 for day in (1, 9)
    )
    assert read(source, written(tmp_path, text)).coverage.is_empty()


def test_a_parquet_file_keeps_its_types(layouts: Path):
    reading = read(source, layouts / PARQUET)
    assert reading.tables["strength"].select("place", "role", "strength").rows() == [
        ("E09000033", "officer", 1601.5),
        ("E09000033", "pcso", 380.0),
    ]
    assert reading.coverage.is_empty()


@pytest.mark.parametrize("table", TEMPLATES)
def test_each_template_is_recognised_and_its_example_fits(tmp_path: Path, table: str):
    path = written(tmp_path, TEMPLATES[table].csv())
    assert recognise(path) is source
    reading = read(source, path)
    assert (list(reading.tables), reading.kept, reading.refused.rows()) == ([table], 1, [])


@pytest.mark.parametrize("table", TEMPLATES)
def test_columns_that_may_be_empty_may_be_left_out_in_any_order(tmp_path: Path, table: str):
    one = TEMPLATES[table]
    header = [*reversed(one.required), *(["offences"] if table == "offences" else [])]
    text = ",".join(header) + "\n" + ",".join(str(one.example[name]) for name in header) + "\n"
    reading = read(source, written(tmp_path, text))
    assert (list(reading.tables), reading.kept, reading.refused.rows()) == ([table], 1, [])


def test_the_templates_are_the_schemas_and_the_documentation_is_the_templates():
    assert {table: ("source", *one.header) for table, one in TEMPLATES.items()} == {
        table: tuple(schema.columns()) for table, schema in RECORDS.items()
    }
    assert all(set(one.required) <= set(one.example) <= set(one.header) for one in TEMPLATES.values())
    written_down = Path(__file__).parents[2] / "docs" / "templates.md"
    assert written_down.read_text(encoding="utf-8") == markdown(), "write it anew from template.layout.markdown()"


@pytest.mark.parametrize(
    ("table", "column", "value", "reason"),
    [
        ("offences", "first_day", "14/12/2010", "expected a day such as 2010-12-31"),
        ("offences", "first_day", "2010-02-30", "expected a day such as 2010-12-31"),
        ("offences", "first_day", "2010-12-15", "expected: the last day is not before the first"),
        ("offences", "first_day", "1989-12-13", "expected: no record is from before 1990 or after 2059"),
        ("offences", "last_day", "2031-12-14", "expected: the days of a record have come"),
        (
            "offences",
            "sanction_detections",
            "2",
            "expected: a row of one day with one offence is that offence, which is detected once at most",
        ),
        ("offences", "first_day", "", "empty; expected a day such as 2010-12-31"),
        ("hearings", "available", "9.20", "expected a time such as 14:30"),
        ("hearings", "charged", "26/10/2010", "expected a day and time such as 2010-12-31 14:30"),
        ("offences", "offences", "-1", "expected a whole number from 0 to 100,000,000"),
        ("offences", "offences", "1.5", "expected a whole number from 0 to 100,000,000"),
        ("offences", "offences", "100000001", "expected a whole number from 0 to 100,000,000"),
        ("offences", "offences", "9223372036854775807", "expected a whole number from 0 to 100,000,000"),
        ("offences", "offences", "9999999999999999999999999", "expected a whole number from 0 to 100,000,000"),
        ("offences", "offences", "one", "expected a whole number from 0 to 100,000,000"),
        ("offences", "knife_crime", "perhaps", "expected true or false"),
        ("offences", "place", "", "empty; expected text"),
        (
            "offences",
            "place",
            "E05999999",
            "no place has this code; expected a ward, a borough, an area command, TP or another place",
        ),
        ("strength", "strength", "-0.5", "expected a number from 0 to 100,000,000"),
        ("strength", "strength", "inf", "expected a number from 0 to 100,000,000"),
        ("strength", "role", "dog", "expected one of officer, sergeant, pcso, staff, special"),
        ("incidents", "in_time", "2", "expected: no more are in time than are timed"),
        ("incidents", "timed", "2", "expected: no more are timed than there are incidents"),
        ("published", "value", "56.0", "expected a share from 0 to 1, such as 0.56 for 56 %"),
        ("published", "value", "-0.4", "expected a share from 0 to 1, such as 0.56 for 56 %"),
        (
            "published",
            "measure",
            "good_jobs",
            "no measure has this id; good_job comes nearest, and `python -m tp_metrics measures` lists them",
        ),
        ("published", "measure", "7", "no measure has this id; `python -m tp_metrics measures` lists them"),
        ("stops", "arrests", "2", "expected: no more arrests than stops"),
        ("street_crimes", "latitude", "151.5", "expected a number from -90 to 90"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_line_column_value_and_rule(
    tmp_path: Path, table: str, column: str, value: str, reason: str
):
    reading = read(source, written(tmp_path, filled(table, **{column: value})))
    assert (reading.read, reading.kept) == (1, 0)
    (refused,) = reading.refused.rows()
    assert (refused[0], refused[3]) == (2, reason)
    if reason.startswith("expected: no record"):
        assert refused[1] in ("first_day", "last_day")
    else:
        assert refused[1:3] == (column, value)


@pytest.mark.parametrize(
    ("whole", "part", "reason"),
    [
        ("finalised", "convictions", "no more cases end in a conviction than are finalised"),
        ("finalised", "discontinued", "no more cases are discontinued than are finalised"),
        (
            "first_hearings",
            "guilty_pleas_at_first_hearing",
            "no more plead guilty at their first hearing than have one",
        ),
        ("files_due", "files_on_time", "no more files are on time than are due"),
        ("charging_decisions", "charging_on_cms", "no more charging decisions are submitted on CMS than are asked for"),
        ("evidence_requests", "evidence_answered", "no more requests for evidence are answered than are made"),
    ],
)
def test_a_part_that_is_more_than_its_whole_is_told_by_its_own_column(
    tmp_path: Path, whole: str, part: str, reason: str
):
    text = f"first_day,last_day,place,court,{whole},{part}\n2010-12-01,2010-12-31,E09000033,crown,10,50\n"
    refused = read(source, written(tmp_path, text)).refused
    assert refused.rows() == [(2, part, "50", f"expected: {reason}")]


def test_of_the_columns_that_a_rule_is_about_the_one_that_is_filled_is_told(tmp_path: Path):
    text = "first_day,last_day,place,person,wanted_number,category,outcome_day,outcome\n"
    row = "2010-12-01,2010-12-01,E09000033,p1,w1,police_bail_fta,2008-01-01,charged\n"
    refused = read(source, written(tmp_path, text + row)).refused
    assert refused.select("column", "value").rows() == [("outcome_day", "2008-01-01")]


@pytest.mark.parametrize(
    ("measure", "value", "reason"),
    [
        ("robbery", "-5.0", "expected a whole number of 0 or more"),
        ("total_notifiable_offences", "12.5", "expected a whole number of 0 or more"),
        ("robbery", "12", None),
        ("robbery_detection_ratio", "-0.1", "expected a share of 0 or more, such as 0.25 for 25 %"),
        ("robbery_detection_ratio", "1.2", None),  # of offences recorded before
        ("robbery_rate", "-0.001", "expected a number of 0 or more"),
        ("calls_per_officer", "112.5", None),
        ("officers", "-1.0", "expected a number of 0 or more"),
        ("officers", "1601.5", None),
        ("team_pcso_vacancies", "-1.5", None),  # more people than posts
        ("good_job", "0", None),
        ("good_job", "1", None),
    ],
)
def test_a_ready_made_figure_is_one_that_its_measure_can_have(
    tmp_path: Path, measure: str, value: str, reason: str | None
):
    reading = read(source, written(tmp_path, filled("published", measure=measure, value=value)))
    assert reading.refused.rows() == ([(2, "value", value, reason)] if reason else [])
    assert reading.kept == (0 if reason else 1)


def test_every_kind_of_measure_has_values_that_can_be():
    assert set(figures.POSSIBLE) == set(KINDS)


def test_a_row_that_counts_nothing_is_refused(tmp_path: Path):
    reading = read(source, written(tmp_path, filled("offences", offences="", sanction_detections="")))
    assert reading.refused["reason"].to_list() == ["expected: a row counts offences, sanction detections or both"]


def test_the_good_rows_beside_a_bad_one_are_kept(tmp_path: Path, layouts: Path):
    reading = read(source, edited(tmp_path, layouts / CSV, ("E05000129", "E05777777"), ("TP,drugs", "TP,fish")))
    assert (reading.read, reading.kept, reading.set_aside.height, reading.refused.height) == (6, 3, 1, 2)
    assert reading.refused["line"].to_list() == [4, 7]


def test_two_figures_for_the_same_thing_are_not_both_kept(tmp_path: Path):
    header, row = TEMPLATES["strength"].csv().splitlines()
    reading = read(source, written(tmp_path, "\n".join([header, row, row, row.replace("1601.5", "1602")]) + "\n"))
    assert reading.kept == 1
    assert reading.set_aside.rows() == [(3, "strength", "1601.5", "exact repeat of line 2")]
    assert reading.refused.rows() == [
        (4, "strength", "1602.0", "line 2 gives another figure for the same; expected one row")
    ]


@pytest.mark.parametrize(
    ("table", "identifier", "kept"),
    [("street_crimes", "crime_id", 1), ("outcomes", "crime_id", 1), ("confidence_survey", "respondent", 1)],
)
def test_repeats_with_an_identifier_are_set_aside(tmp_path: Path, table: str, identifier: str, kept: int):
    header, row = TEMPLATES[table].csv().splitlines()
    reading = read(source, written(tmp_path, "\n".join([header, row, row]) + "\n"))
    assert (reading.kept, reading.set_aside["reason"].to_list()) == (kept, ["exact repeat of line 2"])
    assert identifier in TEMPLATES[table].header


def test_repeats_without_an_identifier_are_two_crimes(tmp_path: Path):
    header, row = TEMPLATES["street_crimes"].csv().splitlines()
    bare = row.replace("c000001", "")
    assert read(source, written(tmp_path, "\n".join([header, bare, bare]) + "\n")).kept == 2


def test_safer_neighbourhoods_interviews_have_a_source_of_their_own(tmp_path: Path):
    other = filled("confidence_survey", survey="safer_neighbourhoods", respondent="r2").splitlines()[1]
    reading = read(source, written(tmp_path, filled("confidence_survey") + other + "\n"))
    assert reading.tables["confidence_survey"]["source"].to_list() == ["force_extract", "force_extract_sns"]


@pytest.mark.parametrize(("code", "vintage"), [("E05009288", 2018), ("E05013662", 2022)])
def test_wards_of_another_vintage_are_said(tmp_path: Path, code: str, vintage: int):
    wards = places().wards(vintage)["ward_code"]
    ward = code if code in wards.to_list() else wards.filter(~wards.is_in(places().wards(2011)["ward_code"]))[-1]
    reading = read(source, written(tmp_path, filled("stops", place=ward)))
    assert reading.kept == 1
    assert any(note.startswith("The wards are those of 20") for note in reading.notes)


def test_wards_of_two_vintages_are_refused_with_a_ward_of_each(tmp_path: Path):
    header, row = filled("offences", place="E05000644").splitlines()
    text = "\n".join([header, row, row, row.replace("E05000644", "E05013567")]) + "\n"
    says = "extract.csv holds wards of two vintages, E05000644 of 2011 and E05013567 of 2022; divide it into a file"
    with pytest.raises(SourceRefused, match=says):
        read(source, written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("first_day,last_day,place\n", "no rows"),
        (TEMPLATES["stops"].csv().splitlines()[0] + "\n", "no rows"),
        (TEMPLATES["stops"].csv().replace(",", ";"), "expected commas"),
        (TEMPLATES["stops"].csv().replace(",", "\t"), "expected commas"),
        (
            TEMPLATES["stops"].csv().replace("stops", "searches"),
            "nearest to the template of stops, but lacks the column",
        ),
        (TEMPLATES["strength"].csv().replace("unit", "note"), "lacks the column unit and has the unknown column note"),
        (TEMPLATES["offences"].csv().replace("place,", "place,first_day,"), "stands there twice"),
    ],
)
def test_a_file_that_fits_no_template_says_why(tmp_path: Path, text: str, sentence: str):
    path = written(tmp_path, text)
    assert recognise(path) is source
    with pytest.raises(SourceRefused, match=re.escape(sentence)):
        source.read(path, places(), silent)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (TEMPLATES["stops"].csv().encode("utf-16"), "UTF-16"),
        (TEMPLATES["stops"].csv().encode().replace(b"drugs", b"dr\x00gs"), "neither text"),
        (gzip.compress(TEMPLATES["stops"].csv().encode() * 99, mtime=0)[:-9], "breaks off"),
        (b"PAR1" + b"\x00" * 40, "cut or damaged"),
    ],
)
def test_a_damaged_file_is_refused_in_one_sentence(tmp_path: Path, content: bytes, sentence: str):
    path = tmp_path / "extract.csv"
    path.write_bytes(content)
    with pytest.raises(SourceRefused, match=sentence):
        recognise(path)


def test_a_gzipped_extract_and_one_with_a_byte_order_mark_are_read(tmp_path: Path):
    text = TEMPLATES["stops"].csv()
    zipped = tmp_path / "stops.csv.gz"
    zipped.write_bytes(gzip.compress(text.encode(), mtime=0))
    marked = tmp_path / "marked.csv"
    marked.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert [read(source, path).kept for path in (zipped, marked)] == [1, 1]
    assert recognise(marked) is source


def test_a_large_file_is_read_alike(tmp_path: Path, layouts: Path, monkeypatch: pytest.MonkeyPatch, small: Reading):
    monkeypatch.setattr(rows, "CAREFUL_BYTES", 0)
    large = read(source, layouts / CSV)
    assert large.tables["offences"].equals(small.tables["offences"])
    assert large.set_aside.equals(small.set_aside)
    path = written(tmp_path, TEMPLATES["stops"].csv() + "1,2,3,4,5,6,7,8,9,10,11,12\n")
    with pytest.raises(SourceRefused, match="cannot be read as CSV"):
        source.read(path, places(), silent)


def test_parquet_of_other_types_is_brought_to_ours(tmp_path: Path):
    path = tmp_path / "extract.parquet"
    pl.DataFrame(
        {
            "place": pl.Series(["E05000644", "E05000644", "E05000644"], dtype=pl.Categorical),
            "offence": ["drugs", "robbery", "homicide"],
            "first_day": ["2010-12-01", "2010-12-02", "2010-12-03"],
            "last_day": [date(2010, 12, 1), date(2010, 12, 2), date(2010, 12, 3)],
            "offences": [1.0, 1.5, 1.0],
            "knife_crime": [0, 1, 2],
        }
    ).write_parquet(path)
    reading = read(source, path)
    assert (reading.kept, reading.refused.select("line", "column", "value").rows()) == (
        1,
        [(2, "offences", "1.5"), (3, "knife_crime", "2")],
    )


def test_days_with_a_zone_are_those_where_they_were_written_and_half_an_offence_is_none(tmp_path: Path):
    path = tmp_path / "extract.parquet"
    days = pl.DataFrame({"first_day": [datetime(2010, 7, 1)] * 2, "last_day": [datetime(2010, 7, 31)] * 2})
    rows = days.select(pl.all().dt.replace_time_zone("Europe/London")).with_columns(
        place=pl.Series(["E09000012", "E09000013"]),
        offence=pl.lit("robbery"),
        offences=pl.Series([Decimal("10.00"), Decimal("10.50")], dtype=pl.Decimal(12, 2)),
    )
    rows.write_parquet(path)
    reading = read(source, path)
    kept = reading.tables["offences"].select("place", "first_day", "last_day", "offences").rows()
    assert kept == [("E09000012", date(2010, 7, 1), date(2010, 7, 31), 10)]
    assert reading.refused.select("line", "column", "value").rows() == [(2, "offences", "10.50")]
