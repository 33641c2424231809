from datetime import date

import numpy as np
import polars as pl
import pytest

from tests.demo.conftest import MONTH, as_known, placed, reading
from tp_metrics import periods
from tp_metrics.demo import crime, stages
from tp_metrics.demo.ground import ground
from tp_metrics.schema import OVERLAPPING, PEOPLE, RECORDS
from tp_metrics.schema.hearings import COURTS
from tp_metrics.schema.offenders import KEYS
from tp_metrics.schema.records import FINE_OFFENCES
from tp_metrics.schema.reference import read_reference

SOURCES = ("demonstration", "demonstration_weekly", "demonstration_sns")


def test_the_three_editions_are_those_of_the_report(demonstration):
    assert [stage.as_at for stage in demonstration] == [date(2010, 9, 30), date(2010, 12, 31), date(2011, 12, 31)]
    assert [one.source for stage in demonstration for _, one in stage.readings] == [*SOURCES] * 3


def test_every_source_is_registered_as_demonstration():
    known = read_reference("sources").filter(pl.col("demonstration"))["name"]
    assert set(SOURCES) <= set(known)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_every_row_meets_its_schema(demonstration, number):
    for name, one in demonstration[number].readings:
        for table, frame in one.tables.items():
            schema = RECORDS[table]
            absent = [pl.lit(None).alias(column) for column in schema.columns() if column not in frame.columns]
            _, failures = schema.filter(frame.with_columns(*absent).select(list(schema.columns())), cast=True)
            assert len(failures) == 0, (name, table, failures.counts())
            assert frame["last_day"].max() <= demonstration[number].as_at


@pytest.mark.parametrize("number", [0, 1, 2])
def test_every_counted_row_and_interview_lies_in_what_its_reading_speaks_for(demonstration, number):
    for _, one in demonstration[number].readings:
        for table, frame in one.tables.items():
            covered = one.coverage.filter(pl.col("table") == table)
            alone = ("strength", "ward_teams", "prosecution_teams", *PEOPLE, *KEYS, *COURTS)
            if table in alone and table != "tag_breaches":
                assert covered.is_empty()
            elif "respondent" in frame.columns:
                spans = covered.group_by("place").agg(pl.col("first_day").min(), pl.col("last_day").max())
                inside = frame.join(spans, on="place", suffix="_covered")
                assert inside.height == frame.height
                assert inside.filter(pl.col("first_day") < pl.col("first_day_covered")).is_empty()
                assert inside.filter(pl.col("last_day") > pl.col("last_day_covered")).is_empty()
            elif table == "tag_breaches":
                month = pl.col("first_day").dt.truncate("1mo")
                inside = frame.with_columns(first_day=month, last_day=month.dt.month_end())
                assert inside.join(covered, on=list(MONTH), how="anti").is_empty()
            else:
                assert frame.join(covered, on=list(MONTH), how="anti").is_empty()


def test_it_is_at_full_scale_from_april_2007_and_boroughs_from_april_2003(offences):
    by_ward = offences.filter(pl.col("place").str.starts_with("E05"))
    assert by_ward["place"].n_unique() == 624
    assert by_ward["first_day"].min() == date(2007, 4, 1)
    assert offences["first_day"].min() == date(2003, 4, 1)
    assert offences["borough"].n_unique() == 33  # 32 boroughs and Heathrow
    placed_share = by_ward["offences"].sum() / offences.filter(pl.col("year") >= 2007)["offences"].sum()
    assert placed_share == pytest.approx(0.977, abs=0.004)  # about 2 % are not placed, 0.4 % at Heathrow


@pytest.mark.parametrize("number", [0, 1, 2])
def test_weeks_add_up_to_the_months_of_the_wards(demonstration, number):
    month = pl.col("first_day").dt.truncate("1mo").alias("month")
    columns = ["borough", "month", "offence"]
    weeks = as_known(demonstration, number, "offences", "demonstration_weekly").with_columns(borough="place")
    weeks = weeks.group_by("borough", month, "offence").agg(pl.col("offences", "sanction_detections").sum())
    wards = placed(as_known(demonstration, number, "offences")).filter(
        (pl.col("first_day") >= date(2008, 4, 1)) & (pl.col("borough") != "HEATHROW")
    )
    wards = wards.group_by("borough", month, "offence").agg(pl.col("offences", "sanction_detections").sum())
    both = weeks.join(wards, on=columns, how="full", suffix="_wards", coalesce=True).fill_null(0)
    for column in ("offences", "sanction_detections"):
        assert both.filter(pl.col(column) != pl.col(f"{column}_wards")).is_empty()


def test_weeks_are_the_part_weeks_of_the_calendar(demonstration):
    weeks = as_known(demonstration, 2, "offences", "demonstration_weekly")
    found = set(weeks.select("first_day", "last_day").unique().iter_rows())
    wanted = {(w.first, w.last) for w in periods.part_weeks(date(2008, 4, 1), date(2011, 12, 31))}
    assert found == wanted


def _total(frame: pl.DataFrame, month: date) -> int:
    fine = ~pl.col("offence").cast(pl.String).is_in(OVERLAPPING)
    return frame.filter((pl.col("first_day") == month) & fine)["offences"].sum()


@pytest.mark.parametrize(
    ("stage", "month", "least", "most"),
    [
        (1, date(2009, 9, 1), 0.0, 0.0),  # a year old in September 2010: settled
        (1, date(2010, 3, 1), 0.001, 0.004),
        (1, date(2010, 9, 1), 0.012, 0.026),
        (2, date(2010, 12, 1), 0.022, 0.030),
    ],
)
def test_recent_months_gain_late_recorded_offences(demonstration, stage, month, least, most):
    before = _total(as_known(demonstration, stage - 1, "offences"), month)
    after = _total(as_known(demonstration, stage, "offences"), month)
    assert least <= (after - before) / before <= most


def test_some_offences_are_found_to_be_none(demonstration):
    keys = ["place", "first_day", "offence"]
    was, now = (as_known(demonstration, stage, "offences").select(*keys, "offences") for stage in (0, 1))
    both = was.filter(pl.col("first_day") == date(2010, 9, 1)).join(now, on=keys, how="left", suffix="_now")
    fell = both.filter(pl.col("offences_now").fill_null(0) < pl.col("offences"))
    assert 0.001 < fell.height / both.height < 0.05


def test_a_later_reading_speaks_only_of_what_is_new_or_revised(demonstration):
    months = reading(demonstration[1], "demonstration").coverage.filter(pl.col("table") == "offences")
    assert months["first_day"].min() == date(2009, 10, 1)
    calls = reading(demonstration[1], "demonstration").tables["incidents"]
    assert calls["first_day"].min() == date(2010, 10, 1)


def test_the_same_seed_makes_the_same_rows(demonstration):
    said: list[tuple[float, str]] = []
    again = next(stages(progress=lambda share, words: said.append((share, words))))
    assert [share for share, _ in said] == sorted(share for share, _ in said)
    assert len(said) > 1  # drawing tells how far it is
    for (_, one), (_, two) in zip(demonstration[0].readings, again.readings, strict=True):
        for table, frame in one.tables.items():
            assert frame.equals(two.tables[table])


def test_another_seed_makes_other_counts():
    first, second = (crime.crime(ground(rng), rng).offences for rng in map(np.random.default_rng, (1, 2)))
    assert not np.array_equal(first, second)
    years = [counts[: len(FINE_OFFENCES)].sum(axis=(0, 1)).reshape(-1, 12).sum(axis=1) for counts in (first, second)]
    assert np.array_equal(*years)  # but every seed adds up to what was published
