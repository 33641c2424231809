"""docs/methods.md is whole: a section to each public method, its pictures, and the table of calibration."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tp_metrics import stats

DOCUMENT = Path(__file__).resolve().parents[1] / "docs/methods.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
SECTIONS = re.findall(r"^### `(\w+)`\n\n(.+?)(?=\n\n|\Z)", TEXT, re.M | re.S)
#: Every method whose promise is measured, and how its rows begin.
MEASURED = (
    *("wilson", "newcombe", "byar", "poisson_limits", "count_change", "rate_ratio_change"),
    *("xmr, outside", "xmr, trend", "xmr, two of three", "xmr, shift", "xmr, any rule", "xmr, shared season taken out"),
    *("outlook", "shrunk"),
)


def methods():
    """Public functions and classes; constants share a paragraph."""
    named = {name: getattr(stats, name) for name in stats.__all__}
    return {name for name, one in named.items() if callable(one)}


def test_every_public_method_has_one_section_and_every_section_a_method():
    titles = re.findall(r"^### (.+)$", TEXT, re.M)
    assert sorted(titles) == sorted(f"`{name}`" for name in methods())


@pytest.mark.parametrize("name", sorted(set(stats.__all__) - methods()))
def test_every_constant_is_named(name):
    assert f"`{name}`" in TEXT


@pytest.mark.parametrize(("name", "words"), SECTIONS, ids=[name for name, _ in SECTIONS])
def test_a_section_is_a_paragraph_that_says_when_not_to_use_it(name, words):
    assert len(words) > 150
    assert re.search(r"[Dd]o\s+not", words)


def test_what_a_section_refers_to_exists():
    named = set(re.findall(r"`([A-Za-z_]\w+)`", TEXT)) - {"shared", "at", "size"}
    assert {name for name in named if not hasattr(stats, name)} == set()


def test_every_picture_is_there_small_and_shown():
    shown = re.findall(r"!\[[^\]]{10,}\]\((methods/[\w-]+\.svg)\)", TEXT)
    assert len(shown) == TEXT.count("](methods/") >= 6
    drawn = {f"methods/{path.name}": path.stat().st_size for path in DOCUMENT.with_suffix("").iterdir()}
    assert set(drawn) == set(shown)
    assert max(drawn.values()) < 60_000


def test_every_promise_that_is_measured_stands_in_the_table_and_none_is_missed():
    table = TEXT.partition("\n## Calibration\n")[2].partition("| holds |\n")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[1:]]
    assert all(any(row[0].startswith(name) for row in rows) for name in MEASURED)
    assert {row[3] for row in rows} <= {"yes", ""}
