"""The first lines of a page: the answer, how sure it is, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts.findings import block


@block("The answer")
def heading(result: Any, question: str) -> None:
    """The page's answer as its first line, and under it the question, the interval, source, cut and edition.

    Where there is no figure the first line says so and a note says what is missing.
    """
    st.title(tp.words.headline(result), anchor=False)
    parts = [f"**{question}**", tp.words.spread(result), tp.words.source_line(result)]
    if result.fell_back:
        parts.insert(2, f"This measure is read over its own window, {tp.words.period(result.figure)}.")
    st.caption(" ".join(part for part in parts if part))
    if said := tp.words.wider(result):
        st.info(said, icon=":material/info:")
    if said := tp.words.missing(result):
        st.info(said, icon=":material/info:")


def detail(results: Iterable[Any], *terms: str) -> None:
    """Below everything, drawn when it is opened: why each measure matters, caveats, dated events, the field's words."""
    more = st.expander("How these figures are made", key="detail", on_change="rerun")
    if not more.open:
        return
    shown = list(results)
    with more:
        st.markdown("\n".join([*(f"- **{one.measure.title}.** {one.measure.why}" for one in shown), *_caveats(shown)]))
        events = [f"- {tp.periods.day_text(when)}: {said}" for when, said in _events(shown)]
        if events:
            st.markdown("\n".join(["**What happened**", "", *events]))
        st.markdown("\n".join(["**Words**", "", *(f"- *{term}*: {tp.words.term(term)}" for term in terms)]))


def _caveats(results: list[Any]) -> list[str]:
    said = dict.fromkeys(caveat for one in results for caveat in tp.words.caveats(one))
    return ["", "**Bear in mind**", "", *(f"- {caveat}" for caveat in said)] if said else []


def _events(results: list[Any]) -> list[tuple[Any, str]]:
    found = {(event["first_day"], event["words"]) for one in results for event in one.events.iter_rows(named=True)}
    return sorted(found)
