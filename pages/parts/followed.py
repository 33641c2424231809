"""What the pages of people followed one by one draw alike: bars of maturity, rungs, and how figures are made."""

from __future__ import annotations

from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import pictures
from pages.parts.findings import block, named


@block()
def bars(shown: Any) -> None:
    """Bars of maturity side by side: a share, and the words on it."""
    if shown:
        named("How much can be measured")
    for column, (share, said) in zip(st.columns(len(shown), gap="medium") if shown else (), shown, strict=True):
        column.progress(share, said)


def rungs(key: str, marks: Any, title: str, unit: str, rows: Any, found: Any, **line: Any) -> None:
    """Shares or differences with their intervals, each on its rung, and the rows behind them."""
    source = tp.words.source_line(found)
    spec = tp.charts.rungs(marks, title=title, unit=unit, source=source, theme=pictures.theme(), **line)
    pictures.of_method(spec, title, key, rows, found)


def detail(said: Any) -> None:
    """How the figures are made; drawn when it is opened."""
    more = st.expander("How these figures are made", key="detail", on_change="rerun")
    if more.open:
        more.markdown("\n".join(f"- {one}" for one in said))
