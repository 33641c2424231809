"""Groups of similar boroughs, built from indicators: nearest neighbours on standard scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from tp_metrics.editions import Edition

#: How many boroughs a group has beside its own, unless more or fewer are asked for.
NEAREST = 7
#: Charing Cross in metres of the national grid, from which London's distances are measured.
CHARING_CROSS = (530_034, 180_381)
#: Worked out from the reference files of boroughs and populations: indicator → its title.
WORKED_OUT = {
    "residents": "Residents",
    "density": "Residents per hectare",
    "household": "Residents per household, 2011",
    "bme": "BME residents, %, 2011",
    "growth": "Growth in ten years, %",
    "centre": "Km from Charing Cross",
}


@dataclass(frozen=True, eq=False)
class Similar:
    """The groups that some indicators make.

    Attributes:
        indicators: their ids.
        titles: the title of each indicator there is.
        values: one row to a borough: code, place and each chosen indicator.
        neighbours: code, peer, rank and distance (standard deviations, over all indicators), the nearest first.
        candidate: the same in the columns of the reference file peers.csv, to be saved as it stands.
    """

    indicators: tuple[str, ...]
    titles: dict[str, str]
    values: pl.DataFrame
    neighbours: pl.DataFrame
    candidate: pl.DataFrame

    def group(self, code: str) -> tuple[str, ...]:
        """The peers of a borough, the nearest first."""
        return tuple(self.neighbours.filter(pl.col("code") == code).sort("rank")["peer"])

    @property
    def file(self) -> bytes:
        """The candidate as a reference file."""
        return self.candidate.write_csv().encode("utf-8")


@lru_cache(maxsize=16)
def indicators(edition: Edition) -> tuple[dict[str, str], pl.DataFrame]:
    """The title of every indicator of boroughs, and their values: code, place, and a column to each.

    None is a figure of policing: peers that are chosen by what they are compared in would always look alike.
    """
    boroughs = edition.reference("boroughs")
    people = edition.reference("borough_populations").filter(pl.col("year") <= edition.as_at.year)
    latest = people.filter(pl.col("year") == pl.col("year").max())
    year = latest["year"].max()
    earlier = people.filter(pl.col("year") == pl.lit(year) - 10).select("code", then="residents")
    east, north = CHARING_CROSS
    away = ((pl.col("easting") - east) ** 2 + (pl.col("northing") - north) ** 2).sqrt() / 1000
    made = boroughs.join(latest.select("code", "residents"), on="code", how="left").join(earlier, on="code", how="left")
    own = made.select(
        "code",
        pl.col("name").alias("place"),
        pl.col("residents").cast(pl.Float64),
        density=pl.col("residents") / pl.col("hectares"),
        household=pl.col("census_2011") / pl.col("households"),
        bme="bame_percent_2011",
        growth=100 * (pl.col("residents") / pl.col("then") - 1),
        centre=away,
    )
    printed = edition.reference("borough_indicators")
    wide = printed.pivot(on="indicator", index="code", values="value", maintain_order=True)
    said = dict(printed.select("indicator", pl.format("{}, {}", "title", "year")).unique(maintain_order=True).rows())
    titles = {**WORKED_OUT, **said}
    table = own.join(wide, on="code", how="left", maintain_order="left").sort("place")
    known = [name for name in titles if table[name].null_count() < table.height]
    return {name: titles[name] for name in known}, table.select("code", "place", *known)


def similar(edition: Edition, chosen: Sequence[str], nearest: int = NEAREST) -> Similar:
    """Each borough's `nearest` neighbours on the indicators `chosen`.

    Each indicator is made a standard score over all boroughs, so that none counts for more because of its unit, and the
    distance is Euclid's. Boroughs without one of them are nobody's neighbour. Equal distances go by code. ValueError
    for no indicator, an unknown one, or a number of neighbours below 1.
    """
    return _similar(edition, tuple(dict.fromkeys(chosen)), nearest)


@lru_cache(maxsize=64)
def _similar(edition: Edition, chosen: tuple[str, ...], nearest: int) -> Similar:
    titles, table = indicators(edition)
    unknown = [name for name in chosen if name not in titles]
    if unknown or not chosen or nearest < 1:
        raise ValueError(f"groups are built from indicators ({', '.join(titles)}) and at least one neighbour")
    values = table.select("code", "place", *chosen)
    spread = [(pl.col(name) - pl.col(name).mean()) / pl.col(name).std(ddof=0) for name in chosen]
    scores = values.drop_nulls().select("code", *(one.fill_nan(0.0) for one in spread))
    pairs = scores.join(scores, how="cross", suffix="_peer").filter(pl.col("code") != pl.col("code_peer"))
    squares = pl.sum_horizontal((pl.col(name) - pl.col(f"{name}_peer")) ** 2 for name in chosen)
    ordered = pairs.select("code", peer="code_peer", distance=squares.sqrt().round(9)).sort("code", "distance", "peer")
    ranked = ordered.with_columns(rank=pl.int_range(1, pl.len() + 1).over("code").cast(pl.Int64))
    neighbours = ranked.filter(pl.col("rank") <= nearest).select("code", "peer", "rank", "distance")
    source = f"Candidate group: {nearest} nearest London boroughs on {', '.join(chosen)}; standard scores; not iQuanta"
    columns = {"source": pl.lit(source), "status": pl.lit("illustrative")}
    return Similar(chosen, titles, values, neighbours, neighbours.drop("distance").with_columns(**columns))
