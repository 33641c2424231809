"""The demonstration's offenders: the published figures at each edition's day, and nothing of after it."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from tests.demo.conftest import reading
from tp_metrics.demo import offenders
from tp_metrics.demo.ground import ground
from tp_metrics.demo.offenders_parameters import OFFENDERS
from tp_metrics.schema.offenders import KEYS

WEEK = (date(2010, 12, 20), date(2010, 12, 26))


def so_far(demonstration, number: int) -> dict[str, pl.DataFrame]:
    """Each table as it stands at a stage: the last row of a key."""
    tables = [reading(stage, "demonstration").tables for stage in demonstration[: number + 1]]
    return {
        table: pl.concat([one[table] for one in tables]).unique(key, keep="last", maintain_order=True)
        for table, key in KEYS.items()
    }


def published(tagged: pl.DataFrame, reports: pl.DataFrame, day: date) -> tuple[int, int, int]:
    """People tagged on a day, and people and reports of the published week."""
    stood = (pl.col("first_day") <= day) & (pl.col("until").is_null() | (pl.col("until") > day))
    week = reports.filter(pl.col("first_day").is_between(*WEEK))
    return tagged.filter(stood).height, week["person"].n_unique(), week.height


@pytest.mark.parametrize("number", [0, 1, 2])
def test_nothing_that_a_stage_holds_is_dated_after_it_but_reviews_that_fall_due(demonstration, number):
    as_at = demonstration[number].as_at
    for table in KEYS:
        frame = reading(demonstration[number], "demonstration").tables[table]
        days = [name for name, kind in frame.schema.items() if kind == pl.Date and name != "review_due"]
        assert frame.height
        assert all(frame[name].max() is None or frame[name].max() <= as_at for name in days), table


@pytest.mark.parametrize("number", [0, 1, 2])
def test_every_list_is_as_long_as_is_assumed(demonstration, number):
    as_at, tables = demonstration[number].as_at, so_far(demonstration, number)
    ended = pl.coalesce("arrested", pl.when(pl.col("outcome") == "withdrawn").then("outcome_day"))
    standing = tables["wanted"].filter(ended.is_null())
    assert 20_000 < standing.height < 30_000
    assert standing["person"].n_unique() < standing.height - 500
    by_list = dict(standing["category"].value_counts().iter_rows())
    assert max(by_list, key=by_list.get) == "named_suspect"
    assert standing["place"].n_unique() == 33
    assert set(standing.filter(pl.col("place") == "SPECIALIST")["unit"]) == set(OFFENDERS["units"].value)
    assert (
        standing.filter(pl.col("place") != "SPECIALIST")["unit"].null_count()
        == standing.filter(pl.col("place") != "SPECIALIST").height
    )
    for table, expected in (("prolific", 1200), ("mappa", 6260), ("tagged", 4300)):
        frame = tables[table].filter((pl.col("first_day") <= as_at) & pl.col("until").is_null())
        assert frame.height == pytest.approx(expected, rel=0.05), table


def test_in_december_2010_tagging_and_mappa_are_as_published_and_assumed(demonstration):
    tables = so_far(demonstration, 1)
    assert published(tables["tagged"], tables["tag_breaches"], date(2010, 12, 31)) == (4300, 560, 800)
    assert published(tables["tagged"], tables["tag_breaches"], WEEK[1]) == (4300, 560, 800)
    under = tables["mappa"].filter(pl.col("until").is_null())
    assert dict(under["category"].value_counts().iter_rows()) == OFFENDERS["mappa"].value
    shares = {level: count / under.height for level, count in under["level"].value_counts().iter_rows()}
    assert shares == {"1": pytest.approx(0.94, abs=0.015), "2": pytest.approx(0.05, abs=0.01),
                      "3": pytest.approx(0.01, abs=0.005)}  # fmt: skip


def test_whoever_breaches_is_tagged_on_the_day(demonstration):
    tables = so_far(demonstration, 2)
    spans = tables["tagged"].select("person", "until", begin="first_day")
    both = tables["tag_breaches"].join(spans, on="person", how="left")
    inside = (pl.col("begin") <= pl.col("first_day")) & (
        pl.col("until").is_null() | (pl.col("until") > pl.col("first_day"))
    )
    assert both.height == tables["tag_breaches"].height
    assert both.filter(inside).height == both.height


def test_whatever_the_seed_the_published_figures_come_out():
    for seed in (1, 2):
        rng = np.random.default_rng(seed)
        drawn = offenders.offenders(ground(rng), rng).tagging
        assert published(drawn.tagged, drawn.reports, date(2010, 12, 31)) == (4300, 560, 800)
        assert published(drawn.tagged, drawn.reports, WEEK[1]) == (4300, 560, 800)
