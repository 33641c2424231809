"""The printed pages of a sheet: what stands where on it, where a page ends, and what its head and foot say."""

from __future__ import annotations

from collections.abc import Sequence

from tp_metrics.packs.document import Chart, Map, Table
from tp_metrics.packs.fixed import plain

#: What a printed page holds at its full size: pixels across and points down; and the widest that may stand on one.
PRINTED, DEEP, WIDEST = 960, 490.0, 1520
#: How many pixels a column has that nobody made wider, and how many characters.
COLUMN, COMMON = 64, 8.43


class Laid:
    """What stands on a sheet: its widths in characters, where its parts and heads start, and how far it reaches."""

    def __init__(self, widths: Sequence[float]) -> None:
        self.widths = widths
        self.starts: list[int] = []
        self.heads: list[int] = []
        self.named: set[tuple[str, ...]] = set()
        self.tables: list[Table | Chart | Map] = []
        self.printed = 0
        self.drawn = 0

    def edge(self, count: int) -> int:
        """How many pixels so many columns are wide."""
        known = [int(7 * wide + 5) for wide in self.widths[:count]]
        return sum(known) + COLUMN * (count - len(known))

    def columns(self) -> int:
        """How many columns are printed: those of tables, but for numbers that stand in their texts, and the charts'."""
        count = max(self.printed, 1)
        while self.widths and self.edge(count) < max(self.drawn, PRINTED):
            count += 1
        return count

    def pixels(self) -> int:
        """How wide the print is at its full size."""
        return max(self.edge(self.columns()) if self.widths else PRINTED, PRINTED)


def breaks_of(highs: Sequence[float], starts: Sequence[int], room: float) -> list[int]:
    """The rows with which printed pages begin, of a sheet's heights of rows and the rows where its parts start.

    A part that a page of this room holds is not broken; a longer one begins where it stands, but low on a page.

    >>> breaks_of([10] * 12, [0, 4, 8], 70)
    [4, 8]
    >>> breaks_of([10] * 12, [0, 2], 80)
    [8]
    """
    ends = [*starts[1:], len(highs)] if starts else []
    parts = {start: sum(highs[start:end]) for start, end in zip(starts, ends, strict=True)}
    made: list[int] = []
    taken = 0.0
    for row, high in enumerate(highs if starts else ()):
        part = parts.get(row, 0.0)
        whole = taken + part > room and (part <= room or taken > 0.6 * room)
        if row > starts[0] and (whole or taken + high > room):  # a sheet's title is on no page of its own
            made.append(row)
            taken = 0.0
        taken += high
    return made


def for_print(text: str, most: int) -> str:
    """A text for the head or foot of a page, in which & begins a command and so is doubled."""
    words = " ".join(plain(text).split())
    while len(words.replace("&", "&&")) > most:
        words = words[:-1]
    return words.replace("&", "&&")
