"""The pictures of docs/methods.md, drawn by the house's own charts from made-up figures: `make methods`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import vl_convert

from tp_metrics import charts, stats
from tp_metrics.charts.palette import PALETTES

FOLDER = Path(__file__).with_name("methods")
SOURCE = "Made-up figures."
Spec = dict[str, Any]


def months(count: int, first: int = 2009) -> list[date]:
    """So many firsts of a month from April on."""
    return [date(first + (3 + n) // 12, (3 + n) % 12 + 1, 1) for n in range(count)]


def series(values: list[float], **more: Any) -> pl.DataFrame:
    """Made-up months as a frame."""
    return pl.DataFrame({"month": months(len(values)), "value": values} | more)


def steady(count: int, seed: int, level: float = 100.0, scatter: float = 6.0) -> list[float]:
    """Months that only chance moves."""
    return [float(x) for x in np.random.default_rng(seed).normal(level, scatter, count).round()]


def rule_pictures() -> Iterator[tuple[str, Spec]]:
    """One control chart to each rule, and one whose limits start afresh."""
    said = {"unit": "offences in an average month", "source": SOURCE}
    flat, calm = steady(30, 4), steady(30, 1)
    outside = [*flat[:24], 132.0, *flat[25:]]
    trend = [*flat[:20], 92.0, 95.0, 97.0, 100.0, 104.0, 107.0, 111.0, *flat[27:]]
    pair = [*calm[:22], 109.0, 103.0, 108.0, *calm[25:]]
    shift = [*steady(21, 9), 95.0, 93.0, 97.0, 94.0, 95.0, 96.0, 92.0, 96.0, 95.0]
    for name, values, title in (
        ("outside", outside, "Outside: one month beyond the limits"),
        ("trend", trend, "Trend: seven months, each above the one before"),
        ("two-of-three", pair, "Two of three: close to a limit, on one side of the mean"),
        ("shift", shift, "Shift: seven months or more on one side of the mean"),
    ):
        yield f"control-{name}", charts.control(stats.xmr(series(values), better="lower"), title=title, **said)
    stepped = [*steady(20, 5), *steady(16, 7, level=80.0)]
    breaks = [n == 20 for n in range(36)]
    chart = stats.xmr(series(stepped, new=breaks), better="lower", breaks="new")
    yield "control-break", charts.control(chart, title="A dated event: mean and limits start afresh", **said)


def verdict_pictures() -> Iterator[tuple[str, Spec]]:
    """Where the corporate colour and the chart's signal differ."""
    red = [*steady(29, 7, scatter=7.0), 105.0]
    red[-13] = 99.0
    green = [*steady(24, 9, level=88.0, scatter=4.0), 93.0, 92.0, 94.0, 93.0, 95.0, 94.0, 93.0, 96.0]
    for name, values, target, colour in (("red-usual", red, 95.0, "red"), ("green-concern", green, 100.0, "green")):
        chart = stats.xmr(series(values), better="lower")
        signal, last_year = stats.latest_signal(chart)["signal"][0], values[-13]
        found = pl.DataFrame({"v": values[-1:], "p": [last_year], "t": [target], "s": [signal]})
        verdict = stats.rag(pl.col("v"), pl.col("p"), pl.col("t"), better="lower")
        said = found.select(r=verdict, d=stats.disagreement(verdict, pl.col("s"))).row(0)
        assert said[0] == colour, said
        levels = {"target": target, "year before": last_year}
        words = {"title": said[1], "unit": "offences in an average month", "source": SOURCE}
        yield f"verdict-{name}", charts.control(chart, levels=levels, **words)


def boroughs() -> pl.DataFrame:
    """32 made-up boroughs that differ more than chance, one of them by far."""
    rng = np.random.default_rng(12)
    asked = rng.integers(250, 1400, 32)
    share = rng.normal(0.62, 0.035, 32)
    share[7] = 0.44
    names = [f"Borough {n + 1}" for n in range(32)]
    return pl.DataFrame({"place": names, "good": rng.binomial(asked, share), "asked": asked})


def funnel_pictures() -> Iterator[tuple[str, Spec]]:
    """The same boroughs with limits by chance alone, and with their usual spread."""
    for name, adjusted, title in (
        ("adjusted", True, "With the usual spread of boroughs, one is far out"),
        ("unadjusted", False, "By chance alone, many boroughs seem far out"),
    ):
        found = stats.funnel(boroughs(), numerator="good", denominator="asked", better="higher", adjusted=adjusted)
        words = {"unit": "per cent", "size": "asked", "size_words": "people interviewed", "source": SOURCE}
        yield (
            f"funnel-{name}",
            charts.funnel(found, title=f"{title} (φ\u00a0{found['phi'][0]:.1f})", scale=100.0, **words),
        )


def estimate_pictures() -> Iterator[tuple[str, Spec]]:
    """A borough's wards, one with few interviews and one with none."""
    asked = [74, 68, 80, 71, 22, 76, 65, 83, 70, 0, 78, 72]
    share = [0.55, 0.62, 0.71, 0.60, 0.32, 0.66, 0.58, 0.79, 0.63, None, 0.45, 0.61]
    people = [12_000 + 400 * n for n in range(12)]
    names = [f"Ward {letter}" for letter in "ABCDEFGHIJKL"]
    wards = pl.DataFrame({"ward": names, "borough": "One", "share": share, "asked": asked, "people": people})
    found = stats.shrunk(wards, p="share", n="asked", population="people")
    title = "Wards: their own answers above, modelled below"
    yield "wards", charts.estimates(found, title=title, unit="per cent", source=SOURCE)


def fan_pictures() -> Iterator[tuple[str, Spec]]:
    """A borough after nine months, among 32 with six past years."""
    rng = np.random.default_rng(21)
    season = 1 + 0.12 * np.sin((np.arange(12) - 1) * np.pi / 6)
    rows = []
    for place in range(32):
        for year in range(2005, 2012):
            level = (60 + 4 * place) * np.exp(rng.normal(0, 0.04)) * season * np.exp(rng.normal(0, 0.05, 12))
            rows += [(f"Borough {place}", year, month + 1, float(rng.poisson(level[month]))) for month in range(12)]
    frame = pl.DataFrame(rows, ["place", "year", "month", "value"], orient="row")
    frame = frame.filter((pl.col("year") < 2011) | (pl.col("month") <= 7))
    mine = frame.filter(pl.col("place") == "Borough 20")
    last = mine.filter(pl.col("year") == 2010)["value"].sum()
    aims = pl.DataFrame({"place": ["Borough 20"], "target": [round(0.95 * last)]})
    found = stats.outlook(stats.projection(frame), aims).filter(pl.col("place") == "Borough 20")
    chance = found.select(stats.probability_words(pl.col("probability"))).item()
    title = f"Chance of reaching the target: {chance}"
    yield "rest-of-year", charts.fan(mine, found, title=title, unit="offences", source=SOURCE)


def survival_pictures() -> Iterator[tuple[str, Spec]]:
    """Two made-up groups, some of whom are followed for less than a year."""
    rng = np.random.default_rng(30)
    parts = []
    for name, count, mean in (("scheme", 160, 24.0), ("matched group", 160, 13.0)):
        time, seen = rng.exponential(mean, count), np.minimum(12.0, rng.uniform(6, 20, count))
        when = np.ceil(np.minimum(time, seen) * 2) / 2
        parts.append(pl.DataFrame({"group": name, "months": when, "reoffended": time <= seen}))
    people = pl.concat(parts)
    curve = stats.kaplan_meier(people, "months", "reoffended", "group")
    p = stats.log_rank(people, "months", "reoffended", "group")[1]
    title = f"Those on the scheme reoffend later (log-rank p\u00a0{p:.3f})"
    yield "survival", charts.survival(curve, title=title, chosen="scheme", source=SOURCE)


def rung(head: str, name: str, limits: tuple[pl.Expr, ...], against: float) -> dict[str, Any]:
    """A figure with its limits in per cent, filled where they leave out what it is held against."""
    value, lower, upper = (100 * pl.select(limit).item() for limit in limits)
    shown = f"{value:.1f} ({lower:.1f} to {upper:.1f})".replace("-", "−")
    words = {"head": head, "name": name, "shown": shown, "tip": {"is": name}}
    return words | {"value": value, "lower": lower, "upper": upper, "strong": not lower <= against <= upper}


def interval_pictures() -> Iterator[tuple[str, Spec]]:
    """One share of more and more people, and differences of two shares."""
    asked = [
        (k, n, (pl.lit(k / n), *stats.wilson(pl.lit(k), pl.lit(n)))) for k, n in ((52, 75), (140, 200), (448, 640))
    ]
    shares = [rung("Wilson's interval", f"{k} of {n}", limits, 60) for k, n, limits in asked]
    title = "The same share says more, the more people were asked"
    held = {"at": 60.0, "at_words": "60 %"}
    yield "intervals", charts.rungs(shares, title=title, unit="Per cent", source=SOURCE, **held)
    pairs = ((156, 368, 136, 327), (156, 368, 166, 327), (78, 184, 68, 163))
    changes = [
        rung("First less second", f"{k1}/{n1} less {k0}/{n0}", stats.newcombe(*map(pl.lit, (k1, n1, k0, n0))), 0)
        for k1, n1, k0, n0 in pairs
    ]
    title = "A difference is clear where its interval leaves out nought"
    nought = {"at": 0.0, "at_words": "no difference"}
    said = "The first pair is published (Diamond); the others are made up."
    yield "differences", charts.rungs(changes, title=title, unit="Points", source=said, **nought)


def season_pictures() -> Iterator[tuple[str, Spec]]:
    """The season that is taken out of four made-up years."""
    chance = np.random.default_rng(6).normal(1, 0.03, 48)
    counts = [1200 * (1 + 0.15 * np.sin(n * np.pi / 6)) * chance[n] for n in range(48)]
    found = stats.seasonally_adjusted(series(counts)).tail(12)
    month = pl.col("month").dt.month()
    drawn = found.select(month, percent=100 * (pl.col("factor") - 1), latest=month == 3)
    title = "The season that is taken out: summers lie an eighth above, winters below"
    yield "season", charts.season(drawn, title=title, source=SOURCE)


def concentration_pictures() -> Iterator[tuple[str, Spec]]:
    """How unevenly made-up robberies fall on made-up wards, beside what chance would do."""
    rng = np.random.default_rng(3)
    counts = rng.poisson(rng.gamma(0.8, 12, 100))
    wards = pl.DataFrame({"place": [f"Ward {n}" for n in range(1, 101)], "value": counts})
    held, chance = stats.top_share(wards), stats.share_by_chance(float(counts.sum()), 100)
    title = f"5 % of wards hold {100 * (held or 0):.0f} % of robberies; by chance alone {100 * (chance or 0):.0f} %"
    yield "concentration", charts.lorenz(stats.lorenz(wards), title=title, unit="robberies", held=held, source=SOURCE)


def change_marks(head: str, pairs: dict[str, tuple[int, int]]) -> tuple[list[dict[str, Any]], list[float]]:
    """The change of counts from one year to the next with its 95 % interval, and the p-value of each."""
    marks, ps = [], []
    for name, (now, before) in pairs.items():
        change, lower, upper = (
            pl.select(one).item() for one in stats.count_change(pl.lit(float(now)), pl.lit(float(before)))
        )
        z = pl.lit((now - before) / (now + before) ** 0.5)
        ps.append(float(pl.select(stats.p_value(z)).item()))
        shown = f"{change:+.0f} ({lower:+.0f} to {upper:+.0f})".replace("-", "−")
        words = {"head": head, "name": name, "shown": shown, "tip": {"is": name}}
        marks.append(words | {"value": change, "lower": lower, "upper": upper, "strong": not lower <= 0 <= upper})
    return marks, ps


def contribution_pictures() -> Iterator[tuple[str, Spec]]:
    """Which of six made-up wards a rise is in."""
    pairs = {"Ward A": (180, 95), "Ward B": (140, 80), "Ward C": (96, 90), "Ward D": (71, 74), "Ward E": (60, 55)}
    marks, _ = change_marks("Change of each ward", pairs)
    whole = sum(now - before for now, before in pairs.values())
    most = 100 * sum(now - before for now, before in list(pairs.values())[:2]) / whole
    title = f"{most:.0f} % of the rise of {whole} is in two wards"
    nought = {"at": 0.0, "at_words": "no change"}
    yield "contributions", charts.rungs(marks, title=title, unit="Offences more or fewer", source=SOURCE, **nought)


def discovery_pictures() -> Iterator[tuple[str, Spec]]:
    """Which of eight made-up changes stand, when all are tested together."""
    pairs = {
        **{"Measure A": (460, 380), "Measure B": (300, 252), "Measure C": (118, 95), "Measure D": (225, 198)},
        **{"Measure E": (70, 62), "Measure F": (95, 101), "Measure G": (150, 146), "Measure H": (44, 50)},
    }
    marks, ps = change_marks("Change of each measure", pairs)
    stand = pl.DataFrame({"p": ps}).select(stats.discoveries(pl.col("p")))["p"].to_list()
    alone = sum(mark["strong"] for mark in marks)
    marks = [mark | {"strong": bool(found)} for mark, found in zip(marks, stand, strict=True)]
    title = f"{sum(stand)} of {len(marks)} changes stand (filled); {alone} intervals leave out no change"
    nought = {"at": 0.0, "at_words": "no change"}
    yield "discoveries", charts.rungs(marks, title=title, unit="Offences more or fewer", source=SOURCE, **nought)


def disclosure_pictures() -> Iterator[tuple[str, Spec]]:
    """Groups of a made-up survey, one withheld for its own sake and one so that the total does not give it away."""
    groups = pl.DataFrame(
        {"group": ["White", "Black", "Asian", "Mixed"], "share": [0.64, 0.58, 0.61, 0.55], "asked": [420, 96, 60, 14]}
    )
    found = stats.suppressed(groups, "share", rule="base", base="asked", smallest_base=30, totals=[[]])
    marks = []
    for group, share, asked, reason in found.select("group", "share", "asked", "reason").iter_rows():
        words: dict[str, Any] = {"head": "Satisfied, by group", "name": group, "tip": {"is": group}, "strong": True}
        if share is None:
            marks.append(words | {"value": None, "lower": None, "upper": None, "shown": reason.split(":")[0]})
            continue
        lower, upper = (100 * pl.select(one).item() for one in stats.wilson(pl.lit(share * asked), pl.lit(asked)))
        marks.append(words | {"value": 100 * share, "lower": lower, "upper": upper, "shown": f"{100 * share:.0f} %"})
    title = "A small group is withheld, and another with it where the total would give it away"
    held = {"at": 62.0, "at_words": "everyone, 62 %"}
    yield "disclosure", charts.rungs(marks, title=title, unit="Per cent", source=SOURCE, **held)


PICTURES: tuple[Callable[[], Iterator[tuple[str, Spec]]], ...] = (
    interval_pictures,
    rule_pictures,
    season_pictures,
    verdict_pictures,
    funnel_pictures,
    estimate_pictures,
    concentration_pictures,
    discovery_pictures,
    fan_pictures,
    contribution_pictures,
    survival_pictures,
    disclosure_pictures,
)


def drawn() -> Iterator[tuple[str, Spec]]:
    """Every picture's name and its chart, of a fixed width on its own ground, so that it reads in any theme."""
    for part in PICTURES:
        for name, spec in part():
            spec["config"]["font"] = "Liberation Sans, Arial, Helvetica, sans-serif"
            yield name, spec | {"width": 640, "background": PALETTES["light"].ground}


def main() -> None:
    """Draw them as SVG into docs/methods; `--png FOLDER` draws PNG there instead, to look at."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--png", type=Path)
    folder: Path | None = parser.parse_args().png
    FOLDER.mkdir(exist_ok=True)
    for name, spec in drawn():
        if folder:
            (folder / f"{name}.png").write_bytes(
                vl_convert.vegalite_to_png(spec, vl_version="6.4", allowed_base_urls=[])
            )
        else:
            svg = vl_convert.vegalite_to_svg(spec, vl_version="6.4", allowed_base_urls=[])
            (FOLDER / f"{name}.svg").write_text(svg + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
