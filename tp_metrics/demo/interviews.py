"""What the three surveys share: whom they asked, on which day, with what weight, and how an answer is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from scipy.special import ndtr

from tp_metrics import periods
from tp_metrics.demo.ground import LAST, WARDS_FROM, Counts, Floats, Ground
from tp_metrics.demo.parameters import SCALES, assumed
from tp_metrics.schema.records import AGE_BANDS, DONT_KNOW, ETHNICITIES, SEXES, YES_NO
from tp_metrics.schema.reference import read_reference

QUARTERS = [
    periods.Window(month.first, periods.month_end(periods.add_months(month.first, 2)), "quarter")
    for month in periods.months(WARDS_FROM, LAST)[::3]
]


@dataclass(frozen=True)
class Sample:
    """Respondents as arrays: where and when they were asked, who they are, and what weighs their answers.

    Attributes:
        place: position of the ward or borough.
        quarter: position in QUARTERS.
        day: days since 1970.
        sex, age, ethnicity, disability: positions in the lists of the schema; -1 where not given.
        group: who they are although they may not have said: position of the ethnic group.
        weight: the weight.
        mood: what is common to all their answers, standard normal.
    """

    place: Counts
    quarter: Counts
    day: Counts
    sex: Counts
    age: Counts
    ethnicity: Counts
    disability: Counts
    group: Counts
    weight: Floats
    mood: Floats

    @property
    def year(self) -> Counts:
        """The performance year of each, from 2007/08."""
        return self.quarter // 4


def sample(
    places: int, each: int, not_white: Floats, worth: Floats, design_effect: float, rng: np.random.Generator
) -> Sample:
    """`each` respondents for every place and quarter.

    `not_white` and `worth` are each place's share of residents who are not White, and the weight of its people;
    weights within a place scatter so that Kish's design effect there is `design_effect`.
    """
    count = len(QUARTERS) * places * each
    quarter = np.repeat(np.arange(len(QUARTERS)), places * each)
    place = np.tile(np.repeat(np.arange(places), each), len(QUARTERS))
    begins = np.array([(window.first - date(1970, 1, 1)).days for window in QUARTERS])
    lengths = np.array([window.days for window in QUARTERS])
    day = begins[quarter] + (rng.random(count) * lengths[quarter]).astype(np.int64)
    age = _picked(assumed("age bands"), count, rng)
    others = _picked(tuple(assumed("other ethnic groups").values()), count, rng) + 1
    group = np.where(rng.random(count) < not_white[place], others, 0)
    disability = np.where(rng.random(count) < np.array(assumed("disabled by age"))[age], 0, 1)
    by_age = np.array(assumed("age weights"))[age]
    scatter = np.sqrt(np.log(design_effect / (1 + (by_age.std() / by_age.mean()) ** 2)))
    weight = worth[place] * by_age / by_age.mean() * np.exp(scatter * rng.standard_normal(count) - scatter**2 / 2)
    sex = (rng.random(count) < 0.488).astype(np.int64)
    mood = rng.standard_normal(count)
    return Sample(
        place=place,
        quarter=quarter,
        day=day,
        sex=_given(sex, rng),
        age=_given(age, rng),
        ethnicity=_given(group, rng),
        disability=_given(disability, rng),
        group=group,
        weight=np.maximum(np.rint(weight * 64), 4) / 64,  # sums of sixty-fourths are exact in any order
        mood=mood,
    )


def _given(who: Counts, rng: np.random.Generator) -> Counts:
    return np.where(rng.random(len(who)) < assumed("refused characteristic"), -1, who)


def _picked(shares: tuple[float, ...], count: int, rng: np.random.Generator) -> Counts:
    edges = np.cumsum(shares)
    return np.searchsorted(edges / edges[-1], rng.random(count)).clip(max=len(shares) - 1)


def not_white(ground: Ground) -> Floats:
    """Share of each borough's residents who are not White (Census 2011)."""
    frame = read_reference("boroughs").sort("code")
    assert tuple(frame["code"]) == ground.boroughs
    return np.asarray(frame["bame_percent_2011"].to_numpy() / 100.0, dtype=float)


def levelled(wanted: Floats, effects: Floats, cell: Counts, weight: Floats) -> Floats:
    """Each person's chance of a favourable answer: the cell's wanted share, moved by effects that cancel in the cell.

    All three in per cent; the answer is a share.
    """
    mean = np.bincount(cell, effects * weight) / np.maximum(np.bincount(cell, weight), 1e-12)
    return np.clip((wanted + effects - mean[cell]) / 100.0, 0.01, 0.99)


def answers(
    chance: Floats,
    mood: Floats,
    scale: str,
    options: tuple[str, ...],
    rng: np.random.Generator,
    *,
    common: float | None = None,
) -> pl.Series:
    """One answer each on a scale, most favourable first; some don't know, some give none (null).

    `common` is how far it goes with the person's mood, where that is not the usual.
    """
    common = assumed("one person's mood") if common is None else common
    drawn = ndtr(-common * mood + np.sqrt(1 - common**2) * rng.standard_normal(len(mood)))
    good, rest = SCALES[scale]
    edges = [chance * share for share in np.cumsum(good)]
    edges += [chance + (1 - chance) * share for share in np.cumsum(rest)[:-1]]
    picked = sum(((drawn > edge).astype(np.int64) for edge in edges), np.zeros(len(mood), dtype=np.int64))
    luck = rng.random(len(mood))
    picked = np.where(luck < assumed("don't know"), options.index(DONT_KNOW), picked)
    return said(np.where(luck > 1 - assumed("missing"), -1, picked), options)


def said(where: Counts, options: tuple[str, ...]) -> pl.Series:
    """Positions in a list of options as an Enum column; null for -1."""
    column = pl.Series(where)
    known = pl.select(pl.when(column >= 0).then(column)).to_series()
    return pl.Series(list(options), dtype=pl.Enum(options)).gather(known)


def people(taken: Sample, codes: tuple[str, ...], survey: str) -> pl.DataFrame:
    """The columns that every survey table has: days, place, pseudonym, weight and characteristics."""
    numbers = pl.Series(np.arange(len(taken.place))).cast(pl.String).str.zfill(7)
    days = pl.Series(taken.day.astype(np.int32)).cast(pl.Date)
    return pl.DataFrame(
        {
            "first_day": days,
            "last_day": days,
            "place": pl.Series(list(codes), dtype=pl.String).gather(pl.Series(taken.place)),
            "respondent": survey + "-" + numbers,
            "weight": taken.weight,
            "sex": said(taken.sex, SEXES),
            "age_band": said(taken.age, AGE_BANDS),
            "ethnicity": said(taken.ethnicity, ETHNICITIES),
            "disability": said(taken.disability, YES_NO),
        }
    )
