"""Groups of similar boroughs that are being built, in words: who would stay, come and go, and where the file goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from tp_metrics.words.equality import everyone_of
from tp_metrics.words.numbers import number
from tp_metrics.words.peers import POSITIONS, placed

if TYPE_CHECKING:
    from tp_metrics.review import Similar, Standing

BUILDER_HELP = (
    "Each indicator becomes a standard score over the 32 boroughs, so that none counts for more because of its unit; "
    "nearest is by straight distance over all that are chosen. Figures of crime or of surveys are not offered: peers "
    "that are chosen by what they are compared in would always look alike."
)
WHERE_TO = (
    "The file has the columns of the reference file. To put it in force, check it, save it as reference/peers.csv in "
    "the data folder (TP_DATA), and publish: the groups change with the next edition, and no edition before it."
)


def candidate_words(now: Standing, tried: Standing, names: dict[str, str]) -> str:
    """What a candidate group would change: who stays, who comes and goes, and the borough's place in it."""
    place = now.answer.figure.place
    stay = [code for code in tried.codes if code in now.codes]
    come = [names[code] for code in tried.codes if code not in now.codes]
    go = [names[code] for code in now.codes if code not in tried.codes]
    said = f"{place} would keep {len(stay)} of its {len(now.codes)} peers"
    said += f"; {everyone_of(come)} would come in" if come else ""
    said += f"; {everyone_of(go)} would go" if go else ""
    was, would = placed(now.compared, now.answer.figure.code), placed(tried.compared, now.answer.figure.code)
    if was and would and tried.peers:
        theirs = number(tried.peers.value, tried.measure)
        verdict = f", {POSITIONS[tried.peers.position]}" if tried.peers.position else ""
        change = f"would be {would} instead of {was}" if would != was else f"would still be {would}"
        said += f". In {tried.measure.title.lower()} it {change}, against {theirs}{verdict}"
    return f"{said}."


def neighbours_table(found: Similar, code: str, codes: Sequence[str]) -> pl.DataFrame:
    """A borough and its candidate peers with every chosen indicator; whether each is a peer now."""
    rank = found.neighbours.filter(pl.col("code") == code).select("peer", "rank", "distance")
    rows = found.values.join(rank, left_on="code", right_on="peer", how="left")
    mine = rows.filter((pl.col("code") == code) | pl.col("rank").is_not_null()).sort("rank", nulls_last=False)
    now = pl.when(pl.col("code") == code).then(None).when(pl.col("code").is_in(list(codes))).then(pl.lit("yes"))
    whole = {name for name in found.indicators if (found.values[name].drop_nulls() % 1 == 0).all()}
    return mine.select(
        pl.col("place").alias("Place"),
        now.otherwise(pl.lit("no")).alias("A peer now"),
        pl.col("distance").alias("Distance"),
        *(
            pl.col(name).cast(pl.Int64 if name in whole else pl.Float64).alias(found.titles[name])
            for name in found.indicators
        ),
    )
