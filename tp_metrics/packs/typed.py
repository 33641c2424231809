"""Numbers of a sheet: each a number, with the format under which a spreadsheet shows what the screen shows."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tp_metrics.words.numbers import MINUS

#: A shown number: its sign, its figures with commas, its decimals, and a unit behind it.
SHOWN = re.compile(rf"(?P<sign>[+{MINUS}]?)(?P<figures>\d{{1,3}}(?:,\d{{3}})*|\d+)(?:\.(?P<part>\d+))?(?P<unit>\D*)")
UNIT = 24
#: How many figures of a number a spreadsheet knows.
KNOWN = 15


@dataclass(frozen=True)
class Typed:
    """A number as a cell holds it, and its format."""

    value: float
    form: str


def typed(number: float | None, shown: str) -> Typed | None:
    """The cell of a number that is shown so; None where no format would show this text for this number.

    Where the number lies halfway between two that would be shown, a spreadsheet goes up and the screen to the even
    one; and a shown nought may have been a little less. Such a cell holds the number that is shown.

    >>> typed(434.54999999999995, "434.5").value
    434.5
    >>> typed(25957, "25,957"), typed(-1.24, "−1.2 points").form
    (Typed(value=25957, form='#,##0'), '#,##0.0" points";−#,##0.0" points";0.0" points"')
    """
    if number is None or not math.isfinite(number):
        return None
    found = SHOWN.fullmatch(shown)
    if not found or len(found["unit"]) > UNIT or '"' in found["unit"]:
        return None
    digits = len(found["part"] or "")
    size = Decimal((found["figures"] + "." + (found["part"] or "0")).replace(",", ""))
    stood = -size if found["sign"] == MINUS else size
    step = Decimal(1).scaleb(-digits)
    if abs(Decimal(repr(float(number))) - stood) > step * Decimal("0.5000001"):
        return None
    commas = "," in found["figures"] or size < 1000
    form = _form(found["sign"], ("#,##0" if commas else "0") + (f".{'0' * digits}" if digits else ""), found["unit"])
    rounded = Decimal(f"{number:.{KNOWN}g}").quantize(step, ROUND_HALF_UP)
    same = rounded == stood and (number >= 0) == (stood >= 0)
    return Typed(number if same else _held(stood), form)


def _held(value: Decimal) -> float:
    return int(value) if value == value.to_integral_value() else float(value)


def _form(sign: str, figures: str, unit: str) -> str:
    tail = f'"{unit}"' if unit else ""
    plain = figures + tail
    if sign == "+":
        return f"+{plain};{MINUS}{plain};{figures.replace('#,##', '')}{tail}"
    if sign == MINUS:
        return f"{plain};{MINUS}{plain};{figures.replace('#,##', '')}{tail}"
    return plain


def as_shown(value: float, form: str) -> str:
    """What a spreadsheet shows for a number under one of these formats: for who reads a sheet without one.

    >>> as_shown(-1.24, '#,##0.0" points";−#,##0.0" points";0.0" points"')
    '−1.2 points'
    """
    parts = form.split(";")
    part = parts[0] if value > 0 or len(parts) < 2 else parts[1] if value < 0 else parts[-1]
    found = re.search(r"(#,##)?0(\.0+)?", part)
    assert found
    digits = len(found[2] or ".") - 1
    size = Decimal(repr(abs(float(value)))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{size:,f}" if found[1] else f"{size:f}"
    sign = "-" if value < 0 and len(parts) < 2 else ""
    return (sign + part[: found.start()] + text + part[found.end() :]).replace('"', "")
