"""The Diamond Initiative: people worked with and people like them, one by one, and what they were convicted of later.

Who was measured, and how many of them reoffended, comes out exactly as it was published, counted from the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from tp_metrics import periods
from tp_metrics.demo.calibration import whole
from tp_metrics.demo.ground import Counts, Floats, Ground
from tp_metrics.demo.parameters import diamond as said
from tp_metrics.schema.people import NEEDS, ORDER_ENDS

FIRST, MEASURED, LAST = date(2009, 1, 1), date(2010, 6, 30), date(2010, 12, 31)
ARMS = ("pilot", "comparison")
#: Days of a year in which a reoffence counts, and from its start to the last conviction that does.
YEAR, SETTLED = 364, 540


@dataclass(frozen=True)
class Diamond:
    """All people and all their offences, whenever they came to be known."""

    people: pl.DataFrame
    offences: pl.DataFrame


def diamond(ground: Ground, rng: np.random.Generator) -> Diamond:
    """Everybody of the pilot and of the comparison, with their offences after the start."""
    pilot = _pilot(ground, rng)
    comparison = _comparison(pilot, ground, rng)
    people = pl.concat([pilot, comparison]).sort("first_day", "arm", "place")
    people = people.with_columns(person=pl.format("d{}", (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(4)))
    reoffends = _reoffends(people, rng)
    return Diamond(people.drop("measured"), _offences(people, reoffends, rng))


def people_known(drawn: Diamond, as_at: date) -> pl.DataFrame:
    """Who had started by a day, with what had ended by it."""
    ended = pl.col("order_ended") <= as_at
    return drawn.people.filter(pl.col("first_day") <= as_at).with_columns(
        completed=pl.when(pl.col("completed") <= as_at).then("completed"),
        order_ended=pl.when(ended).then("order_ended"),
        order_outcome=pl.when(ended).then("order_outcome"),
    )


def offences_known(drawn: Diamond, as_at: date) -> pl.DataFrame:
    """The offences up to a day, with the convictions up to it."""
    convicted = pl.when(pl.col("convicted") <= as_at).then("convicted")
    return drawn.offences.filter(pl.col("first_day") <= as_at).with_columns(convicted=convicted)


def _starts(count: int, first: date, last: date, rng: np.random.Generator) -> list[date]:
    """So many days of start, more of them each month, in no order."""
    months = periods.months(first, last)
    place = np.array([(m.first.year - FIRST.year) * 12 + m.first.month - 1 for m in months])
    expected = np.minimum(said("growth") ** (place / 17), said("growth"))
    each = whole((count * expected / expected.sum())[:, None])[:, 0]
    days = [
        month.first.replace(day=int(day))
        for month, number in zip(months, each, strict=True)
        for day in rng.integers(1, month.last.day + 1, number)
    ]
    return [days[at] for at in rng.permutation(len(days))]


def _days(arm: str, extra: float, rng: np.random.Generator) -> list[tuple[date, bool]]:
    """Days of start, and whether they are of those measured by the end of 2011; `extra` more of either."""
    measured, later = said("measured")[arm][0], said("later")[arm]
    early = _starts(round(measured * (1 + extra)), FIRST, MEASURED, rng)
    late = _starts(round(later * (1 + extra)), date(2010, 7, 1), LAST, rng)
    return [(day, at < measured) for at, day in enumerate(early)] + [(day, at < later) for at, day in enumerate(late)]


def _wards(ground: Ground, rng: np.random.Generator) -> dict[str, dict[str, list[str]]]:
    """The wards of each borough where the pilot worked, those of most crime a head, and the others."""
    found = {}
    for code in said("boroughs"):
        members = ground.members(ground.boroughs.index(code))
        order = members[np.argsort(-ground.gradient[members], kind="stable")]
        names = [ground.wards[at] for at in order]
        cut = said("wards of the pilot")
        found[code] = {"pilot": names[:cut], "comparison": names[cut:]}
    return found


def _homes(count: int, arm: str, ground: Ground, rng: np.random.Generator) -> list[str]:
    wards, shares = _wards(ground, rng), said("boroughs")
    each = rng.choice(list(shares), size=count, p=np.array(list(shares.values())) / sum(shares.values()))
    return [str(rng.choice(wards[code][arm])) for code in each]


def _pilot(ground: Ground, rng: np.random.Generator) -> pl.DataFrame:
    """Everybody of the pilot's wards: worked with, offered and declined, and not offered."""
    not_offered, declined = said("not offered, declined")
    extra = 1 / (1 - not_offered - declined) - 1
    days = _days("pilot", extra, rng)
    count = len(days)
    worked = np.array([taken for _, taken in days])
    offered = worked | (rng.random(count) < declined / (not_offered + declined))
    age = np.clip(np.round(18 + rng.gamma(2.1, 6.2, count)), 18, 68).astype(int)
    previous = np.clip(np.round(rng.gamma(1.5, 10.0, count) * np.sqrt((age - 12) / 18)), 1, 140).astype(int)
    risk = np.clip(np.round(rng.normal(34, 13, count) + 8 * np.log(previous) - 0.45 * (age - 30)), 5, 96).astype(int)
    ethnicity = said("ethnicity")
    frame = pl.DataFrame(
        {
            "first_day": [day for day, _ in days],
            "arm": "pilot",
            "place": _homes(count, "pilot", ground, rng),
            "offered": offered,
            "worked_with": worked,
            "previous_offences": previous,
            "age": age,
            "sex": np.where(rng.random(count) < said("female"), "female", "male"),
            "ethnicity": rng.choice(list(ethnicity), size=count, p=list(ethnicity.values())),
            "disability": np.where(rng.random(count) < said("disabled"), "yes", "no"),
            "risk_score": risk,
            "measured": worked & np.array([day <= MEASURED for day, _ in days]),
        }
    )
    needs = {f"need_{name}": rng.random(count) < said("needs")[name] for name in NEEDS}
    helped = {
        f"help_{name}": needs[f"need_{name}"] & worked & (rng.random(count) < said("helped")[name]) for name in NEEDS
    }
    done = pl.Series(worked & (rng.random(count) < said("completed")))
    after = pl.Series(rng.integers(120, 366, count))
    completed = pl.when(done).then(pl.col("first_day") + pl.duration(days=pl.lit(after)))
    return _ordered(frame.with_columns(**needs, **helped, completed=completed), rng)


def _ordered(frame: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """With the community orders of some, and how they ended."""
    share, kept = said("order")
    under, count = rng.random(frame.height) < share, frame.height
    completed = rng.random(count) < kept
    days = np.where(completed, rng.integers(240, 366, count), rng.integers(20, 300, count))
    ended = pl.when(pl.Series(under)).then(pl.col("first_day") + pl.duration(days=pl.lit(pl.Series(days))))
    outcome = pl.Series([ORDER_ENDS[0] if one else ORDER_ENDS[1] for one in completed])
    return frame.with_columns(
        community_order=pl.Series(under),
        order_ended=ended,
        order_outcome=pl.when(pl.Series(under)).then(outcome),
        last_day=pl.col("first_day"),
    )


def _comparison(pilot: pl.DataFrame, ground: Ground, rng: np.random.Generator) -> pl.DataFrame:
    """People much like some of those worked with, one like one, who live in other wards of the same boroughs."""
    days = _days("comparison", 0.0, rng)
    alike = pilot.filter("worked_with")
    found = alike[rng.choice(alike.height, size=len(days), replace=False)]
    count = found.height
    other = {name: pl.Series(rng.random(count) < said("matched")) for name in NEEDS}
    age = (pl.col("age") + pl.Series(rng.integers(-2, 3, count))).clip(18, 70)
    changed = found.with_columns(
        first_day=pl.Series([day for day, _ in days]),
        arm=pl.lit("comparison"),
        place=pl.Series(_homes(count, "comparison", ground, rng)),
        offered=pl.lit(value=False),
        worked_with=pl.lit(value=False),
        completed=pl.lit(None, pl.Date),
        age=age,
        previous_offences=(pl.col("previous_offences") + pl.Series(rng.integers(-2, 3, count))).clip(1),
        risk_score=(pl.col("risk_score") + pl.Series(rng.integers(-4, 5, count))).clip(0, 100),
        measured=pl.Series([day <= MEASURED for day, _ in days]),
        **{f"need_{name}": pl.col(f"need_{name}") ^ other[name] for name in NEEDS},
        **{f"help_{name}": pl.lit(value=False) for name in NEEDS},
    )
    return _ordered(changed, rng).select(pilot.columns)


def _reoffends(people: pl.DataFrame, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Who reoffends: of those measured exactly as many as published, the likelier the higher their risk."""
    leaning = (
        people["risk_score"].to_numpy() / 12 + 0.7 * people["need_drugs"].to_numpy() + rng.logistic(0, 1, len(people))
    )
    found = np.zeros(people.height, dtype=bool)
    for arm, (measured, again) in said("measured").items():
        inside = (people["arm"] == arm).to_numpy() & people["measured"].to_numpy()
        bar = np.sort(leaning[inside])[::-1][again - 1]
        assert inside.sum() == measured
        found |= (people["arm"] == arm).to_numpy() & (leaning >= bar)
    return found


def _waits(count: int, rng: np.random.Generator) -> Counts:
    """Days, fewer than a year's, whose chance falls from day to day."""
    mean = said("wait")
    return np.asarray(-mean * np.log1p(-rng.random(count) * -np.expm1(-YEAR / mean))).astype(int)


def _offences(people: pl.DataFrame, reoffends: npt.NDArray[np.bool_], rng: np.random.Generator) -> pl.DataFrame:
    """The offences of everybody: proven within the year, and such as do not count: later, not proven, too late."""
    again, others = np.flatnonzero(reoffends), np.flatnonzero(~reoffends)
    first = 1 + _waits(len(again), rng)
    more = np.repeat(again, rng.poisson(said("offences"), len(again)))
    begin = np.zeros(people.height, dtype=int)
    begin[again] = first
    next_days = rng.integers(begin[more], YEAR + 1)
    late = rng.choice(others, size=len(others) // 4, replace=False)
    unproven = rng.choice(others, size=len(others) // 6, replace=False)
    who = np.concatenate([again, more, late, unproven])
    day = np.concatenate([first, next_days, rng.integers(380, 620, len(late)), rng.integers(1, YEAR, len(unproven))])
    lag = 8 + rng.gamma(1.6, 45, len(who)).astype(int)
    settled = np.minimum(day + lag, np.where(day <= YEAR, SETTLED, 10_000)).clip(day)
    proven = np.arange(len(who)) < len(who) - len(unproven)
    return _rows(people, who, day, settled, proven, rng)


def _rows(
    people: pl.DataFrame,
    who: Counts,
    day: Counts,
    settled: Counts,
    proven: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> pl.DataFrame:
    kinds = said("kinds")
    share: Floats = np.array(list(kinds.values()))
    start = people["first_day"].gather(pl.Series(who))
    rows = pl.DataFrame(
        {
            "person": people["person"].gather(pl.Series(who)),
            "place": people["place"].gather(pl.Series(who)),
            "start": start,
            "day": day,
            "settled": settled,
            "proven": proven,
            "offence": rng.choice(list(kinds), size=len(who), p=share / share.sum()),
        }
    )
    found = rows.with_columns(
        first_day=pl.col("start") + pl.duration(days=pl.col("day")),
        convicted=pl.when("proven").then(pl.col("start") + pl.duration(days=pl.col("settled"))),
    ).sort("first_day", "person", "settled")
    number = (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(5)
    return found.select(
        "first_day", pl.col("first_day").alias("last_day"), "place", "person",
        pl.format("o{}", number).alias("offence_number"), "offence", "convicted",
    )  # fmt: skip
