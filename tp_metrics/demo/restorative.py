"""The demonstration's restorative justice: cases, who took part and what was agreed, and what people did afterwards.

Small in 2010 in six boroughs, by trained officers from December 2010, in a pilot in Greenwich from January 2011 on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from tp_metrics.demo.ground import LAST, Counts, Floats, Ground, months
from tp_metrics.demo.restorative_parameters import restorative as said
from tp_metrics.schema.records import SATISFACTION
from tp_metrics.schema.restorative import ADULT, CONFERENCE, STREET
from tp_metrics.schema.restorative import DATED as KNOWN_LATER

LEVELS = (STREET, CONFERENCE)
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Restorative:
    """All cases and all later offences, whenever they came to be known."""

    cases: pl.DataFrame
    offences: pl.DataFrame


def restorative(ground: Ground, rng: np.random.Generator) -> Restorative:
    """Every case that could be settled so, with who took part, and the offences of these people after it."""
    cases = _met(_cases(ground, rng), rng)
    cases = cases.sort("first_day", "place").with_columns(case_number=_numbered("c", cases.height))
    again = rng.random(cases.height) < 0.05
    first = np.where(again, rng.integers(0, cases.height, cases.height), np.arange(cases.height))
    names = _numbered("r", cases.height)
    cases = cases.with_columns(last_day="first_day", person=names.gather(pl.Series(first)))
    return Restorative(cases, _offences(cases, rng))


def cases_known(drawn: Restorative, as_at: date) -> pl.DataFrame:
    """The cases up to a day, with what had become known by it."""
    later = [
        pl.when(pl.col(day) <= as_at).then(name).alias(name)
        for day, others in KNOWN_LATER.items()
        for name in (day, *others)
    ]
    return drawn.cases.filter(pl.col("first_day") <= as_at).with_columns(*later)


def offences_known(drawn: Restorative, as_at: date) -> pl.DataFrame:
    """The later offences up to a day, with the convictions up to it."""
    convicted = pl.when(pl.col("convicted") <= as_at).then("convicted")
    return drawn.offences.filter(pl.col("first_day") <= as_at).with_columns(convicted=convicted)


def _numbered(letter: str, count: int) -> pl.Series:
    return pl.Series([f"{letter}{number:05d}" for number in range(1, count + 1)])


def _expected() -> list[tuple[str, str | None, date, date, float]]:
    """Borough, arm, first and last day and expected cases of each month that has any."""
    found: list[tuple[str, str | None, date, date, float]] = []
    (pilot, begins), other = said("pilot"), said("comparison")
    base, growth = said("cases")
    for at, month in enumerate(months(said("first"), LAST)):
        found += [(code, None, month.first, month.last, base * (1 + growth) ** at) for code in said("boroughs")]
        if month.last >= begins:
            first = max(month.first, begins)
            found += [(pilot, "pilot", first, month.last, said("pilot cases"))]
            found += [(other, "comparison", first, month.last, said("pilot cases") * said("offered, accepted")[0])]
    return found


def _cases(ground: Ground, rng: np.random.Generator) -> pl.DataFrame:
    """Whose case it was, where and when, and what it was of."""
    rows = _expected()
    each = rng.poisson([expected for *_, expected in rows])
    days = np.concatenate([
        rng.integers(first.toordinal(), last.toordinal() + 1, count)
        for (_, _, first, last, _), count in zip(rows, each, strict=True)
    ])  # fmt: skip
    codes = np.repeat([code for code, *_ in rows], each)
    count, homes = len(days), np.empty(len(days), dtype=object)
    for code in np.unique(codes):
        members = ground.members(ground.boroughs.index(code))
        drawn = ground.residents[members] * np.exp(ground.gradient[members])
        here = codes == code
        homes[here] = rng.choice(np.array(ground.wards)[members], int(here.sum()), p=drawn / drawn.sum())
    young = rng.random(count) < said("young")
    age = np.where(young, rng.integers(12, ADULT, count), ADULT + rng.gamma(1.4, 9.0, count).astype(int))
    level = np.where(rng.random(count) < said("conference"), CONFERENCE, STREET)
    ethnicity = said("ethnicity")
    kinds = [_of_kinds(said("offences")[one], count, rng) for one in LEVELS]
    return pl.DataFrame(
        {
            "first_day": pl.Series([date.fromordinal(int(day)) for day in days]),
            "place": pl.Series(homes.tolist()),
            "arm": pl.Series([arm for (_, arm, *_), one in zip(rows, each, strict=True) for _ in range(one)]),
            "level": level,
            "offence": np.where(level == STREET, *kinds),
            "age": np.minimum(age, 85),
            "sex": np.where(rng.random(count) < said("female"), "female", "male"),
            "ethnicity": rng.choice(list(ethnicity), size=count, p=list(ethnicity.values())),
            "disability": np.where(rng.random(count) < said("disabled"), "yes", "no"),
            "previous_offences": rng.geometric(1 / (1 + said("previous")), count) - 1,
        }
    )


def _of_kinds(kinds: dict[str, float], count: int, rng: np.random.Generator) -> npt.NDArray[np.str_]:
    share: Floats = np.array(list(kinds.values()))
    return rng.choice(list(kinds), size=count, p=share / share.sum())


def _met(cases: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Who was offered it and took part, by whom, how long it took, and what came of it."""
    count = cases.height
    offer, accept = said("offered, accepted")
    likelier = np.where(cases["age"].to_numpy() < ADULT, said("young offered"), 1.0)
    compared = (cases["arm"] == "comparison").fill_null(value=False).to_numpy()
    offered = (rng.random(count) < offer * likelier / likelier.mean()) & ~compared
    took = offered & (rng.random(count) < accept)
    by_level = {name: _of_level(cases, said(name)) for name in ("instead of charge", "victim", "agreement")}
    size, spread = (_of_level(cases, {one: said("minutes")[one][part] for one in LEVELS}) for part in (0, 1))
    agreed = took & (rng.random(count) < by_level["agreement"])
    kept, shortest, longest = said("kept")
    asked, soonest, latest = said("asked")
    answers = rng.choice(SATISFACTION[:-1], size=count, p=said("satisfaction"))
    told = pl.when(pl.Series(took & (rng.random(count) < asked)))
    return cases.with_columns(
        offered=offered,
        took_part=took,
        officer_trained=_when(took, pl.Series(rng.random(count) < _trained(cases))),
        minutes_taken=_when(took, pl.Series(np.maximum(rng.normal(size, spread), 10).astype(int))),
        instead_of_charge=_when(took, pl.Series(rng.random(count) < by_level["instead of charge"])),
        victim_took_part=_when(took, pl.Series(rng.random(count) < by_level["victim"])),
        victim_asked=told.then(_after(rng.integers(soonest, latest + 1, count))),
        victim_satisfaction=told.then(pl.Series(answers)),
        agreement=_when(took, pl.Series(agreed)),
        agreement_ended=_when(agreed, _after(rng.integers(shortest, longest + 1, count))),
        agreement_kept=_when(agreed, pl.Series(rng.random(count) < kept)),
    )


def _when(flags: Flags, then: pl.Expr | pl.Series) -> pl.Expr:
    return pl.when(pl.Series(flags)).then(then)


def _after(days: Counts) -> pl.Expr:
    return pl.col("first_day") + pl.duration(days=pl.lit(pl.Series(days)))


def _of_level(cases: pl.DataFrame, shares: dict[int, float]) -> Floats:
    return np.where(cases["level"].to_numpy() == CONFERENCE, shares[CONFERENCE], shares[STREET])


def _trained(cases: pl.DataFrame) -> Floats:
    """The chance that the officer of each case had been trained by then."""
    before, at_last, length = said("trained")
    since = cases.select((pl.col("first_day") - said("training")).dt.total_days() / 30.4).to_series().to_numpy()
    grown = 1 - np.exp(-np.maximum(since, 0) / length * 3)
    return np.asarray(before + (at_last - before) * grown)


def _offences(cases: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Offences within a year of the case and after it, most of them proven."""
    share, more = said("reoffend")
    again = np.flatnonzero(rng.random(cases.height) < share)
    who = np.concatenate([again, np.repeat(again, rng.poisson(more, len(again))), again[::9]])
    day = np.concatenate([rng.integers(1, 365, len(who) - len(again[::9])), rng.integers(380, 520, len(again[::9]))])
    lag = 8 + rng.gamma(1.6, 40, len(who)).astype(int)
    proven = pl.Series(rng.random(len(who)) < 0.9)
    kinds = said("offences")[STREET]
    rows = cases.select("person", "place", start="first_day")[who].with_columns(
        first_day=pl.col("start") + pl.duration(days=pl.lit(pl.Series(day))),
        offence=pl.Series(_of_kinds(kinds, len(who), rng)),
    )
    settled = pl.col("first_day") + pl.duration(days=pl.lit(pl.Series(lag)))
    found = rows.with_columns(last_day="first_day", convicted=pl.when(proven).then(settled)).drop("start")
    return found.sort("first_day", "person", "offence").with_columns(reoffence_number=_numbered("a", len(who)))
