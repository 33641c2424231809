"""What a page shows, run as it is served, is what its pack holds: row by row and figure by figure."""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl
import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

import tp_metrics as tp
from tp_metrics.packs.document import Chart, Figures, Map, Table

APP = Path(__file__).parents[2] / "app.py"
#: Pack, what it is of, page, and the link that shows the same; how many tables and figures of the page it holds.
CASES = [
    ("spr", {}, "strategic/performance_review", {}, 1, 0),
    ("exceptions", {}, "strategic/exceptions", {}, 2, 0),
    (
        "kprm",
        {"area": "North East area"},
        "area/key_performance_review",
        {"area": "North East area", "step": "Newham · Priority crime"},
        4,
        0,
    ),
    ("borough", {"borough": "Hackney"}, "area/wards", {"borough": "Hackney", "measure": "good_job"}, 1, 0),
    ("borough", {"borough": "Hackney"}, "operations/priority_crime", {"borough": "Hackney"}, 0, 5),
    ("justice", {}, "justice/diamond", {}, 0, 4),
    ("justice", {}, "justice/restorative_justice", {}, 0, 4),
    ("justice", {}, "justice/offenders", {}, 0, 4),
    ("justice", {}, "justice/prosecution_teams", {}, 0, 4),
    ("justice", {}, "justice/virtual_courts", {}, 0, 4),
    ("view", {"measure": "robbery"}, "operations/priority_crime", {"measure": "robbery"}, 0, 1),
]
#: How a cell that holds nothing is written.
BLANK = ("", "–", "nan", "None", "<NA>")
SOONEST = ("spr", "exceptions", "view")


def shown(value: object) -> str:
    """A cell, alike on a screen and on paper."""
    missing = value is None or value == "" or (isinstance(value, float) and math.isnan(value))
    if missing:
        return "–"
    return f"{value:.6f}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def rows(frame: pl.DataFrame, columns: list[str]) -> list[tuple[str, ...]]:
    return [tuple(map(shown, row)) for row in frame.select(columns).iter_rows()]


def blocks(document, *kinds):
    return [block for section in document.sections for block in section.blocks if isinstance(block, kinds)]


def written(one) -> list[pl.DataFrame]:
    """A table of a page: what it holds, and what it shows where a styler writes its cells."""
    held = pl.from_pandas(one.value)
    display = one.proto.arrow_data.styler.display_values
    if not display:
        return [held]
    said = convert_arrow_bytes_to_pandas_df(display).astype(str)
    said.columns = held.columns
    texts = pl.from_pandas(said)
    asked = [pl.when(pl.col(name).is_in(list(BLANK))).then(None).otherwise(name).alias(name) for name in texts.columns]
    return [held, texts.select(asked)]


def alike(screen: pl.DataFrame, paper: pl.DataFrame) -> bool:
    """Whether a table of a pack has rows of this table of a page and no others, in at least four columns."""
    columns = [name for name in screen.columns if name in paper.columns]
    if len(columns) < 4 or paper.is_empty():
        return False
    there = set(rows(screen, columns))
    return all(row in there for row in rows(paper, columns))


def figures(document):
    """Value and change of each figure, by its label up to its window."""
    every = [one for block in blocks(document, Figures) for one in block.figures]
    return {(one.label, one.value, one.change) for one in every}


@pytest.mark.parametrize(
    ("kind", "named", "page", "link", "tables", "cards"),
    [pytest.param(*case, marks=[] if case[0] in SOONEST else pytest.mark.trust) for case in CASES],
    ids=[f"{case[0]}: {case[2]}" for case in CASES],
)
def test_a_page_as_it_is_served_shows_what_its_pack_holds(demonstration, kind, named, page, link, tables, cards):
    screen = AppTest.from_file(APP, default_timeout=120)
    for name, value in (link | {"edition": demonstration.id}).items():
        screen.query_params[name] = value
    screen = screen.switch_page(f"pages/{page}.py").run()
    assert not screen.exception
    assert not screen.error
    document = tp.packs.pack(kind, demonstration, ledger=tp.book(), **named)
    held = [block.rows for block in blocks(document, Table, Chart, Map)]
    seen = [written(one) for one in screen.dataframe]
    assert sum(any(alike(one, other) for one in ways for other in held) for ways in seen) >= tables
    printed = figures(document)
    same = {
        one.label
        for one in screen.metric
        if any(
            label.startswith(one.label) and (value, change) == (one.value, one.delta)
            for label, value, change in printed
        )
    }
    assert len(same) >= cards, (same, [(one.label, one.value, one.delta) for one in screen.metric])


def test_a_table_that_differs_in_one_cell_is_not_alike():
    paper = pl.DataFrame({"Measure": ["a", "b"], "Now": [1, 2], "Then": ["3 %", "4 %"], "Change": [-1.5, None]})
    assert alike(paper, paper)
    assert alike(paper, paper.head(1))
    for name, other in (("Measure", "c"), ("Now", 3), ("Then", "5 %"), ("Change", 0.5)):
        assert not alike(paper.with_columns(pl.lit(other).alias(name)), paper)
