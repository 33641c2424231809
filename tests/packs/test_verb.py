"""`pack` from the command line: a file at once or not at all, and one sentence where it cannot be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import tp_metrics as tp
from tests.cli.test_cli import data, run
from tp_metrics.cli import pack as verb
from tp_metrics.packs import register

__all__ = ["data", "run"]


@pytest.fixture
def folder(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TP_LEDGER", f"sqlite:///{tmp_path / 'ledger.db'}")
    return small


def test_a_pack_is_written_in_the_form_that_its_file_is_named_by(run, folder, tmp_path):
    file = tmp_path / "camden.pdf"
    file.write_bytes(b"the old one")
    status, out, err = run("pack", "borough", "--borough", "camden", "--out", str(file), folder=folder)
    assert (status, err) == (0, "")
    assert out.startswith(f"{file}: Borough profile: Camden, ")
    assert file.read_bytes().startswith(b"%PDF-1.7")
    assert sorted(one.name for one in tmp_path.iterdir() if not one.name.startswith("ledger")) == ["camden.pdf"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("kprm", "--area", "Atlantis"), "there is no area command 'Atlantis'; there are "),
        (("kprm",), "name it by --area"),
        (("borough", "--borough", "Atlantis"), "there is no borough 'Atlantis'; there are "),
        (("spr", "--edition", "1829-09-29"), "there is no edition 1829-09-29; there are 2016-12-31, 2015-03-31"),
        (("spr", "--format", "docx"), "there is no form 'docx' of a pack; there are pdf"),
        (("spr", "--window", "fortnight"), "'fortnight' is no kind of window"),
        (("annual",), "there is no pack 'annual'"),
        (("view",), "a view is of a measure; name it by --measure"),
        (("view", "--measure", "joy"), "there is no measure 'joy'"),
        (("spr", "--measure", "robbery"), "only a view is of one measure"),
        (("spr", "--area", ""), "a place without a name is none"),
    ],
)
def test_what_cannot_be_made_ends_in_one_sentence_and_leaves_the_file_alone(run, folder, tmp_path, words, says):
    file = tmp_path / "pack.pdf"
    file.write_bytes(b"the old one")
    status, out, err = run("pack", *words, "--out", str(file), folder=folder)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert says in err
    assert file.read_bytes() == b"the old one"


@pytest.mark.parametrize("made", ["nothing/pack.pdf", "."])
def test_a_file_that_cannot_be_written_is_named(run, folder, tmp_path, made):
    status, out, err = run("pack", "justice", "--format", "pdf", "--out", str(tmp_path / made), folder=folder)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert str(tmp_path) in err


def test_a_file_is_put_in_place_at_once_or_not_at_all(tmp_path, monkeypatch):
    file = tmp_path / "pack.pdf"
    file.write_bytes(b"old")
    verb.in_place(file, b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o644)

    def broken(_number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="No space left"):
        verb.in_place(file, b"newer")
    assert [one.name for one in tmp_path.iterdir()] == ["pack.pdf"]
    assert file.read_bytes() == b"new"


def test_a_form_whose_writer_is_there_is_offered():
    assert register.writer("pdf").__name__ == "pdf"
    assert set(register.FORMS) == {"pdf", "pptx", "xlsx"}
    assert list(tp.packs.PACKS) == ["spr", "kprm", "borough", "exceptions", "justice", "view"]
