"""The Public Attitude Survey by borough, and the Safer Neighbourhoods survey by ward."""

from __future__ import annotations

import numpy as np
import polars as pl

from tp_metrics.demo.ground import Counts, Floats, Ground
from tp_metrics.demo.interviews import QUARTERS, Sample, answers, levelled, not_white, people, sample
from tp_metrics.demo.parameters import CONFIDENCE, assumed
from tp_metrics.demo.published import table
from tp_metrics.schema import records

OPTIONS = {
    "good_job": records.GOOD_JOB,
    "agreement": records.AGREEMENT,
    "worry": records.WORRY,
    "informed": records.INFORMED,
}
#: Position of the quarter in which fieldwork began afresh (April to June 2010).
BREAK = 12


def levels(ground: Ground, rng: np.random.Generator) -> dict[str, Floats]:
    """What share answers favourably, per cent: borough × quarter, question by question; worry as was published."""
    year, part = np.divmod(np.arange(len(QUARTERS)), 4)
    common = rng.standard_normal(len(ground.boroughs))
    worth = ground.borough_residents / ground.borough_residents.sum()
    found: dict[str, Floats] = {}
    for question, (path, _, spread) in CONFIDENCE.items():
        steps = np.append(path, path[-1])
        line = np.interp(year + (part + 0.5) / 4, np.arange(len(steps)) + 0.5, steps)
        line += np.array([path[y] for y in year]) - _yearly_mean(line, year)
        own = 0.7 * common + np.sqrt(1 - 0.49) * rng.standard_normal(len(ground.boroughs))
        own = spread * (own - worth @ own) / own.std()
        drift = 0.15 * spread * rng.standard_normal((len(ground.boroughs), len(QUARTERS)))
        found[question] = line + own[:, None] + drift
    low, high = assumed("good job range")
    found["good_job"] = found["good_job"].clip(low, high)
    found["worried"] = worry(ground.boroughs)
    return found


def _yearly_mean(line: Floats, year: Counts) -> Floats:
    means = np.bincount(year, line) / np.bincount(year)
    return np.asarray(means[year])


def worry(boroughs: tuple[str, ...]) -> Floats:
    """Per cent worried by borough and quarter whose rolling years come out as published, with the break of April 2010.

    From April 2010 each published figure is the mean of the quarters since then. Before, four rolling years do not
    fix seven quarters: the smoothest ones between 2 and 85 are taken.
    """
    frame = table("worried")
    rows = {row[0]: row[1:] for row in frame.iter_rows()}
    published = np.array([rows[code] for code in boroughs], dtype=float)
    found = np.zeros((len(boroughs), len(QUARTERS)))
    found[:, :BREAK] = _before(published[:, :4])
    after = published[:, 4:] * np.arange(1, 5)
    found[:, BREAK : BREAK + 4] = np.diff(after, prepend=0.0, axis=1)
    found[:, BREAK + 4 :] = published[:, -1:]
    return found.clip(2.0, 85.0)


def _before(rolling: Floats) -> Floats:
    quarters = np.repeat(rolling[:, :1], BREAK, axis=1)
    window = np.stack([np.eye(BREAK)[BREAK - 7 + end : BREAK - 3 + end].sum(axis=0) / 4 for end in range(4)])
    for _ in range(4000):
        miss = rolling - quarters @ window.T
        bend = np.diff(quarters, axis=1, prepend=quarters[:, :1])
        rough = bend - np.concatenate([bend[:, 1:], np.zeros((len(rolling), 1))], axis=1)
        quarters = (quarters + 0.8 * miss @ window - 0.001 * rough).clip(2.0, 85.0)
    return quarters


def public_attitude_survey(ground: Ground, wanted: dict[str, Floats], rng: np.random.Generator) -> pl.DataFrame:
    """Rows of the confidence_survey table: 160 interviews a quarter and borough."""
    worth = ground.borough_residents / ground.borough_residents.mean()
    each, effect = assumed("pas a quarter"), assumed("design effect")["pas"]
    taken = sample(len(ground.boroughs), each, not_white(ground), worth, effect, rng)
    columns = people(taken, ground.boroughs, "pas").with_columns(survey=pl.lit("pas"))
    shares = {question: level[taken.place, taken.quarter] for question, level in wanted.items()}
    return _answered(columns, taken, shares, taken.place * len(QUARTERS) + taken.quarter, rng)


def safer_neighbourhoods(ground: Ground, wanted: dict[str, Floats], rng: np.random.Generator) -> pl.DataFrame:
    """Rows of the confidence_survey table of the ward survey: the borough's level and the ward's own."""
    worth = ground.residents / ground.residents.mean()
    each, effect = assumed("sns a quarter"), assumed("design effect")["sns"]
    taken = sample(len(ground.wards), each, not_white(ground)[ground.borough_of], worth, effect, rng)
    columns = people(taken, ground.wards, "sns").with_columns(survey=pl.lit("safer_neighbourhoods"))
    borough = ground.borough_of[taken.place]
    liking = _ward_liking(ground, rng)
    shares = {}
    for question, level in wanted.items():
        sign = -1.0 if question == "worried" else 1.0
        quarter = np.maximum(taken.quarter, BREAK) if question == "worried" else taken.quarter
        shares[question] = level[borough, quarter] + sign * liking[taken.place]
    return _answered(columns, taken, shares, borough * len(QUARTERS) + taken.quarter, rng)


def _ward_liking(ground: Ground, rng: np.random.Generator) -> Floats:
    """Points by which a ward's people think better of their police than the borough's: less where there is crime."""
    drawn = rng.standard_normal(len(ground.wards)) - ground.gradient / assumed("ward gradient")
    sizes = np.bincount(ground.borough_of, ground.residents)
    mean = np.bincount(ground.borough_of, drawn * ground.residents) / sizes
    drawn = drawn - mean[ground.borough_of]
    return np.asarray(assumed("ward confidence") * drawn / drawn.std())


def _answered(
    columns: pl.DataFrame, taken: Sample, shares: dict[str, Floats], cell: Counts, rng: np.random.Generator
) -> pl.DataFrame:
    by_group = np.array(list(assumed("confidence by ethnicity").values()))[taken.group]
    by_age = np.array(assumed("confidence by age"))[np.maximum(taken.age, 0)]
    found = []
    for question, share in shares.items():
        worried = question == "worried"
        scale = "worry" if worried else CONFIDENCE[question][1]
        effects = (by_group + by_age) * (-0.5 if worried else 1.0)
        mean = np.bincount(cell, share * taken.weight) / np.bincount(cell, taken.weight)
        chance = levelled(mean[cell], effects + share - mean[cell], cell, taken.weight)
        mood = -taken.mood if worried else taken.mood
        common = assumed("drivers' share of mood").get(question)
        found.append(answers(chance, mood, scale, OPTIONS[scale], rng, common=common).alias(question))
    return columns.with_columns(found)
