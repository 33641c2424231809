"""A borough among those that resemble it: their value, where it stands, and how sure its rank is."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.measure import Measure
from tp_metrics.stats import peer_mean, peer_sums, position, rank_intervals


@dataclass(frozen=True)
class Peers:
    """How a borough stands among the group of boroughs that resemble it.

    Attributes:
        value: the peers' value without the borough itself, in the unit of the compared measure.
        own: the borough's own in that unit (of a count: its rate).
        measure: the measure that is compared: the rate of a count, else the measure itself.
        position: "better", "in line" or "worse"; None where neither way is better.
        rank, rank_lower, rank_upper, ranked: its rank from the best, with the 90 % interval, among so many.
        codes: the peers.
        status: of the group: "illustrative" until a force's own groups replace it.
    """

    value: float
    own: float
    measure: Measure
    position: str | None
    rank: int | None
    rank_lower: int | None
    rank_upper: int | None
    ranked: int | None
    codes: tuple[str, ...]
    status: str


def group(edition: Edition, code: str) -> tuple[tuple[str, ...], str]:
    """The boroughs that resemble one, nearest first, and the status of that list; empty where there is none."""
    rows = edition.reference("peers").filter(pl.col("code") == code).sort("rank")
    return tuple(rows["peer"]), str(rows["status"][0]) if rows.height else ""


def peers(edition: Edition, measure: Measure, rows: pl.DataFrame, code: str, dispersion: float) -> Peers | None:
    """The standing of a borough, from the rows of all boroughs over one window; None where it cannot be told."""
    codes, status = group(edition, code)
    return among(measure, rows, code, codes, status, dispersion)


def among(
    measure: Measure, rows: pl.DataFrame, code: str, codes: tuple[str, ...], status: str, dispersion: float
) -> Peers | None:
    """The standing of a borough among any other boroughs; None where it cannot be told."""
    sums = place_sums(measure, rows.filter(pl.col("code").is_in([code, *codes])))
    if sums is None or code not in set(sums["code"]) or sums.height < 2:
        return None
    kind = "proportion" if measure.kind == "proportion" else "rate"
    k0, n0 = peer_sums(pl.col("k"), pl.col("n"))
    told = sums.with_columns(peers=peer_mean(pl.col("k"), pl.col("n")), k0=k0, n0=n0)
    told = told.with_columns(
        position=position(
            *map(pl.col, ("k", "n", "k0", "n0")),
            kind=kind,  # type: ignore[arg-type]
            better=measure.better,
            dispersion=1.0 if kind == "proportion" else dispersion,
        )
    )
    if measure.better != "neither":
        told = rank_intervals(told, value="value", error="error", better=measure.better)
    own = told.row(by_predicate=pl.col("code") == code, named=True)
    ranks = {name: own.get(name) for name in ("rank", "rank_lower", "rank_upper", "ranked")}
    return Peers(
        value=measure.factor * own["peers"],
        own=measure.factor * own["k"] / own["n"],
        measure=measure,
        position=own["position"] if measure.better != "neither" else None,
        codes=tuple(one for one in codes if one in set(sums["code"])),
        status=status,
        **{name: None if rank is None else int(rank) for name, rank in ranks.items()},
    )


def place_sums(measure: Measure, rows: pl.DataFrame) -> pl.DataFrame | None:
    """Each place's k of n, its value k/n and the standard error of that; None for what has no sums."""
    if measure.kind == "proportion":
        made = rows.with_columns(n=pl.col("base"), k=pl.col("value") / measure.factor * pl.col("base"))
        error = (pl.col("value") * (1 - pl.col("value")) / pl.col("n")).sqrt()
    elif measure.kind in ("ratio", "quotient"):
        made = rows.with_columns(n=pl.col("denominator"), k=pl.col("numerator"))
        error = pl.col("k").sqrt() / pl.col("n")
    else:
        return None
    known = made.filter(pl.col("k").is_not_null() & (pl.col("n") > 0) & (pl.col("k") <= pl.col("n") * float("inf")))
    if known.is_empty():
        return None
    return known.select("code", "k", "n", value=pl.col("k") / pl.col("n")).with_columns(error=error)
