"""What tests of pages on people followed one by one share: what such a page says, and that nobody stands in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl


def sound(screen: Any) -> Any:
    """The page, which ran without an error."""
    assert not screen.exception
    assert not screen.error
    return screen


def cards(screen: Any) -> dict[str, tuple[str, str]]:
    """Each card's value and the line under it, by its label."""
    return {card.label: (card.value, card.delta) for card in sound(screen).metric}


def said(screen: Any) -> str:
    """Everything that the page says in words, its charts and the words of their marks among them."""
    parts = [
        one.value
        for kind in ("title", "caption", "markdown", "info", "header", "subheader")
        for one in screen.get(kind)
    ]
    parts += [json.dumps(chart.proto.spec) + chart.proto.alt for chart in screen.get("vega_lite_chart")]
    return " ".join(str(part) for part in parts)


def nobody_in(screen: Any, handed: list[str], log: str, people: Path, columns: tuple[str, ...] = ("person",)) -> None:
    """No pseudonym and no ward of these people stands on the page, in a download or in the log."""
    assert len(handed) >= 8
    tables = " ".join(one.value.to_csv() for one in screen.dataframe)
    everything = " ".join([said(screen), tables, log, *handed])
    rows = pl.read_parquet(people)
    assert rows.height > 1000
    assert not [name for column in (*columns, "place") for name in rows[column].unique() if name in everything]
    assert max(one.count("\n") for one in handed) < 130
