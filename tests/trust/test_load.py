"""Real sessions without browsers: none sees an error, and what a visitor would call an error is seen as one."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bench import load
from bench.memory import serving
from bench.visitor import Visitor, WentWrong

pytestmark = pytest.mark.trust

PATIENT = 300.0
SMALL = """
import streamlit as st


def first():
    picked = st.selectbox("Which", ["good", "bad", "again"], key="which", bind="query-params")
    many = st.pills("Many", ["a", "b", "c"], default=["a"], selection_mode="multi", key="many", bind="query-params")
    st.text("x" * 50_000)
    if picked == "bad":
        raise ValueError("picked badly")
    if picked == "again" and "ran" not in st.session_state:
        st.session_state["ran"] = True
        st.rerun()
    st.session_state["said"] = f"{picked} {many} {st.query_params.to_dict()}"
    st.selectbox("Said", [st.session_state["said"]], key="said-box")


def second():
    st.selectbox("Said", [st.session_state.get("said", "")], key="other-box")


st.navigation([st.Page(first, title="first"), st.Page(second, title="second")]).run()
"""


def said(visitor: Visitor) -> str:
    """What the small app says that it was asked."""
    return next(one.options[0] for one in visitor.choices.values() if one.name not in ("which", "many"))


def run(visited: Coroutine[Any, Any, Any]) -> None:
    """Run visits in a thread of their own: where browsers are driven, this one has a loop already."""
    with ThreadPoolExecutor(1) as alone:
        alone.submit(asyncio.run, visited).result()


async def visits(address: str) -> None:
    visitor = await Visitor.at(address, "", seconds=PATIENT)
    assert said(visitor) == "good ['a'] {}"
    whole = visitor.bytes_read
    await visitor.choose("which", "again")
    assert said(visitor) == "again ['a'] {'which': 'again'}"
    assert visitor.bytes_read - whole < whole / 2, "the large text is kept, as a browser keeps it"
    await visitor.choose("many", "c")
    assert said(visitor) == "again ['a', 'c'] {'which': 'again', 'many': 'c'}"
    await visitor.open("second")
    assert said(visitor) == "again ['a', 'c'] {'which': 'again', 'many': 'c'}"
    assert visitor.query == ""
    await visitor.open("")
    with pytest.raises(WentWrong, match="shows an error"):
        await visitor.choose("which", "bad")
    await visitor.leave()
    with pytest.raises(WentWrong, match="shows an error"):
        await Visitor.at(address, "", "which=bad", seconds=PATIENT)
    with pytest.raises(WentWrong, match="there is no page nowhere"):
        await Visitor.at(address, "nowhere", seconds=PATIENT)


def test_a_visitor_sends_what_a_browser_sends_and_sees_what_goes_wrong(tmp_path):
    script = tmp_path / "small.py"
    script.write_text(SMALL, encoding="utf-8")
    with serving(tmp_path, script, tmp_path / "log") as (port, _):
        run(visits(f"http://localhost:{port}"))


def test_no_visitor_sees_an_error_and_all_that_was_begun_has_ended(demonstration_folder: Path, tmp_path: Path):
    log = tmp_path / "log"
    with serving(demonstration_folder, log=log) as (port, _):
        asked = load.Load(f"http://localhost:{port}", people=5, seconds=20, pause=2, patience=PATIENT)
        run(load.visited(asked, (), warm=False, leaving=0))
    assert [one for one in asked.waited if one.wrong] == []
    assert len(asked.waited) >= 5, "everybody has come"
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.mark.timed
def test_fifty_people_for_five_minutes(demonstration_folder: Path):
    assert load.main(["--replicas", "2", "--data", str(demonstration_folder)]) == 0
