"""Satisfaction in detail: shares of the answers, and each stage for each group of victims."""

from __future__ import annotations

import math

import polars as pl
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from tp_metrics import words
from tp_metrics.measures import catalogue
from tp_metrics.results import Selection, result
from tp_metrics.review import ANSWERS, STAGES, answer_shares, let_down, stages_by_group

BROMLEY = "E09000006"


@pytest.mark.parametrize("place", ["TP", "AREA-SE", BROMLEY])
@pytest.mark.parametrize("name", ["satisfaction_overall", *STAGES])
def test_the_answers_are_shared_out_as_respondents_gave_them(edition, name, place):
    found = result(edition, name, Selection(place=place, edition=edition.id))
    shares = answer_shares(edition, found)
    assert shares["answer"].to_list() == list(ANSWERS)
    assert math.isclose(shares["share"].sum(), 100)
    assert math.isclose(shares["share"][:3].sum(), found.figure.value)
    people = pl.read_parquet(edition.folder / "cohorts" / "satisfaction_survey.parquet")
    column = {"satisfaction_overall": "overall", "satisfaction_contact": "ease_of_contact"}.get(
        name, name.removeprefix("satisfaction_")
    )
    places = edition.places.children(place, "ward")
    asked = people.filter(
        pl.col("last_day").is_between(found.window.first, found.window.last),
        pl.col("place").is_in(places),
        pl.col(column).is_in(ANSWERS),
    )
    weights = asked.group_by(pl.col(column).cast(pl.String).alias("answer")).agg(pl.col("weight").sum())
    naive = dict(weights.select("answer", 100 * pl.col("weight") / pl.col("weight").sum()).iter_rows())
    assert all(math.isclose(share, naive.get(answer, 0), abs_tol=0.01) for answer, share in shares.iter_rows())


def test_a_figure_without_answers_has_no_shares(edition):
    robbery = result(edition, "robbery", Selection(edition=edition.id))
    assert answer_shares(edition, robbery).is_empty()


def test_each_group_is_held_against_all_others_by_newcombes_interval(edition):
    selection = Selection(edition=edition.id)
    rows = stages_by_group(edition, selection, "crime group")
    assert set(rows["stage"]) == set(STAGES)
    whole = result(edition, "satisfaction_action", selection).figure
    groups = result(edition, "satisfaction_action", Selection(edition=edition.id, by=("crime group",))).rows
    for row in rows.filter(pl.col("stage") == "satisfaction_action").iter_rows(named=True):
        own = groups.row(by_predicate=pl.col("category") == row["category"], named=True)
        others = (whole.numerator - own["numerator"]) / (whole.denominator - own["denominator"])
        assert math.isclose(row["difference"], own["value"] - 100 * others)
        base = whole.base - own["base"]
        low, high = confint_proportions_2indep(
            own["value"] / 100 * own["base"], own["base"], others * base, base, compare="diff", method="newcomb"
        )
        assert math.isclose(row["difference_lower"], 100 * low, abs_tol=1e-6)
        assert math.isclose(row["difference_upper"], 100 * high, abs_tol=1e-6)


def test_the_group_that_the_demonstration_lets_down_is_named_with_its_stage(edition):
    rows = stages_by_group(edition, Selection(edition=edition.id), "crime group")
    worst = let_down(rows)
    assert worst["category"][0] == "racist incident"
    assert worst["category"].is_unique().all()
    assert (worst["difference_upper"] < 0).all()
    said = words.let_down_words(worst, catalogue())
    assert said.startswith("Let down most, against all other victims, are victims of racist incidents by ")


def test_too_few_of_a_borough_say_so_and_let_nobody_down(edition):
    rows = stages_by_group(edition, Selection(place=BROMLEY, edition=edition.id), "crime group")
    few = rows.filter(pl.col("value").is_null())
    assert set(few["category"]) == {"racist incident"}
    assert few["difference"].null_count() == few.height
    table = words.stages_table(rows, catalogue())
    cells = table.filter(pl.col("Victims of") == "racist incident").row(0)[1:]
    assert cells == ("too few to say",) * len(STAGES)
    assert words.let_down_words(let_down(few), catalogue()).startswith("No stage lets any group")


def test_a_measure_without_a_figure_has_no_stages(edition):
    assert stages_by_group(edition, Selection(edition=edition.id), "crime group", stages=()).is_empty()
