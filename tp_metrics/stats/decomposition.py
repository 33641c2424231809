"""Why a figure changed: parts, rates and mix, demand and staffing, that add up to the change."""

from __future__ import annotations

import math

import polars as pl

from tp_metrics.stats.sequence import numbers, present

#: The row that holds what a total has and no shown part has.
NOT_SHOWN = "suppressed or not placed"

#: Sums closer than this share of themselves are equal.
EQUAL_WITHIN = 1e-9


def contributions(
    frame: pl.DataFrame,
    now: str,
    before: str,
    by: str,
    *,
    total_now: float | None = None,
    total_before: float | None = None,
) -> pl.DataFrame:
    """What each part contributes to the change of a count: columns `by`, now, before, change, share; sums are exact.

    One row for each part in the order given, in events; share is of the whole change, from 1 for all of it (negative
    against its direction, null where nothing changed). Where the totals hold more than the parts, a last row
    "suppressed or not placed" holds the rest. A part that is withheld (null) in either period goes into that row
    whole, so that each column still adds up; its own figures are null. Only parts that exclude each other add up.
    Differences are taken rather than per cent, because those of parts do not add. ValueError for a negative figure, a
    part named twice, one total without the other, a withheld part without totals, or parts that exceed a total.

    >>> wards = pl.DataFrame({"ward": ["A", "B"], "now": [30, 50], "before": [20, 52]})
    >>> contributions(wards, "now", "before", "ward", total_now=85, total_before=72)["change"].to_list()
    [10.0, -2.0, 5.0]
    """
    present(frame, [by])
    figures = [numbers(frame, column, least=0) for column in (now, before)]
    if frame[by].n_unique() != frame.height:
        raise ValueError(f"each {by} is one part, and has one row")
    known = pl.col(now).is_not_null() & pl.col(before).is_not_null()
    parts = frame.select(
        pl.col(by).cast(pl.String),
        *(pl.when(known).then(figure).alias(figure.name) for figure in figures),
    )
    rest = _rest(parts, now, before, total_now, total_before)
    if rest is not None:
        row = pl.DataFrame({by: [NOT_SHOWN], now: [rest[0]], before: [rest[1]]}, schema=parts.schema)
        parts = pl.concat([parts, row])
    change = (pl.col(now) - pl.col(before)).alias("change")
    whole = pl.col("change").sum()
    return parts.with_columns(change).with_columns(share=pl.when(whole != 0).then(pl.col("change") / whole))


def kitagawa(frame: pl.DataFrame, by: str) -> pl.DataFrame:
    """Change of a rate split by part into rate effect and mix effect: columns `by`, rate_effect, mix_effect, effect.

    In the rate's unit (numerator over denominator); the effects of all parts add up to the change of the whole rate
    exactly. The frame has one row for each part and numerator_now, denominator_now, numerator_before and
    denominator_before. With r a part's rate, c its share of the denominator and bars for the mean of both periods:
    rate effect = c̄·Δr, mix effect = Δc·(r̄ − R̄). Kitagawa's mix effect is Δc·r̄; taking off R̄, the mean of the whole
    rates, leaves its sum as it was, and makes growth of a part with a low rate count as a fall. Averages of both
    periods leave no interaction over. A part that is empty in one period has the other's rate there: all mix.
    ValueError for a null or negative figure, events in a part without denominator, or a whole without.
    Kitagawa 1955, JASA 50:1168.

    >>> columns = ["numerator_now", "denominator_now", "numerator_before", "denominator_before"]
    >>> rows = [["A", 9, 90, 2, 20], ["B", 8, 10, 64, 80]]
    >>> found = kitagawa(pl.DataFrame(rows, ["ward", *columns], orient="row"), "ward")
    >>> found.select(pl.sum("rate_effect", "mix_effect").round(2)).row(0)
    (0.0, -0.49)
    """
    present(frame, [by])
    _sound(frame)
    rates, shares = [], []
    for period in ("now", "before"):
        above = pl.col(f"numerator_{period}").cast(pl.Float64)
        below = pl.col(f"denominator_{period}").cast(pl.Float64)
        rates.append(pl.when(below > 0).then(above / below))
        shares.append(below / below.sum())
    now, before = (one.fill_null(other).fill_null(0.0) for one, other in (rates, rates[::-1]))
    whole = ((now * shares[0]).sum() + (before * shares[1]).sum()) / 2
    rate_effect = (shares[0] + shares[1]) / 2 * (now - before)
    mix_effect = (shares[0] - shares[1]) * ((now + before) / 2 - whole)
    made = frame.select(by, rate_effect=rate_effect, mix_effect=mix_effect)
    return made.with_columns(effect=pl.col("rate_effect") + pl.col("mix_effect"))


def productivity_shares(
    output_now: pl.Expr, output_before: pl.Expr, officers_now: pl.Expr, officers_before: pl.Expr
) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Change of output per officer, and its parts from demand and from staffing: change, demand, staffing.

    In logarithms, where a quotient becomes a difference and the parts add up exactly:
    Δln(incidents per officer) = Δln(incidents) − Δln(officers); staffing is the last with its sign, so that fewer
    officers add to it. Per cent changes do not add up: 20 % more demand on 10 % fewer officers is 33 % more for each,
    not 30 %. Times 100 it is about per cent while small. Null where any figure is not above 0 or not finite.

    >>> [round(pl.select(part).item(), 4) for part in productivity_shares(*map(pl.lit, (1200, 1000, 90, 100)))]
    [0.2877, 0.1823, 0.1054]
    """
    logs = []
    for now, before in ((output_now, output_before), (officers_before, officers_now)):
        one, two = (figure.cast(pl.Float64) for figure in (now, before))
        sound = (one > 0) & one.is_finite() & (two > 0) & two.is_finite()
        logs.append(pl.when(sound).then(one.log() - two.log()))
    demand, staffing = logs
    both = demand.is_not_null() & staffing.is_not_null()
    return demand + staffing, pl.when(both).then(demand), pl.when(both).then(staffing)


def _rest(
    parts: pl.DataFrame, now: str, before: str, total_now: float | None, total_before: float | None
) -> tuple[float, float] | None:
    """What the totals hold beyond the parts, now and before; none where there is nothing to show."""
    withheld = bool(parts[now].null_count())
    if total_now is None and total_before is None:
        if withheld:
            raise ValueError("where a part is withheld, contributions need the totals of both periods")
        return None
    if total_now is None or total_before is None:
        raise ValueError("contributions need the totals of both periods, or of neither")
    if not (math.isfinite(total_now) and math.isfinite(total_before)):
        raise ValueError(f"totals are numbers, not {total_now} and {total_before}")
    rests = []
    for column, total in ((now, total_now), (before, total_before)):
        rest = float(total) - float(parts[column].sum())
        near = EQUAL_WITHIN * max(abs(total), 1.0)
        if rest < -near:
            raise ValueError(f"the parts of {column} add up to more than their total of {total}")
        rests.append(rest if rest > near else 0.0)
    return (rests[0], rests[1]) if withheld or any(rests) else None


def _sound(frame: pl.DataFrame) -> None:
    """Refuse what has no rate."""
    columns = [f"{name}_{period}" for name in ("numerator", "denominator") for period in ("now", "before")]
    for column in columns:
        if numbers(frame, column, least=0).null_count():
            raise ValueError(f"{column} has to be known for every part")
    for period in ("now", "before"):
        above, below = frame[f"numerator_{period}"], frame[f"denominator_{period}"]
        if not below.sum():
            raise ValueError(f"there is no rate where denominator_{period} is 0 in all parts")
        if ((below == 0) & (above > 0)).any():
            raise ValueError(f"a part has events in numerator_{period} and nothing in denominator_{period}")
