"""Pictures of why a figure changed."""

from __future__ import annotations

import polars as pl

from docs.draw_methods.pieces import NOUGHT, SOURCE, Spec, held, lit, number, numbers, picture, rung
from tp_metrics import charts, stats


def bar(head: str, name: str, value: float, shown: str) -> Spec:
    """A figure as a line from nought to it."""
    return rung(head, name, [value, min(0.0, value), max(0.0, value)], shown)


@picture("contributions")
def contributions() -> Spec:
    """Which of five made-up wards a rise is in."""
    wards = pl.DataFrame(
        {"ward": [f"Ward {x}" for x in "ABCDE"], "now": [180, 140, 96, 71, 60], "before": [95, 80, 90, 74, 55]}
    )
    found = stats.contributions(wards, "now", "before", "ward", total_now=560, total_before=402)
    rows = []
    for ward, now, before, change, share in found.select("ward", "now", "before", "change", "share").iter_rows():
        limits = [change, *numbers(stats.count_change(*lit(now, before)))[1:]]
        mark = held("Change of each ward", ward, limits, 0)
        rows.append(mark | {"shown": f"{number(change, sign=True)}, {number(100 * share)} % of it"})
    most, whole = 100 * found["share"].head(2).sum(), found["change"].sum()
    title = f"{most:.0f} % of the rise of {number(whole)} is in two wards"
    return charts.rungs(rows, title=title, unit="Offences more or fewer", source=SOURCE, **NOUGHT)


@picture("kitagawa")
def kitagawa() -> Spec:
    """A detection rate that falls although no offence is detected less."""
    columns = ["numerator_now", "denominator_now", "numerator_before", "denominator_before"]
    parts = [("Robbery", 66, 300, 60, 300), ("Burglary", 84, 700, 44, 400), ("Violence", 164, 400, 240, 600)]
    frame = pl.DataFrame(parts, ["offence", *columns], orient="row")
    found = stats.kitagawa(frame, "offence")
    whole = 100 * found["effect"].sum()
    rows = [
        bar(head, offence, 100 * effect, f"{number(100 * effect, 1, sign=True)} points")
        for head, of in (("Rates of the offences", "rate_effect"), ("Mix of the offences", "mix_effect"))
        for offence, effect in found.select("offence", of).iter_rows()
    ]
    title = f"Detection falls by {number(-whole, 1)} points while each offence is detected more: the mix changed"
    words = {**NOUGHT, "line_words": "from nought; all together they are the change"}
    return charts.rungs(rows, title=title, unit="Points", source=SOURCE, **words)


@picture("productivity")
def productivity() -> Spec:
    """A rise of incidents per officer, by demand and by staffing."""
    change, demand, staffing = numbers(stats.productivity_shares(*lit(1200, 1000, 90, 100)))
    rows = [
        bar("Incidents per officer", "the change", change, f"{change:.3f}"),
        bar("Of which", "20 % more incidents", demand, f"{demand:.3f}, {100 * demand / change:.0f} % of it"),
        bar("Of which", "10 % fewer officers", staffing, f"{staffing:.3f}, {100 * staffing / change:.0f} % of it"),
    ]
    title = f"{100 * demand / change:.0f} % of the rise is demand, the rest staffing"
    words = {**NOUGHT, "line_words": "from nought; the parts add up"}
    return charts.rungs(rows, title=title, unit="Change in logarithms", source=SOURCE, **words)
