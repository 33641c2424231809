"""Schemas of the reference files on money: standard costs and funding, which are assumptions and alter no figure."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tp_metrics.schema.sourced import Sourced

#: Who is paid, and who pays.
PAID = ("officer", "pcso", "staff")
FUNDING = ("grant", "precept", "tfl", "borough")


class StandardCosts(Sourced):
    """What one person of a role costs in a year, full time, in pounds."""

    role = dy.String(nullable=False, regex=f"^({'|'.join(PAID)})$", description="officer, pcso or staff")
    pounds = dy.Float64(nullable=False, min_exclusive=0)


class Funding(Sourced):
    """Which share of a role is paid by whom, in per cent; the shares of a role are 100 together."""

    role = dy.String(nullable=False, regex=f"^({'|'.join(PAID)})$", description="officer, pcso or staff")
    funding = dy.String(nullable=False, regex=f"^({'|'.join(FUNDING)})$", description="a kind of funding")
    percent = dy.Float64(nullable=False, min=0, max=100)

    @dy.rule()
    def shares_make_a_whole(cls) -> pl.Expr:
        """The shares of a role are 100 per cent together."""
        return (pl.col("percent").sum().over("role") - 100).abs() < 0.01


MONEY_SCHEMAS: dict[str, type[dy.Schema]] = {"standard_costs": StandardCosts, "funding": Funding}
MONEY_KEYS: dict[str, tuple[str, ...]] = {"standard_costs": ("role",), "funding": ("role", "funding")}
