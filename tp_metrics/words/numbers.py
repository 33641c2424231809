"""Numbers as a meeting reads them: commas, per cent, points, and whether a change is for better or worse."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tp_metrics.measure import Measure
    from tp_metrics.results import Figure, Result

#: What stands for a figure that is not known.
DASH = "–"
MINUS = "−"
#: What stands for a change between two figures that cannot be held against each other.
NOT_COMPARABLE = "not comparable"

Verdict = Literal["better", "worse", "higher", "lower", "level", "unknown"]


def per_cent(value: float) -> str:
    """A percentage: whole above 20, one decimal below.

    >>> per_cent(63.4), per_cent(6.54)
    ('63 %', '6.5 %')
    """
    digits = 0 if abs(value) >= 20 else 1
    return f"{value:,.{digits}f} %".replace("-", MINUS)


def plain(value: float, like: float | None = None) -> str:
    """A rate or a strength: whole from 100, one decimal from 10, two below; or with as many as another has.

    >>> plain(20599.48), plain(40.31), plain(2.5), plain(0.89, like=31.2)
    ('20,599', '40.3', '2.50', '0.9')
    """
    size = abs(value if like is None else like)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2
    return f"{value:,.{digits}f}".replace("-", MINUS)


def counts(measure: Measure) -> bool:
    """Whether the measure's values are whole numbers of things."""
    return measure.kind == "count" and measure.per == 1 and measure.unit != "per cent"


def number(value: float | None, measure: Measure, like: float | None = None) -> str:
    """A value of the measure as text; a dash where it is not known.

    The unit is not said but for per cent: the measure's title says what is counted. A change is written with the
    decimals of the value that it is `like`.
    """
    if value is None:
        return DASH
    if measure.unit == "per cent":
        return per_cent(value)
    if counts(measure) or (measure.unit in ("headcount", "people", "households") and value == round(value)):
        return f"{value:,.0f}".replace("-", MINUS)
    return plain(value, like)


def value(figure: Figure, measure: Measure) -> str:
    """The figure's own value as text."""
    return number(figure.value, measure)


def signed(text: str, amount: float) -> str:
    """The text of a size, with the sign of the amount that it is the size of."""
    return f"{'+' if amount > 0 else MINUS if amount < 0 else ''}{text}"


def in_table(amount: float | None, digits: int, *, plus: bool = False) -> str:
    """A number of a table: with commas, a true minus, and no sign at what is rounded to zero; `plus` marks a rise.

    >>> in_table(-1234.5, 1), in_table(-0.04, 1), in_table(3, 0, plus=True), in_table(None, 1)
    ('−1,234.5', '0.0', '+3', '–')
    """
    if amount is None or math.isnan(amount):
        return DASH
    size = f"{abs(amount):,.{digits}f}"
    if not size.strip("0.,"):
        return size
    return f"{MINUS if amount < 0 else '+' if plus else ''}{size}"


def decimals(head: str, *, whole: bool, small: bool, below: bool) -> int:
    """How many decimals a column of a table is written with, by its head and what is in it.

    None for whole numbers; two where no number reaches 10 (`small`) and none is below zero, but for changes; else one.
    """
    return 0 if whole else 2 if small and not below and not head.startswith("Change") else 1


def points(amount: float) -> str:
    """A difference of two percentages.

    >>> points(1.24), points(-0.6)
    ('+1.2 points', '−0.6 points')
    """
    return signed(f"{abs(amount):.1f} points", round(amount, 1))


def change(figure: Figure, measure: Measure) -> str:
    """The change on the same window of the year before: "+1,587 (+6.5 %)", "+1.2 points", "no change" or a dash."""
    amount = figure.change
    if amount is None:
        return DASH
    if measure.unit == "per cent":
        return "no change" if round(amount, 1) == 0 else points(amount)
    size = number(abs(amount), measure, like=figure.value)
    if not size.strip("0.,"):
        return "no change"
    share = share_text(figure.change_percent)
    return signed(size, amount) + (f" ({share})" if share else "")


def changed(result: Result) -> str:
    """A result's own change on a year before, as `change` says it; "not comparable" where the two are not alike."""
    return NOT_COMPARABLE if result.unlike else change(result.figure, result.measure)


def share_text(share: float | None) -> str:
    """A relative change as "+6.5 %", without a sign where it is rounded to zero; empty where there is none.

    >>> share_text(6.54), share_text(-0.04), share_text(None)
    ('+6.5 %', '0.0 %', '')
    """
    if share is None:
        return ""
    size = per_cent(abs(share))
    return signed(size, share) if size.strip("0. %") else size


def interval(figure: Figure, measure: Measure) -> str:
    """The 95 % interval as "62 % to 65 %"; empty where there is none."""
    if figure.lower is None or figure.upper is None:
        return ""
    return f"{number(figure.lower, measure)} to {number(figure.upper, measure)}"
