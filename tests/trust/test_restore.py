"""A backup that is taken while people write and an edition is published, restored into an empty folder and ledger."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from tests.ledger.databases import empty
from tests.ledger.entries import ANA, everything, faults, fill, seen
from tests.trust.stores import bytes_of
from tp_metrics import results
from tp_metrics.editions import editions
from tp_metrics.ledger import Ledger
from tp_metrics.records import Store
from tp_metrics.results import Selection

pytestmark = pytest.mark.trust

DEPLOY = Path(__file__).parents[2] / "deploy"
KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.database))
ASKED = [
    (measure, place) for measure in ("robbery", "total_notifiable_offences") for place in ("E09000007", "E09000022")
]


def ran(*command: str, data: Path, ledger: str) -> subprocess.CompletedProcess[str]:
    told = {**os.environ, "TP_DATA": str(data), "TP_LEDGER": ledger, "PYTHON": sys.executable}
    here = "/" if Path(command[0]).parent == DEPLOY else DEPLOY.parent  # as cron runs it
    return subprocess.run(command, env=told, cwd=here, capture_output=True, text=True, check=False)


@contextmanager
def meanwhile(*works: Callable[[], None]) -> Iterator[None]:
    """Have all of them done again and again until the block ends, each at least once before it begins."""
    over, begun, failed = threading.Event(), [threading.Event() for _ in works], []

    def again(work: Callable[[], None], done: threading.Event) -> None:
        try:
            while not over.is_set():
                work()
                done.set()
        except BaseException as error:
            failed.append(error)
            done.set()

    threads = [threading.Thread(target=again, args=both) for both in zip(works, begun, strict=True)]
    for thread in threads:
        thread.start()
    try:
        for done in begun:
            assert done.wait(120)
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(120)
    assert failed == []


def figures(folder: Path, names: set[str]) -> dict[str, list[object]]:
    """What some measures are in each of these editions."""
    found = [one for one in editions(Store(folder)) if one.id in names]
    return {
        one.id: [results.result(one, measure, Selection(place=place)).figure for measure, place in ASKED]
        for one in found
    }


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    """A data folder with records, two editions, targets of its own and an audit."""
    own = tmp_path / "data"
    shutil.copytree(small, own)
    shipped = Path(__file__).parents[2] / "data" / "reference" / "targets.csv"
    (own / "reference").mkdir()
    shutil.copy(shipped, own / "reference" / "targets.csv")
    (own / "audit.jsonl").write_text('{"kind": "publish", "what": "2015-03-31"}\n', encoding="utf-8")
    return own


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_to_meanwhile_is_backed_up_and_restored_whole(kind, folder, tmp_path):
    with (
        empty(kind, tmp_path) as busy,
        empty(kind, tmp_path) as fresh,
        Ledger(busy, places=Store(folder).places) as book,
    ):
        fill(book)
        days, count = iter(range(0, 4000, 31)), iter(range(10**9))

        def publishing() -> None:
            as_at = date.fromordinal(date(2012, 1, 1).toordinal() + next(days))
            done = ran(sys.executable, "-m", "tp_metrics", "publish", "--as-at", f"{as_at}", data=folder, ledger=busy)
            assert done.returncode == 0, done.stderr

        def typing() -> None:
            book.note(1, f"Note {next(count)}", ANA)
            with (folder / "audit.jsonl").open("a", encoding="utf-8") as audit:
                audit.write(json.dumps({"kind": "ledger", "what": "note " + "x" * 200}) + "\n")

        with meanwhile(publishing, typing):
            done = ran(str(DEPLOY / "backup"), str(tmp_path / "kept"), data=folder, ledger=busy)
        assert done.returncode == 0, done.stderr

        restored = tmp_path / "restored"
        done = ran(str(DEPLOY / "restore"), str(tmp_path / "kept"), data=restored, ledger=fresh)
        assert done.returncode == 0, done.stderr

        was, now = bytes_of(folder), bytes_of(restored)
        kept = {name for name in now if name != "audit.jsonl"}
        assert {name: now[name] for name in kept} == {name: was[name] for name in kept}, "to the byte"
        names = {one.id for one in editions(Store(restored))}
        assert {"2015-03-31", "2016-12-31"} <= names
        assert names < {one.id for one in editions(Store(folder))} or len(names) >= 3
        assert {name for name in was if name.startswith(("imports/", "reference/"))} <= kept
        was_said = figures(folder, names)
        assert figures(restored, names) == was_said
        assert any(one.value for said in was_said.values() for one in said)

        *lines, last = (restored / "audit.jsonl").read_bytes().splitlines(keepends=True)
        assert (folder / "audit.jsonl").read_bytes().startswith(b"".join(lines))
        assert b"restored from a backup" in last, "which the restored audit notes too"

        with Ledger(fresh, places=Store(restored).places) as again:
            said, whole = everything(again), everything(book)
            assert faults(said) == [], "of one moment"
            for table, rows in said.items():
                ids = {row["id"] for row in rows}
                there = [row for row in whole[table] if row["id"] in ids]
                assert len(there) == len(rows)
                assert rows == there or table == "cases"
            case = again.open_case(seen("homicide", "TP"), ANA)
            assert case.id > max(row["id"] for row in said["cases"])


def test_a_restore_writes_over_nothing_and_a_damaged_backup_is_refused(folder, tmp_path):
    ledger, kept = f"sqlite:///{tmp_path / 'ledger.db'}", tmp_path / "kept"
    assert ran(str(DEPLOY / "backup"), str(kept), data=folder, ledger=ledger).returncode == 0
    before = bytes_of(folder)
    done = ran(str(DEPLOY / "restore"), str(kept), data=folder, ledger=ledger)
    assert (done.returncode, done.stderr) == (2, f"{folder} is not empty; nothing was changed\n")
    again = ran(str(DEPLOY / "backup"), str(kept), data=folder, ledger=ledger)
    assert (again.returncode, again.stderr) == (2, f"{kept} is there already; nothing was written\n")
    with (kept / "data.tar").open("r+b") as file:
        file.seek(2000)
        file.write(b"x")
    fresh = tmp_path / "fresh"
    done = ran(str(DEPLOY / "restore"), str(kept), data=fresh, ledger=f"sqlite:///{tmp_path / 'other.db'}")
    assert (done.returncode, done.stderr) == (2, f"the backup {kept} is damaged; nothing was changed\n")
    assert not fresh.exists()
    assert not (tmp_path / "other.db").exists()
    assert bytes_of(folder) == before


def test_a_ledger_that_is_not_empty_leaves_the_folder_empty_and_makes_room_where_it_is_told_to(folder, tmp_path):
    ledger, kept, fresh = f"sqlite:///{tmp_path / 'ledger.db'}", tmp_path / "kept", tmp_path / "fresh"
    with Ledger(ledger, places=Store(folder).places) as book:
        fill(book)
    assert ran(str(DEPLOY / "backup"), str(kept), data=folder, ledger=ledger).returncode == 0
    for _ in range(2):
        done = ran(str(DEPLOY / "restore"), str(kept), data=fresh, ledger=ledger)
        assert done.returncode != 0
        assert done.stderr.endswith(f"nothing was restored; {fresh} is empty again\n")
        assert list(fresh.iterdir()) == []
    done = ran(str(DEPLOY / "restore"), str(kept), "--replace", data=fresh, ledger=ledger)
    assert done.returncode == 0, done.stderr
    assert [one.id for one in editions(Store(fresh))] == [one.id for one in editions(Store(folder))]


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("editions/2016-12-31/facts/robbery.parquet", "Edition 2016-12-31 is damaged and is not opened: facts/robbery"),
        ("editions/2015-03-31/reference/boroughs.csv", "Edition 2015-03-31 is damaged and is not opened: reference/b"),
        ("imports/*/coverage.parquet", "is damaged: coverage.parquet"),
    ],
)
def test_a_backup_of_what_is_damaged_names_the_file_and_does_not_end_well(folder, tmp_path, file, says):
    damaged = next(folder.glob(file))
    content = damaged.read_bytes()
    damaged.write_bytes(
        content[:-1] if "imports" in file else content[:-40] + bytes([content[-40] ^ 1]) + content[-39:]
    )
    none = f"sqlite:///{tmp_path / 'none.db'}"
    kept = tmp_path / "kept"
    done = ran(str(DEPLOY / "backup"), str(kept), data=folder, ledger=none)
    assert (done.returncode, done.stdout) == (1, f"{kept}\n")
    assert says in done.stderr
    assert done.stderr.endswith("\nit is damaged in this backup too: keep the older ones\n")
    fresh = tmp_path / "fresh"
    back = ran(str(DEPLOY / "restore"), str(kept), data=fresh, ledger=f"sqlite:///{tmp_path / 'other.db'}")
    assert (says in back.stderr) == ("editions" in file), "it lists the editions that are back"
    assert next(fresh.glob(file)).read_bytes() == damaged.read_bytes()


def test_a_backup_is_for_its_user_alone_and_says_where_it_found_no_ledger(folder, tmp_path):
    kept, none = tmp_path / "kept", f"sqlite:///{tmp_path / 'none.db'}"
    done = ran(str(DEPLOY / "backup"), str(kept), data=folder, ledger=none)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("without a ledger: there is no ledger yet")
    assert {file.name for file in kept.iterdir()} == {"data.tar", "SHA256SUMS"}
    assert [file for file in (kept, *kept.iterdir()) if file.stat().st_mode & 0o077] == []


def test_a_backup_without_a_data_folder_leaves_nothing_behind(tmp_path):
    done = ran(
        str(DEPLOY / "backup"), str(tmp_path / "kept"), data=tmp_path / "none", ledger=f"sqlite:///{tmp_path / 'l'}"
    )
    assert done.returncode == 2
    assert done.stderr.startswith("there is no data folder")
    assert list(tmp_path.iterdir()) == []


def test_an_edition_of_before_a_measure_was_there_opens_and_says_so(folder):
    """The upgrade path: nothing of an older edition is guessed, and publishing again gives it the new measure."""
    store = Store(folder)
    old = editions(store)[0]
    (old.folder / "facts" / "robbery.parquet").unlink()
    manifest = json.loads((old.folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["measures"]["robbery"]
    del manifest["files"]["facts/robbery.parquet"]
    manifest["program"] = "the one before"
    (old.folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (old.folder / "manifest.sha256").unlink()
    opened = editions(Store(folder))[0]
    gone = results.result(opened, "robbery", Selection(place="E09000007")).figure
    assert gone.value is None
    assert gone.note
    assert results.result(opened, "total_notifiable_offences", Selection(place="E09000007")).figure.value is not None
    ledger = f"sqlite:///{folder / 'ledger.db'}"
    done = ran(sys.executable, "-m", "tp_metrics", "publish", "--as-at", "2016-12-31", data=folder, ledger=ledger)
    assert done.returncode == 0, done.stderr
    newest = editions(Store(folder))[0]
    assert newest.id != opened.id
    assert results.result(newest, "robbery", Selection(place="E09000007")).figure.value is not None
