"""Slides of a review: what is decided at its place, what bears it out in the appendix, two to a slide."""

from __future__ import annotations

import polars as pl

from tests.packs import made, reading
from tp_metrics.packs import Section, Table, Words
from tp_metrics.packs.pptx import APPENDIX, DEFINITIONS, pptx

LISTED = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"


def table(title, rows, columns=2):
    return Table(
        title, pl.DataFrame({f"C{at}": [f"{title} {row} {at}" for row in range(rows)] for at in range(columns)}), "S"
    )


def deck(*sections):
    return reading.presentation(pptx(made.document(*sections)))


def texts(slide):
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_what_stands_behind_is_in_the_appendix_and_parts_have_names():
    step = Section(
        "Bromley & Co <b>", (Words("One concern.", "lead"), table("Scorecard", 3), table("Peers", 3)), front=2
    )
    slides = deck(step, Section("Decisions", (Words("None."),)))
    names = [slide.shapes.title.text_frame.text for slide in slides.slides]
    assert names[1:] == ["Scorecard", "Decisions", "Peers", DEFINITIONS]
    assert f"{APPENDIX} · Bromley & Co <b>" in texts(slides.slides[3])
    assert "Bromley & Co <b>" in texts(slides.slides[1])
    parts = list(slides.part._element.iter(f"{LISTED}section"))
    assert [part.get("name") for part in parts][1:] == ["Bromley & Co <b>", "Decisions", APPENDIX, DEFINITIONS]
    listed = [one.get("id") for part in parts for one in part.iter(f"{LISTED}sldId")]
    assert listed == [one.get("id") for one in slides.slides._sldIdLst]


def test_two_tables_of_one_finding_stand_beside_or_under_each_other_and_else_apart():
    small = deck(Section("Step", (table("A", 3), table("B", 3)), 2))
    assert [slide.shapes.title.text_frame.text for slide in small.slides][1:2] == ["Step"]
    drawn = [shape for shape in small.slides[1].shapes if shape.has_table]
    assert drawn[0].left + drawn[0].width <= drawn[1].left
    assert {"A", "B"} <= set(texts(small.slides[1]))
    wide = deck(Section("Step", (table("A", 3, 16), table("B", 3, 16)), 2))
    drawn = [shape for shape in wide.slides[1].shapes if shape.has_table]
    assert drawn[0].left == drawn[1].left
    assert drawn[0].top + drawn[0].height < drawn[1].top
    long = deck(Section("Step", (table("A", 14, 16), table("B", 14, 16)), 2))
    assert [slide.shapes.title.text_frame.text for slide in long.slides][1:3] == ["A", "B"]
