"""Twenty people write to one ledger at once, from four processes: nothing is lost, and nobody sees an error."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.entries import ANA, everything, faults, seen
from tp_metrics.ledger import Ledger

PROCESSES, THREADS, ROUNDS = 4, 5, 5
WRITERS = PROCESSES * THREADS
ROOT = Path(__file__).parents[2]


def run_writers(url: str, case_id: int) -> list[dict[str, Any]]:
    """What each process of writers says, all of them begun at once."""
    command = [sys.executable, "-m", "tests.ledger.writers", url, str(case_id)]
    running = [
        subprocess.Popen(
            [*command, name, str(THREADS), str(ROUNDS)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in "abcd"[:PROCESSES]
    ]
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in running:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    return [json.loads(one.communicate(timeout=300)[0]) for one in running]


@pytest.mark.trust
def test_twenty_writers_at_once_lose_nothing_and_see_no_error(url, places):
    with Ledger(url, places=places) as ledger:
        case = ledger.open_case(seen(), ANA)
        said = run_writers(url, case.id)
        assert [fault for one in said for fault in one["faults"]] == []
        after = ledger.case(case.id)
        marks = re.findall(r"\[([a-d]\d)\.(\d)\]", after.reason_words)
        assert len(marks) == WRITERS * ROUNDS == after.version - 1
        for person in {name for name, _ in marks}:
            assert [number for name, number in marks if name == person] == [str(number) for number in range(ROUNDS)]
        assert len({(note.author, note.words) for note in ledger.notes(case.id)}) == WRITERS * ROUNDS
        assert len({action.words for action in ledger.actions(case_id=case.id)}) == WRITERS * ROUNDS
        assert faults(everything(ledger)) == []


@pytest.mark.trust
def test_twenty_who_open_the_same_case_at_once_open_one(url, places):
    with Ledger(url, places=places) as ledger, ThreadPoolExecutor(WRITERS) as pool:
        cases = list(pool.map(lambda _: ledger.open_case(seen(), ANA), range(WRITERS)))
        assert {case.id for case in cases} == {1}
        assert len(ledger.cases()) == 1
