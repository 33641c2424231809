"""Pictures of funnels."""

from __future__ import annotations

from functools import partial

import numpy as np
import polars as pl

from docs.draw_methods.pieces import PICTURES, SOURCE, Spec, line, marks, numbers, picture
from tp_metrics import charts, stats


def boroughs() -> pl.DataFrame:
    """32 made-up boroughs that differ more than chance, one of them by far."""
    rng = np.random.default_rng(12)
    asked = rng.integers(250, 1400, 32)
    share = rng.normal(0.62, 0.035, 32)
    share[7] = 0.44
    names = [f"Borough {n + 1}" for n in range(32)]
    return pl.DataFrame({"place": names, "good": rng.binomial(asked, share), "asked": asked})


def proportions(title: str, adjusted: bool) -> Spec:
    """The boroughs in limits by chance alone, or with their usual spread."""
    found = stats.funnel(boroughs(), numerator="good", denominator="asked", better="higher", adjusted=adjusted)
    words = {"unit": "per cent", "size": "asked", "size_words": "people interviewed", "source": SOURCE}
    return charts.funnel(found, title=f"{title} (φ\u00a0{found['phi'][0]:.1f})", scale=100.0, **words)


PICTURES["funnel-unadjusted"] = partial(proportions, "By chance alone, many boroughs seem far out", adjusted=False)
PICTURES["funnel-adjusted"] = partial(proportions, "With the usual spread of boroughs, one is far out", adjusted=True)


@picture("funnel-rate")
def rates() -> Spec:
    """Robberies per 1,000 residents of small and large places."""
    rng = np.random.default_rng(4)
    residents = rng.integers(4_000, 90_000, 40)
    rate = np.full(40, 0.0035)
    rate[11] = 0.0061
    places = pl.DataFrame(
        {"place": [f"Area {n + 1}" for n in range(40)], "robberies": rng.poisson(rate * residents), "people": residents}
    )
    found = stats.funnel(
        places, numerator="robberies", denominator="people", kind="rate", better="lower", adjusted=False
    )
    outside = found["outside_998"].count()
    title = f"Robberies: small areas stray far by chance; {outside} of {found.height} lies outside 99.8 %"
    words = {"unit": "robberies per 1,000 residents", "size": "people", "size_words": "residents", "source": SOURCE}
    return charts.funnel(found, title=title, scale=1000.0, **words)


@picture("ratio-limits")
def ratio_limits() -> Spec:
    """Observed over expected, by how many were expected."""
    expected = [4 + n / 2 for n in range(113)]
    given, lines = pl.Series(expected), []
    for confidence in (stats.CONFIDENCE_95, stats.CONFIDENCE_99_8):
        low_of, high_of = stats.ratio_limits(given, confidence=confidence)
        limits = {"low": low_of, "high": high_of}
        name = f"{100 * confidence:.3g} %"
        lines += [line(f"{name}{end}", expected, limits[of]) for of, end in (("high", ""), ("low", "\u200b"))]
    lines.append(line("as expected", [expected[0], expected[-1]], [1.0, 1.0]))
    low, high = numbers(stats.ratio_limits(pl.Series([15])))
    return charts.curves(
        pl.concat(lines),
        title=f"Where 15 are expected, {low:.2f} to {high:.2f} times as many may be chance",
        unit="observed over expected",
        x_words="events expected",
        marks=marks((15, high, f"{high:.2f}"), (15, low, f"{low:.2f}")),
        zero=True,
    )
