"""Points by two figures as a slide draws them, read from the charts of the screen: quadrant, funnel, Lorenz curve."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from tp_metrics.charts.signals import SIGNALS, brief
from tp_metrics.packs import pieces
from tp_metrics.packs.document import Plot, Series
from tp_metrics.packs.plot_marks import Drawing, Marks, capital, lowered

#: So few points have all their names.
FEW = 8


def _points(told: Marks, x: str, named: tuple[str, ...]) -> Plot:
    """Places by two figures: the usual ones, and the unusual ones by their signal."""
    across, unit = lowered(told.tips[x]), lowered(told.tips["value"])
    signals = [str(row.get("signal", "usual")) for row in told.rows]
    values = [row["value"] for row in told.rows]
    usual = (None if signal in SIGNALS else value for signal, value in zip(signals, values, strict=True))
    names = tuple(str(row["place"]) for row in told.rows)
    series = (
        Series(capital(across), tuple(row[x] for row in told.rows)),
        Series("Places", tuple(usual), marked=True),
        *pieces.unusual(pl.DataFrame({"signal": signals, "plotted": values})),
    )
    chosen = next((str(row["place"]) for row in told.rows if row["chosen"]), "")
    return Plot("points", names, series, unit, across, chosen, names if len(names) <= FEW else named)


def quadrant(shown: Drawing) -> Plot:
    """Places by two figures, with the names that the screen gives, and where the lines through the middle cross."""
    middle = next((row for one in shown.of("rule") for row in one.rows), None)
    named = tuple(str(row["place"]) for row in shown.words if "place" in row)
    plot = _points(shown.told("place", "x", "value"), "x", named)
    return plot if middle is None else replace(plot, centre=(float(middle["x"]), float(middle["value"])))


def funnel(shown: Drawing) -> Plot:
    """Places by size and value, those outside their limits with their names, and the limits as lines."""
    told = shown.told("place", "size", "pooled")
    named = tuple(str(row["place"]) for row in told.rows if row["chosen"] or row["signal"] in SIGNALS)
    plot = _points(told, "size", named)
    lines = (
        (f"All: {brief(told.rows[0]['pooled'])}", "pooled", False),
        ("95 % limits", "lower_95", False),
        ("95 % limits, upper", "upper_95", True),
        ("99.8 % limits", "lower_998", False),
        ("99.8 % limits, upper", "upper_998", True),
    )
    limits = (Series(name, tuple(row[of] for row in told.rows), goes_on=again) for name, of, again in lines)
    return replace(plot, series=(*plot.series, *limits))


def lorenz(shown: Drawing) -> Plot:
    """The share of all in the highest places, as a line, against an even spread."""
    told = shown.told("place", "x", "value")
    along = tuple(row["x"] for row in told.rows)
    unit, across = (lowered(told.tips[of]).removesuffix(" so far") for of in ("value", "x"))
    series = (
        Series(capital(across), along),
        Series(capital(unit), tuple(row["value"] for row in told.rows)),
        Series("Even spread", along),
    )
    return Plot("points", tuple(str(row["place"]) for row in told.rows), series, unit, across)
