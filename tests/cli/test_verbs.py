"""The verbs around publishing: where the data folder is named, what is refused, and what is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.test_cli import data, run
from tp_metrics import holdings
from tp_metrics.cli.app import data_first
from tp_metrics.editions import NotYet, edition, publish
from tp_metrics.records import Store
from tp_metrics.schema.reference import SHIPPED

__all__ = ["data", "run"]


@pytest.fixture
def own(data: Path, tmp_path: Path) -> Path:
    """The data folder in a copy, with a folder for reference files."""
    copy = shutil.copytree(data, tmp_path / "own")
    (copy / "reference").mkdir()
    return copy


def areas(folder: Path, keep: int, **instead: str) -> None:
    """An area_commands.csv with the first rows of the shipped one."""
    lines = (SHIPPED / "area_commands.csv").read_text(encoding="utf-8").splitlines()[: keep + 1]
    text = "\n".join(lines) + "\n"
    for was, now in instead.items():
        text = text.replace(was, now)
    (folder / "reference" / "area_commands.csv").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("editions",), "2015-03-31"),
        (("doctor",), "edition 2015-03-31"),
        (("measures",), "robbery"),
        (("sources",), "ward_atlas"),
        (("template", "offences"), "place"),
        (("figure", "burglary", "--place", "Camden"), "2009/10 to May"),
    ],
)
def test_the_data_folder_may_be_named_before_or_after_the_verb(run, data, tmp_path, words, says):
    named = ("--data", str(data))
    for asked in ((*named, *words), (*words, *named), (*words, f"--data={data}"), (words[0], *named, *words[1:])):
        status, out, _ = run(*asked, folder=tmp_path / "nothing")
        assert status == 0
        assert says in out


def test_a_data_folder_that_is_not_named_is_asked_for(run):
    assert data_first(["editions", "--data"]) == ["--data"]
    status, _, err = run("editions", "--data")
    assert status == 2
    assert "requires an argument" in err


def test_an_edition_as_at_a_day_that_has_not_come_is_refused(run, own):
    status, out, err = run("publish", "--as-at", "2059-12-31", folder=own)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "that day lies ahead" in err
    with pytest.raises(NotYet):
        publish(Store(own), edition(Store(own)).as_at.replace(year=2059))


@pytest.mark.parametrize("day", ["0001-01-01", "0002-01-01", "1899-12-31", "1989-12-31"])
def test_an_edition_as_at_a_day_before_all_records_is_refused(run, own, day):
    status, out, err = run("publish", "--as-at", day, folder=own)
    assert (status, out) == (2, "")
    assert err == f"no record ends on or before {day}: none is from before 1990\n"


def test_one_count_of_measures_is_told_everywhere(run, own):
    store = Store(own)
    words = holdings.counted_words(holdings.held(edition(store)))
    assert words in holdings.summary(edition(store))
    assert f"edition 2015-03-31: {words}" in run("doctor", folder=own)[1]
    assert f"edition 2015-03-31.2: {words} from" in run("publish", "--as-at", "2015-03-31", folder=own)[1]
    assert words in run("editions", folder=own)[1]
    newest = holdings.editions_table([edition(store)]).row(0, named=True)
    assert words == f"{newest['Measures']} measures and {newest['Rates']} rates"


def test_a_broken_reference_file_is_said_once_and_ends_in_status_1(run, own):
    areas(own, 32, E09000002="E09999999")
    status, out, _ = run("doctor", folder=own)
    assert status == 1
    (line,) = [line for line in out.splitlines() if "area_commands" in line]
    assert line.startswith("broken")
    assert line.endswith("refused by publish until mended")
    assert run("publish", "--as-at", "2015-03-31", folder=own)[0] == 2


def test_a_reference_file_is_your_own_only_where_it_says_something_else(run, own):
    for file in SHIPPED.glob("*.csv"):
        shutil.copy(file, own / "reference")
    assert "a file of your own" not in run("doctor", folder=own)[1]
    areas(own, 31)
    (line,) = [line for line in run("doctor", folder=own)[1].splitlines() if "a file of your own" in line]
    assert line == "well     reference area_commands: a file of your own"


def test_what_is_printed_is_never_read_as_markup(run, own, tmp_path):
    text = "first_day,last_day,place,offence,offences\n2010-12-01,2010-12-31,E09000033,robbery,5\n"
    file = tmp_path / "crime [final] :smile: [red].csv"
    file.write_text(text, encoding="utf-8")
    told, again = run("ingest", str(file), folder=own)[1], run("ingest", str(file), folder=own)[1]
    assert told.startswith(f"{file.name}: force_extract, 1 read = 1 kept")
    assert "all offences of 1 place from 1 Dec 2010" in told
    assert again.startswith(f"{file.name}: imported before")
    assert f"{file.name}, 1 kept" in run("doctor", folder=own)[1]


def test_a_reference_file_of_another_name_is_named_and_nothing_is_broken_by_it(run, own):
    (own / "reference" / "target.csv").write_text("nonsense\n", encoding="utf-8")
    status, out, _ = run("doctor", folder=own)
    assert status == 0
    assert "unknown  reference/target.csv (did you mean targets.csv?)" in out
    status, out, _ = run("publish", "--as-at", "2015-03-31", folder=own)
    assert status == 0
    assert "reference/target.csv (did you mean targets.csv?) is no reference file known here" in out


@pytest.mark.parametrize(
    ("name", "was", "now", "words"),
    [
        (
            "targets",
            "police_council,",
            "police_counsel,",
            "targets.csv, row 2: there is no measure 'police_counsel' (did you mean police_council?)",
        ),
        ("events", "soon_in_time;", "zz;", "events.csv, row 3: there is no measure 'zz'"),
    ],
)
def test_a_row_that_names_no_measure_is_named_and_breaks_nothing(run, own, name, was, now, words):
    text = (SHIPPED / f"{name}.csv").read_text(encoding="utf-8")
    (own / "reference" / f"{name}.csv").write_text(text.replace(was, now, 1), encoding="utf-8")
    status, out, _ = run("doctor", folder=own)
    assert status == 0
    assert f"unknown  {words}" in out
    status, out, _ = run("publish", "--as-at", "2015-03-31", folder=own)
    assert status == 0
    assert words in out


def test_boroughs_that_belong_to_no_area_are_named_on_a_day_when_others_do(run, own):
    areas(own, 31)
    said = "Westminster belongs to no area command on 31 March 2015"
    assert said in run("publish", "--as-at", "2015-03-31", folder=own)[1]
    assert "an area command in edition 2015-03-31.2 for Westminster" in run("doctor", folder=own)[1]
    assert "no area command" not in run("publish", "--as-at", "2009-05-31", folder=own)[1]  # before the areas began
