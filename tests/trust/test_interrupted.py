"""Packs and migrations that are ended half-way, and a disk that fills: nothing half-written stands, nothing is lost."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.ledger.conftest import KINDS
from tests.ledger.databases import empty
from tests.ledger.entries import everything, faults, fill
from tests.trust import calls
from tests.trust.forge import ROOT, Forge
from tests.trust.keepers import WRITTEN
from tests.trust.stores import bytes_of, not_a_sentence, sayings_of
from tp_metrics.geography import Places
from tp_metrics.ledger import Ledger, backup, upgrade
from tp_metrics.ledger.engine import engine_at, writers
from tp_metrics.ledger.tables import TABLES, DecisionRow
from tp_metrics.ledger.upgrades import NEWEST, take_steps
from tp_metrics.packs import FILES, kept

pytestmark = [
    pytest.mark.trust,
    pytest.mark.skipif(not calls.possible(), reason="file-system calls are heard on Linux (x86-64, ARM64) only"),
]

FULL = "The disk is full: what was begun is undone, and nothing else was changed; make room, then do it again."
#: The revision from which ledgers are brought up to date.
OLD = "0001"


@pytest.fixture(autouse=True)
def no_ledger_of_ones_own(monkeypatch):
    monkeypatch.delenv("TP_LEDGER", raising=False)


@pytest.fixture(scope="module")
def keepers() -> Iterator[Forge]:
    made = Forge("tests.trust.keepers")
    yield made
    made.close()


@pytest.fixture(scope="module")
def forge() -> Iterator[Forge]:
    made = Forge()
    yield made
    made.close()


@pytest.fixture(scope="module")
def before(forge, tmp_path_factory, layouts) -> Path:
    """A data folder with an edition, and reference files of its own."""
    data = tmp_path_factory.mktemp("full") / "data"
    shutil.copytree(ROOT / "data" / "reference", data / "reference")
    for words in (("ingest", str(layouts / "mps_borough_crime_2008.csv")), ("publish", "--as-at", "2009-06-30")):
        assert forge.run(data, *words).status == 0
    return data


def whole(data: Path, least: int) -> None:
    """Each pack that is kept has all of its files, and all of their bytes; there are so many at least."""
    found = kept(data)
    assert len(found) >= least
    for one in found:
        assert all(one.file(form).read_bytes() == WRITTEN for form in FILES)


@pytest.mark.parametrize("failing", [None, errno.ENOSPC], ids=["killed", "full disk"])
def test_a_pack_that_is_ended_anywhere_is_kept_whole_or_not_at_all(keepers, tmp_path, failing):
    first = keepers.run(tmp_path / "counted", "keep", watched=True)
    assert first.status == 0, first
    assert first.calls > 15
    for after in range(first.calls + 1):
        data = tmp_path / f"after-{after}"
        assert keepers.run(data, "keep").status == 0
        run = keepers.run(data, "keep", after=after, failing=failing)
        assert run.killed or run.status in (0, 2), run
        if failing and run.status:
            assert run.said.strip() == FULL
            assert not list(data.rglob(".making-*"))
        whole(data, 1)
        assert keepers.run(data, "keep").status == 0
        whole(data, 2)
        assert not [left for left in data.rglob(".*") if left.name != ".lock"], "the next one clears away"
        shutil.rmtree(data)


@pytest.mark.parametrize("failing", [None, errno.ENOSPC], ids=["killed", "full disk"])
def test_a_pack_that_is_ended_anywhere_leaves_the_file_that_stood_at_out(keepers, tmp_path, failing):
    old = b"the pack of last week"

    def run(name: str, **limits: int | None) -> tuple[Path, object]:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "spr.pdf").write_bytes(old)
        (folder / ".spr.pdf.notes").write_bytes(b"of somebody's own")
        return folder / "spr.pdf", keepers.run(folder, "out", str(folder / "spr.pdf"), **limits)

    _, counted = run("counted", watched=True)
    assert counted.calls > 3
    for after in range(counted.calls + 1):
        file, ended = run(f"after-{after}", after=after, failing=failing)
        assert ended.killed or ended.status in (0, 2), ended
        assert file.read_bytes() in (old, WRITTEN)
        assert keepers.run(file.parent, "out", str(file)).status == 0
        assert file.read_bytes() == WRITTEN
        there = {path.name for path in file.parent.iterdir() if not path.stat().st_size or path.suffix == ".tp-part"}
        assert all(not (file.parent / name).stat().st_size for name in there), "what has bytes is cleared away"
        assert (file.parent / ".spr.pdf.notes").is_file()


def old_ledger(url: str, places: Places) -> dict[str, object]:
    """A ledger of the first revision that holds something; what it says."""
    engine = engine_at(url)
    with writers(engine).begin() as connection:
        take_steps(connection, OLD)
    named(url, NEWEST)
    with Ledger(url, places=places) as ledger:
        fill(ledger, decisions=False)
        said = everything(ledger, [table for table in TABLES if table is not DecisionRow])
    named(url, OLD)
    engine.dispose()
    return {**said, "decisions": []}


def named(url: str, revision: str) -> None:
    engine = engine_at(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})
    engine.dispose()


def brought_up(url: str, places: Places, said: dict[str, object]) -> str | None:
    """The revision before the next start's upgrade; the ledger then says what it said, and is sound."""
    was, now = upgrade(url)
    assert now == NEWEST
    with Ledger(url, places=places) as ledger:
        assert everything(ledger) == said
        assert faults(everything(ledger)) == []
    return was


@pytest.mark.parametrize("failing", [None, errno.ENOSPC], ids=["killed", "full disk"])
def test_a_migration_of_a_file_that_is_ended_anywhere_is_done_or_not_begun(forge, tmp_path, failing):
    places = Places.read()
    model = tmp_path / "model"
    model.mkdir()
    said = old_ledger(f"sqlite:///{model / 'ledger.db'}", places)
    counted = forge.run(shutil.copytree(model, tmp_path / "counted"), "ledger", "upgrade", watched=True)
    assert counted.calls > 10
    found = set()
    # The last is ended nowhere: how many calls a run makes differs by a few.
    for after in (*range(0, counted.calls + 1, 2 if failing else 1), 10 * counted.calls):
        data = shutil.copytree(model, tmp_path / f"after-{after}")
        run = forge.run(data, "ledger", "upgrade", after=after, failing=failing)
        assert run.killed or run.status in (0, 2), run
        if run.status == 2:
            assert not_a_sentence("ledger", run.said.strip()) is None or "sqlite" in run.said, run.said
            assert "Traceback" not in run.said
        found.add(brought_up(f"sqlite:///{data / 'ledger.db'}", places, said))
        shutil.rmtree(data)
    assert found == {OLD, NEWEST}


@pytest.mark.parametrize("kind", KINDS)
def test_a_migration_that_is_ended_before_any_statement_is_done_or_not_begun(keepers, tmp_path, kind):
    places = Places.read()
    with empty(kind, tmp_path) as url:
        old_ledger(url, places)
        counted = keepers.run(tmp_path / "counted", "upgrade", url, "100000")
        assert counted.status == 0, counted
    statements = int(re.search(r"(\d+) statements", counted.said)[1])
    assert statements > 5
    found = []
    for most in range(0, statements + 1, 1 if kind == "sqlite" else 3):
        with empty(kind, tmp_path) as url:
            said = old_ledger(url, places)
            run = keepers.run(tmp_path / "data", "upgrade", url, str(most))
            assert run.killed == (most < statements), run
            found.append(brought_up(url, places, said))
    assert set(found) <= {OLD, NEWEST}
    assert OLD in found


@pytest.mark.parametrize(("verb", "step"), [("ingest", 1), ("publish", 9)])
def test_a_disk_that_fills_at_any_moment_is_said_and_changes_nothing(forge, before, tmp_path, layouts, verb, step):
    words = {
        "ingest": ("ingest", str(layouts / "mps_borough_crime_2010.csv")),
        "publish": ("publish", "--as-at", "2009-05-31"),
    }[verb]
    data = shutil.copytree(before, tmp_path / "counted")
    counted = forge.run(data, *words, watched=True)
    after_all = sayings_of(data)
    assert counted.calls > 15
    stood = bytes_of(before)
    refused = 0
    for after in range(0, counted.calls, step):
        data = shutil.copytree(before, tmp_path / f"after-{after}")
        run = forge.run(data, *words, after=after, failing=errno.ENOSPC)
        assert run.status in (0, 2), run
        if run.status:
            refused += 1
            assert run.said.strip() == FULL, run
            assert bytes_of(data) == stood
            assert not list(data.rglob(".tmp-*"))
            assert forge.run(data, *words).status == 0
        assert sayings_of(data) == after_all, "the next run ends as if nothing had been"
        shutil.rmtree(data)
    assert refused > 5


def test_a_ledger_on_a_full_disk_says_so_and_stays_as_it_was(forge, tmp_path):
    places = Places.read()
    file, model = tmp_path / "ledger.jsonl", tmp_path / "model"
    model.mkdir()
    url = f"sqlite:///{model / 'ledger.db'}"
    with Ledger(url, places=places) as ledger:
        fill(ledger)
        said = everything(ledger)
    backup(url, file)
    words = ("ledger", "restore", str(file), "--replace")
    counted = forge.run(shutil.copytree(model, tmp_path / "counted"), *words, watched=True)
    refused = 0
    for after in range(0, counted.calls, 4):
        data = shutil.copytree(model, tmp_path / f"after-{after}")
        run = forge.run(data, *words, after=after, failing=errno.ENOSPC)
        assert run.status in (0, 2), run
        refused += run.status == 2
        assert "Traceback" not in run.said
        said_of_it = [line for line in run.said.splitlines() if not line.startswith("the audit cannot be written")]
        assert len(said_of_it) == 1, run.said
        with Ledger(f"sqlite:///{data / 'ledger.db'}", places=places) as ledger:
            assert everything(ledger) == said
        shutil.rmtree(data)
    assert refused > 5


def test_a_small_disk_that_is_really_full_is_said(before, tmp_path, layouts):
    """On a file system of its own, where this user may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    try:
        data = shutil.copytree(before, disk / "data")
        with (disk / "filling").open("wb") as filling:
            _fill(filling.fileno())
        stood = bytes_of(data)
        said = []
        for words in (
            ["ingest", str(layouts / "mps_borough_crime_2010.csv")],
            ["publish", "--as-at", "2009-05-31"],
            ["demo"],
            ["ledger", "upgrade"],
            ["pack", "spr", "--out", str(disk / "spr.xlsx")],
        ):
            ran = subprocess.run(
                [sys.executable, "-m", "tp_metrics", "--data", str(data), *words],
                check=False, capture_output=True, text=True, cwd=ROOT,
            )  # fmt: skip
            assert ran.returncode == 2, ran
            assert "Traceback" not in ran.stderr
            assert ran.stderr.count("\n") == 1, ran.stderr
            said.append(ran.stderr.strip())
            assert {name: one for name, one in bytes_of(data).items() if "ledger.db" not in name} == stood
        assert said[0] == said[1] == said[2] == FULL
        assert all("full" in one for one in said), said
        (disk / "filling").unlink()
        again = [sys.executable, "-m", "tp_metrics", "--data", str(data), "editions"]
        assert subprocess.run(again, check=False, cwd=ROOT, capture_output=True).returncode == 0
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def _fill(file: int) -> None:
    """Write until there is no room."""
    try:
        while True:
            os.write(file, bytes(4096))
    except OSError:
        return
