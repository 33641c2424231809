"""Offenders to be managed: people wanted and what they did at large, people under MAPPA, prolific offenders.

Tagged people and their breach reports stand in `tagging`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from tp_metrics.demo.ground import LAST, Counts, Floats, Ground
from tp_metrics.demo.listing import FIRST, dated, ended, news, numbered, picked
from tp_metrics.demo.offenders_parameters import offenders as said
from tp_metrics.demo.tagging import Tagging, tagging
from tp_metrics.schema.offenders import CATEGORIES, RISKS, WITHDRAWN

#: The day on which the people under MAPPA are as many as is assumed.
COUNTED = date(2010, 12, 31)
SPECIALIST = "SPECIALIST"
#: The longest that anybody has been wanted on FIRST, in days.
LONGEST = 6500
#: MAPPA began in April 2001 and the scheme for prolific offenders in September 2004: so long before the days above.
MAPPA_DAYS, SCHEME_DAYS = 3400, 1450
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Offenders:
    """Everybody of all lists, whenever it came to be known; `mappa` with the plan of their reviews."""

    wanted: pl.DataFrame
    offences: pl.DataFrame
    mappa: pl.DataFrame
    prolific: pl.DataFrame
    tagging: Tagging


def offenders(ground: Ground, rng: np.random.Generator) -> Offenders:
    """All lists, and the offences of those on them."""
    weights = np.bincount(ground.borough_of, ground.residents * np.exp(ground.gradient))
    where = weights / weights.sum()
    wanted = _wanted(ground.boroughs, where, rng)
    prolific = _prolific(wanted, ground.boroughs, where, rng)
    offences = _offences(wanted, prolific, ground.boroughs, where, rng)
    mappa = _mappa(ground.boroughs, where, rng)
    return Offenders(wanted.drop("soon"), offences, mappa, prolific, tagging(ground.boroughs, where, rng))


def tables_known(drawn: Offenders, as_at: date, before: date | None) -> dict[str, pl.DataFrame]:
    """What is new by a day since the last: records that began or of which more is known, offences and reports."""
    closed, since = pl.col("outcome_day") <= as_at, before or date.min
    wanted = news(drawn.wanted, ("first_day", "arrested", "outcome_day"), as_at, since).with_columns(
        arrested=pl.when(pl.col("arrested") <= as_at).then("arrested"),
        outcome=pl.when(closed).then("outcome"),
        outcome_day=pl.when(closed).then("outcome_day"),
    )
    return {
        "wanted": wanted,
        "offender_offences": news(drawn.offences, ("first_day",), as_at, since),
        "tagged": ended(news(drawn.tagging.tagged, ("first_day", "until"), as_at, since), as_at),
        "tag_breaches": news(drawn.tagging.reports, ("first_day",), as_at, since),
        "mappa": _reviewed(ended(drawn.mappa.filter(pl.col("first_day") <= as_at), as_at), as_at),
        "prolific": ended(news(drawn.prolific, ("first_day", "until"), as_at, since), as_at),
    }


def _reviewed(mappa: pl.DataFrame, as_at: date) -> pl.DataFrame:
    """With the last review and the day by which the next is due, as the plan of reviews has them on a day.

    A review is due every so many days from the first on; some people are always reviewed some days late.
    """
    since = (pl.lit(as_at) - pl.col("first_day")).dt.total_days() - pl.col("phase")
    done = ((since - pl.col("late")) // pl.col("every")).clip(-1)
    begin = pl.col("first_day") + pl.duration(days="phase")
    planned = begin + pl.duration(days=done * pl.col("every"))
    return mappa.with_columns(
        reviewed=pl.when(done >= 0).then(planned + pl.duration(days="late")),
        review_due=begin + pl.duration(days=(done + 1) * pl.col("every")),
    ).drop("phase", "every", "late")


def _wanted(boroughs: tuple[str, ...], where: Floats, rng: np.random.Generator) -> pl.DataFrame:
    """Every record of every list, with `soon`: whether it is of those that are soon found."""
    parts = [_of_list(category, rng) for category in CATEGORIES]
    listed, days, soon, withdrawn = (np.concatenate([part[at] for part in parts]) for at in range(4))
    category = np.repeat(np.arange(len(CATEGORIES)), [len(part[0]) for part in parts])
    order = np.argsort(listed, kind="stable")
    listed, days, soon, withdrawn, category = (of[order] for of in (listed, days, soon, withdrawn, category))
    count = len(listed)
    person, shared = _people(category, rng)
    place = rng.choice(len(boroughs), size=count, p=where)
    place[shared] = place[person[shared]]
    special = (category < 2) & (rng.random(count) < said("specialist"))
    codes = np.where(special, SPECIALIST, np.array(boroughs)[place])
    unit = np.where(special, picked(said("units"), count, rng), "")
    risk = np.where(soon, picked(said("risks")["soon"], count, rng), picked(said("risks")["later"], count, rng))
    left = listed + days
    settled = left + np.where(withdrawn, 0, _lags(category, rng))
    outcome = np.full(count, WITHDRAWN, dtype=object)
    for at, name in enumerate(CATEGORIES):
        mine = (category == at) & ~withdrawn
        outcome[mine] = picked(said("outcomes")[name], int(mine.sum()), rng)
    numbers = np.arange(1, count + 1)
    return pl.DataFrame(
        {
            "first_day": dated(listed),
            "last_day": dated(listed),
            "place": codes,
            "person": numbered("p", person + 1),
            "wanted_number": numbered("w", numbers),
            "category": pl.Series(list(CATEGORIES)).gather(pl.Series(category)),
            "unit": unit,
            "risk": pl.Series(risk, dtype=pl.Enum(RISKS)),
            "arrested": dated(left),
            "outcome_day": dated(settled),
            "outcome": pl.Series(outcome.tolist(), dtype=pl.String),
            "soon": soon,
        }
    ).with_columns(
        unit=pl.when(pl.col("unit") != "").then("unit"),
        arrested=pl.when(pl.col("outcome") != WITHDRAWN).then("arrested"),
    )


def _of_list(category: str, rng: np.random.Generator) -> tuple[Counts, Counts, Flags, Flags]:
    """Of one list: the day listed, days until it ends, whether soon, whether withdrawn; and who stood on it at first.

    Both kinds leave the list at a steady rate, so that the list is as long at first as it stays, and who stands on it
    has been on it for as long again, in the mean, as they still will be.
    """
    monthly, share, short, long, withdrawn, _ = said("lists")[category]
    more = said("soon more").get(category, 0.0)
    span = (LAST - FIRST).days
    new = rng.poisson(monthly * span / 30.4)
    listed = np.sort(rng.integers(0, span + 1, new))
    later = listed >= (date(2010, 1, 1) - FIRST).days
    soon = rng.random(new) < share + more * later
    stood_soon, stood_later = (int(monthly / 30.4 * part) for part in (share * short, (1 - share) * long))
    before_soon = np.repeat([True, False], [stood_soon, stood_later])
    mean_before = np.where(before_soon, short, long)
    age = 1 + rng.exponential(mean_before).astype(int) % LONGEST
    left = 1 + rng.exponential(mean_before).astype(int)
    days = 1 + rng.exponential(np.where(soon, short, long)).astype(int)
    every_soon = np.concatenate([before_soon, soon])
    drawn = rng.random(len(every_soon)) < np.where(every_soon, withdrawn / 2, 2 * withdrawn)
    return np.concatenate([-age, listed]), np.concatenate([age + left, days]), every_soon, drawn


def _people(category: Counts, rng: np.random.Generator) -> tuple[Counts, Flags]:
    """Whose each record is, by the number of a record of theirs; some are those of a named suspect listed near then."""
    count = len(category)
    share = np.array([said("lists")[name][5] for name in CATEGORIES])
    named = np.flatnonzero(category == 0)
    shared = rng.random(count) < share[category]
    near = np.searchsorted(named, np.flatnonzero(shared)) + rng.integers(-120, 121, int(shared.sum()))
    person = np.arange(count)
    person[shared] = named[np.clip(near, 0, len(named) - 1)]
    return person, shared


def _lags(category: Counts, rng: np.random.Generator) -> Counts:
    mean = np.array([said("to outcome")[name] for name in CATEGORIES])
    return np.asarray(rng.exponential(mean[category]).astype(int))


def _offences(
    wanted: pl.DataFrame, prolific: pl.DataFrame, boroughs: tuple[str, ...], where: Floats, rng: np.random.Generator
) -> pl.DataFrame:
    """The offences recorded of people at large, and of prolific offenders, from the first day of the lists on."""
    rate = said("offences")
    closed = pl.coalesce("arrested", "outcome_day")
    spans = pl.concat(
        [
            wanted.select(
                "person", "place", begin="first_day", end=closed,
                rate=pl.when("soon").then(rate["soon"]).otherwise(rate["later"]),
            ),
            prolific.select("person", "place", begin="first_day", end="until", rate=pl.lit(rate["prolific"])),
        ]
    )  # fmt: skip
    begin = pl.max_horizontal("begin", pl.lit(FIRST))
    spans = spans.with_columns(begin=begin, days=(pl.min_horizontal("end", pl.lit(LAST)) - begin).dt.total_days())
    spans = spans.filter(pl.col("days") > 0)
    times = rng.poisson(spans["rate"].to_numpy() * spans["days"].to_numpy() / 365.25)
    mine = spans[np.repeat(np.arange(spans.height), times)]
    count = mine.height
    after = 1 + (rng.random(count) * mine["days"].to_numpy()).astype(int)
    elsewhere = pl.Series(np.array(boroughs)[rng.choice(len(boroughs), size=count, p=where)])
    away = pl.Series(rng.random(count) < 0.3) | (pl.col("place") == SPECIALIST)
    found = mine.with_columns(
        first_day=pl.col("begin") + pl.duration(days=pl.lit(pl.Series(after))),
        place=pl.when(away).then(elsewhere).otherwise("place"),
        offence=pl.Series(picked(said("kinds"), count, rng)),
    ).sort("first_day", "person")
    return found.select(
        "first_day", pl.col("first_day").alias("last_day"), "place", "person",
        numbered("f", np.arange(1, count + 1)).alias("crime_number"), "offence",
    )  # fmt: skip


def _prolific(wanted: pl.DataFrame, boroughs: tuple[str, ...], where: Floats, rng: np.random.Generator) -> pl.DataFrame:
    """Prolific offenders: who was on the scheme at first, and who joined it; some of them are wanted at some time."""
    mean = said("prolific months") * 30.4
    span, stock = (LAST - FIRST).days, said("prolific")
    new = rng.poisson(stock * span / mean)
    begin = np.concatenate(
        [-1 - rng.exponential(mean, stock).astype(int) % SCHEME_DAYS, rng.integers(0, span + 1, new)]
    )
    left = rng.exponential(mean, len(begin)).astype(int)
    end = np.maximum(begin, 0) + 1 + left
    count = len(begin)
    also = rng.random(count) < said("prolific and wanted")
    names = numbered("q", np.arange(1, count + 1), 5)
    others = wanted["person"].gather(pl.Series(rng.choice(wanted.height, size=count, replace=False)))
    return pl.DataFrame(
        {
            "first_day": dated(begin),
            "last_day": dated(begin),
            "place": np.array(boroughs)[rng.choice(len(boroughs), size=count, p=where)],
            "person": pl.select(pl.when(pl.Series(also)).then(others).otherwise(names)).to_series(),
            "until": dated(end),
        }
    ).unique("person", keep="first", maintain_order=True)


def _mappa(boroughs: tuple[str, ...], where: Floats, rng: np.random.Generator) -> pl.DataFrame:
    """People under MAPPA, exactly as many on the day COUNTED as is assumed; some leave before it, others join later."""
    today, span = (COUNTED - FIRST).days, (LAST - COUNTED).days
    stock, years = said("mappa"), said("mappa years")
    frames = []
    for category, number in stock.items():
        mean = 365.25 * years[category]
        gone, joined = round(number * 150 / mean), round(number * 1.05 * span / mean)
        begin = np.concatenate(
            [
                today - rng.exponential(mean, number).astype(int) % MAPPA_DAYS,
                today - 151 - rng.exponential(mean, gone).astype(int) % MAPPA_DAYS,
                today + rng.integers(1, span + 1, joined),
            ]
        )
        left = today + 1 + rng.exponential(mean, number).astype(int)
        before = today - rng.integers(0, 150, gone)
        end = np.concatenate([left, before, begin[number + gone :] + 1 + rng.exponential(mean, joined).astype(int)])
        level = np.ones(len(begin), dtype=int)
        at = 0 if category == "3" else 1
        second, third = (round(number * (1 / 3 if at == 0 and k else 2 / 3 if at == 0 else share)) for k, share in
                         enumerate(said("mappa levels")))  # fmt: skip
        for chosen, size in ((2, second), (3, third)):
            free = np.flatnonzero(level[:number] == 1)
            level[rng.choice(free, size=min(size, len(free)), replace=False)] = chosen
        rest = len(begin) - number
        level[number:] = 2 if category == "3" else np.where(rng.random(rest) < 0.06, 2, 1)
        frames.append(
            pl.DataFrame({"begin": begin, "end": end, "level": level}).with_columns(category=pl.lit(category))
        )
    people = pl.concat(frames).sort("begin", maintain_order=True)
    count = people.height
    every = people["level"].cast(pl.String).replace_strict(said("review days"), return_dtype=pl.Int64)
    share, mean_late = said("reviewed late")
    late = np.where(rng.random(count) < share, rng.exponential(mean_late, count).astype(int), 0)
    return people.select(
        first_day=dated(people["begin"].to_numpy()),
        last_day=dated(people["begin"].to_numpy()),
        place=pl.Series(np.array(boroughs)[rng.choice(len(boroughs), size=count, p=where)]),
        person=numbered("m", np.arange(1, count + 1), 5),
        category="category",
        level=pl.col("level").cast(pl.String),
        until=dated(people["end"].to_numpy()),
        phase=pl.Series((rng.random(count) * every.to_numpy()).astype(int)),
        every=every,
        late=pl.Series(np.minimum(late, every.to_numpy() - 1)),
    )
