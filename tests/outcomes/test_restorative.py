"""Restorative justice from the template files: against plain counts, fewer rows, by edition, and at the edges."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.outcomes.extracts import published
from tp_metrics import words
from tp_metrics.demo import restorative as demo
from tp_metrics.demo.ground import ground
from tp_metrics.editions import Edition, editions, publish
from tp_metrics.outcomes import (
    COMPARISON,
    PILOT,
    alike,
    hours,
    offered,
    over_time,
    quality,
    recruited,
    restorative,
    roll_out,
    time_to_reoffence,
    use,
)
from tp_metrics.outcomes.cohorts import RESTORATIVE, cohort
from tp_metrics.records import Store
from tp_metrics.results import Selection, result
from tp_metrics.schema.reference import read_reference

AS_AT, RIPE = date(2011, 12, 31), date(2013, 6, 30)
GREENWICH, ENFIELD, CAMDEN = "E09000011", "E09000010", "E09000007"
SATISFIED = ("completely satisfied", "very satisfied", "fairly satisfied")


@pytest.fixture(scope="module")
def drawn() -> demo.Restorative:
    """The cases and later offences of a seed, as a force's own extract would have them."""
    streams = [np.random.default_rng(child) for child in np.random.SeedSequence((2010, 4)).spawn(15)]
    return demo.restorative(ground(streams[0]), streams[11])


def extract(folder: Path, cases: pl.DataFrame, offences: pl.DataFrame, as_at: date = AS_AT) -> Edition:
    """An edition of two extracts in the templates."""
    return published(folder, {"restorative_interventions": cases, "restorative_offences": offences}, as_at)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, drawn: demo.Restorative) -> Edition:
    return extract(tmp_path_factory.mktemp("whole"), drawn.cases, drawn.offences)


@pytest.fixture(scope="module")
def ripe(tmp_path_factory: pytest.TempPathFactory, drawn: demo.Restorative) -> Edition:
    """The same eighteen months after the last case of 2011, when all can be measured."""
    return extract(tmp_path_factory.mktemp("ripe"), drawn.cases, drawn.offences, RIPE)


def homes() -> dict[str, str]:
    return dict(read_reference("wards_2011").select("code", "borough").iter_rows())


def held(drawn: demo.Restorative, as_at: date = AS_AT, borough: str = "") -> list[dict]:
    """The interventions of the twelve months to a year's end, by a plain reading of the rows."""
    where = homes()
    return [
        one
        for one in drawn.cases.iter_rows(named=True)
        if one["took_part"] and one["first_day"].year == as_at.year and borough in ("", where[one["place"]])
    ]


def printed(edition: Edition, place: str = "TP") -> dict[str, tuple]:
    """What `figure` prints: numerator and denominator of each measure."""
    asked = Selection(place=place, window="rolling 12 months", edition=edition.id)
    names = ("restorative_level_1", "restorative_level_2", "restorative_trained", "restorative_agreements_kept")
    figures = {name: result(edition, name, asked).figure for name in (*names, "restorative_victims_satisfied")}
    return {name: (one.numerator, one.denominator or one.numerator) for name, one in figures.items()}


def told(edition: Edition, place: str = "TP") -> dict[str, tuple]:
    """The same figures as the page is given them."""
    found = restorative(edition, place)
    everybody = quality(found).filter(pl.col("of") == "everybody")
    shares = {row["asked"]: (row["k"], row["n"]) for row in everybody.iter_rows(named=True)}
    level = dict(found.levels.select("level", "k").iter_rows())
    return {
        "restorative_level_1": (level[1], level[1]),
        "restorative_level_2": (level[2], level[2]),
        "restorative_trained": shares["officer trained"],
        "restorative_agreements_kept": shares["agreement kept"],
        "restorative_victims_satisfied": shares["victim satisfied"],
    }


def naive(cases: list[dict], as_at: date) -> dict[str, tuple]:
    ended = [one["agreement_kept"] for one in cases if one["agreement_ended"] and one["agreement_ended"] <= as_at]
    answers = [one["victim_satisfaction"] for one in cases if one["victim_asked"] and one["victim_asked"] <= as_at]
    level = Counter(one["level"] for one in cases)
    return {
        "restorative_level_1": (level[1], level[1]),
        "restorative_level_2": (level[2], level[2]),
        "restorative_trained": (sum(one["officer_trained"] for one in cases), len(cases)),
        "restorative_agreements_kept": (sum(ended), len(ended)),
        "restorative_victims_satisfied": (sum(one in SATISFIED for one in answers), len(answers)),
    }


@pytest.mark.parametrize("borough", ["", GREENWICH, ENFIELD])
def test_figure_and_page_count_what_a_plain_reading_of_the_rows_counts(whole, drawn, borough):
    expected = naive(held(drawn, borough=borough), AS_AT)
    place = borough or "TP"
    assert printed(whole, place) == told(whole, place) == expected
    assert restorative(whole, place).interventions == len(held(drawn, borough=borough))


def test_ten_rows_fewer_change_the_figures_by_those_ten(tmp_path, drawn, whole):
    gone = [one["case_number"] for one in held(drawn) if one["level"] == 1 and one["agreement_ended"]][:10]
    known = extract(tmp_path, drawn.cases.filter(~pl.col("case_number").is_in(gone)), drawn.offences)
    left = [one for one in held(drawn) if one["case_number"] not in gone]
    assert printed(known) == told(known) == naive(left, AS_AT)
    assert told(known)["restorative_level_1"][0] == told(whole)["restorative_level_1"][0] - 10


def test_each_borough_has_its_months_with_zeros_and_they_add_up(whole, drawn):
    found = result(whole, "restorative_level_1", Selection(place=GREENWICH, by=("month",), edition=whole.id)).rows
    months = Counter(one["first_day"].month for one in held(drawn, borough=GREENWICH) if one["level"] == 1)
    values = found.filter(pl.col("first_day") >= date(2011, 1, 1))
    assert dict(zip(values["first_day"].dt.month(), values["numerator"], strict=True)) == dict(months)
    camden = result(whole, "restorative_level_1", Selection(place=CAMDEN, edition=whole.id)).figure
    assert camden.numerator in (0, None)


@pytest.mark.parametrize("as_at", [date(2010, 9, 30), date(2010, 12, 31)])
def test_what_is_dated_after_an_edition_is_never_in_it(tmp_path, drawn, as_at):
    known = extract(tmp_path, drawn.cases, drawn.offences, as_at)
    found = restorative(known, "TP")
    assert (found.begun, found.pilot, found.trial.verdict) == (None, (), None)
    year = [one for one in drawn.cases.iter_rows(named=True) if one["took_part"] and one["first_day"] <= as_at]
    assert found.interventions == len(year)
    assert told(known) == naive(year, as_at)
    rows = pl.read_parquet(known.folder / "cohorts" / "restorative_interventions.parquet")
    days = ("first_day", "victim_asked", "agreement_ended")
    assert rows.select(pl.max_horizontal(pl.col(days).max())).item() <= as_at
    assert rows.filter(pl.col("agreement_ended").is_null())["agreement_kept"].count() == 0
    assert recruited(found).rate is None


def test_recruitment_is_counted_and_the_cohort_of_2011_is_not_yet_measurable(whole, drawn):
    found = restorative(whole, GREENWICH)
    first: dict[str, str] = {}
    for one in sorted(drawn.cases.iter_rows(named=True), key=lambda one: (one["first_day"], one["case_number"])):
        if one["arm"] == "comparison" or (one["arm"] == "pilot" and one["took_part"]):
            first.setdefault(one["person"], one["arm"])
    groups, now = Counter(first.values()), recruited(found)
    assert (now.treated, now.controls) == (groups["pilot"], groups["comparison"])
    assert now.months == pytest.approx(12 * 362 / 365.25, abs=0.05)
    assert now.rate == pytest.approx(sum(groups.values()) / now.months)
    assert (now.base, found.trial.verdict, found.trial.measurable) == (None, None, False)
    assert found.trial.arms["share"].null_count() == 2
    assert found.begun == min(one["first_day"] for one in drawn.cases.iter_rows(named=True) if one["arm"] == "pilot")


def reoffended(drawn: demo.Restorative) -> dict[str, list[int]]:
    """Proven reoffences of everybody of either arm, from their first case in it, counted one by one."""
    found: dict[str, list[int]] = {"pilot": [], "comparison": []}
    seen = set()
    later: dict[str, list[dict]] = {}
    for one in drawn.offences.iter_rows(named=True):
        later.setdefault(one["person"], []).append(one)
    for case in sorted(drawn.cases.iter_rows(named=True), key=lambda one: (one["first_day"], one["case_number"])):
        inside = case["arm"] == "comparison" or (case["arm"] == "pilot" and case["took_part"])
        if not inside or case["person"] in seen:
            continue
        seen.add(case["person"])
        start = case["first_day"]
        counted = [
            one
            for one in later.get(case["person"], ())
            if one["convicted"]
            and max(one["first_day"], one["convicted"]) <= RIPE
            and 0 < (one["first_day"] - start).days <= 365
            and (one["convicted"] - start).days <= 548
        ]
        found[case["arm"]].append(len(counted))
    return found


def test_when_all_are_measurable_prevalence_and_frequency_are_those_of_the_rows(ripe, drawn):
    found = restorative(ripe, GREENWICH)
    rows = {row["group"]: row for row in found.trial.arms.iter_rows(named=True)}
    for arm, group in (("pilot", PILOT), ("comparison", COMPARISON)):
        each = reoffended(drawn)[arm]
        # A day of the 12 or 18 months may fall on either side of a plain count of days.
        assert rows[group]["n"] == len(each)
        assert rows[group]["k"] == pytest.approx(sum(one > 0 for one in each), abs=2)
        assert rows[group]["frequency"] == pytest.approx(100 * sum(each) / len(each), abs=2)
    assert found.trial.verdict.word in words.pilot_state(found)
    assert "How often they do:" in words.pilot_state(found)
    assert recruited(found).base == rows[COMPARISON]["share"]
    assert words.restorative_headline(found).startswith("Restorative justice: no figure in Greenwich")
    assert alike(found.trial).pairs > 100
    assert time_to_reoffence(found.trial).curve.height


def test_use_by_age_offence_and_place_counts_as_a_plain_count_does(whole, drawn):
    rows = use(restorative(whole, "TP"))
    mine, where = held(drawn), homes()
    names = dict(read_reference("boroughs").select("code", "name").iter_rows())
    counted = {
        "age": Counter(("young people" if one["age"] < 18 else "adults", one["level"]) for one in mine),
        "offence": Counter((one["offence"], one["level"]) for one in mine),
        "borough": Counter((names[where[one["place"]]], one["level"]) for one in mine),
    }
    for row in rows.iter_rows(named=True):
        assert row["k"] == counted[row["of"]][row["name"], int(row["level"][-1])]
    assert rows.height == sum(len(one) for one in counted.values())


def test_wards_of_few_are_withheld_and_no_total_gives_them_away(whole, drawn):
    found = restorative(whole, GREENWICH)
    rows = use(found).filter(pl.col("of") == "ward")
    assert rows["name"].n_unique() == 17
    assert rows["k"].min() >= 5
    for level in ("level 1", "level 2"):
        hidden = rows.filter((pl.col("level") == level) & pl.col("k").is_null()).height
        assert hidden != 1


def test_where_a_level_is_of_few_both_are_counted_together(tmp_path, drawn):
    mine = drawn.cases.filter(pl.col("took_part") & (pl.col("first_day") >= date(2011, 1, 1)))
    few = pl.concat([mine.filter(pl.col("level") == 1).head(40), mine.filter(pl.col("level") == 2).head(3)])
    found = restorative(extract(tmp_path, few, drawn.offences), "TP")
    assert found.levels["k"].to_list() == [None, None]
    assert not found.told_apart
    assert found.interventions == 43
    assert set(use(found)["level"]) == {"both levels"}
    assert over_time(found).is_empty()
    assert words.restorative_cards(found, quality(found))[0][2] == "levels withheld"


@pytest.mark.parametrize("count", [1, 4])
def test_a_handful_of_cases_is_no_figure(tmp_path, drawn, count):
    some = drawn.cases.filter(pl.col("took_part") & (pl.col("first_day") >= date(2011, 1, 1))).head(count)
    found = restorative(extract(tmp_path, some, drawn.offences), "TP")
    assert found.interventions is None
    assert found.levels["k"].to_list() == ([None, 0] if some["level"].n_unique() == 1 else [None, None])
    assert quality(found)["k"].count() == use(found)["k"].count() == 0
    assert words.restorative_headline(found).startswith("few cases were settled by restorative justice")
    told = hours(found, 7.0)
    assert (told.timed, told.spent, told.charges, told.saved) == (None,) * 4


def test_over_time_and_training_add_up_and_no_step_is_of_fewer_than_five(whole, drawn):
    found = restorative(whole, "TP")
    rows = over_time(found)
    step = 2 * rows["x"].min()
    every = [one for one in drawn.cases.iter_rows(named=True) if one["took_part"]]
    assert rows["value"].sum() * step == pytest.approx(len(every))
    assert rows["value"].min() * step >= 5
    trained = roll_out(found)
    assert trained["k"].sum() == sum(one["officer_trained"] for one in every)
    assert trained["value"].null_count() == 0
    assert trained["value"].first() < 30
    assert trained["value"].last() > 80


def test_hours_are_a_plain_sum_and_grow_with_the_hours_of_a_charge(whole, drawn):
    found, mine = restorative(whole, "TP"), held(drawn)
    charged = [one["minutes_taken"] for one in mine if one["instead_of_charge"]]
    seven, eight = hours(found, 7.0), hours(found, 8.0)
    assert seven.spent == pytest.approx(sum(one["minutes_taken"] for one in mine) / 60)
    assert (seven.timed, seven.charges) == (len(mine), len(charged))
    assert seven.saved == pytest.approx(7 * len(charged) - sum(charged) / 60)
    assert eight.saved - seven.saved == pytest.approx(len(charged))
    street = [one["minutes_taken"] for one in mine if one["level"] == 1]
    assert seven.average["level 1"] == pytest.approx(sum(street) / len(street))
    assert "cost" in words.hours_words(hours(found, 1.0), 1.0)


def test_whom_it_is_offered_to_counts_all_whom_it_could_have_been(whole, drawn):
    rows = offered(restorative(whole, "TP"))
    fit = [
        one for one in drawn.cases.iter_rows(named=True) if one["first_day"].year == 2011 and one["arm"] != "comparison"
    ]
    for row in rows.filter(pl.col("dimension").is_in(["everybody", "sex", "ethnicity"])).iter_rows(named=True):
        mine = [one for one in fit if row["dimension"] == "everybody" or one[row["dimension"]] == row["category"]]
        asked = [one for one in mine if one["offered"]]
        expected = (
            (len(asked), len(mine)) if row["step"] == "offered" else (sum(o["took_part"] for o in asked), len(asked))
        )
        assert (row["k"], row["n"]) == expected
        if row["dimension"] != "everybody" and row["step"] == "offered":
            rest_n, rest = len(fit) - len(mine), sum(one["offered"] for one in fit) - len(asked)
            assert row["difference"] == pytest.approx(100 * (len(asked) / len(mine) - rest / rest_n))
            assert row["from"] < row["difference"] < row["to"]
    assert rows["category"].to_list()[:2] == ["everybody", "everybody"]


def test_no_row_of_a_person_is_in_what_the_page_is_given(whole):
    found = restorative(whole, "TP")
    people = cohort(whole.folder, "TP", RESTORATIVE)
    names = {*people["person"], *people["case_number"]}
    frames = [found.levels, found.trial.arms, found.trial.built, use(found), over_time(found), roll_out(found)]
    for frame in (*frames, quality(found), offered(found)):
        assert not {"person", "case_number"} & set(frame.columns)
        assert not names & {value for row in frame.iter_rows() for value in row if isinstance(value, str)}
        assert frame.height < 80


def test_where_nothing_is_and_where_no_table_is_the_reason_is_said(whole, small):
    nothing = restorative(whole, CAMDEN)
    assert nothing.why == "No intervention is recorded here"
    assert (nothing.interventions, nothing.levels["k"].to_list()) == (0, [0, 0])
    without = restorative(editions(Store(small))[0], "TP")
    assert without.why == "This edition has no records of restorative justice"
    assert (without.source, without.begun, without.trial.verdict) == ("", None, None)
    for found in (nothing, without):
        assert use(found).is_empty()
        assert over_time(found).is_empty()
        assert roll_out(found).is_empty()
        assert quality(found).is_empty()
        assert words.restorative_cards(found, quality(found)) == []
    assert offered(without).is_empty()


def test_a_small_extract_says_what_it_refuses_and_never_a_whole_row(tmp_path, layouts):
    store = Store(tmp_path)
    cases = store.ingest(layouts / "template_restorative_interventions.csv", max_refused=1)
    later = store.ingest(layouts / "template_restorative_offences.csv", max_refused=1)
    assert (cases.read, cases.kept, cases.set_aside, cases.refused) == (12, 5, 1, 6)
    assert (later.read, later.kept, later.set_aside, later.refused) == (4, 2, 1, 1)
    refused = store.left_out(cases, "refused")
    assert not any("r00" in str(value) for value in refused["value"])
    found = restorative(publish(store, AS_AT), "TP")
    assert found.interventions is None
    assert found.trial.arms["people"].to_list() == [None, None]
    assert words.pilot_state(found).count("under 5") == 2


def test_a_later_file_replaces_the_cases_that_it_names_and_adds_the_others(tmp_path, layouts):
    store = Store(tmp_path)
    store.ingest(layouts / "template_restorative_interventions.csv", max_refused=1)
    header, row, *_ = (layouts / "template_restorative_interventions.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "later.csv"
    changed = row.replace("2011-01-10", "2011-01-11")
    path.write_text("\n".join([header, changed, changed.replace("c0001", "c0099")]) + "\n", encoding="utf-8")
    store.ingest(path)
    rows = store.scan("restorative_interventions").collect().sort("case_number")
    assert rows["case_number"].to_list() == ["c0001", "c0002", "c0003", "c0004", "c0005", "c0099"]
    assert rows["first_day"][0] == date(2011, 1, 11)
