"""The demonstration's prosecution teams and courts: published counts, assumed levels, nothing of after a day."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tests.demo.conftest import as_known, reading
from tp_metrics.demo.ground import months
from tp_metrics.demo.prosecution import live_share
from tp_metrics.demo.prosecution_parameters import PROSECUTION
from tp_metrics.schema.prosecution import TRIALS


def teams(demonstration, number: int) -> pl.DataFrame:
    """What the store knows of the teams at a stage: rows are added, and none replaces another of another day."""
    frames = [reading(stage, "demonstration").tables["prosecution_teams"] for stage in demonstration[: number + 1]]
    return pl.concat(frames)


def last_known(demonstration, number: int) -> pl.DataFrame:
    return teams(demonstration, number).sort("first_day").unique(["place", "model"], keep="last")


@pytest.mark.parametrize(
    ("number", "live", "planned", "electronic", "electronic_planned"),
    [
        (0, 25, 7, 0, 3),  # September 2010: Bromley, Lambeth and Lewisham are planned, as a row of then says
        (1, 27, 5, 5, 0),  # December 2010: the report's own counts
        (2, 28, 4, 5, 0),  # December 2011: four of the five wait for finance
    ],
)
def test_each_edition_knows_who_is_live_and_who_is_to_follow(
    demonstration, number, live, planned, electronic, electronic_planned
):
    counted = dict(last_known(demonstration, number).group_by("model", "state").len().select(
        pl.concat_str("model", "state", separator=" "), "len").iter_rows())  # fmt: skip
    assert (counted["IPT live"], counted["IPT planned"]) == (live, planned)
    assert (counted.get("E-IPT live", 0), counted.get("E-IPT planned", 0)) == (electronic, electronic_planned)


def test_the_published_boroughs_and_days_are_those_of_the_report(demonstration):
    rows = last_known(demonstration, 1)
    electronic = rows.filter((pl.col("model") == "E-IPT") & (pl.col("state") == "live")).sort("live_from", "place")
    assert electronic["place"].to_list() == ["E09000006", "E09000022", "E09000023", "E09000029", "E09000033"]
    assert electronic["live_from"].dt.month().to_list() == [10, 11, 11, 11, 11]
    pilots = rows.filter((pl.col("live_from").dt.year() == 2007) & (pl.col("model") == "IPT"))["place"].sort()
    assert pilots.to_list() == ["E09000012", "E09000030", "E09000031"]  # Hackney, Tower Hamlets, Waltham Forest
    to_come = rows.filter((pl.col("model") == "IPT") & (pl.col("state") == "planned"))
    assert to_come["subject_to"].to_list() == ["finance"] * 5
    assert to_come["live_from"].dt.year().to_list() == [2011] * 5
    assert rows["dated"].drop_nulls().unique().to_list() == ["assumed"]  # no day of a team was published


@pytest.mark.parametrize("number", [0, 1, 2])
def test_nothing_that_a_stage_holds_was_known_or_live_after_it(demonstration, number):
    as_at = demonstration[number].as_at
    rows = teams(demonstration, number)
    assert rows["first_day"].max() <= as_at
    assert rows.filter(pl.col("state") == "live")["live_from"].max() <= as_at
    assert as_known(demonstration, number, "court_outcomes")["last_day"].max() <= as_at


def test_courts_are_at_the_levels_that_are_assumed_and_trials_are_a_hundred_per_cent(demonstration):
    rows = as_known(demonstration, 2, "court_outcomes")
    assert rows["first_day"].min() == date(2007, 4, 1)
    assert rows.height == 32 * 2 * 57
    assert (rows.select(pl.sum_horizontal(TRIALS))["effective"] == rows["trials_listed"]).all()
    for court, levels in PROSECUTION["trials"].value.items():
        summed = rows.filter(pl.col("court") == court).sum()
        shares = [summed[name][0] / summed["trials_listed"][0] for name in TRIALS]
        assert shares == pytest.approx(levels, abs=0.02)
        told = PROSECUTION["finalised"].value[court]
        assert summed["convictions"][0] / summed["finalised"][0] == pytest.approx(told[0], abs=0.015)
        assert summed["discontinued"][0] / summed["finalised"][0] == pytest.approx(told[1], abs=0.015)


def test_a_month_is_live_for_the_share_of_its_days():
    calendar = months(date(2010, 9, 1), date(2010, 12, 31))
    found = live_share({"E09000006": date(2010, 10, 17)}, ("E09000006", "E09000007"), calendar)
    assert found.tolist() == [[0, 15 / 31, 1, 1], [0, 0, 0, 0]]


def test_hours_are_saved_only_where_a_team_is_live(demonstration):
    rows = as_known(demonstration, 1, "court_outcomes").filter(pl.col("court") == "magistrates")
    since = last_known(demonstration, 1).filter((pl.col("model") == "IPT") & (pl.col("state") == "live"))
    told = rows.join(since.select("place", "live_from"), on="place", how="left")
    before = told.filter(pl.col("live_from").is_null() | (pl.col("last_day") < pl.col("live_from")))
    assert before["hours_saved"].sum() == 0
    assert told.filter(pl.col("first_day") >= pl.col("live_from"))["hours_saved"].min() > 0
