"""A malformed file ends in one clear sentence, and the store is as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.trust import archives, corpus, tables, values
from tests.trust.stores import bytes_of, not_a_sentence
from tp_metrics.editions import publish
from tp_metrics.records import Store

pytestmark = pytest.mark.trust

LAYOUTS = Path(__file__).parents[1] / "layouts"

#: What the program writes when it stumbles; a panic of Polars writes its own lines.
NOT_FORESEEN = re.compile(r"Traceback|not foreseen|panicked|^\w*Error\b")

#: Layouts of whose files some part can be lost without anyone being able to tell.
NAMES = sorted(path.name for path in LAYOUTS.iterdir() if path.suffix in (".csv", ".gz", ".parquet", ".xls", ".zip"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store(tmp_path_factory.mktemp("corpus") / "data")
    made.ingest(LAYOUTS / "mps_borough_crime_2008.csv")
    publish(made, date(2009, 6, 30))
    return made


@pytest.fixture(autouse=True)
def nothing_of_the_program_is_said(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]):
    """A file that is told of in a sentence has nothing else written: no stack, and no word that it was not foreseen."""
    yield
    said = [f"{record.levelname}: {record.getMessage()}" for record in caplog.get_records("call")]
    written = capfd.readouterr()
    machine = [line for line in (written.out + written.err).splitlines() if NOT_FORESEEN.search(line)]
    assert said + machine == []


def fault(store: Store, file: Path) -> str | None:
    """What is wrong with how the store takes a file; None where it refuses it in a sentence and stays as it is."""
    before = bytes_of(store.path)
    try:
        entry = store.ingest(file)
    except ValueError as refusal:
        said = str(refusal)
    except Exception as error:  # any other is what this test is there to find
        return f"{file.name}: {type(error).__name__}: {error}"
    else:
        return f"{file.name}: taken, {entry.read} read, {entry.kept} kept, {entry.refused} refused"
    if bytes_of(store.path) != before or list(store.path.rglob(".tmp-*")):
        return f"{file.name}: the store changed"
    return not_a_sentence(file.name, said)


def faults(store: Store, files: corpus.Files, folder: Path) -> Iterator[str]:
    for name, content in files:
        file = folder / name
        file.write_bytes(content)
        if found := fault(store, file):
            yield found
        file.unlink()


def test_files_that_are_no_layout_are_refused(store, tmp_path):
    assert list(faults(store, corpus.any_file(), tmp_path)) == []


@pytest.mark.parametrize("name", NAMES)
def test_broken_files_of_a_layout_are_refused(store, tmp_path, name):
    assert list(faults(store, corpus.of_layout(LAYOUTS / name), tmp_path)) == []


def test_impossible_values_are_refused(store, tmp_path):
    assert list(faults(store, corpus.of_values(LAYOUTS), tmp_path)) == []


TEXTS = {name: text for name, text in values.every_text(LAYOUTS).items() if any(values.of_large(name, text))}


@pytest.mark.parametrize("name", TEXTS)
def test_numbers_that_are_too_large_are_refused_or_can_be_published(tmp_path, name):
    store = Store(tmp_path / "data")
    store.ingest(LAYOUTS / "mps_borough_crime_2008.csv")
    found, taken = [], []
    for words, content in values.of_large(name, TEXTS[name]):
        file = tmp_path / words
        file.write_bytes(content)
        before, imports = bytes_of(store.path), len(store.imports())
        if wrong := fault(store, file):
            (taken if len(store.imports()) > imports else found).append(wrong)  # a number that is not read, as a row's
        elif bytes_of(store.path) != before:
            found.append(f"{words}: the store changed")
    assert found == []
    assert not taken or publish(store, date.today())


def test_unsafe_and_broken_zips_are_refused(store, tmp_path):
    assert list(faults(store, corpus.of_zips(), tmp_path)) == []


#: What a spreadsheet, a portal, a mail gateway or an enemy makes of the layouts, and how many files at least.
KINDS = {
    "tables": (tables.of_tables, 550),
    "values": (values.of_templates, 280),
    "Parquet": (values.of_parquet, 36),
    "archives": (archives.of_archives, 45),
    "workbooks": (archives.of_workbooks, 18),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_meet_is_refused(store, tmp_path, kind):
    make, least = KINDS[kind]
    names = []

    def noted() -> corpus.Files:
        for name, content in make(LAYOUTS):
            names.append(name)
            yield name, content

    assert list(faults(store, noted(), tmp_path)) == []
    assert len(set(names)) == len(names) >= least
    assert not list(tmp_path.parent.rglob("crime_month*")), "nothing climbed out of an archive"


def test_bits_that_are_flipped_in_parquet_are_refused_in_one_sentence_or_read(tmp_path):
    """Most flips leave nothing that can be read; some leave another figure or word, which nobody can tell."""
    said, read = [], 0
    for number, (name, content) in enumerate(values.of_bits(LAYOUTS)):
        file = tmp_path / name
        file.write_bytes(content)
        store = Store(tmp_path / str(number))
        try:
            store.ingest(file)
        except ValueError as refusal:
            said.append(not_a_sentence(name, str(refusal)))
            assert not store.path.exists()
        else:
            read += 1
        file.unlink()
    assert set(said) == {None}
    assert len(said) > 250
    assert read > 100


#: Files of TP_OPEN_DATA that are cut, spoilt and re-encoded; only their beginning, as the whole takes long to write.
REAL = (
    "crime/MPS_Borough_Level_Crime_Historic_200801-201612.csv",
    "crime/MPS_Ward_Level_Crime_most_recent_24_months_202009-202208.csv",
    "crime/crime-rates-borough_1999-2017.csv",
    "profiles/ward-atlas-data.csv",
    "police_uk/2019-12-metropolitan-outcomes.csv",
    "survey/PAS_Dashboard_Borough_2014-12_2023-12.csv",
)


@pytest.mark.parametrize("name", REAL)
def test_real_files_that_are_broken_are_refused(store, tmp_path, open_data, name):
    lines = (open_data / name).read_bytes().split(b"\n")[:300]
    # A quote left open spoils a line of three hundred, which is refused and told of; the others are taken.
    every = corpus.of_text(Path(name).name, b"\n".join(lines) + b"\n")
    broken = ((words, content) for words, content in every if not words.startswith("a quote"))
    assert list(faults(store, broken, tmp_path)) == []


def test_a_real_workbook_and_a_real_table_of_custody_that_are_broken_are_refused(store, tmp_path, open_data):
    for name in ("workforce/MASTER_mps-figures_2015-12.xls", "justice/mps_custody_disposals_2021-01_2026-02.parquet"):
        assert list(faults(store, corpus.of_layout(open_data / name), tmp_path)) == []


def test_a_folder_and_a_missing_file_are_refused(store, tmp_path):
    assert fault(store, tmp_path) is None
    assert fault(store, tmp_path / "nothing.csv") is None
