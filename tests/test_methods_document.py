"""docs/methods.md is whole: a section to each public method, its pictures, and the table of calibration."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from docs.draw_methods import PICTURES
from docs.draw_methods.pieces import drawn
from tp_metrics import stats

DOCUMENT = Path(__file__).resolve().parents[1] / "docs/methods.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
SECTIONS = re.findall(r"^### `(\w+)`\n\n(.+?)\n\n(.*?)(?=\n#+ |\Z)", TEXT, re.M | re.S)
NAMES = [name for name, _, _ in SECTIONS]
FOLDER = DOCUMENT.with_suffix("")
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


def lacking(words: str, rest: str) -> list[str]:
    """What a section has not: its paragraph, the sentence when not to use it, a formula, a picture that is drawn."""
    formulas = re.findall(r"^```text\n(.+?)\n```$", rest, re.M | re.S)
    pictures = re.findall(r"\[[^\]]{10,}\]\(methods/([\w-]+)\.svg\)", rest)
    there = {
        "a paragraph": len(words) > 150 and not words.startswith(("!", "```", "|")),
        "when not to use it": re.search(r"\*\*[Dd]o\s+not\*\*\s+\w+", words),
        "a formula": any(re.search(r"[=<>≤≥→]", formula) for formula in formulas),
        "a picture": pictures and all(name in PICTURES and (FOLDER / f"{name}.svg").is_file() for name in pictures),
    }
    return [what for what, found in there.items() if not found]


@pytest.mark.parametrize(("name", "words", "rest"), SECTIONS, ids=NAMES)
def test_a_section_has_a_paragraph_when_not_to_use_it_a_formula_and_a_drawn_example(name, words, rest):
    assert lacking(words, rest) == []


@pytest.mark.parametrize(
    ("cut", "lacks"),
    [
        (r"\*\*Do not\*\* use", "when not to use it"),
        (r"```text\n.+?\n```", "a formula"),
        (r"!\[.+?\]\(.+?\)", "a picture"),
        (r"methods/intervals", "a picture"),
    ],
)
def test_a_section_that_has_lost_a_part_is_found_out(cut, lacks):
    words, rest = next(parts for name, *parts in SECTIONS if name == "wilson")
    assert lacking(*(re.sub(cut, "", part, flags=re.S) for part in (words, rest))) == [lacks]


def test_what_a_section_refers_to_exists():
    named = set(re.findall(r"`([A-Za-z_]\w+)`", TEXT)) - {"shared", "at", "size"}
    assert {name for name in named if not hasattr(stats, name)} == set()


def test_every_picture_is_drawn_small_and_shown_once():
    shown = re.findall(r"!\[[^\]]{10,}\]\(methods/([\w-]+)\.svg\)", TEXT)
    sizes = {path.stem: path.stat().st_size for path in FOLDER.iterdir()}
    assert sorted(shown) == sorted(PICTURES) == sorted(sizes)
    assert max(sizes.values()) < 60_000
    assert sum(sizes.values()) < 1_500_000


@pytest.mark.trust
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_says_what_the_methods_now_find(name):
    """A picture that was not drawn anew after a change of a method would have another title."""
    words = html.unescape((FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
    title = drawn(name)["title"]["text"]
    assert [line for line in title if line not in words] == []


def test_every_promise_that_is_measured_stands_in_the_table_and_none_is_missed():
    table = TEXT.partition("\n## Calibration\n")[2].partition("| holds |\n")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[1:]]
    assert all(any(row[0].startswith(name) for row in rows) for name in MEASURED)
    assert {row[3] for row in rows} <= {"yes", ""}
