"""The demonstration's Diamond Initiative: the published figures at each edition's day, and nothing of after it."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from tests.demo.conftest import reading
from tp_metrics.demo import diamond
from tp_metrics.demo.ground import ground
from tp_metrics.demo.parameters import DIAMOND
from tp_metrics.editions.followed import followed

COMPARED = pl.col("worked_with") | (pl.col("arm") == "comparison")


def known(stage) -> pl.DataFrame:
    """The people of a stage as an edition of its day knows them."""
    tables = reading(stage, "demonstration").tables
    people, offences = tables["diamond_people"], tables["diamond_offences"]
    return followed(people, offences, stage.as_at)


@pytest.mark.parametrize(
    ("number", "people", "measurable", "reoffended"),
    [
        (0, 440, 55, None),  # September 2010: too early
        (1, 512, 88, None),  # December 2010: over 500 worked with, most not yet measurable
        (2, 512, 368, 156),  # December 2011: the published result
    ],
)
def test_each_edition_counts_those_worked_with_and_only_the_last_their_reoffending(
    demonstration, number, people, measurable, reoffended
):
    pilot = known(demonstration[number]).filter("worked_with")
    assert pilot.height == pytest.approx(people, abs=5)
    assert pilot["measurable"].sum() == pytest.approx(measurable, abs=15)
    if reoffended is None:
        assert pilot["reoffences"].count() == 0
        assert pilot["measurable"].mean() < 0.5
    else:
        assert (pilot["reoffences"].count(), (pilot["reoffences"] > 0).sum()) == (measurable, reoffended)


def test_the_comparison_is_as_published_and_lives_in_other_wards_of_the_same_boroughs(demonstration, offences):
    frame = known(demonstration[2])
    other = frame.filter(pl.col("arm") == "comparison")
    assert (other["reoffences"].count(), (other["reoffences"] > 0).sum()) == (327, 136)
    homes = dict(offences.select("place", "borough").unique().iter_rows())
    pilot = frame.filter(pl.col("arm") == "pilot")
    assert set(pilot["place"]).isdisjoint(other["place"])
    assert {homes[ward] for ward in frame["place"]} == set(DIAMOND["boroughs"].value)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_nothing_that_a_stage_holds_is_dated_after_it(demonstration, number):
    as_at, tables = demonstration[number].as_at, reading(demonstration[number], "demonstration").tables
    people, offences = tables["diamond_people"], tables["diamond_offences"]
    days = [people[name].max() for name in ("first_day", "completed", "order_ended")]
    days += [offences[name].max() for name in ("first_day", "convicted")]
    assert max(days) <= as_at
    assert set(offences["person"]) <= set(people["person"])


def test_there_are_offences_that_do_not_count(demonstration):
    """Not proven, and later than a year: without them the rule would not be tried."""
    tables = reading(demonstration[2], "demonstration").tables
    starts = tables["diamond_people"].select("person", start="first_day")
    told = tables["diamond_offences"].join(starts, on="person")
    days = (pl.col("first_day") - pl.col("start")).dt.total_days()
    assert told.filter(pl.col("convicted").is_null()).height > 50
    assert told.filter(days > 366).height > 50


def test_whatever_the_seed_the_published_figures_come_out_and_needs_are_as_common_as_assumed():
    for seed in (1, 2):
        rng = np.random.default_rng(seed)
        drawn = diamond.diamond(ground(rng), rng)
        source = pl.lit("demonstration").alias("source")
        frame = followed(drawn.people.with_columns(source), drawn.offences.with_columns(source), date(2011, 12, 31))
        counted = (
            frame.filter(COMPARED, pl.col("reoffences").is_not_null())
            .group_by("arm")
            .agg(n=pl.len(), k=(pl.col("reoffences") > 0).sum())
        )
        assert {arm: (n, k) for arm, n, k in counted.iter_rows()} == DIAMOND["measured"].value
        for need, share in DIAMOND["needs"].value.items():
            assert frame[f"need_{need}"].mean() == pytest.approx(share, abs=0.06)
