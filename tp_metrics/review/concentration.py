"""How much of an offence the highest wards hold, against what chance alone would give them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.results import Result, Selection, on_wards, result
from tp_metrics.review.kept import kept
from tp_metrics.review.seeing import sees_wards
from tp_metrics.stats import lorenz, share_by_chance, top_share

#: The share of wards that is looked at.
TOP = 0.05


@dataclass(frozen=True)
class Concentration:
    """The wards of a place by what was counted in them.

    Attributes:
        result: the measure ward by ward.
        curve: as `stats.lorenz` returns it, with code and place.
        held: the share of the total, 0 to 1, in the highest 5 % of wards, and `chance` what it would be by chance.
        wards: how many wards have a figure, and `top` those of the highest 5 %, by name.
    """

    result: Result
    curve: pl.DataFrame
    held: float
    chance: float
    wards: int
    top: tuple[str, ...]


@kept
def concentration(edition: Edition, measure: str, selection: Selection) -> Concentration | None:
    """How a count is spread over the wards of a place; None where it is no count, or fewer than 20 wards have one.

    None too for who may not see every ward of the place: the highest of a few would not be the highest of all.
    """
    if not sees_wards(edition, selection):
        return None
    answer = result(edition, measure, on_wards(edition, measure, selection))
    known = answer.rows.filter(pl.col("value").is_not_null() & (pl.col("level") == "ward"))
    if answer.measure.kind != "count" or known.height < 1 / TOP:
        return None
    held = top_share(known, share=TOP)
    chance = share_by_chance(float(known["value"].sum()), known.height, share=TOP)
    if held is None or chance is None:
        return None
    curve = lorenz(known.select("code", "place", "value"))
    return Concentration(
        result=answer,
        curve=curve,
        held=held,
        chance=chance,
        wards=known.height,
        top=tuple(curve["place"].head(max(1, round(TOP * known.height)))),
    )
