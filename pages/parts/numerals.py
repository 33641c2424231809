"""Numbers in tables: with commas, as many decimals as their size asks, the sign of a change, and a true minus."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache, partial
from threading import Lock
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts.screen import narrow

#: Pixels of a row, of each line in a taller one, and of the least in which Streamlit breaks lines (over 4 rem).
ROW, LINE, BREAKS = 33, 18, 58
#: Pixels of a first column that stays in its place, at least and at most, and of a letter in it, about.
FIRST, WIDEST, LETTER = 205, 260, 5.5
#: Name, type, whether small, and whether any number is below zero: what decides how a column is drawn.
Shape = tuple[tuple[str, str, bool, bool], ...]
#: How a column's numbers are put into words: with so many decimals, or by a text to each row.
How = int | tuple[str, ...]


def shape(frame: Any) -> Shape:
    """What decides how each column is drawn; a column is small where no number in it reaches 10."""
    return tuple(_column(name, frame.get_column(name)) for name in frame.columns)


def _column(name: str, column: Any) -> tuple[str, str, bool, bool]:
    if not column.dtype.is_numeric():
        return name, "", False, False
    kind = "d" if column.dtype.is_integer() else "f"
    return name, kind, abs(column.max() or 0.0) < 10, (column.min() or 0.0) < 0


def columns(frame: Any, *, pinned: bool = False) -> dict[str, Any]:
    """How each column is drawn, from what is in it; the first may stay in its place."""
    return dict(_columns(shape(frame), _width(frame) if pinned else 0))


def _width(frame: Any) -> int:
    """The pixels of the first column: as its longest text asks for, but for a phone."""
    longest = max((len(str(one)) for one in frame.get_column(frame.columns[0]).to_list()), default=0)
    return FIRST if narrow() else int(min(WIDEST, max(FIRST, LETTER * longest + 16)))


@lru_cache(maxsize=128)
def _columns(found: Shape, pinned: int) -> Mapping[str, Any]:
    config: dict[str, Any] = {}
    if pinned:
        config[found[0][0]] = st.column_config.TextColumn(pinned=True, width=pinned)
    for one in found:
        if one[1] and not _signed(one):
            config[one[0]] = st.column_config.NumberColumn(format=f"%,.{_digits(one)}f")
    return config


def _signed(one: tuple[str, str, bool, bool]) -> bool:
    """Whether a column's numbers are written by us: Streamlit has a hyphen for a minus, and "-0.0"."""
    return bool(one[1]) and (one[3] or one[0].startswith("Change"))


def _digits(one: tuple[str, str, bool, bool]) -> int:
    name, kind, small, below = one
    return int(tp.words.decimals(name, whole=kind == "d", small=small, below=below))


def written(frame: Any, kept: Mapping[str, Any], words: Mapping[str, Sequence[str]] | None = None) -> Any:
    """The rows as st.dataframe takes them, with the words of signed columns that `kept` does not format.

    `words` has those of columns whose numbers are of several units, a text to a row. The numbers stay numbers, and
    sort as such.
    """
    words = words or {}
    ours: tuple[tuple[str, How], ...] = tuple(
        (one[0], tuple(words[one[0]]) if one[0] in words else _digits(one))
        for one in shape(frame)
        if one[0] in words or (_signed(one) and one[0] not in kept)
    )
    if not ours:
        return frame.to_arrow()
    told = tuple(n for n in frame.columns if n not in words and (n in kept or str(frame.schema[n]) == "String"))
    data, body = _styled(frame, ours, told)
    styled = data.style
    # What Streamlit asks a table with words for, as it was worked out when these rows were first drawn.
    styled._compute = _nothing
    styled._translate = partial(_body, body)
    return styled


def sorting(frame: Any, numbers: Any, kept: Mapping[str, Any]) -> Any:
    """Rows of texts as st.dataframe takes them, with the columns in `numbers` sorted by these and not by the text."""
    behind = [name for name in numbers.columns if name in frame.columns]
    words = {name: frame.get_column(name).fill_null(tp.words.DASH).to_list() for name in behind}
    return written(frame.with_columns(numbers.select(behind)), kept, words)


#: The tables that were drawn last, by their rows: their data as pandas has them, and the cells that have words.
_drawn: OrderedDict[Hashable, tuple[Any, list[Any]]] = OrderedDict()
_lock = Lock()
MOST = 100


class Said(float):
    """A number that says itself in our words; it travels and sorts as the number that it is."""

    words = ""

    @classmethod
    def of(cls, value: float | None, words: str) -> Said:
        """The number, not a number for None, with its words."""
        said = cls("nan" if value is None else value)
        said.words = words
        return said

    def __str__(self) -> str:
        return self.words


def _styled(frame: Any, ours: tuple[tuple[str, How], ...], told: tuple[str, ...]) -> tuple[Any, list[Any]]:
    """The rows for pandas, and the cells that have to be told their words; kept.

    Streamlit takes the words of every cell from its text, and puts those of the cells given here in their place,
    which takes it some milliseconds a column: so our numbers say themselves, but for those that are not known, which
    pandas has no word for. Text is its own words, and numbers with a format are written by the screen.
    """
    key = (tuple(frame.schema.items()), frame.hash_rows().to_numpy().tobytes(), ours, told)
    signed = {name for name, _ in ours}

    def asks(name: str, cell: dict[str, Any]) -> bool:
        return name not in told and (name not in signed or cell["value"] != cell["value"])

    with _lock:
        if key in _drawn:
            _drawn.move_to_end(key)
            return _drawn[key]
    data = frame.to_pandas()
    whole = data.style
    whole._compute()
    body = [
        [cell for cell in row if cell["type"] == "td" and asks(frame.columns[int(cell["id"].split("_col")[1])], cell)]
        for row in whole._translate(False, False)["body"]
    ]
    for name, how in ours:
        column = frame.get_column(name)
        said = how if isinstance(how, tuple) else [_word(one, how, name.startswith("Change")) for one in column]
        numbers = data[name].to_numpy(dtype=object)
        numbers[:] = [Said.of(one, word) for one, word in zip(column, said, strict=True)]
        data[name] = numbers
        for number, row in enumerate(body):
            for cell in row:
                if frame.columns[int(cell["id"].split("_col")[1])] == name:
                    cell["display_value"] = said[number]
    with _lock:
        _drawn[key] = (data, body)
        while len(_drawn) > MOST:
            _drawn.popitem(last=False)
    return data, body


def _nothing() -> None:
    """No style is left to be worked out."""


def _body(body: list[Any], *_: Any, **__: Any) -> dict[str, Any]:
    return {"body": body}


def _word(value: float | None, digits: int, plus: bool) -> str:
    return str(tp.words.in_table(value, digits, plus=plus))


def telling(frame: Any) -> Any:
    """The rows without the columns of text that say nothing in any of them."""
    silent = [
        name
        for name in frame.columns
        if frame.height and not frame.get_column(name).dtype.is_numeric() and _silent(frame.get_column(name))
    ]
    return frame.drop(silent)


def _silent(column: Any) -> bool:
    # A list is looked through at once, where a plan of Polars would take longer.
    nothing = (None, "", tp.words.DASH)
    return bool(
        column.null_count() == len(column)
        or (str(column.dtype) == "String" and all(cell in nothing for cell in column.to_list()))
    )


def widths(pixels: Mapping[str, int]) -> dict[str, Any]:
    """Columns of so many pixels each: together they are to fit a projector's 1,366."""
    return {name: st.column_config.Column(width=width) for name, width in pixels.items()}


def row(lines: int) -> int | None:
    """The height of a row whose texts may take so many lines; None for one, where texts are cut at their column."""
    return max(BREAKS, LINE * (lines + 1)) if lines > 1 else None


def height(frame: Any, most: Any, lines: int = 1) -> Any:
    """A height in pixels, or as much as the rows take where that is less: no empty rows are drawn under them."""
    taken = ROW + (row(lines) or ROW) * frame.height
    return "content" if isinstance(most, int) and taken < most else most
