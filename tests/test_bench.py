"""What `make bench` measures: every page of the navigation, and nothing that is none."""

from __future__ import annotations

import ast
from pathlib import Path

from bench.pages import MARKS, PAGES, PROJECT


def test_every_page_of_the_navigation_is_measured():
    tree = ast.parse((PROJECT / "app.py").read_text(encoding="utf-8"))
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert set(PAGES) == {one for one in words if one.startswith("pages/") and Path(one).suffix == ".py"}
    assert set(MARKS) <= set(PAGES)
