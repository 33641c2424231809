"""Concentration in words: how much the highest wards hold, and how much of that chance alone would give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tp_metrics.words.numbers import per_cent
from tp_metrics.words.once import once
from tp_metrics.words.review import listed
from tp_metrics.words.sentences import in_brackets
from tp_metrics.words.windows import rows_period

if TYPE_CHECKING:
    from tp_metrics.review import Concentration

#: Twice what chance gives is called concentrated.
CLEAR = 2.0


def concentration_title(found: Concentration) -> str:
    """The finding: "5 % of wards hold 28 % of robbery (by chance alone 7 %)"."""
    held, chance = per_cent(100 * found.held), per_cent(100 * found.chance)
    title = found.result.measure.title
    if found.held < CLEAR * found.chance:
        return f"{title}: 5 % of wards hold {held}, little more than the {chance} of chance alone"
    return f"{title}: 5 % of wards hold {held}; by chance alone it would be {chance}"


def concentration_words(found: Concentration) -> str:
    """Which wards they are, and how to read the curve."""
    names = listed([in_brackets(name) for name in found.top])
    every = found.result.rows.height
    counted = f"{found.wards:,} wards" if found.wards == every else f"{found.wards:,} of {every:,} wards have a figure"
    return (
        f"{counted}, {rows_period(found.result)}. The highest 5 %: {names}. "
        "What could not be placed in a ward is not in it."
    )


@once
def concentration_table(found: Concentration) -> pl.DataFrame:
    """The wards, the highest first, with the share of the total that they and all before them hold."""
    total = pl.col("value").sum()
    return found.curve.select(
        pl.col("place").alias("Place"),
        pl.col("value").round(0).cast(pl.Int64).alias("Count"),
        (100 * pl.col("value") / total).alias("Share, %"),
        (100 * pl.col("total")).alias("Share so far, %"),
    )
