"""Packs are kept whole or not at all, with their edition, and the oldest give way."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

import tp_metrics as tp
from tests.packs import made
from tp_metrics.packs import FILES, KINDS, PACKS, Section, Words, keep, kept, kept_table, make
from tp_metrics.packs.keeping import MOST

DOCUMENT = made.document(Section("S", (Words("Said."),)))
WRITTEN = dict.fromkeys(FILES, b"bytes")


def test_a_pack_is_kept_with_its_edition_and_who_made_it_and_the_newest_is_first(tmp_path):
    keep(DOCUMENT, WRITTEN, tmp_path, place="TP", by="A. Name")
    later = replace(DOCUMENT, edition="2011-12-31", kind="borough", demonstration="")
    keep(later, WRITTEN, tmp_path, place=made.BOROUGH, by="")
    first, second = kept(tmp_path)
    assert (first.edition, first.place, second.made_by, second.demonstration) == (
        "2011-12-31", made.BOROUGH, "A. Name", "Demonstration data",
    )  # fmt: skip
    assert first.file("flat").name == "borough-hyperlink-x-script-2011-12-31.zip"
    assert second.file("pdf").name == "spr-tp-2010-12-31-demonstration.pdf"
    assert all(second.file(form).read_bytes() == b"bytes" for form in FILES)
    assert second.folder.parent == tmp_path / "packs" / "2010-12-31"
    table = kept_table(kept(tmp_path))
    assert table["Pack"].to_list() == [PACKS["borough"], PACKS["spr"]]
    assert table["Place"].to_list() == [made.BOROUGH, "TP"]
    assert table["By"].to_list() == [None, "A. Name"]


def test_twenty_are_kept(tmp_path):
    for number in range(MOST + 3):
        keep(DOCUMENT, WRITTEN, tmp_path, place=str(number), by="")
    assert [one.place for one in kept(tmp_path)] == [str(number) for number in range(MOST + 2, 2, -1)]
    assert len(list((tmp_path / "packs" / "2010-12-31").iterdir())) == MOST


def test_what_is_no_pack_is_passed_over(tmp_path):
    keep(DOCUMENT, WRITTEN, tmp_path, place="TP", by="")
    for name, text in (("2broken", "{"), ("3list", "[]"), ("4other", '{"a": 1}'), (".making-x", "{}")):
        folder = tmp_path / "packs" / "2010-12-31" / name
        folder.mkdir()
        (folder / "about.json").write_text(text)
    assert [one.place for one in kept(tmp_path)] == ["TP"]
    assert kept(tmp_path / "none") == []


def test_a_pack_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(KeyError):
        keep(DOCUMENT, {**WRITTEN, "none": b""}, tmp_path, place="TP", by="")
    assert list((tmp_path / "packs" / "2010-12-31").iterdir()) == []

    def fails():
        raise ValueError("no such figure")

    with pytest.raises(ValueError, match="no such figure"):
        make(fails, tmp_path, place="TP", by="")
    assert kept(tmp_path) == []


def test_packs_are_made_one_after_the_other(tmp_path):
    under_way, most = [], []

    def maker():
        under_way.append(1)
        most.append(len(under_way))
        time.sleep(0.02)
        under_way.pop()
        raise ValueError("stop")

    def ask():
        with pytest.raises(ValueError, match="stop"):
            make(maker, tmp_path, place="TP", by="")

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 5


@pytest.mark.parametrize(
    ("kind", "level", "code"),
    [
        ("spr", "tp", "TP"),
        ("spr", "borough", "E09000008"),
        ("kprm", "tp", None),
        ("kprm", "borough", "parent"),
        ("borough", "area", None),
        ("borough", "borough", "E09000008"),
    ],
)
def test_a_pack_is_made_for_the_place_that_it_needs(demonstration_folder, monkeypatch, kind, level, code):
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))
    places = tp.edition().places
    chosen = places.place({"tp": "TP", "borough": "E09000008", "area": places.children("TP", "area")[0]}[level])
    assert KINDS[kind].place(chosen) == (chosen.parent if code == "parent" else code)


def test_every_pack_of_the_register_can_be_chosen_and_every_form_can_be_written():
    assert set(KINDS) == set(PACKS)
    assert [form.suffix for form in FILES.values()] == ["pdf", "pptx", "xlsx", "zip"]
