"""The audit: one whole line to an entry, whoever writes at once; nothing that a person typed; a cut line is passed."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tp_metrics import audit

PROCESSES, EACH = 8, 40


def noted(folder, what, **more):
    return audit.record("export", who="a@example.org", role="viewer", what=what, folder=folder, **more)


def test_an_entry_says_who_in_which_role_did_what_and_when(tmp_path):
    before = datetime.now(UTC) - timedelta(seconds=1)
    assert audit.record("publish", who="a@example.org", role="analyst", what="edition 2010-12-31", folder=tmp_path)
    (entry,) = audit.entries(tmp_path)
    assert (entry.kind, entry.who, entry.role, entry.what) == (
        "publish", "a@example.org", "analyst", "edition 2010-12-31",
    )  # fmt: skip
    assert before <= datetime.fromisoformat(entry.at) <= datetime.now(UTC)
    assert (tmp_path / audit.FILE).stat().st_mode & 0o077 == 0


def test_an_entry_is_on_the_disk_before_its_deed_goes_on(tmp_path, monkeypatch):
    lengths, real = [], os.fsync
    monkeypatch.setattr(audit.os, "fsync", lambda file: lengths.append(os.fstat(file).st_size) or real(file))
    noted(tmp_path, "first")
    assert lengths == [(tmp_path / audit.FILE).stat().st_size]


def test_entries_are_read_since_a_moment_and_the_oldest_first(tmp_path):
    noted(tmp_path, "first")
    path = tmp_path / audit.FILE
    old = json.loads(path.read_text(encoding="utf-8")) | {"at": "2010-12-31T09:00:00.000+00:00"}
    path.write_text(json.dumps(old) + "\n", encoding="utf-8")
    noted(tmp_path, "second")
    assert [one.what for one in audit.entries(tmp_path)] == ["first", "second"]
    assert [one.what for one in audit.entries(tmp_path, datetime(2011, 1, 1, tzinfo=UTC))] == ["second"]
    assert [one.what for one in audit.entries(tmp_path, datetime(2010, 12, 31, 9, tzinfo=UTC))] == ["first", "second"]
    assert list(audit.entries(tmp_path / "elsewhere")) == []


@pytest.mark.parametrize("kind", ["sign_in", "sign_out", "import", "publish", "export", "ledger"])
def test_every_kind_of_deed_can_be_noted_and_no_other(tmp_path, kind):
    assert audit.record(kind, who="", role="everyone", what="x", folder=tmp_path)
    assert next(audit.entries(tmp_path)).who == audit.UNKNOWN
    with pytest.raises(ValueError, match="there is no entry of kind 'login' in the audit"):
        audit.record("login", who="", role="", what="", folder=tmp_path)


def test_no_text_breaks_out_of_its_line_or_fills_the_disk(tmp_path):
    noted(tmp_path, 'a\nb\x00c\u2028d"} {"at": 1}' + "x" * 10_000)
    (line,) = (tmp_path / audit.FILE).read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["what"].startswith('a b c d"} {"at": 1}x')
    assert len(line) < 600


#: A process that writes its entries; it imports nothing but the audit's own file, so that many start soon.
WRITER = f"""
import importlib.util, pathlib, sys
spec = importlib.util.spec_from_file_location("audit", "tp_metrics/audit.py")
audit = sys.modules["audit"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(audit)
for at in range({EACH}):
    what = f"process {{sys.argv[2]}}, entry {{at}}, " + "padding " * 20
    assert audit.record("export", who="a", role="viewer", what=what, folder=pathlib.Path(sys.argv[1]))
"""


def test_many_processes_write_at_once_and_every_line_is_whole(tmp_path):
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), str(number)], cwd=Path(__file__).parents[2])
        for number in range(PROCESSES)
    ]
    assert [one.wait() for one in running] == [0] * PROCESSES
    lines = (tmp_path / audit.FILE).read_bytes().splitlines()
    said = {json.loads(line)["what"].partition(", padding")[0] for line in lines}
    assert len(lines) == PROCESSES * EACH
    assert said == {f"process {number}, entry {at}" for number in range(PROCESSES) for at in range(EACH)}


def test_an_entry_waits_for_the_one_that_is_being_written(tmp_path):
    """Who writes looks first whether the line before is whole: nobody else may be in the middle of one."""
    noted(tmp_path, "first")
    path = tmp_path / audit.FILE
    with path.open("ab") as other, ThreadPoolExecutor(1) as writers:
        fcntl.flock(other, fcntl.LOCK_EX)
        other.write(b'{"half": ')
        other.flush()
        waiting = writers.submit(noted, tmp_path, "second")
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.3)
        other.write(b'"of another writer"}\n')
        other.flush()
        fcntl.flock(other, fcntl.LOCK_UN)
        assert waiting.result(timeout=30)
    lines = path.read_bytes().splitlines()
    assert len(lines) == 3
    assert json.loads(lines[1]) == {"half": "of another writer"}


def test_a_line_that_was_cut_is_passed_over_and_the_next_begins_anew(tmp_path, caplog):
    noted(tmp_path, "first")
    path = tmp_path / audit.FILE
    path.write_bytes(path.read_bytes() + b'{"at": "2010-12-31T00:')
    noted(tmp_path, "second")
    with caplog.at_level(logging.WARNING, "tp_metrics.audit"):
        assert [one.what for one in audit.entries(tmp_path)] == ["first", "second"]
    assert "line 2 is no entry" in caplog.text


def test_where_the_folder_cannot_be_written_to_the_entry_stands_in_the_log(tmp_path, caplog):
    (tmp_path / audit.FILE).mkdir()
    with caplog.at_level(logging.ERROR, "tp_metrics.audit"):
        assert not noted(tmp_path, "edition 2010-12-31")
    assert "the audit cannot be written" in caplog.text
    assert "edition 2010-12-31" in caplog.text
