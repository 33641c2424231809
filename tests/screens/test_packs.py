"""Packs: each can be chosen and made, what is missing is said, and those kept are listed with their edition."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pytest
from pptx import Presentation

import tp_metrics as tp
from pages.parts import importing
from tests.packs import made
from tp_metrics.packs import keeping

PAGE = "pages/meetings/packs.py"


def sound(screen):
    assert not screen.exception
    assert not screen.error
    return screen


def make(screen):
    """Press the button, and look again when the pack is made."""
    screen.button("make-pack").click().run()
    for job in importing._jobs()[0].values():
        job.thread.join(120)
    return sound(screen.run())


def said(screen):
    return " ".join(
        str(one.value)
        for kind in ("title", "caption", "info", "text", "header", "subheader")
        for one in screen.get(kind)
    )


@pytest.mark.parametrize(
    ("pack", "needed"),
    [
        ("spr", ""),
        ("kprm", "Choose an area command"),
        ("borough", "Choose a borough"),
        ("exceptions", ""),
        ("justice", ""),
    ],
)
def test_each_pack_can_be_chosen_and_what_it_needs_is_said(small, opened, pack, needed):
    screen = sound(opened(small, PAGE, pack=tp.packs.PACKS[pack]))
    assert screen.button("make-pack").disabled == bool(needed)
    assert (needed in said(screen)) if needed else not screen.info
    assert tp.packs.KINDS[pack].holds in said(screen)
    assert "Nothing is made until it is asked for." in said(screen)
    assert not (small / "packs").exists()


def test_a_borough_makes_its_area_and_itself_possible(small, opened):
    for pack in ("kprm", "borough"):
        screen = sound(opened(small, PAGE, pack=tp.packs.PACKS[pack], borough="Merton"))
        assert not screen.button("make-pack").disabled
        assert not screen.info


def test_what_the_link_gets_wrong_is_said(small, opened):
    screen = sound(opened(small, PAGE, pack="<script>"))
    assert "“<script>”" in said(screen)
    assert not screen.button("make-pack").disabled
    assert not opened(small, PAGE, borough="Atlantis").exception


def test_a_pack_is_made_when_it_is_asked_for_and_kept_with_its_edition(own, opened):
    screen = sound(opened(own, PAGE, pack=tp.packs.PACKS["exceptions"]))
    screen.text_input("author").input("A. Name").run()
    screen = make(screen)
    found = tp.packs.kept(own)
    assert [(one.kind, one.edition, one.made_by) for one in found] == [("exceptions", "2016-12-31", "A. Name")]
    assert found[0].file("pdf").read_bytes().startswith(b"%PDF")
    assert len(Presentation(found[0].file("pptx")).slides) > 1
    assert openpyxl.load_workbook(found[0].file("xlsx")).sheetnames[0] == "Contents"
    with ZipFile(BytesIO(found[0].file("flat").read_bytes())) as held:
        assert "definitions.csv" in held.namelist()
        rows = csv.reader(StringIO(held.read("definitions.csv").decode("utf-8-sig")))
        assert next(rows)[-1] == "Source"
    assert [one.proto.label for one in screen.get("download_button")][:4] == [
        "PDF",
        "Slides",
        "Sheets",
        "CSV and Parquet",
    ]
    table = next(one.value for one in screen.dataframe if "By" in one.value)
    assert table["By"].to_list() == ["A. Name"]
    early = make(sound(opened(own, PAGE, pack=tp.packs.PACKS["exceptions"], edition="2015-03-31")))
    assert [one.edition for one in tp.packs.kept(own)] == ["2015-03-31", "2016-12-31"]
    options = early.selectbox("kept-pack").options
    assert ["edition 2015-03-31" in options[0], "edition 2016-12-31" in options[1]] == [True, True]
    early.selectbox("kept-pack").select_index(1).run()
    assert "2016" in said(sound(early))


def test_a_pack_that_cannot_be_made_says_why_in_one_sentence(own, opened):
    (own / "packs").write_text("a file stands where packs are to lie")
    screen = opened(own, PAGE, pack=tp.packs.PACKS["exceptions"])
    screen.button("make-pack").click().run()
    for job in importing._jobs()[0].values():
        job.thread.join(120)
    screen.run()
    assert not screen.exception
    assert "packs" in screen.error[0].value
    assert tp.packs.kept(own) == []
    assert not screen.button("make-pack").disabled


def test_demonstration_data_are_called_so(demonstration_folder, opened, tmp_path):
    screen = sound(opened(demonstration_folder, PAGE))
    assert "demonstration data" in said(screen)
    document = made.document()
    kept = tp.packs.keep(document, dict.fromkeys(tp.packs.FILES, b""), tmp_path, place="TP", by="")
    assert kept.file("pdf").name.endswith("-demonstration.pdf")


def test_two_who_ask_for_the_same_pack_watch_one_work(own, opened):
    first = sound(opened(own, PAGE, pack=tp.packs.PACKS["justice"]))
    second = sound(opened(own, PAGE, pack=tp.packs.PACKS["justice"]))
    with keeping._one:  # no pack is done before both have asked
        first.button("make-pack").click().run()
        second.button("make-pack").click().run()
        assert second.get("progress") or first.get("progress")
    for job in importing._jobs()[0].values():
        job.thread.join(120)
    assert len(tp.packs.kept(own)) == 1
    assert sound(second.run()).get("download_button")
