"""The front door: what `import tp_metrics` gives, and what it never needs."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import tp_metrics as tp

PACKAGE = Path(tp.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def public(tree: ast.Module) -> list[ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef]:
    """The public functions and classes of a module, and the public methods of its public classes."""
    kinds = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
    found = [node for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
    methods = [
        node
        for one in found
        if isinstance(one, ast.ClassDef)
        for node in one.body
        if isinstance(node, kinds) and not node.name.startswith("_")
    ]
    return [*found, *methods]


def test_every_name_of_the_front_door_can_be_imported():
    assert sorted(tp.__all__) == list(tp.__all__)
    assert all(getattr(tp, name) is not None for name in tp.__all__)


def test_the_front_door_gives_no_other_name():
    own = {
        name
        for name, value in vars(tp).items()
        if not name.startswith("_") and not isinstance(value, ModuleType) and inspect.getmodule(value) is not None
    }
    assert own - {"annotations", "import_module", "Any", "TYPE_CHECKING"} <= {*tp.__all__}
    with pytest.raises(AttributeError, match="no attribute 'figure'"):
        tp.figure  # noqa: B018


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_public_name_has_a_docstring(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = [node.name for node in public(tree) if not ast.get_docstring(node)]
    assert ast.get_docstring(tree) or not tree.body, f"{name_of(path)} does not say what it is"
    assert bare == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_in_the_package_imports_streamlit(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not any(name.split(".")[0] == "streamlit" for name in names)


def test_the_front_door_loads_neither_the_screen_nor_what_draws():
    heavy = ("streamlit", "altair", "pydeck", "geopandas", "scipy.stats")
    words = f"import sys, tp_metrics; print(*[name for name in {heavy} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == ""
