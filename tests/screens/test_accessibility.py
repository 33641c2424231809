"""The statement on accessibility, and what every page owes those who do not see its pictures."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from pages.parts import accessible

PAGES = Path(__file__).parents[2] / "pages"
#: What draws a picture; each of them takes the text of those who do not see it.
DRAWS = ("vega_lite_chart", "pydeck_chart", "graphviz_chart", "dataframe", "table", "image", "pdf")


def test_the_statement_says_every_known_fault_with_what_helps_instead(small, opened):
    screen = opened(small, "pages/about/accessibility.py")
    assert not screen.exception
    said = "\n".join(one.value for one in screen.markdown)
    assert accessible.STANDARD in said
    assert accessible.REVIEWED in said
    for words, instead in accessible.faults():
        assert f"- {words} **Instead:** {instead}" in said
    for what, how in accessible.TESTED:
        assert f"**{what}.** {how}" in said
    assert len(screen.header) == 4


def test_a_known_fault_has_a_rule_a_selector_and_help():
    for fault in accessible.KNOWN:
        assert re.fullmatch(r"[a-z-]+", fault.rule)
        assert "st" in fault.selector  # a fault of Streamlit's own markup, and so on its own elements
        assert fault.words.endswith(".")
        assert fault.instead.endswith(".")


def calls(tree: ast.AST) -> list[ast.Call]:
    """What is called on Streamlit or on one of its containers."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]


@pytest.mark.parametrize("file", sorted(PAGES.rglob("*.py")), ids=lambda path: path.stem)
def test_every_picture_and_table_has_a_text_of_its_own(file):
    for call in calls(ast.parse(file.read_text(encoding="utf-8"))):
        of = call.func.value
        if call.func.attr in DRAWS and isinstance(of, ast.Name) and of.id in ("st", "picture", "left", "right"):
            assert "alt" in {word.arg for word in call.keywords}, f"{file.name}, line {call.lineno}"
