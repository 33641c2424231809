"""A process of its own writes a pack: the same bytes, and a sentence where it is ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from pages.parts import importing
from tests.packs import made
from tp_metrics.packs import FILES, Chart, Section, Words, apart, kept, make
from tp_metrics.packs.pdf import specs


@pytest.mark.trust
def test_the_same_bytes_come_from_a_process_of_its_own(demonstration):
    whole = made.of_the_demonstration()
    asked = made.document(*whole.sections[2:3], *made.hostile().sections[:1])
    said = []
    files = apart.written(apart.begun(), asked, lambda share, words: said.append((share, words)))
    assert files == {form.name: form.write(asked) for form in FILES.values()}
    assert [words for _, words in said] == [
        "writing Sheets", "writing CSV and Parquet", "writing Slides", "writing PDF",
    ]  # fmt: skip
    assert [share for share, _ in said] == [0.0, 0.25, 0.5, 0.75]
    charts = [block for section in asked.sections for block in section.blocks if isinstance(block, Chart)]
    assert len(specs(asked)) == len(charts) > 1


def test_a_process_that_is_ended_gives_a_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    begun = []
    monkeypatch.setattr(apart, "begun", lambda begin=apart.begun: begun.append(begin()) or begun[-1])

    def maker():
        os.kill(begun[-1].pid, signal.SIGKILL)
        return made.document(Section("S", (Words("Said."),)))

    job = importing.Job("making it")
    job.run(lambda progress: make(maker, tmp_path, place="TP", by="", progress=progress))
    assert job.done
    assert job.error == "The process that writes packs was ended before it was done; ask for the pack again."
    assert kept(tmp_path) == []
    assert [one.name for one in tmp_path.rglob("*")] == []
    assert begun[0].poll() is not None


def test_a_document_that_cannot_be_written_says_where_the_reason_is(capfd):
    nothing = made.document(Section("S", (None,)))
    with pytest.raises(apart.NotWritten, match="failed, for a reason that is in the server's log"):
        apart.written(apart.begun(), nothing, lambda _share, _words: None)
    assert "Traceback" in capfd.readouterr().err


def test_the_process_loads_neither_what_makes_documents_nor_what_draws_maps():
    loaded = "import sys, tp_metrics.packs.apart, tp_metrics.packs.pptx, tp_metrics.packs.pdf, tp_metrics.packs.xlsx; "
    heavy = "print([one for one in ('altair', 'geopandas', 'tp_metrics.review') if one in sys.modules])"
    out = subprocess.run([sys.executable, "-c", loaded + heavy], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_what_the_process_runs_loads_what_writes_and_nothing_else_of_the_project():
    run = f"import runpy, sys; names = runpy.run_path({str(apart.WRITING)!r}); names['without_front_doors'](); "
    loaded = "from tp_metrics.packs import flat, forms, pdf, pptx, xlsx; "
    heavy = "('dataframely', 'scipy', 'sqlalchemy', 'typst', 'vl_convert', 'tp_metrics.results', 'tp_metrics.schema')"
    said = f"print([one for one in {heavy} if one in sys.modules], xlsx.xlsx.__module__)"
    out = subprocess.run([sys.executable, "-P", "-c", run + loaded + said], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[] tp_metrics.packs.xlsx"
