"""Recorded offences and sanction detections: what happened, by ward, month and offence."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tp_metrics.demo import calibration
from tp_metrics.demo.calibration import FINE, OFFENCES, OVERLAPPING, whole
from tp_metrics.demo.ground import BOROUGHS_FROM, LAST, WARDS_FROM, YEARS, Counts, Floats, Ground, months
from tp_metrics.demo.parameters import DETECTED, PLANTED, Plant, assumed

#: Months of the borough series that come before the ward series begins.
BOROUGH_ONLY = len(months(BOROUGHS_FROM, WARDS_FROM)) - 1
NOT_VICTIM_BASED = ("drugs", "fraud_forgery", "other_notifiable")
PARTLY = ("fraud_forgery", "other_notifiable")
WEST_END = ("E05000644", "E05000649")
VICTIM_BASED = tuple(name for name in FINE if name not in NOT_VICTIM_BASED)


@dataclass(frozen=True)
class Crime:
    """What happened, and ended up recorded: whole performance years, although the last is shown to December only.

    The axes are offence (OFFENCES, then the victim-based part of fraud and other), place and month.

    Attributes:
        offences, detections: by ward and smaller known place (Ground.placed), months from April 2007.
        before, detected_before: by borough and Heathrow, months of April 2003 to March 2007.
    """

    offences: Counts
    detections: Counts
    before: Counts
    detected_before: Counts


def crime(ground: Ground, rng: np.random.Generator) -> Crime:
    """All offences and detections, drawn so that boroughs and years add up to what was published."""
    years = whole(calibration.fine_years(ground.boroughs))
    totals = np.concatenate([years.sum(axis=0), calibration.overlap_years(ground.boroughs)[0]], axis=1).T
    shares = calibration.month_shares(totals.astype(float), rng, assumed("month jitter"))
    fine = rng.multinomial(years, np.moveaxis(shares[: len(FINE)], 0, 1)[None])
    by_month = np.concatenate([_months_first(fine), _overlapping(ground, shares, rng)])
    detected = _detections(ground, years, by_month, shares, rng)
    weights = ward_shares(ground)
    split = BOROUGH_ONLY
    offences = _to_wards(ground, by_month[:, :, split:], weights, rng)
    detections = _to_wards(ground, detected[:, :, split:], weights, rng)
    partly = partly_shares(ground.boroughs)
    later = partly[YEARS.index(WARDS_FROM.year) :]
    return Crime(
        offences=_with_partly(offences, later, rng),
        detections=_with_partly(detections, later, rng),
        before=_with_partly(by_month[:, :, :split], partly, rng),
        detected_before=_with_partly(detected[:, :, :split], partly, rng),
    )


def _months_first(counts: Counts) -> Counts:
    """Borough × year × offence × month of the year → offence × borough × month."""
    by_offence = np.moveaxis(counts, 2, 0)
    return by_offence.reshape(*by_offence.shape[:2], -1)


def _overlapping(ground: Ground, shares: Floats, rng: np.random.Generator) -> Counts:
    """Overlapping counts by offence, borough (Heathrow: none) and month; the force's year is exact."""
    totals, by_borough = calibration.overlap_years(ground.boroughs)
    found = np.zeros((len(OVERLAPPING), len(ground.boroughs) + 1, len(YEARS) * 12), dtype=np.int64)
    for place, name in enumerate(OVERLAPPING):
        shape = shares[len(FINE) + place]
        expected = totals[:, place, None] * by_borough[:, :, place, None] * shape
        expected = expected.reshape(len(ground.boroughs), -1)
        for plant in PLANTED.values():
            if plant.offence == name and plant.place in ground.boroughs:
                expected = _planted(expected, ground.boroughs.index(plant.place), plant)
        by_year = expected.reshape(len(ground.boroughs), len(YEARS), 12).swapaxes(0, 1).reshape(len(YEARS), -1)
        drawn = rng.multinomial(totals[:, place].astype(np.int64), by_year / by_year.sum(axis=1, keepdims=True))
        drawn = drawn.reshape(len(YEARS), len(ground.boroughs), 12).swapaxes(0, 1)
        found[place, :-1] = drawn.reshape(len(ground.boroughs), -1)
    return found


def effect(plant: Plant, count: int, since: int) -> Floats:
    """The factor of each of `count` months, the first of which comes `since` months after April 2003."""
    begin = (plant.first.year - BOROUGHS_FROM.year) * 12 + plant.first.month - BOROUGHS_FROM.month
    after = np.arange(since, since + count) - begin
    if plant.kind == "trend":
        return np.asarray((1.0 + plant.size) ** np.maximum(after, 0))
    if plant.kind == "shift":
        return np.where(after >= 0, plant.size, 1.0)
    return np.where(after == 0, plant.size, 1.0)


def _planted(expected: Floats, borough: int, plant: Plant) -> Floats:
    """Expected counts by borough and month with a plant in one borough; the others make room for it.

    All plants but an outlier stand on a level line, so that nothing else moves them; a shift's is that of the two
    years before it.
    """
    found = expected.copy()
    days = np.array([month.days for month in months(BOROUGHS_FROM, LAST.replace(year=LAST.year + 1, month=3))])
    begin = (plant.first.year - BOROUGHS_FROM.year) * 12 + plant.first.month - BOROUGHS_FROM.month
    base = slice(begin - 24, begin) if plant.kind == "shift" else slice(None)
    level = expected[borough, base].sum() / days[base].sum() * days
    calm = expected[borough] if plant.kind == "outlier" else level
    found[borough] = calm * effect(plant, expected.shape[1], 0)
    others = np.arange(len(expected)) != borough
    found[others] *= (expected.sum(axis=0) - found[borough]) / expected[others].sum(axis=0)
    return found


def _detections(ground: Ground, years: Counts, by_month: Counts, shares: Floats, rng: np.random.Generator) -> Counts:
    """Sanction detections by offence, borough and month; only offences of DETECTED have them."""
    overlap = by_month[len(FINE) :].reshape(len(OVERLAPPING), years.shape[0], len(YEARS), 12).sum(axis=3)
    all_years = np.concatenate([years, np.moveaxis(overlap, 0, 2)], axis=2).astype(float)
    share = np.array([DETECTED.get(name, 0.0) for name in OFFENCES])
    expected = all_years * share * _by_borough(ground, rng)[:, None, None]
    partly = partly_shares(ground.boroughs)
    for place, year in enumerate(YEARS):
        counts, detected = all_years[:, place].sum(axis=0), expected[:, place].sum(axis=0)
        expected[:, place] *= _scales(counts, detected, year, float(partly[place]))
    rise = 1.0 + assumed("detection within the year") * (np.arange(12) - 5.5)
    shape = shares * rise
    shape /= shape.sum(axis=2, keepdims=True)
    return _months_first(rng.multinomial(whole(expected), np.moveaxis(shape, 0, 1)[None]))


def _by_borough(ground: Ground, rng: np.random.Generator) -> Floats:
    factors = np.exp(rng.normal(0.0, assumed("detection by borough"), len(ground.boroughs) + 1)).clip(0.86, 1.16)
    for code, factor in assumed("detection, lowest and highest").items():
        factors[ground.boroughs.index(code)] = factor
    return np.asarray(factors)


def _scales(counts: Floats, detected: Floats, year: int, part: float) -> Floats:
    """What each offence's detections of one year are multiplied by to meet the published ratios."""
    scale = np.ones(len(OFFENCES))
    for name in ("violence_with_injury", "knife_crime", "gun_crime"):
        ratio = assumed(f"detection ratio, {name.replace('_', ' ')}")
        where = OFFENCES.index(name)
        scale[where] = ratio.get(year, min(ratio.values())) * counts[where] / detected[where]
    victims = [OFFENCES.index(name) for name in VICTIM_BASED]
    partly = [OFFENCES.index(name) for name in PARTLY]
    if year in (whole_ratio := assumed("detection ratio, all offences")):
        others = detected[[FINE.index(name) for name in NOT_VICTIM_BASED]].sum()
        wanted = whole_ratio[year] * counts[: len(FINE)].sum() - others
    else:
        ratio = assumed("detection ratio, victim-based")[year]
        wanted = ratio * (counts[victims].sum() + part * counts[partly].sum()) - part * detected[partly].sum()
    fixed = OFFENCES.index("violence_with_injury")
    if year in whole_ratio:
        scale[victims] = wanted / detected[victims].sum()
        return scale
    rest = [where for where in victims if where != fixed]
    scale[rest] = (wanted - detected[fixed] * scale[fixed]) / detected[rest].sum()
    return scale


def partly_shares(boroughs: tuple[str, ...]) -> Floats:
    """For each year, the share of fraud and other offences that makes the published victim-based total."""
    force, fine = calibration.force_years(), calibration.fine_years(boroughs)
    victims = fine[:, :, [FINE.index(name) for name in VICTIM_BASED]].sum(axis=(0, 2))
    partly = fine[:, :, [FINE.index(name) for name in PARTLY]].sum(axis=(0, 2))
    found = np.clip((force["victim_based"] - victims) / partly, 0.0, 1.0)
    early = np.array(YEARS) < WARDS_FROM.year
    return np.asarray(np.where(early, assumed("victim-based share of fraud"), found), dtype=float)


def _with_partly(counts: Counts, shares: Floats, rng: np.random.Generator) -> Counts:
    """The counts with one more row: the part of fraud and other offences that has a victim."""
    share = np.repeat(shares, 12)[: counts.shape[2]]
    partly = sum((counts[OFFENCES.index(name)] for name in PARTLY), np.zeros_like(counts[0]))
    return np.concatenate([counts, rng.binomial(partly, share)[None]])


def ward_shares(ground: Ground) -> Floats:
    """How a borough's offences fall on its wards: offence × ward, each borough adding up to 1."""
    found = np.stack([ground.follows(name) for name in OFFENCES])
    return _within_boroughs(found, ground)


def _within_boroughs(drawn: Floats, ground: Ground) -> Floats:
    totals = np.stack([np.bincount(ground.borough_of, row) for row in drawn])
    return np.asarray(drawn / totals[:, ground.borough_of])


def with_west_end(ground: Ground) -> Ground:
    """The ground with the pull of St James's and West End wards set so that their published shares come out."""
    placed = 1.0 - assumed("unplaced share")
    wanted = {ground.wards.index(code): assumed(f"ward share {code}") / placed for code in WEST_END}
    borough = ground.borough_of[next(iter(wanted))]
    mix = calibration.fine_years(ground.boroughs)[borough, YEARS.index(2010)]
    centre = ground.centre.copy()
    centre[list(wanted)] = 5.0
    for _ in range(60):
        ground = replace(ground, centre=centre.copy())
        drawn = np.stack([ground.follows(name) for name in FINE])
        share = mix @ _within_boroughs(drawn, ground) / mix.sum()
        for ward, target in wanted.items():
            centre[ward] *= (target / (1 - target)) / (share[ward] / (1 - share[ward]))
    return ground


def _to_wards(ground: Ground, by_borough: Counts, shares: Floats, rng: np.random.Generator) -> Counts:
    """Offence × borough × month → offence × Ground.placed × month, adding up exactly."""
    offences, _, span = by_borough.shape
    found = np.zeros((offences, len(ground.placed), span), dtype=np.int64)
    unplaced, wards = assumed("unplaced share"), len(ground.wards)
    for borough in range(len(ground.boroughs)):
        members = ground.members(borough)
        chances = np.repeat(shares[:, None, members], span, axis=1)
        for plant in PLANTED.values():
            if plant.place in ground.wards and (ward := ground.wards.index(plant.place)) in members:
                chances[OFFENCES.index(plant.offence), :, np.flatnonzero(members == ward)[0]] *= effect(
                    plant, span, BOROUGH_ONLY
                )
        chances *= (1.0 - unplaced) / chances.sum(axis=2, keepdims=True)
        chances = np.concatenate([chances, np.full((offences, span, 1), unplaced)], axis=2)
        drawn = np.moveaxis(rng.multinomial(by_borough[:, borough], chances), 2, 1)
        found[:, members], found[:, wards + borough] = drawn[:, :-1], drawn[:, -1]
    found[:, -1] = by_borough[:, -1]
    return found
