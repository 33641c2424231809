"""A writer that is killed at any moment leaves the ledger whole, with every deed there or not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from tests.ledger.databases import empty
from tests.ledger.entries import ANA, everything, faults, fill, seen
from tests.trust import calls
from tests.trust.forge import Forge
from tp_metrics.ledger import Ledger, backup, restore

pytestmark = [
    pytest.mark.trust,
    pytest.mark.skipif(not calls.possible(), reason="file-system calls are heard on Linux (x86-64, ARM64) only"),
]

MOMENTS = 40
SEED = 20101231


@pytest.fixture(scope="module")
def forge() -> Iterator[Forge]:
    made = Forge("tests.ledger.forked")
    yield made
    made.close()


def told(said: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The history without its moments; a note's own moment is one too."""
    return [
        {**change, "at": None, "after": {name: value for name, value in change["after"].items() if name != "at"}}
        for change in said["history"]
    ]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, places) -> list[dict[str, Any]]:
    """The history that the deeds have when nobody ends them."""
    with Ledger(f"sqlite:///{tmp_path_factory.mktemp('whole') / 'ledger.db'}", places=places) as ledger:
        fill(ledger)
        return told(everything(ledger))


def kept(url: str, places, undisturbed: list[dict[str, Any]]) -> int | str:
    """How many changes a kill left, or what it broke.

    Nothing is where the ledger opens, holds the first changes and those whole, and takes another.
    """
    with Ledger(url, places=places) as ledger:
        said = everything(ledger)
        history = told(said)
        if history != undisturbed[: len(history)]:
            return "the history is not the beginning of the undisturbed one"
        if found := faults(said):
            return ", ".join(found)
        case = ledger.open_case(seen("homicide", "TP"), ANA)
        if ledger.history("case", case.id)[0].after["measure"] != "homicide":
            return "the next deed has no history"
        if url.startswith("sqlite"):
            with ledger._reading() as session:
                if (broken := session.scalar(text("PRAGMA integrity_check"))) != "ok":
                    return str(broken)
    return len(history)


def test_a_kill_after_every_file_system_call_leaves_the_ledger_whole(forge, tmp_path, places, undisturbed):
    def folder(name: str) -> tuple[Path, str]:
        made = tmp_path / name
        made.mkdir()
        return made, f"sqlite:///{made / 'ledger.db'}"

    data, url = folder("counted")
    counted = forge.run(data, url, watched=True)
    assert counted.status == 0, counted
    assert counted.calls > 100, "the kernel tells of every call"
    found = set()
    for after in range(counted.calls + 1):
        data, url = folder(f"after-{after}")
        run = forge.run(data, url, after=after)
        assert run.killed == (after < counted.calls), run
        found.add(kept(url, places, undisturbed))
    assert found == set(range(len(undisturbed) + 1)), "whole, and a kill was seen between any two changes"


@pytest.mark.database
def test_a_kill_at_a_random_moment_leaves_the_ledger_on_a_server_whole(forge, tmp_path, places, undisturbed):
    random = Random(SEED)
    data = tmp_path / "data"
    data.mkdir()
    with empty("postgresql", tmp_path) as url:
        seconds = forge.run(data, url).seconds
    found = []
    for step in range(MOMENTS):
        with empty("postgresql", tmp_path) as url:
            run = forge.run(data, url, seconds=(step + random.random()) / MOMENTS * seconds)
            assert run.killed or run.status == 0, run
            found.append(kept(url, places, undisturbed))
    assert [wrong for wrong in found if isinstance(wrong, str)] == []


def test_a_restore_that_is_killed_leaves_what_was_there_or_what_comes(tmp_path, places, undisturbed):
    file, before = tmp_path / "ledger.jsonl", tmp_path / "before.jsonl"
    with Ledger(f"sqlite:///{tmp_path / 'one.db'}", places=places) as ledger:
        fill(ledger)
        new = everything(ledger)
        backup(ledger.url, file)
    with Ledger(f"sqlite:///{tmp_path / 'two.db'}", places=places) as ledger:
        ledger.open_case(seen("homicide", "TP"), ANA)
        old = everything(ledger)
        backup(ledger.url, before)
    forge = Forge()
    outcomes = []
    try:
        counted, _ = restored(forge, tmp_path / "counted", before, file, places)
        for after in range(counted + 1):
            _, said = restored(forge, tmp_path / f"after-{after}", before, file, places, after=after)
            outcomes.append({str(old): "old", str(new): "new"}.get(str(said), f"after {after}: neither"))
    finally:
        forge.close()
    assert set(outcomes) == {"old", "new"}
    assert outcomes == sorted(outcomes, reverse=True), "once it is there it stays"


def restored(forge: Forge, data: Path, before: Path, file: Path, places, **limits: int) -> tuple[int, dict[str, Any]]:
    """Calls of a restore over another ledger, and what the ledger says then."""
    data.mkdir()
    url = f"sqlite:///{data / 'ledger.db'}"
    restore(url, before)
    run = forge.run(data, "ledger", "restore", str(file), "--replace", **(limits or {"watched": True}))
    assert run.killed or run.status == 0, run
    with Ledger(url, places=places) as ledger:
        return run.calls, everything(ledger)
