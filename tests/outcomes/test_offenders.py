"""Offenders from the templates: the published figures from the rows, fewer rows, a plain count of each table."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl
import pytest

from tp_metrics import words
from tp_metrics.demo import offenders as demo
from tp_metrics.demo.ground import ground
from tp_metrics.editions import Edition, editions, publish
from tp_metrics.measures import catalogue
from tp_metrics.outcomes import (
    load,
    managed_boroughs,
    mappa,
    offending,
    overlap,
    prolific,
    tagging,
    time_at_large,
    times,
    units,
    wanted,
)
from tp_metrics.records import Store
from tp_metrics.results import Selection, result
from tp_metrics.schema.offenders import CATEGORIES, KEYS
from tp_metrics.sources.template import TEMPLATES

AS_AT = date(2010, 12, 31)
YEAR_AGO = date(2009, 12, 31)
WEEK = (date(2010, 12, 20), date(2010, 12, 26))
LAMBETH = "E09000022"
Tables = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def drawn() -> Tables:
    """The lists of a seed as at December 2010, as a force's own extracts would have them."""
    streams = [np.random.default_rng(child) for child in np.random.SeedSequence((2010, 4)).spawn(15)]
    everybody = demo.offenders(ground(streams[0]), streams[14])
    return demo.tables_known(everybody, AS_AT, None)


def extract(folder: Path, tables: Tables) -> Edition:
    """An edition of extracts in the templates."""
    store = Store(folder / "data")
    for table, rows in tables.items():
        path = folder / f"{table}.parquet"
        rows.select(TEMPLATES[table].header).write_parquet(path)
        assert store.ingest(path).kept == rows.height
    return publish(store, AS_AT)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, drawn: Tables) -> Edition:
    return extract(tmp_path_factory.mktemp("whole"), drawn)


def printed(edition: Edition, name: str, place: str = "TP", window: str | None = None) -> float | None:
    """What `figure` prints of a measure, in its own window or another."""
    asked = Selection(place=place, edition=edition.id, window=window or catalogue()[name].window)
    return result(edition, name, asked).figure.value


def ended(one: dict) -> date | None:
    return one["arrested"] or (one["outcome_day"] if one["outcome"] == "withdrawn" else None)


def in_boroughs(drawn: Tables) -> list[dict]:
    return [one for one in drawn["wanted"].iter_rows(named=True) if one["place"] != "SPECIALIST"]


def standing(drawn: Tables, place: str | None = None) -> list[dict]:
    rows = in_boroughs(drawn) if place is None else [o for o in in_boroughs(drawn) if o["place"] == place]
    return [one for one in rows if ended(one) is None]


def test_the_published_figures_of_tagging_come_from_the_rows_of_an_extract(whole):
    tags = tagging(whole, "TP")
    assert (tags.tagged, tags.now, tags.people, tags.reports, tags.week) == (4300, 4300, 560, 800, WEEK)
    assert (round(tags.share[0], 1), round(tags.each, 2)) == (13.0, 1.43)
    assert printed(whole, "tagged_people") == 4300
    assert printed(whole, "tag_breaches") == 800
    assert "about 41,600 a year" in words.offenders_tag_words(tags)
    assert words.offenders_tag_title(tags) == "13.0 % of those tagged breach in a week, 1.43 times each"


def test_ten_rows_fewer_change_the_figures_by_those_ten(tmp_path, drawn, whole):
    gone = {
        "tagged": pl.col("until").is_null() & (pl.col("first_day") < WEEK[0]),
        "tag_breaches": pl.col("first_day").is_between(*WEEK),
        "wanted": pl.col("arrested").is_null() & pl.col("outcome").is_null() & (pl.col("place") != "SPECIALIST"),
        "mappa": pl.col("until").is_null(),
        "prolific": pl.col("until").is_null(),
    }
    ten = {table: drawn[table].filter(which).head(10)[KEYS[table]] for table, which in gone.items()}
    less = {
        table: rows.filter(~pl.col(KEYS[table]).is_in(ten[table].implode())) if table in ten else rows
        for table, rows in drawn.items()
    }
    known = extract(tmp_path, less)
    tags, before = tagging(known, "TP"), tagging(whole, "TP")
    assert (tags.tagged, tags.now, tags.reports) == (4290, 4290, 790)
    left = less["tag_breaches"].filter(pl.col("first_day").is_between(*WEEK))["person"].n_unique()
    assert tags.people == left < 560
    assert printed(known, "tagged_people") == 4290
    assert printed(known, "tag_breaches") == 790
    assert printed(known, "wanted_records") == wanted(known, "TP").records == wanted(whole, "TP").records - 10
    assert mappa(known, "TP").people == 6250
    assert prolific(known, "TP").people == prolific(whole, "TP").people - 10
    assert before.reports == 800


@pytest.mark.parametrize("place", ["TP", LAMBETH])
def test_the_balance_adds_up_and_is_that_of_a_plain_count(whole, drawn, place):
    found = wanted(whole, place)
    mine = [one for one in in_boroughs(drawn) if place in ("TP", one["place"])]
    for (year, category), rows in found.balance.group_by("year", "category"):
        since, last = (YEAR_AGO, AS_AT) if year == "this" else (date(2008, 12, 31), YEAR_AGO)
        these = [one for one in mine if category in ("all", one["category"])]
        inside = lambda day, since=since, last=last: day is not None and since < day <= last  # noqa: E731
        plain = {
            "start": sum(o["first_day"] <= since and (ended(o) is None or ended(o) > since) for o in these),
            "new": sum(inside(o["first_day"]) for o in these),
            "arrested": sum(inside(o["arrested"]) for o in these),
            "withdrawn": sum(o["arrested"] is None and inside(ended(o)) for o in these),
            "end": sum(o["first_day"] <= last and (ended(o) is None or ended(o) > last) for o in these),
        }
        assert plain["start"] + plain["new"] - plain["arrested"] - plain["withdrawn"] == plain["end"]
        told = dict(rows.select("part", "k").iter_rows())
        assert all(told[part] in (count, None) for part, count in plain.items())
        if place == "TP":
            assert told == plain
    this = found.balance.filter((pl.col("year") == "this") & (pl.col("category") == "all"))
    assert this.filter(pl.col("part") == "end")["k"].item() == found.records == printed(whole, "wanted_records", place)


def test_records_and_people_are_told_apart_in_every_table(whole, drawn):
    found, rows = wanted(whole, "TP"), standing(drawn)
    people: dict[str, list] = {}
    for one in rows:
        people.setdefault(one["person"], []).append(one["category"])
    assert (found.records, found.people) == (len(rows), len(people))
    assert len(people) < len(rows)
    combinations = Counter(" + ".join(c for c in CATEGORIES if c in lists) for lists in people.values())
    told = overlap(found)
    assert all(row["people"] in (combinations[row["lists"]], None) for row in told.iter_rows(named=True))
    assert told.filter(pl.col("people").is_not_null()).height >= 10
    assert told["people"].drop_nulls().min() >= 5
    shown = told.drop_nulls("people")
    assert all(row["records"] >= row["people"] * row["number"] for row in shown.iter_rows(named=True))


def test_ages_and_risk_bands_are_those_of_a_plain_count(whole, drawn):
    found = wanted(whole, "TP")
    for row in found.ages.iter_rows(named=True):
        days = [(AS_AT - o["first_day"]).days for o in standing(drawn) if row["category"] in ("all", o["category"])]
        assert (row["records"], row["days"]) == (len(days), median(days))
        assert (row["oldest"], row["k"]) == (int(max(days) / 365.25), sum(day > 365 for day in days))
    bands = Counter((one["category"], one["risk"]) for one in standing(drawn))
    assert {(row["category"], row["risk"]): row["k"] for row in found.risks.iter_rows(named=True)} == dict(bands)


def plain_curve(rows: list[tuple[int, bool]]) -> dict[int, float]:
    """Kaplan and Meier's curve, day by day, by hand."""
    left, curve, at_risk = 1.0, {}, len(rows)
    for day in range(max(day for day, _ in rows) + 1):
        events = sum(when == day and happened for when, happened in rows)
        left *= 1 - events / at_risk if at_risk else 1
        at_risk -= sum(when == day for when, _ in rows)
        curve[day] = left
    return curve


def test_time_at_large_is_that_of_a_plain_curve_with_those_still_wanted_followed_to_the_day(whole, drawn):
    found = wanted(whole, LAMBETH)
    told = times(found)
    for name, since, end in (("this", YEAR_AGO, AS_AT), ("last", date(2008, 12, 31), YEAR_AGO)):
        mine = [one for one in in_boroughs(drawn) if one["place"] == LAMBETH and since < one["first_day"] <= end]
        rows = [
            ((min(ended(o) or end, end) - o["first_day"]).days, o["arrested"] is not None and o["arrested"] <= end)
            for o in mine
        ]
        curve = plain_curve(rows)
        row = told.filter((pl.col("category") == "all") & (pl.col("group") == f"Listed {name} year")).row(0, named=True)
        assert row["n"] == len(mine)
        assert row["days"] == next((day for day, left in curve.items() if left <= 0.5), None)
        assert row["soon"] == pytest.approx(100 * (1 - curve[30]))
        assert row["lower"] < row["soon"] < row["upper"]


def test_the_curves_hold_five_arrests_in_each_step_and_start_with_everybody(whole):
    for place in ("TP", LAMBETH):
        told = time_at_large(wanted(whole, place))
        assert told.curve.filter((pl.col("time") > 0) & (pl.col("events") < 5)).is_empty()
        assert told.curve.filter(pl.col("time") == 0)["survival"].to_list() == [1.0, 1.0]
        assert told.curve["at_risk"].min() >= 5
        assert told.test[1] < 0.2
    assert time_at_large(wanted(whole, "TP")).step == 1
    assert time_at_large(wanted(whole, "TP"), "no list").curve.is_empty()


def test_boroughs_and_units_add_up_to_all_records_and_have_a_rate_by_residents(whole, drawn):
    rows = units(wanted(whole, "TP"))
    everyone = [one for one in drawn["wanted"].iter_rows(named=True) if ended(one) is None]
    assert rows["records"].sum() == len(everyone)
    inside, outside = rows.filter(~pl.col("outside")), rows.filter("outside")
    assert (inside.height, inside["records"].sum()) == (32, len(standing(drawn)))
    assert set(outside["name"]) == {one["unit"] for one in everyone if one["unit"]}
    assert outside["rate"].count() == 0
    lambeth = inside.filter(pl.col("code") == LAMBETH).row(0, named=True)
    assert lambeth["records"] == len(standing(drawn, LAMBETH))
    assert lambeth["rate_lower"] < lambeth["rate"] < lambeth["rate_upper"]
    assert 1 < lambeth["rate"] < 5


def test_offences_while_wanted_are_those_of_the_rows_and_those_that_figure_prints(whole, drawn):
    spans: dict[str, list] = {}
    for one in drawn["wanted"].iter_rows(named=True):
        spans.setdefault(one["person"], []).append((one["first_day"], ended(one)))
    done = [
        one
        for one in drawn["offender_offences"].iter_rows(named=True)
        if YEAR_AGO < one["first_day"] <= AS_AT
        and any(a < one["first_day"] and (b is None or one["first_day"] <= b) for a, b in spans.get(one["person"], []))
    ]
    told = offending(wanted(whole, "TP"))
    assert (told.offences, told.people) == (len(done), len({one["person"] for one in done}))
    assert printed(whole, "offences_while_wanted", window="rolling 12 months") == len(done)
    kinds = Counter(one["offence"] for one in done)
    assert {row["offence"]: row["k"] for row in told.kinds.iter_rows(named=True)} == dict(kinds)
    assert told.rate[1] < told.rate[0] < told.rate[2]
    here = [one for one in done if one["place"] == LAMBETH]
    assert offending(wanted(whole, LAMBETH)).offences == len(here)


def test_breaches_are_concentrated_and_bands_add_up(whole, drawn):
    tags = tagging(whole, "TP")
    since = WEEK[1] - timedelta(weeks=13)
    reports = drawn["tag_breaches"].filter((pl.col("first_day") > since) & (pl.col("first_day") <= WEEK[1]))
    each = sorted(Counter(reports["person"]).values(), reverse=True)
    assert (tags.bands["people"].sum(), tags.bands["reports"].sum()) == (len(each), sum(each))
    tenth = len(each) // 10
    assert tags.top[0] == pytest.approx(100 * sum(each[:tenth]) / sum(each), abs=0.3)
    assert tags.top[0] > 1.5 * tags.top[1]
    flow = dict(tags.flow.select("part", "k").iter_rows())
    assert flow["start"] + flow["new"] - flow["ended"] == flow["end"] == 4300
    assert tags.weeks.filter(pl.col("line") == "breach reports")["value"].to_list()[-1] == 800


def test_a_scenario_grows_step_by_step_and_refuses_what_cannot_be(whole):
    tags = tagging(whole, "TP")
    more = load(tags, 10, 2.0)
    assert (more.tagged, more.people, more.reports) == (pytest.approx(4730), pytest.approx(616), pytest.approx(880))
    assert (more.yearly, more.hours) == (pytest.approx(45760), pytest.approx(1760))
    assert load(tags, -100, 2.0).hours == 0
    for growth, hours in ((-101, 2.0), (0, -1.0)):
        with pytest.raises(ValueError, match="cannot grow"):
            load(tags, growth, hours)


def test_mappa_is_told_by_category_and_level_and_at_a_borough_by_each_alone(whole, drawn):
    found = mappa(whole, "TP")
    now = drawn["mappa"].filter(pl.col("until").is_null())
    cells = Counter(now.select("category", "level").iter_rows())
    assert {(row["category"], row["level"]): row["k"] for row in found.cells.iter_rows(named=True)} == dict(cells)
    by_category = dict(found.cells.group_by("category").agg(pl.col("k").sum()).iter_rows())
    assert by_category == {"1": 4000, "2": 2200, "3": 60}
    late = sum(day is not None and day < AS_AT for day in now["review_due"])
    assert found.reviews.filter(pl.col("due") == "overdue")["k"].sum() == late
    assert found.reviews["k"].sum() == 6260
    borough = mappa(whole, LAMBETH)
    assert all("all" in (row["category"], row["level"]) for row in borough.cells.iter_rows(named=True))
    assert borough.cells["k"].drop_nulls().min() >= 5
    for name in ("category", "level"):
        alone = borough.cells.filter(pl.col(name) != "all")
        assert alone["k"].null_count() != 1  # with the total shown, one gap alone would be no gap


def test_prolific_offenders_and_their_offences_are_those_of_the_rows(whole, drawn):
    found = prolific(whole, "TP")
    rows = list(drawn["prolific"].iter_rows(named=True))
    assert found.people == sum(one["until"] is None for one in rows)
    spans = {one["person"]: (one["first_day"], one["until"]) for one in rows}
    done = [
        one
        for one in drawn["offender_offences"].iter_rows(named=True)
        if YEAR_AGO < one["first_day"] <= AS_AT
        and one["person"] in spans
        and spans[one["person"]][0] <= one["first_day"]
        and (spans[one["person"]][1] is None or one["first_day"] < spans[one["person"]][1])
    ]
    assert found.offences == len(done)
    boroughs = managed_boroughs(mappa(whole, "TP"))
    assert boroughs.height == 32
    assert boroughs["prolific"].sum() == found.people
    assert boroughs["offences"].sum() == len(done)
    flow = dict(found.flow.select("part", "k").iter_rows())
    assert flow["start"] + flow["new"] - flow["ended"] == flow["end"]


def test_no_row_of_a_person_is_in_what_the_page_is_given(whole, drawn):
    found, tags = wanted(whole, "TP"), tagging(whole, "TP")
    names = {name for table in drawn.values() for name in table["person"]}
    numbers = {number for table, key in KEYS.items() for number in drawn[table][key]}
    frames = [found.balance, found.ages, found.risks, found.months, units(found), overlap(found), times(found)]
    frames += [offending(found).kinds, time_at_large(found).curve, tags.weeks, tags.flow, tags.bands]
    frames += [mappa(whole, "TP").cells, mappa(whole, "TP").reviews, prolific(whole, "TP").flow]
    for frame in [*frames, managed_boroughs(mappa(whole, "TP"))]:
        assert "person" not in frame.columns
        held = {value for row in frame.iter_rows() for value in row if isinstance(value, str)}
        assert not held & (names | numbers)
        assert frame.height < 100


def test_where_no_table_is_the_reason_is_said_and_nothing_is_counted(small):
    without = editions(Store(small))[0]
    found = wanted(without, "TP")
    assert found.why == "This edition has no records of people wanted"
    assert (found.source, found.records, found.people, found.first) == ("", None, None, None)
    assert found.balance.is_empty()
    assert units(found).is_empty()
    assert times(found).height == 0
    assert offending(found).offences is None
    assert tagging(without, "TP").share is None
    assert load(tagging(without, "TP"), 10, 2.0) is None
    assert mappa(without, "TP").why == "This edition has no records of people under MAPPA"
    assert prolific(without, "TP").rate is None


@pytest.mark.parametrize(
    ("table", "read", "kept", "aside", "refused"),
    [
        ("wanted", 12, 5, 1, 6),
        ("offender_offences", 5, 4, 0, 1),
        ("tagged", 3, 2, 0, 1),
        ("tag_breaches", 4, 2, 1, 1),
        ("mappa", 4, 2, 0, 2),
        ("prolific", 3, 2, 0, 1),
    ],
)
def test_a_small_extract_of_each_table_says_what_it_refuses(tmp_path, layouts, table, read, kept, aside, refused):
    store = Store(tmp_path)
    told = store.ingest(layouts / f"template_{table}.csv", max_refused=1)
    assert (told.read, told.kept, told.set_aside, told.refused) == (read, kept, aside, refused)
    reasons = store.left_out(told, "refused")["reason"]
    assert all(reasons)


def test_small_extracts_together_make_an_edition_that_withholds_everything(tmp_path, layouts):
    store = Store(tmp_path)
    for table in KEYS:
        store.ingest(layouts / f"template_{table}.csv", max_refused=1)
    found = publish(store, AS_AT)
    lists = wanted(found, "TP")
    assert (lists.records, lists.people) == (None, None)
    assert words.offenders_headline(lists) == "Fewer than 5 people are wanted"
    assert lists.balance["k"].null_count() == lists.balance.height
    assert offending(lists).offences is None
    assert tagging(found, "TP").reports is None
    assert mappa(found, "TP").cells["k"].null_count() == mappa(found, "TP").cells.height
    counted = result(found, "wanted_records", Selection(place="TP", edition=found.id)).figure
    assert counted.value is None
    done = found.people("offender_offences").filter("while_wanted")
    assert sorted(done["crime_number"]) == ["c1", "c3"]  # not the day of the listing, nor after the arrest


def test_a_later_file_corrects_the_records_that_it_names(tmp_path, layouts):
    store = Store(tmp_path)
    store.ingest(layouts / "template_wanted.csv", max_refused=1)
    header, *rows = (layouts / "template_wanted.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "later.csv"
    arrested = rows[3].replace(",medium,,,", ",medium,2010-11-01,,")
    path.write_text(f"{header}\n{arrested}\n", encoding="utf-8")
    store.ingest(path)
    known = store.scan("wanted").collect().sort("wanted_number").select("wanted_number", "arrested").rows()
    assert dict(known)["w4"] == date(2010, 11, 1)
    assert len(known) == 5
