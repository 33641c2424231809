"""What rows of reference files have in common: a source, a status and, where they change, the days in force."""

from __future__ import annotations

import dataframely as dy
import polars as pl

#: How an id is written: of a measure, a source or a layout.
IDENTIFIER = r"^[a-z][a-z0-9_]*$"


class Sourced(dy.Schema):
    """Every row says where it comes from and how sure it is."""

    source = dy.String(nullable=False, min_length=1)
    status = dy.String(
        nullable=False, regex=r"^(published|computed|approximate|assumed|illustrative)$", description="a status"
    )


class Dated(Sourced):
    """A row that is in force from a day to a day, both included; without a last day it still is."""

    valid_from = dy.Date(nullable=False)
    valid_to = dy.Date(nullable=True)

    @dy.rule()
    def days_in_order(cls) -> pl.Expr:
        """The last day is not before the first."""
        return pl.col("valid_to").is_null() | (pl.col("valid_from") <= pl.col("valid_to"))
