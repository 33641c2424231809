"""How often the methods hold what they promise: exact sums, simulations, real years and the demonstration's truth.

`python -m bench.calibration` prints the table of docs/methods.md. Everything is the same from run to run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import stats as scipy_stats

from bench.table import Line
from tp_metrics import stats
from tp_metrics.demo import confidence, interviews
from tp_metrics.demo.ground import Ground, ground
from tp_metrics.demo.parameters import assumed

Numbers = npt.NDArray[np.float64]
Limits = Callable[..., tuple[pl.Expr, ...]]

#: The published file of borough crime by month, under the folder that TP_OPEN_DATA names.
HISTORIC = Path("crime/MPS_Borough_Level_Crime_Historic_200801-201612.csv")
ALL = ("outside", "trend", "two of three", "shift")


def lines() -> list[Line]:
    """All of it; what needs the published files says so where they are not there."""
    return [*intervals(), *comparisons(), *false_alarms(), *seasons(), *year_ends(), *wards()]


def _held(limits: tuple[pl.Expr, pl.Expr], outcomes: dict[str, Numbers], truth: float) -> Numbers:
    """Which outcomes' limits hold the truth; those without limits are not a number."""
    frame = pl.DataFrame(outcomes).select(pl.lit(truth).is_between(*limits).cast(pl.Float64))
    return frame.to_series().to_numpy()


def _range(name: str, at: str, coverages: list[float], low: float, high: float = 0.995) -> Line:
    """The mean and the least coverage; the mean has to lie within the marks."""
    mean, least = float(np.mean(coverages)), min(coverages)
    words = f"{100 * mean:.1f} %" + (f" (least {100 * least:.1f} %)" if len(coverages) > 1 else "")
    return Line(f"{name}: {at}", words, f"{100 * low:g} to {100 * high:g} %", low <= mean <= high)


def intervals() -> Iterator[Line]:
    """Coverage of the 95 % limits of one figure and of two proportions, summed exactly over every outcome."""
    shares = np.linspace(0.05, 0.95, 37)
    for n in (10, 30, 75, 640):
        k = np.arange(n + 1.0)
        limits = stats.wilson(pl.col("k"), pl.lit(n))
        found = [float(_held(limits, {"k": k}, p) @ scipy_stats.binom.pmf(k, n, p)) for p in shares]
        yield _range("wilson", f"{n} interviews, shares 5 to 95 %", found, 0.94, 0.965)
    for n in (30, 75, 640):
        yield _range("newcombe", f"{n} against {n}, shares 10 to 90 %", list(_newcombe(n)), 0.94, 0.965)
    for name, method in (("byar", stats.byar), ("poisson_limits", stats.poisson_limits)):
        for low, high in ((1, 10), (10, 50), (50, 400)):
            x = np.arange(high + 10 * high**0.5 + 20)
            means = np.linspace(low, high, 37)
            found = [
                float(_held(method(pl.col("x")), {"x": x}, mean) @ scipy_stats.poisson.pmf(x, mean)) for mean in means
            ]
            yield _range(name, f"{low} to {high} events", found, 0.94, 0.985)


def _newcombe(n: int) -> Iterator[float]:
    pairs = ((0.1, 0.1), (0.1, 0.2), (0.3, 0.5), (0.6, 0.6), (0.62, 0.58), (0.9, 0.8))
    for p1, p0 in pairs:
        spread = int(6 * (n * 0.25) ** 0.5) + 1  # beyond it nothing is left to add
        near = [np.arange(max(0, int(n * p) - spread), min(n, int(n * p) + spread) + 1.0) for p in (p1, p0)]
        k1, k0 = (axis.ravel() for axis in np.meshgrid(*near, indexing="ij"))
        chance = scipy_stats.binom.pmf(k1, n, p1) * scipy_stats.binom.pmf(k0, n, p0)
        _, lower, upper = stats.newcombe(pl.col("k1"), pl.lit(n), pl.col("k0"), pl.lit(n))
        yield float(_held((lower, upper), {"k1": k1, "k0": k0}, p1 - p0) @ chance)


def _over_dispersed(x: Numbers, mean: float, phi: float) -> Numbers:
    """The chance of each count with this mean and φ times its variance under chance alone."""
    if phi == 1:
        return np.asarray(scipy_stats.poisson.pmf(x, mean))
    return np.asarray(scipy_stats.nbinom.pmf(x, mean / (phi - 1), 1 / phi))


def comparisons() -> Iterator[Line]:
    """Coverage of the change of a count and of a rate, with φ known, summed exactly; and with φ from history."""
    for phi in (1.0, 3.0):
        for mean in (10, 50, 400):
            before, now = float(mean), 1.2 * mean
            axes = []
            for middle in (now, before):
                spread = 7 * (phi * middle) ** 0.5 + 10
                axes.append(np.arange(max(0.0, np.floor(middle - spread)), np.ceil(middle + spread)))
            x1, x0 = (axis.ravel() for axis in np.meshgrid(*axes, indexing="ij"))
            chance = _over_dispersed(x1, now, phi) * _over_dispersed(x0, before, phi)
            outcomes = {"x1": x1, "x0": x0}
            limits = stats.count_change(pl.col("x1"), pl.col("x0"), dispersion=phi)[1:]
            at = f"{mean} events, then a fifth more, φ {phi:g}"
            yield _range("count_change", at, [float(_held(limits, outcomes, now - before) @ chance)], 0.94, 0.965)
            one = pl.lit(1)
            limits = stats.rate_ratio_change(pl.col("x1"), one, pl.col("x0"), one, dispersion=phi)[1:]
            held = _held(limits, outcomes, 20.0)
            known = ~np.isnan(held)
            found = float(held[known] @ chance[known] / chance[known].sum())
            yield _range("rate_ratio_change", at, [found], 0.94, 0.975)
    yield _with_own_dispersion()


def _with_own_dispersion(boroughs: int = 4000) -> Line:
    """The change of twelve months' sum, φ estimated from the three years before, as a page does it."""
    rng = np.random.default_rng(2010)
    phi, mean = 3.0, 60.0
    season = 1 + 0.2 * np.sin(np.arange(48) * np.pi / 6)
    counts = rng.negative_binomial(mean * season / (phi - 1), 1 / phi, (boroughs, 48)).astype(float)
    frame = pl.DataFrame({"series": np.repeat(np.arange(boroughs), 48), "n": counts.ravel()})
    found = frame.group_by("series", maintain_order=True).agg(
        phi=stats.dispersion(pl.col("n").head(36)), x1=pl.col("n").tail(12).sum(), x0=pl.col("n").slice(24, 12).sum()
    )
    _, lower, upper = stats.count_change(pl.col("x1"), pl.col("x0"), dispersion=pl.col("phi"))
    held = found.select(pl.lit(0.0).is_between(lower, upper).mean()).item()
    return _range("count_change", "60 a month, φ 3 from 36 months", [held], 0.93, 0.965)


def stable(series: int, months: int, seed: int, history: int = 36) -> pl.Series:
    """Stable series, each seeded anew and charted in each of so many months: the rule that hit the latest point."""
    length = history + months - 1
    drawn = np.array([np.random.default_rng([seed, number]).standard_normal(length) for number in range(series)])
    looks = np.lib.stride_tricks.sliding_window_view(drawn, history, axis=1).reshape(-1, history)
    frame = pl.DataFrame({"value": looks.ravel(), "month": np.tile(np.arange(history), len(looks))})
    frame = frame.with_columns(series=pl.Series(np.repeat(np.arange(len(looks)), history)))
    return stats.xmr(frame, series="series").filter(pl.col("month") == history - 1)["rule"]


def expected(rule: str) -> float:
    """The chance that a rule names the latest point: that it hits, and none of those before it does."""
    before = ALL[: ALL.index(rule)]
    both, earlier = (stats.expected_false_alarms(1, rules=hit) for hit in ((*before, rule), before))
    return both - earlier


def false_alarms(series: int = 1000, months: int = 60, times: int = 5) -> Iterator[Line]:
    """False alarms at the latest point of stable series, rule by rule, against what is expected of them."""
    found = pl.concat(stable(series, months, seed) for seed in range(times))
    for rule in ALL:
        yield _against(f"xmr, {rule}", float((found == rule).fill_null(value=False).mean()), expected(rule), len(found))
    yield _against("xmr, any rule", float(found.is_not_null().mean()), stats.expected_false_alarms(1), len(found))


def _against(what: str, share: float, wanted: float, looks: int) -> Line:
    words = f"{100 * share:.3f} % of {looks:,}"
    return Line(f"{what}: flagged by chance", words, f"{100 * wanted:.3f} % ± 20 %", abs(share / wanted - 1) <= 0.2)


def seasons(groups: int = 128) -> Iterator[Line]:
    """Points flagged in stable monthly counts: without season, and after a season shared by 32 is taken out."""
    rng = np.random.default_rng(20100401)
    count, months = 32 * groups, [date(2007 + (3 + n) // 12, (3 + n) % 12 + 1, 1) for n in range(45)]
    season = 1 + 0.2 * np.sin(np.arange(45) * np.pi / 6)
    days = np.array([(date(m.year + m.month // 12, m.month % 12 + 1, 1) - m).days for m in months])
    flat = _counted(rng.poisson(50, (count, 45)), months)
    seasonal = _counted(rng.poisson(50 * season * days / (365.25 / 12), (count, 45)), months)
    adjusted = stats.seasonally_adjusted(seasonal, series="series", shared="measure")
    plain, after = (_flags(frame, column) for frame, column in ((flat, "value"), (adjusted, "adjusted")))
    left_in = _flags(seasonal, "value")
    for what, at in (("points flagged", 0), ("flagged at the latest month", 1)):
        within = abs(after[at] / plain[at] - 1) <= 0.2 if at == 0 else None
        words, mark = f"{100 * after[at]:.2f} %", f"without season {100 * plain[at]:.2f} %"
        yield Line(f"xmr, shared season taken out: {what}", words, mark + (" ± 20 %" if at == 0 else ""), within)
        yield Line(f"xmr, season left in: {what}", f"{100 * left_in[at]:.2f} %", "what adjustment is for", None)


def _counted(counts: npt.NDArray[np.int64], months: list[date]) -> pl.DataFrame:
    names = pl.Series("series", np.repeat(np.arange(len(counts)), len(months)))
    dated = pl.concat([pl.Series("month", months)] * len(counts))
    frame = pl.DataFrame([names, dated, pl.Series("value", counts.ravel().astype(float))])
    return frame.with_columns(measure=pl.col("series") // 32)


def _flags(frame: pl.DataFrame, value: str) -> tuple[float, float]:
    chart = stats.xmr(frame, value=value, series="series")
    latest = chart.filter(pl.col("month") == pl.col("month").max())
    return tuple(float(one["rule"].is_not_null().mean()) for one in (chart, latest))  # type: ignore[return-value]


def year_ends() -> Iterator[Line]:
    """Coverage of the year-end interval on real borough crime: each year from 2011/12 as its months then stood."""
    folder = os.environ.get("TP_OPEN_DATA")
    if not folder or not (Path(folder) / HISTORIC).is_file():
        yield Line("outlook: year-end interval on real years", "skipped", "set TP_OPEN_DATA", None)
        return
    crime = borough_crime(Path(folder) / HISTORIC)
    for month, words in ((3, "June"), (6, "September"), (9, "December")):
        held = pl.concat(_outcomes(crime, month))
        share = float(held["held"].mean())
        said = f"{100 * share:.1f} % of {len(held):,} borough years"
        at = f"outlook: 80 % interval at the end of {words}"
        yield Line(at, said, "75 to 85 %", 0.75 <= share <= 0.85)


def borough_crime(path: Path) -> pl.DataFrame:
    """The file in long form: kind, place, year (from April), month (1 is April) and value."""
    wide = pl.read_csv(path)
    kind = pl.concat_str("Major Category", "Minor Category", separator=": ")
    keys = ["Borough", "kind"]
    months = [name for name in wide.columns if name.isdigit()]
    long = wide.with_columns(kind=kind).select(*keys, *months).unpivot(index=keys, variable_name="at")
    at = pl.col("at").cast(pl.Int32)
    before_april = (at % 100 < 4).cast(pl.Int32)
    return long.select(
        "kind",
        pl.col("Borough").alias("place"),
        year=at // 100 - before_april,
        month=(at % 100 + 8) % 12 + 1,
        value=pl.col("value").cast(pl.Float64),
    ).filter(pl.col("year").is_between(2008, 2015))


def _outcomes(crime: pl.DataFrame, month: int) -> Iterator[pl.DataFrame]:
    """For each kind of crime that averages ten a borough and year, and each year: whether the interval held it."""
    for kind in crime.partition_by("kind", maintain_order=True):
        if kind["value"].sum() < 10 * 32 * 8:
            continue
        whole = kind.group_by("place", "year").agg(actual=pl.col("value").sum())
        for year in range(2011, 2016):
            then = kind.filter((pl.col("year") < year) | ((pl.col("year") == year) & (pl.col("month") <= month)))
            found = stats.outlook(stats.projection(then.drop("kind"))).drop_nulls(["lower", "upper"])
            found = found.join(whole.filter(pl.col("year") == year), on="place")
            yield found.select(held=pl.col("actual").is_between("lower", "upper"))


def wards(seed: int = 2010) -> Iterator[Line]:
    """Mean squared error of ward estimates, direct and modelled, where the demonstration knows the truth."""
    for years in (3, 1):
        found = estimated(seed, years)
        direct, modelled = (
            found.select((100 * (pl.col(name) - pl.col("truth"))).pow(2).mean()).item()
            for name in ("direct", "estimate")
        )
        held = found.select(pl.col("truth").is_between("lower", "upper").mean()).item()
        at = f"shrunk, {years * 12} months of the demonstration"
        yield Line(f"{at}: squared error", f"{modelled:.1f} modelled, {direct:.1f} direct", "below", modelled < direct)
        yield Line(f"{at}: 95 % interval", f"{100 * held:.1f} %", "93 to 99.5 %", 0.93 <= held <= 0.995)


def estimated(seed: int, years: int) -> pl.DataFrame:
    """The demonstration's wards with estimates from the last so many years, and the `truth` they were drawn from."""
    place = ground(np.random.default_rng(seed))
    levels = confidence.levels(place, np.random.default_rng(seed + 1))
    answers = confidence.safer_neighbourhoods(place, levels, np.random.default_rng(seed + 2))
    given = pl.col("good_job").cast(pl.String).is_in(["excellent", "good", "fair", "poor", "very poor"])
    good, weight = pl.col("good_job").cast(pl.String).is_in(["excellent", "good"]), pl.col("weight")
    recent = answers.filter(given & (pl.col("first_day") >= date(2012 - years, 1, 1)))
    asked = recent.group_by("place").agg(
        share=(weight * good).sum() / weight.sum(), base=stats.effective_base(weight.sum(), (weight**2).sum())
    )
    truth = _true_shares(place, levels["good_job"], seed + 2, 4 * years)
    known = {"place": place.wards, "borough": place.borough_of, "people": place.residents, "truth": truth}
    frame = pl.DataFrame(known).join(asked, on="place", how="left", maintain_order="left")
    return stats.shrunk(frame.rename({"base": "asked"}), p="share", n="asked", population="people", smallest_base=0)


def _true_shares(place: Ground, levels: Numbers, seed: int, quarters: int) -> Numbers:
    """What share of each ward's people would answer favourably: the borough's level and the ward's own liking.

    The survey draws its sample, then the liking, from one generator: the same draws give the same liking.
    """
    rng = np.random.default_rng(seed)
    worth = place.residents / place.residents.mean()
    white = interviews.not_white(place)[place.borough_of]
    each, effect = assumed("sns a quarter"), assumed("design effect")["sns"]
    interviews.sample(len(place.wards), each, white, worth, effect, rng)
    liking = confidence._ward_liking(place, rng)
    return np.asarray(levels[place.borough_of, -quarters:].mean(axis=1) + liking) / 100


def row(line: Line) -> str:
    """A line as a row of the table in docs/methods.md."""
    verdict = {True: "yes", False: "**no**", None: ""}[line.passed]
    return f"| {line.what} | {line.figure} | {line.mark} | {verdict} |"


def main() -> None:
    """Print the table of docs/methods.md."""
    for line in lines():
        sys.stdout.write(f"{row(line)}\n")


if __name__ == "__main__":
    main()
