"""What an answer shows, whatever its kind: found by walking it, so that a new field is looked at too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import polars as pl

from tp_metrics.access import Scope
from tp_metrics.editions import Edition
from tp_metrics.results import Result

#: What in a row of figures is no figure: its window, and what a reader has of a place beside one.
COURT = "Camberwell Green"
NO_FIGURES = {"first_day", "last_day", "rank", "place_order", "w", "before"}


def frames(answer: Any, met: set[int] | None = None) -> Iterator[pl.DataFrame]:
    """Every frame in an answer; of a result its figure too."""
    met = met if met is not None else set()
    if id(answer) in met:
        return
    met.add(id(answer))
    if isinstance(answer, pl.DataFrame):
        yield answer
    elif isinstance(answer, Result):
        yield answer.rows
        yield pl.DataFrame([vars(answer.figure)], schema_overrides=answer.rows.schema)
        yield from frames(answer.judgement, met)
    elif is_dataclass(answer):
        for field in fields(answer):
            yield from frames(getattr(answer, field.name), met)
    elif isinstance(answer, Mapping):
        for value in answer.values():
            yield from frames(value, met)
    elif isinstance(answer, list | tuple | frozenset | set):
        for value in answer:
            yield from frames(value, met)


def texts(answer: Any, met: set[int] | None = None) -> Iterator[str]:
    """Every text in an answer that is no frame's: names, codes, sentences."""
    met = met if met is not None else set()
    if isinstance(answer, str):
        yield answer
        return
    if id(answer) in met or isinstance(answer, Result):
        return
    met.add(id(answer))
    if is_dataclass(answer) and not isinstance(answer, type):
        for field in fields(answer):
            yield from texts(getattr(answer, field.name), met)
    elif isinstance(answer, Mapping):
        for key, value in answer.items():
            yield from (*texts(key, met), *texts(value, met))
    elif isinstance(answer, list | tuple | frozenset | set):
        for value in answer:
            yield from texts(value, met)


@cache
def chains(edition: Edition) -> dict[str, tuple[tuple[str, ...], str]]:
    """Every place by its code: its chain and its level."""
    places = edition.places
    codes = places.frame.select("code", "level").unique().iter_rows()
    return {code: ((code, *places.parents(code)), level) for code, level in codes}


def hidden(edition: Edition, viewer: Scope) -> set[str]:
    """The codes of the places whose figures a viewer may not read, by docs/access.md and not by what decides it."""
    if viewer.places is None:
        return set()
    read = set() if viewer.name == "none" else {"tp", "area", "borough"}
    return {
        code
        for code, (chain, level) in chains(edition).items()
        if not (viewer.places & set(chain) or level in read or (code == "MPS" and read))
    }


def outside(answer: Any, edition: Edition, viewer: Scope) -> list[dict[str, Any]]:
    """The rows of an answer that give a figure of a place which the viewer may not read."""
    codes = hidden(edition, viewer)
    found = []
    for frame in frames(answer):
        numbers = [n for n, kind in frame.schema.items() if kind.is_numeric() and n not in NO_FIGURES]
        for column in [n for n, kind in frame.schema.items() if kind == pl.String]:
            rows = frame.filter(pl.col(column).is_in(codes))
            if numbers:
                rows = rows.filter(pl.any_horizontal(pl.col(numbers).is_not_null()))
            found += rows.to_dicts()
    return found


def named(answer: Any, edition: Edition, viewer: Scope) -> set[str]:
    """The codes and labels of wards outside the viewer's places that stand in an answer as texts of their own.

    The court that bears the name of its ward is none.
    """
    wards = edition.places.frame.filter(pl.col("level") == "ward").select("code", "label")
    codes = hidden(edition, viewer) & set(wards["code"])
    labels = {label for code, label in wards.iter_rows() if code in codes}
    mine = {label for code, label in edition.places.frame.select("code", "label").iter_rows() if code not in codes}
    return {text for text in texts(answer) if text in (codes | labels) - mine - {COURT}}
