"""The demonstration, made once for all tests of it."""

from __future__ import annotations

import polars as pl
import pytest

from tp_metrics.demo import Stage, stages
from tp_metrics.schema.reference import read_reference

MONTH = ("place", "first_day", "last_day")


@pytest.fixture(scope="session")
def demonstration() -> list[Stage]:
    """The three stages of the shipped seed."""
    return list(stages())


def reading(stage: Stage, source: str):
    """The stage's reading of a source."""
    return next(one for _, one in stage.readings if one.source == source)


def as_known(demonstration: list[Stage], number: int, table: str, source: str = "demonstration") -> pl.DataFrame:
    """A table as it stands at a stage: what a later reading speaks for replaces what an earlier one said."""
    found = reading(demonstration[0], source).tables[table]
    for stage in demonstration[1 : number + 1]:
        later = reading(stage, source)
        if table in later.tables:
            covered = later.coverage.filter(pl.col("table") == table).select(MONTH)
            found = pl.concat([found.join(covered, on=list(MONTH), how="anti"), later.tables[table]])
    return found


@pytest.fixture(scope="session")
def offences(demonstration: list[Stage]) -> pl.DataFrame:
    """Offences as at the last stage, with borough (or Heathrow) and performance year."""
    return placed(as_known(demonstration, 2, "offences"))


def placed(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with each row's borough and the calendar year in which its performance year begins."""
    wards = read_reference("wards_2011").select(place="code", of="borough")
    early = (pl.col("first_day").dt.month() < 4).cast(pl.Int32)
    return frame.join(wards, on="place", how="left").with_columns(
        borough=pl.coalesce("of", "place"), year=pl.col("first_day").dt.year() - early
    )


@pytest.fixture(scope="session")
def pas(demonstration: list[Stage]) -> pl.DataFrame:
    """Interviews of the Public Attitude Survey."""
    return placed(as_known(demonstration, 2, "confidence_survey"))


@pytest.fixture(scope="session")
def uss(demonstration: list[Stage]) -> pl.DataFrame:
    """Interviews of the User Satisfaction Survey."""
    return placed(as_known(demonstration, 2, "satisfaction_survey"))


def share(frame: pl.DataFrame, question: str, favourable: list[str], *by: str) -> pl.DataFrame:
    """The weighted per cent of a question's valid answers that are favourable, by some columns."""
    valid = frame.filter(pl.col(question).is_not_null() & (pl.col(question) != "don't know"))
    good = pl.col("weight").filter(pl.col(question).cast(pl.String).is_in(favourable)).sum()
    groups = valid.group_by(by) if by else valid.group_by(pl.lit(1).alias("all"))
    return groups.agg(value=100 * good / pl.col("weight").sum(), n=pl.len())
