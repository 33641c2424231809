"""`python -m tp_metrics ledger …`, and what is loaded without it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.ledger.entries import fill
from tp_metrics.cli import main
from tp_metrics.ledger import Ledger
from tp_metrics.ledger.tables import TABLES
from tp_metrics.ledger.upgrades import NEWEST


@pytest.fixture
def run(monkeypatch, capsys, tmp_path, url):
    """Run a verb on the ledger of each kind, as a shell would: exit status, what it printed, what it complained of."""

    def verb(*words: str) -> tuple[int, str, str]:
        monkeypatch.setenv("TP_DATA", str(tmp_path / "data"))
        monkeypatch.setenv("TP_LEDGER", url)
        monkeypatch.setattr(sys, "argv", ["tp_metrics", "ledger", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return verb


def test_a_ledger_is_upgraded_backed_up_restored_and_exported(run, url, places, tmp_path):
    file, folder = tmp_path / "one.jsonl", tmp_path / "sheets"
    assert run("upgrade") == (0, f"ledger: revision {NEWEST}, new\n", "")
    assert run("upgrade") == (0, f"ledger: revision {NEWEST}, as before\n", "")
    with Ledger(url, places=places) as ledger:
        fill(ledger)
        cases = ledger.cases()
    status, out, _ = run("backup", str(file))
    assert (status, out.endswith(" rows\n")) == (0, True)
    assert run("restore", str(file))[0] == 2
    assert run("restore", str(file), "--replace")[0] == 0
    status, out, _ = run("export", str(folder))
    assert (status, len(out.splitlines())) == (0, len(TABLES))
    with Ledger(url, places=places) as ledger:
        assert ledger.cases() == cases


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("backup", "new.jsonl"), "there is no ledger yet"),
        (("restore", "absent.jsonl"), "absent.jsonl: no such file"),
        (("restore", __file__), "is no backup of a ledger"),
        (("backup", __file__), "exists"),
        (("backup",), "FILE"),
        (("dance",), "dance"),
    ],
)
def test_a_bad_argument_ends_in_status_2_and_one_sentence(run, words, says):
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert says.casefold() in err.casefold()
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_neither_the_front_door_nor_the_command_line_needs_the_database_libraries():
    # dataframely loads SQLAlchemy where it finds it; a module that is None cannot be imported.
    names = ("sqlalchemy", "alembic", "psycopg")
    words = (
        f"import sys; sys.modules.update(dict.fromkeys({names})); import tp_metrics, tp_metrics.cli.app; "
        "print('tp_metrics.ledger' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_an_open_ledger_that_is_up_to_date_loads_no_migrations(tmp_path):
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    Ledger(url).close()
    words = (
        f"import sys; from tp_metrics.ledger import Ledger; Ledger({url!r}).close(); print('alembic' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
