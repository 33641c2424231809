"""What the tests of the ledger share: each deed on both databases."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledger.databases import empty, forget
from tp_metrics.geography import Places
from tp_metrics.ledger import Author, Ledger, Seen

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.database))


@pytest.fixture(autouse=True)
def no_ledger_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger that TP_LEDGER names is not for tests."""
    monkeypatch.delenv("TP_LEDGER", raising=False)


@pytest.fixture(scope="session")
def places() -> Places:
    return Places.read()


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    with empty(request.param, tmp_path) as address:
        yield address


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a ledger in PostgreSQL: to make its tables takes ten times as long as to empty them."""
    with empty("postgresql", tmp_path_factory.getbasetemp()) as address:
        Ledger(address).close()
        yield address


@pytest.fixture(params=KINDS)
def ledger(request: pytest.FixtureRequest, empty_ledger: Path, tmp_path: Path, places: Places) -> Iterator[Ledger]:
    """An empty ledger of each kind."""
    with contextlib.ExitStack() as opened:
        if request.param == "sqlite":
            url = f"sqlite:///{shutil.copyfile(empty_ledger, tmp_path / 'ledger.db')}"
        elif not forget(url := request.getfixturevalue("made")):
            url = opened.enter_context(empty(request.param, tmp_path))
        yield opened.enter_context(Ledger(url, places=places))


@pytest.fixture(scope="module", params=KINDS)
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, places: Places
) -> Iterator[Ledger]:
    """A ledger that all examples of a property write into."""
    with empty(request.param, tmp_path_factory.mktemp("shared")) as address, Ledger(address, places=places) as book:
        yield book


@pytest.fixture
def ana() -> Author:
    return Author("Ana Kaya", verified=True)


@pytest.fixture
def ben() -> Author:
    return Author("Ben")


@pytest.fixture
def robbery() -> Seen:
    return Seen(
        measure="robbery",
        place="E09000007",
        edition="2010-12-31",
        window="2010/11 to Dec",
        kind="concern",
        words="Robbery in Camden: 1,203, more than its usual variation.",
        rule="beyond 3 sigma",
        direction="up",
    )
