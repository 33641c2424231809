"""What `make bench` measures: every page of the navigation, and nothing that is none."""

from __future__ import annotations

import ast
from pathlib import Path

from bench import load
from bench.pages import MARKS, PAGES, PROJECT


def test_every_page_of_the_navigation_is_measured():
    tree = ast.parse((PROJECT / "app.py").read_text(encoding="utf-8"))
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert set(PAGES) == {one for one in words if one.startswith("pages/") and Path(one).suffix == ".py"}
    assert set(MARKS) <= set(PAGES)


def test_errors_of_a_log_are_told_with_where_they_were_raised():
    raised = '  File "app.py", line 1, in <module>'
    log = f"begun\nTraceback (most recent call last):\n{raised}\n    1 / 0\nZeroDivisionError: by 0\n"
    assert load.errors(log) == [f"  ZeroDivisionError: by 0, {raised.strip()}"]
    library = '  File "site-packages/polars/frame.py", line 9, in collect'
    log = log.replace("    1 / 0\n", f"    1 / 0\n{library}\n")
    assert load.errors(log) == [f"  ZeroDivisionError: by 0, {raised.strip()}"]
    assert load.errors("begun\n") == []
