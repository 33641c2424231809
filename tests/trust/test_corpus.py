"""A malformed file ends in one clear sentence, and the store is as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.trust import corpus
from tests.trust.stores import bytes_of
from tp_metrics.editions import publish
from tp_metrics.records import Store

pytestmark = pytest.mark.trust

LAYOUTS = Path(__file__).parents[1] / "layouts"

#: Layouts of whose files some part can be lost without anyone being able to tell.
NAMES = sorted(path.name for path in LAYOUTS.iterdir() if path.suffix in (".csv", ".gz", ".parquet", ".xls", ".zip"))

#: What a person should never have to read.
MACHINE_WORDS = re.compile(r"Traceback|Error\(|Exception|polars|dataframely|<class|0x[0-9a-f]{6}|None\b")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store(tmp_path_factory.mktemp("corpus") / "data")
    made.ingest(LAYOUTS / "mps_borough_crime_2008.csv")
    publish(made, date(2009, 6, 30))
    return made


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
    if "\n" in said or len(said) > 900 or (not said[:1].isupper() and file.name not in said):
        return f"{file.name}: not a sentence: {said!r}"
    if MACHINE_WORDS.search(said):
        return f"{file.name}: not words for a person: {said!r}"
    return None


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


def test_unsafe_and_broken_zips_are_refused(store, tmp_path):
    assert list(faults(store, corpus.of_zips(), tmp_path)) == []


def test_a_folder_and_a_missing_file_are_refused(store, tmp_path):
    assert fault(store, tmp_path) is None
    assert fault(store, tmp_path / "nothing.csv") is None
