"""What the pictures are made from: their register, made-up months, and marks of figures that the methods gave."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from tp_metrics.charts.palette import PALETTES

SOURCE = "Made-up figures."
#: How wide a picture is, in pixels, and how many characters of a title fit on that.
WIDTH, TITLE = 640, 84
NOUGHT = {"at": 0.0, "at_words": "no change"}

Spec = dict[str, Any]
#: The name of each picture → what draws it.
PICTURES: dict[str, Callable[[], Spec]] = {}


def picture(name: str) -> Callable[[Callable[[], Spec]], Callable[[], Spec]]:
    """Enters a function into the register of pictures under this name, which is that of its file."""

    def entered(draw: Callable[[], Spec]) -> Callable[[], Spec]:
        assert name not in PICTURES, name
        PICTURES[name] = draw
        return draw

    return entered


def drawn(name: str) -> Spec:
    """The chart of a picture, of a fixed width on its own ground, so that it reads in any theme."""
    spec = PICTURES[name]()
    title = {**spec["title"], "text": textwrap.wrap(" ".join(spec["title"]["text"]), TITLE)}
    config = {**spec["config"], "font": "Liberation Sans, Arial, Helvetica, sans-serif"}
    return spec | {"title": title, "config": config, "width": WIDTH, "background": PALETTES["light"].ground}


def months(count: int, first: int = 2009) -> list[date]:
    """So many firsts of a month from April on."""
    return [date(first + (3 + n) // 12, (3 + n) % 12 + 1, 1) for n in range(count)]


def series(values: Sequence[float], **more: Any) -> pl.DataFrame:
    """Made-up months as a frame."""
    return pl.DataFrame({"month": months(len(values)), "value": values} | more)


def steady(count: int, seed: int, level: float = 100.0, scatter: float = 6.0) -> list[float]:
    """Months that only chance moves."""
    return [float(x) for x in np.random.default_rng(seed).normal(level, scatter, count).round()]


def lit(*given: float) -> list[pl.Expr]:
    """Figures as the methods take them."""
    return [pl.lit(one) for one in given]


def numbers(found: pl.Expr | Sequence[pl.Expr]) -> list[Any]:
    """What an expression of literals, or several, comes to."""
    return [pl.select(one).item() for one in (found if isinstance(found, Sequence) else [found])]


def number(value: float, digits: int = 0, sign: bool = False) -> str:
    """A figure as it is printed, with a minus that is one."""
    said = f"{value:{'+' if sign else ''},.{digits}f}".replace("-", "−")
    return said.replace("−0", "0") if not float(f"{value:.{digits}f}") else said


def between(found: Sequence[float], digits: int = 0, sign: bool = False) -> str:
    """A figure with its limits: 62 (59 to 65)."""
    value, lower, upper = (number(one, digits, sign) for one in found)
    return f"{value} ({lower} to {upper})"


def rung(head: str, name: str, found: Sequence[float | None], shown: str, strong: bool = True) -> dict[str, Any]:
    """One mark of a chart of rungs: a figure with its limits, or one figure that has none."""
    value, lower, upper = found if len(found) == 3 else (found[0],) * 3
    words = {"head": head, "name": name, "shown": shown, "strong": strong, "tip": {"is": name}}
    return words | {"value": value, "lower": lower, "upper": upper}


def held(head: str, name: str, found: Sequence[float], against: float, digits: int = 0, sign: bool = False) -> Spec:
    """A figure with its limits, filled where they leave out what it is held against."""
    return rung(head, name, found, between(found, digits, sign), not found[1] <= against <= found[2])


def line(name: str, x: Sequence[float], value: Sequence[float | None]) -> pl.DataFrame:
    """One line of a chart of curves."""
    schema = {"line": pl.String, "x": pl.Float64, "value": pl.Float64}
    return pl.DataFrame({"line": [name] * len(x), "x": list(x), "value": list(value)}, schema=schema)


def marks(*found: tuple[float, float, str], left: Sequence[int] = ()) -> pl.DataFrame:
    """Points to call out on a chart of curves: where, and the words; those at `left` have them on that side."""
    names = ["x", "value", "words"]
    frame = pl.DataFrame([(float(x), float(value), words) for x, value, words in found], names, orient="row")
    return frame.with_columns(left=pl.Series([n in left for n in range(len(found))]))


def first_beyond(x: Sequence[float], value: Sequence[float], level: float) -> int:
    """The position at which the values first exceed the level."""
    return next(n for n, one in zip(range(len(x)), value, strict=True) if one > level)
