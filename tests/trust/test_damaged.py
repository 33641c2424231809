"""The newest edition or an import is damaged: the last whole one opens, and whoever looks is told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.screens.conftest import Opened, ledger_address, opened
from tp_metrics import desk
from tp_metrics.cli import app
from tp_metrics.cli.app import errors
from tp_metrics.editions import damaged_editions, edition, editions, publish
from tp_metrics.records import Store
from tp_metrics.schema.wholeness import FileDamaged

__all__ = ["ledger_address", "opened"]

pytestmark = [pytest.mark.trust, pytest.mark.xdist_group("screens")]

NEWEST, BEFORE = "2016-12-31", "2015-03-31"
FACTS = "facts/residents.parquet"


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def nothing(file: Path) -> None:
    file.write_bytes(b"")


def zeros(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def changed(file: Path) -> None:
    """Other bytes in the middle; its length and its end stay."""
    content = bytearray(file.read_bytes())
    content[4:60] = bytes(56)
    file.write_bytes(content)


def no_json(file: Path) -> None:
    file.write_text("{")


def no_measures(file: Path) -> None:
    said = json.loads(file.read_text())
    file.write_text(json.dumps({name: value for name, value in said.items() if name != "measures"}))


def of_another_day(file: Path) -> None:
    said = json.loads(file.read_text())
    file.write_text(json.dumps({**said, "as_at": "someday"}))


DAMAGE: list[tuple[str, Callable[[Path], None], str]] = [
    (FACTS, cut, "bytes where"),
    (FACTS, nothing, "holds 0 bytes where"),
    (FACTS, zeros, "is cut short or damaged"),
    (FACTS, Path.unlink, "is missing"),
    ("coverage.parquet", Path.unlink, "is missing"),
    ("reference/sources.csv", cut, "bytes where"),
    ("reference/boroughs.csv", Path.unlink, "is missing"),
    ("manifest.json", Path.unlink, "is missing"),
    ("manifest.json", cut, "cannot be read"),
    ("manifest.json", nothing, "cannot be read"),
    ("manifest.json", no_json, "cannot be read"),
    ("manifest.json", no_measures, "does not say its measures"),
    ("manifest.json", of_another_day, "cannot be read"),
]


@pytest.fixture
def own(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small data folder, with two editions, in a copy that a test may damage."""
    folder = shutil.copytree(small, tmp_path / "own")
    monkeypatch.setenv("TP_DATA", str(folder))
    monkeypatch.setattr(desk, "LOOKED_UP", 1e-9)
    return folder


def without_list(folder: Path) -> None:
    """Its manifest as those of older programs, which list no files."""
    manifest = folder / "manifest.json"
    said = json.loads(manifest.read_text())
    del said["files"]
    manifest.write_text(json.dumps(said))


#: Manifests of older programs do not say how long files were: what is cut is known by its end.
OLDER = [
    (name, damage, "is cut short" if "bytes where" in says else says)
    for name, damage, says in DAMAGE
    if name != "reference/sources.csv"
]


@pytest.mark.parametrize(
    ("name", "damage", "says", "listed"),
    [(*one, True) for one in DAMAGE] + [(*one, False) for one in OLDER],
)
def test_a_damaged_edition_is_passed_over_and_named(own, name, damage, says, listed):
    newest = own / "editions" / NEWEST
    if not listed:
        without_list(newest)
    damage(newest / name)
    store = Store(own)
    assert [one.id for one in editions(store)] == [BEFORE]
    assert edition(store).id == BEFORE
    [(named, wrong)] = damaged_editions(store).items()
    assert named == NEWEST
    assert name in wrong
    assert says in wrong
    with pytest.raises(FileDamaged, match=f"Edition {NEWEST} is damaged and is not opened: {name}"):
        edition(store, NEWEST)
    assert publish(store, date(2016, 12, 31)).id == f"{NEWEST}.2"
    assert [one.id for one in editions(store)] == [f"{NEWEST}.2", BEFORE]


def test_the_command_line_says_so_on_the_error_stream_and_doctor_names_it(own, monkeypatch, capsys):
    cut(own / "editions" / NEWEST / FACTS)
    monkeypatch.setattr(errors, "file", None)
    shown = CliRunner().invoke(app, ["editions"])
    assert shown.exit_code == 0
    assert BEFORE in shown.output
    told = capsys.readouterr().err + shown.stderr
    assert f"Edition {NEWEST} is damaged and is not opened: {FACTS} holds" in told
    assert "The newest whole edition is that as at 31 Mar 2015." in told
    looked = CliRunner().invoke(app, ["doctor"])
    assert looked.exit_code == 1
    assert any(line.startswith(f"broken   Edition {NEWEST} is damaged") for line in looked.output.splitlines())


def test_what_only_its_bytes_tell_is_found_by_doctor_and_by_who_reads_it(own):
    changed(own / "editions" / NEWEST / FACTS)
    looked = CliRunner().invoke(app, ["doctor"])
    assert looked.exit_code == 1
    assert f"{FACTS} holds other bytes than were written" in looked.output
    store = Store(own)
    assert edition(store).id == NEWEST, "its length and its end are as they were"
    with pytest.raises(FileDamaged, match=f"{FACTS} cannot be read"):
        edition(store).facts("residents")
    assert edition(store).id == BEFORE


PAGES = [
    "pages/strategic/performance_review.py",
    "pages/area/wards.py",
    "pages/about/data.py",
    "pages/meetings/packs.py",
]


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_on_the_last_whole_edition_and_say_so(own: Path, opened: Opened, page: str):
    nothing(own / "editions" / NEWEST / FACTS)
    screen = opened(own, page)
    assert not screen.exception
    assert screen.session_state["chosen"].edition.id == BEFORE
    assert any(
        f"Edition {NEWEST} is damaged and is not opened" in one.value and "that as at 31 Mar 2015" in one.value
        for one in screen.warning
    )


def test_without_any_whole_edition_the_first_page_says_why(own: Path, opened: Opened):
    for name in (NEWEST, BEFORE):
        no_json(own / "editions" / name / "manifest.json")
    screen = opened(own)
    assert not screen.exception
    assert screen.title[0].value == "No figures yet"
    assert [one.value.split(":")[0] for one in screen.warning[:2]] == [
        f"Edition {NEWEST} is damaged and is not opened",
        f"Edition {BEFORE} is damaged and is not opened",
    ]


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("manifest.json", no_json),
        ("manifest.json", nothing),
        ("offences.parquet", cut),
        ("coverage.parquet", Path.unlink),
        ("set_aside.parquet", zeros),
    ],
)
def test_a_damaged_import_is_named_and_nothing_is_published_without_it(own, opened, name, damage):
    store = Store(own)
    entry = next(one for one in store.imports() if (store.imports_folder / one.id / name).is_file())
    damage(store.imports_folder / entry.id / name)
    with pytest.raises(FileDamaged, match=f"Import {entry.id} is damaged: {name} .*; put its folder back"):
        publish(store, date(2016, 12, 31))
    assert len(editions(store)) == 2
    looked = CliRunner().invoke(app, ["doctor"])
    assert looked.exit_code == 1
    assert f"Import {entry.id} is damaged: {name}" in looked.output
    screen = opened(own, "pages/about/data.py")
    assert not screen.exception
    assert any(f"Import {entry.id} is damaged: {name}" in one.value for one in screen.error)
    assert not opened(own, "pages/strategic/performance_review.py").exception
