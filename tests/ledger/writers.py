"""Some of the people who write to one ledger at once: `python -m tests.ledger.writers URL CASE NAME THREADS ROUNDS`.

Each thread is a person who, every round, adds a mark to the words of one case (again from what is there now, where
somebody else was first), writes a note and adds an action. They begin when a line comes in, and say as JSON what went
wrong, how often they were second, and how long their deeds took.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from tests.ledger.entries import DAY
from tp_metrics.ledger import Author, ChangedMeanwhile, Ledger


@dataclass
class Person:
    """One who writes, and what became of it."""

    ledger: Ledger
    case_id: int
    name: str
    faults: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    second: int = 0

    def timed(self, deed: Callable[..., Any], *given: Any, **fields: Any) -> Any:
        began = time.monotonic()
        try:
            return deed(*given, **fields)
        finally:
            self.seconds.append(time.monotonic() - began)

    def write(self, rounds: int) -> None:
        author = Author(self.name)
        for number in range(rounds):
            try:
                self.mark(f"[{self.name}.{number}]", author)
                self.timed(self.ledger.note, self.case_id, f"{self.name}.{number}", author)
                words = f"{self.name}.{number}"
                self.timed(self.ledger.add_action, words, "BC", DAY, author, case_id=self.case_id, added=DAY)
            except Exception as error:
                self.faults.append(f"{type(error).__name__}: {error}")

    def mark(self, mark: str, author: Author) -> None:
        case = self.ledger.case(self.case_id)
        while True:
            words = case.reason_words + mark
            try:
                self.timed(self.ledger.change_case, case.id, case.version, author, reason_words=words)
            except ChangedMeanwhile as clash:
                self.second += 1
                case = self.ledger.case(clash.now.id)
            else:
                return


def main() -> None:
    url, case_id, name, threads, rounds = sys.argv[1:]
    with Ledger(url) as ledger:
        ledger.places.place("TP")
        people = [Person(ledger, int(case_id), f"{name}{number}") for number in range(int(threads))]
        print("ready", flush=True)
        sys.stdin.readline()
        with ThreadPoolExecutor(len(people)) as pool:
            list(pool.map(lambda person: person.write(int(rounds)), people))
    print(
        json.dumps(
            {
                "faults": [fault for person in people for fault in person.faults],
                "second": sum(person.second for person in people),
                "seconds": [round(took, 4) for person in people for took in person.seconds],
            }
        )
    )


if __name__ == "__main__":
    main()
