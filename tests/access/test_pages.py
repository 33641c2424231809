"""Pages learn the viewer in one place, and pass them on at every door that takes one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[2]
#: What is asked with its viewer by a keyword, in pages and in packs.
ROOMS = ("outcomes.", "hearings.", "holdings.", "review.")
BY_KEYWORD = {
    "wanted", "tagging", "mappa", "prolific", "prosecution_teams", "reoffending", "restorative", "virtual_court",
    "left_out", "completeness", "aftermath", "Selection",
}  # fmt: skip
#: Calls without a viewer: a ward list is the same for all; a pack's selection may be handed in, with its viewer.
WITHOUT = {
    ("pages/parts/choices.py", "Selection"),
    *((f"tp_metrics/packs/{name}.py", "Selection") for name in ("kprm", "borough", "exceptions", "register")),
}


def calls(*folders: str) -> Iterator[tuple[str, str, ast.Call]]:
    for folder in folders:
        for file in sorted((PROJECT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    yield str(file.relative_to(PROJECT)), name, node


def test_every_door_that_takes_a_viewer_is_given_one_by_pages_packs_and_commands():
    missing = [
        (file, name, call.lineno)
        for file, name, call in calls("pages", "tp_metrics/packs", "tp_metrics/cli")
        if name in BY_KEYWORD
        and (file, name) not in WITHOUT
        and not any(word.arg == "viewer" for word in call.keywords)
        and (name == "Selection" or any(room in ast.unparse(call.func) for room in ROOMS))
    ]
    assert missing == []


def test_only_one_module_of_the_pages_asks_who_has_signed_in_or_opens_the_ledger():
    pages = {
        str(file.relative_to(PROJECT)): file.read_text(encoding="utf-8") for file in (PROJECT / "pages").rglob("*.py")
    }
    alone = ["pages/parts/who.py"]
    signing_in = ["pages/parts/door.py", "pages/parts/sign_ins.py"]  # they ask whether and for how long, never for what
    for words, where in (("st.user", [*signing_in, *alone]), ("tp.book(", alone), ("role_of(", alone)):
        assert sorted(file for file, text in pages.items() if words in text) == where, words
    assert "session_state" not in pages["pages/parts/who.py"]
    assert "query_params" not in pages["pages/parts/who.py"]


def test_every_download_is_noted_when_it_is_asked_for():
    downloads = [(file, call) for file, name, call in calls("pages") if name == "download_button"]
    assert len(downloads) >= 4
    for file, call in downloads:
        made = call.args[1]
        assert isinstance(made, ast.Call), file
        assert "exported" in ast.unparse(made.func), file
