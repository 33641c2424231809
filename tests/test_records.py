from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tp_metrics.records import MAX_REFUSED, Store, TooManyRefused, checked, folder_in_place, sha256
from tp_metrics.schema import COVERAGE
from tp_metrics.schema.reading import MOST_COUNT, Reading, SourceRefused, aside

CAMDEN, WESTMINSTER = "E09000007", "E09000033"
MARCH, APRIL, MAY = (
    (date(2009, 3, 1), date(2009, 3, 31)),
    (date(2009, 4, 1), date(2009, 4, 30)),
    (date(2009, 5, 1), date(2009, 5, 31)),
)


def tree(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of a data folder but the lock."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def counted(*rows, source: str = "mps_borough_crime_2008", spoken=None) -> Reading:
    """A reading of robberies: (place, (first, last), count); it speaks for its own rows, or for what is said."""
    frame = pl.DataFrame(
        [(place, "robbery", *days, number) for place, days, number in rows],
        schema=["place", "offence", "first_day", "last_day", "offences"],
        orient="row",
    )
    cover = spoken if spoken is not None else [(place, days) for place, days, _ in rows]
    coverage = pl.DataFrame(
        [("offences", source, *days, place) for place, days in cover], schema=COVERAGE, orient="row"
    ).unique()
    return Reading(source, {"offences": frame}, coverage, frame.height, frame.height, aside(), aside())


def keyed(*rows, table: str = "strength", source: str = "mps_workbook") -> Reading:
    frame = pl.DataFrame(rows, orient="row", schema=["place", "role", "first_day", "last_day", "unit", "strength"])
    return Reading(source, {table: frame}, pl.DataFrame(schema=COVERAGE), len(rows), len(rows), aside(), aside())


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "data")


def put(store: Store, *readings: Reading) -> None:
    """Each reading checked and added as an import of its own."""
    known = store.places.frame["code"].unique()
    for number, reading in enumerate(readings):
        store.add(checked(reading, known), f"file {number}", hashlib.sha256(bytes([number])).hexdigest())


def robberies(store: Store) -> set[tuple[str, date, int]]:
    rows = store.scan("offences").select("place", "first_day", "offences").collect().rows()
    assert len(rows) == len(set(rows))
    return set(rows)


def layout_files() -> list[str]:
    return sorted(
        path.name
        for path in (Path(__file__).parent / "layouts").iterdir()
        if path.suffix in (".csv", ".gz", ".parquet")
    )


@pytest.mark.parametrize("name", layout_files())
def test_the_account_of_an_import_adds_up_and_is_kept(store, layouts, name):
    entry = store.ingest(layouts / name, max_refused=1)
    assert entry.read == entry.kept + entry.set_aside + entry.refused > 0
    assert store.imports() == [entry]
    assert (entry.id, entry.sequence, entry.file) == (f"0001-{entry.sha256[:12]}", 1, name)
    assert entry.sha256 == sha256(layouts / name)
    for table, rows in entry.tables.items():
        assert store.scan(table).collect().height == rows
    assert store.left_out(entry, "set_aside").height == entry.set_aside
    assert store.left_out(entry, "refused").height == entry.refused


def test_the_same_bytes_change_nothing_whatever_the_file_is_called(store, layouts, tmp_path):
    first = store.ingest(layouts / "mps_borough_crime_2008.csv")
    before = tree(store.path)
    copy = tmp_path / "another name.csv"
    copy.write_bytes((layouts / "mps_borough_crime_2008.csv").read_bytes())
    assert store.ingest(layouts / "mps_borough_crime_2008.csv") == first
    assert store.ingest(copy) == first
    assert tree(store.path) == before


def test_too_many_refused_stop_an_import_and_leave_everything_as_it_was(store, layouts, tmp_path):
    store.ingest(layouts / "mps_borough_crime_2008.csv")
    before = tree(store.path)
    wrong = tmp_path / "wrong.csv"
    text = (layouts / "mps_borough_crime_2010.csv").read_text()
    wrong.write_text(text.replace(",31,32", ",-31,many"))
    with pytest.raises(TooManyRefused, match=r"wrong\.csv: 2 of 24 do not fit.*line 2, 201004, '-31'"):
        store.ingest(wrong)
    assert tree(store.path) == before
    assert store.ingest(wrong, max_refused=0.1).refused == 2


def test_what_was_left_out_says_file_line_column_value_and_reason(store, layouts, tmp_path):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text((layouts / "mps_borough_crime_2010.csv").read_text().replace(",31,32", ",-31,32"))
    entry = store.ingest(wrong, max_refused=1)
    (row,) = store.left_out(entry, "refused").rows(named=True)
    assert {name: row[name] for name in ("file", "line", "column", "value")} == {
        "file": "wrong.csv",
        "line": 2,
        "column": "201004",
        "value": "-31",
    }
    assert row["reason"]


@pytest.mark.parametrize(
    ("refused", "stands"),
    [(0, True), (1, True), (2, False)],  # of 100 read, at 1 %
)
def test_one_in_a_hundred_may_be_refused(store, refused, stands):
    rows = [(CAMDEN, MARCH, number) for number in range(100 - refused)]
    made = counted(*rows)
    lost = aside([(2, "offences", "x", "no number")] * refused)
    reading = Reading(made.source, made.tables, made.coverage, 100, 100 - refused, made.set_aside, lost)
    assert MAX_REFUSED == 0.01
    if stands:
        assert store.add(reading, "file", "0" * 64).refused == refused
    else:
        with pytest.raises(TooManyRefused):
            store.add(reading, "file", "0" * 64)
        assert store.imports() == []


def test_a_later_import_replaces_its_months_and_places_and_nothing_else(store):
    put(
        store,
        counted((CAMDEN, MARCH, 1), (CAMDEN, APRIL, 2), (WESTMINSTER, APRIL, 3)),
        counted((CAMDEN, APRIL, 20), (CAMDEN, MAY, 30)),
        counted((CAMDEN, MARCH, 500), source="mps_borough_crime_2010"),  # another source stands beside it
    )
    assert robberies(store) == {
        (CAMDEN, MARCH[0], 1),
        (CAMDEN, MARCH[0], 500),
        (CAMDEN, APRIL[0], 20),
        (CAMDEN, MAY[0], 30),
        (WESTMINSTER, APRIL[0], 3),
    }


def test_a_later_import_that_has_no_row_where_it_speaks_takes_the_older_one_away(store):
    put(store, counted((CAMDEN, MARCH, 1), (CAMDEN, APRIL, 2)), counted(spoken=[(CAMDEN, APRIL)]))
    assert robberies(store) == {(CAMDEN, MARCH[0], 1)}


def test_events_are_replaced_by_the_month_they_are_in(store):
    third, ninth = (date(2009, 4, 3),) * 2, (date(2009, 5, 9),) * 2
    put(
        store,
        counted((CAMDEN, third, 1), (CAMDEN, ninth, 1), spoken=[(CAMDEN, APRIL), (CAMDEN, MAY)]),
        counted((CAMDEN, (date(2009, 4, 20),) * 2, 1), spoken=[(CAMDEN, APRIL)]),
    )
    assert robberies(store) == {(CAMDEN, date(2009, 4, 20), 1), (CAMDEN, ninth[0], 1)}


def test_a_weekly_sources_single_day_is_no_event(store):
    day = (date(2009, 4, 5),) * 2
    put(
        store,
        counted((CAMDEN, day, 5), (CAMDEN, (date(2009, 4, 1), date(2009, 4, 4)), 4), source="demonstration_weekly"),
        counted((CAMDEN, day, 7), source="demonstration_weekly"),
    )
    assert robberies(store) == {(CAMDEN, day[0], 7), (CAMDEN, date(2009, 4, 1), 4)}


def test_tables_of_single_figures_are_replaced_row_by_row(store):
    put(
        store,
        keyed((CAMDEN, "officer", *MARCH, "fte", 700.0), (CAMDEN, "pcso", *MARCH, "fte", 90.0)),
        keyed((CAMDEN, "officer", *MARCH, "fte", 701.5)),
    )
    rows = store.scan("strength").select("role", "strength").collect().rows()
    assert sorted(rows) == [("officer", 701.5), ("pcso", 90.0)]


def test_a_code_of_no_place_is_refused_with_the_code(store):
    reading = checked(counted((CAMDEN, MARCH, 1), ("E05999999", MARCH, 2)), store.places.frame["code"].unique())
    assert (reading.kept, reading.tables["offences"].height) == (1, 1)
    assert reading.refused.select("value", "reason").rows() == [("E05999999", "no place has this code")]


def test_a_row_that_breaks_its_schema_is_refused_with_the_rule(store):
    backwards = (date(2009, 3, 31), date(2009, 3, 1))
    reading = checked(
        counted((CAMDEN, MARCH, 1), (CAMDEN, backwards, 2), (CAMDEN, MARCH, -3)),
        store.places.frame["code"].unique(),
    )
    assert reading.tables["offences"]["offences"].to_list() == [1]
    assert sorted(reading.refused["reason"]) == ["breaks the rule days in order", "breaks the rule offences: min"]


def test_counts_that_add_up_to_none_leave_their_place_and_month_unknown(store):
    april = (date(2009, 4, 1), date(2009, 4, 30))
    reading = checked(counted((CAMDEN, MARCH, 1), (CAMDEN, april, MOST_COUNT + 1)), store.places.frame["code"].unique())
    assert reading.coverage["first_day"].to_list() == [MARCH[0]]
    assert reading.lost.select("place", "first_day").rows() == [(CAMDEN, april[0])]
    assert reading.refused["reason"].to_list() == ["breaks the rule offences: max"]


def test_what_an_interrupted_writer_left_is_cleared_by_the_next(store, layouts):
    for folder in (store.imports_folder, store.editions_folder):
        (folder / ".tmp-left").mkdir(parents=True)
        (folder / ".tmp-left" / "half.parquet").write_bytes(b"PAR1")
    assert store.imports() == []
    store.ingest(layouts / "mps_borough_crime_2008.csv")
    assert not list(store.path.rglob(".tmp-*"))


def test_a_folder_takes_its_name_only_when_it_is_whole(tmp_path):
    with folder_in_place(tmp_path / "whole") as folder:
        (folder / "file").write_text("text")
        assert not (tmp_path / "whole").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["whole"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_folder_that_is_given_up_leaves_nothing(tmp_path, error):
    def give_up() -> None:
        with folder_in_place(tmp_path / "half") as folder:
            (folder / "file").write_text("text")
            raise error

    with pytest.raises(error):
        give_up()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_there_is_refused_and_makes_no_data_folder(store, tmp_path):
    with pytest.raises(SourceRefused, match="is no file"):
        store.ingest(tmp_path / "absent.csv")
    assert not store.path.exists()


def test_an_empty_store_has_every_table_and_no_rows(store):
    assert store.scan("offences").collect().is_empty()
    assert store.scan_coverage().collect().is_empty()
    assert store.imports() == []
