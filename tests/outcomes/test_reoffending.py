"""Diamond from the template files: the published figures from the rows, fewer rows, and a plain count of each table."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.outcomes.extracts import published
from tp_metrics import words
from tp_metrics.demo import diamond
from tp_metrics.demo.ground import ground
from tp_metrics.editions import Edition, editions, publish
from tp_metrics.outcomes import COMPARISON, PILOT, alike, needs, orders, parts, reach, reoffending, time_to_reoffence
from tp_metrics.outcomes.cohorts import cohort, shares, stepped
from tp_metrics.records import Store
from tp_metrics.results import Selection, result

AS_AT = date(2011, 12, 31)
CROYDON = "E09000008"
RATES = {PILOT: "diamond_reoffending", COMPARISON: "diamond_comparison_reoffending"}
COUNTS = {PILOT: "diamond_people", COMPARISON: "diamond_comparison_people"}


@pytest.fixture(scope="module")
def drawn() -> diamond.Diamond:
    """The people and offences of a seed, as a force's own extract would have them."""
    streams = [np.random.default_rng(child) for child in np.random.SeedSequence((2010, 4)).spawn(11)]
    return diamond.diamond(ground(streams[0]), streams[10])


def extract(folder: Path, people: pl.DataFrame, offences: pl.DataFrame, as_at: date = AS_AT) -> Edition:
    """An edition of two extracts in the templates."""
    return published(folder, {"diamond_people": people, "diamond_offences": offences}, as_at)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, drawn: diamond.Diamond) -> Edition:
    return extract(tmp_path_factory.mktemp("whole"), drawn.people, drawn.offences)


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory, drawn: diamond.Diamond) -> Edition:
    """A year before, when fewer have had the time to complete."""
    return extract(tmp_path_factory.mktemp("earlier"), drawn.people, drawn.offences, date(2010, 12, 31))


def printed(edition: Edition, place: str = "TP") -> dict[str, tuple]:
    """What `figure` prints of each group: people, numerator and denominator."""
    asked = Selection(place=place, edition=edition.id)
    rates = {group: result(edition, name, asked).figure for group, name in RATES.items()}
    return {
        group: (result(edition, name, asked).figure.value, rates[group].numerator, rates[group].denominator)
        for group, name in COUNTS.items()
    }


def told(edition: Edition, place: str = "TP") -> dict[str, tuple]:
    """What the page is given of each group."""
    return {
        row["group"]: (row["people"], row["k"], row["n"])
        for row in reoffending(edition, place).arms.iter_rows(named=True)
    }


def test_the_published_figures_come_from_the_rows_of_an_extract(whole):
    assert printed(whole) == told(whole) == {PILOT: (512, 156, 368), COMPARISON: (439, 136, 327)}
    said = reoffending(whole, "TP").verdict
    assert (round(said.difference, 1), round(said.lower, 1), round(said.upper, 1)) == (0.8, -6.5, 8.1)
    assert (round(said.z, 3), round(said.p, 3)) == (0.214, 0.831)
    assert said.word == "no evidence of a difference"
    assert said.detectable == pytest.approx(10, abs=0.5)


def test_ten_rows_fewer_change_the_figures_by_those_ten(tmp_path, drawn):
    started = drawn.people.filter(pl.col("worked_with") & (pl.col("first_day") <= date(2010, 6, 30)))
    gone = started.head(10)["person"].implode()
    known = extract(tmp_path, drawn.people.filter(~pl.col("person").is_in(gone)), drawn.offences)
    again = {one["person"] for one in proven(drawn) if one["person"] in set(started.head(10)["person"])}
    assert again
    assert printed(known) == told(known) == {PILOT: (502, 156 - len(again), 358), COMPARISON: (439, 136, 327)}
    assert reoffending(known, "TP").verdict.difference != pytest.approx(0.801, abs=0.01)


def test_ten_convictions_fewer_change_the_figures_too(tmp_path, drawn):
    first = [one["person"] for one in proven(drawn)]
    pilot = set(drawn.people.filter("worked_with")["person"])
    ripe = set(drawn.people.filter(pl.col("first_day") <= date(2010, 6, 30))["person"])
    ten = sorted(set(first) & pilot & ripe)[:10]
    known = extract(tmp_path, drawn.people, drawn.offences.filter(~pl.col("person").is_in(ten)))
    assert printed(known)[PILOT] == told(known)[PILOT] == (512, 146, 368)


def proven(drawn: diamond.Diamond) -> list[dict]:
    """The offences that count, by a plain reading of days: within 365 of the start, convicted within 546."""
    starts = dict(drawn.people.select("person", "first_day").iter_rows())
    return [
        one
        for one in drawn.offences.iter_rows(named=True)
        if one["convicted"] is not None
        and 0 < (one["first_day"] - starts[one["person"]]).days < 365
        and (one["convicted"] - starts[one["person"]]).days < 546
    ]


@pytest.mark.parametrize("as_at", [date(2009, 12, 31), date(2010, 12, 31), date(2011, 6, 30)])
def test_an_immature_cohort_has_people_and_no_rate(tmp_path, drawn, as_at):
    known = extract(tmp_path, drawn.people, drawn.offences, as_at)
    found = reoffending(known, "TP")
    expected = drawn.people.filter(pl.col("worked_with") & (pl.col("first_day") <= as_at)).height
    assert printed(known)[PILOT] == told(known)[PILOT] == (expected, None, None)
    assert found.verdict is None
    assert not found.measurable
    assert found.matures > as_at
    assert found.arms.select("share", "lower", "upper", "reoffences", "frequency").null_count().row(0) == (2,) * 5
    assert parts(found).is_empty()
    assert alike(found).rows.is_empty()
    assert time_to_reoffence(found).curve.is_empty()


def test_people_of_both_groups_by_borough_add_up_to_the_whole(whole):
    found = parts(reoffending(whole, "TP")).filter(pl.col("of") == "borough")
    assert set(found["name"]) == {"Croydon", "Hackney", "Lambeth", "Lewisham", "Newham", "Southwark"}
    assert found.select("pilot_k", "pilot_n", "comparison_k", "comparison_n").sum().row(0) == (156, 368, 136, 327)
    row = found.filter(pl.col("name") == "Croydon").row(0, named=True)
    here = (row["pilot_k"], row["pilot_n"]), (row["comparison_k"], row["comparison_n"])
    assert tuple(one[1:] for one in told(whole, CROYDON).values()) == here
    assert tuple(one[1:] for one in printed(whole, CROYDON).values()) == here


def naive_people(drawn: diamond.Diamond) -> list[dict]:
    """Everybody with whether they reoffended, and their borough, from the rows alone."""
    again = {one["person"] for one in proven(drawn)}
    return [{**one, "again": one["person"] in again} for one in drawn.people.iter_rows(named=True)]


def test_by_need_it_counts_as_a_plain_count_does(whole, drawn):
    found = {row["name"]: row for row in parts(reoffending(whole, "TP")).iter_rows(named=True) if row["of"] == "need"}
    ripe = [one for one in naive_people(drawn) if one["first_day"] <= date(2010, 6, 30)]
    for need, row in found.items():
        mine = [one for one in ripe if one[f"need_{need}"]]
        pilot = [one["again"] for one in mine if one["worked_with"]]
        other = [one["again"] for one in mine if one["arm"] == "comparison"]
        assert (row["pilot_k"], row["pilot_n"]) == (sum(pilot), len(pilot))
        assert (row["comparison_k"], row["comparison_n"]) == (sum(other), len(other))
        gap = 100 * (sum(pilot) / len(pilot) - sum(other) / len(other))
        assert row["difference"] == pytest.approx(gap)
        assert row["lower"] < gap < row["upper"]


def test_needs_help_orders_and_reach_count_as_a_plain_count_does(whole, drawn):
    found, people = reoffending(whole, "TP"), drawn.people.to_dicts()
    worked = [one for one in people if one["worked_with"]]
    for row in needs(found).iter_rows(named=True):
        have = [one for one in worked if one[f"need_{row['need']}"]]
        helped = [one for one in have if one[f"help_{row['need']}"]]
        assert (row["k"], row["n"], row["helped_k"], row["helped_n"]) == (len(have), 512, len(helped), len(have))
    ends = Counter(
        (PILOT if one["worked_with"] else COMPARISON, one["order_outcome"])
        for one in people
        if one["community_order"] and (one["worked_with"] or one["arm"] == "comparison")
    )
    assert {(row["group"], row["end"]): row["k"] for row in orders(found).iter_rows(named=True)} == dict(ends)
    pilot = [one for one in people if one["arm"] == "pilot"]
    for row in reach(found).filter(pl.col("dimension").is_in(["everybody", "sex"])).iter_rows(named=True):
        mine = [one for one in pilot if row["dimension"] == "everybody" or one["sex"] == row["category"]]
        offered = [one for one in mine if one["offered"]]
        took_up = [one for one in offered if one["worked_with"]]
        ripe = [one for one in took_up if one["first_day"] <= date(2010, 12, 1)]
        completed = [one for one in ripe if one["completed"] is not None]
        counted = {
            "offered": (len(offered), len(mine)),
            "took up": (len(took_up), len(offered)),
            "completed": (len(completed), len(ripe)),
        }
        assert (row["k"], row["n"]) == counted[row["step"]]


def test_frequency_and_time_to_the_first_reoffence_are_those_of_the_rows(whole, drawn):
    found = reoffending(whole, "TP")
    starts = {one["person"]: one for one in drawn.people.iter_rows(named=True) if one["first_day"] <= date(2010, 6, 30)}
    mine = [one for one in proven(drawn) if one["person"] in starts and starts[one["person"]]["worked_with"]]
    row = found.arms.filter(pl.col("group") == PILOT).row(0, named=True)
    assert (row["reoffences"], row["frequency"]) == (len(mine), pytest.approx(100 * len(mine) / 368))
    assert row["frequency_lower"] < row["frequency"] < row["frequency_upper"]
    gap, lower, upper = found.more
    assert lower < gap < upper
    curve = time_to_reoffence(found).curve
    last = curve.group_by("group", maintain_order=True).last()
    assert dict(last.select("group", "time").iter_rows()) == {PILOT: 12.0, COMPARISON: 12.0}
    assert dict(last.select("group", "survival").iter_rows()) == {
        PILOT: pytest.approx(1 - 156 / 368),
        COMPARISON: pytest.approx(1 - 136 / 327),
    }
    assert curve.filter((pl.col("time") > 0) & (pl.col("events") < 5)).is_empty()


def test_pairs_are_more_alike_and_never_more_than_either_group(whole):
    found = alike(reoffending(whole, "TP"))
    assert 250 < found.pairs <= 327
    assert found.rows["balanced"].all()
    assert found.verdict.word == "no evidence of a difference"


def test_what_is_of_fewer_than_five_is_withheld_and_what_would_reveal_it():
    frame = pl.DataFrame({"of": ["x"] * 3, "k": [3, 20, 40], "n": [50, 60, 70]})
    held = shares(frame, [["of"]])
    assert held["k"].to_list() == [None, None, 40]
    assert held["reason"].to_list() == ["withheld: fewer than 5", "withheld: would reveal another", ""]
    nearly = shares(pl.DataFrame({"k": [48, 45], "n": [50, 50]}))
    assert nearly["share"].to_list() == [None, 90.0]
    assert nearly["n"].to_list() == [None, 50]


@pytest.mark.parametrize(
    ("k", "n", "told"),
    [
        # Nobody of three in two groups: the total less the two shown says so, however many groups it is spread over.
        ([0, 0, 10, 10], [1, 2, 18, 22], [None, None, None, 10]),
        ([3, 3, 10, 10], [6, 7, 18, 22], [None, None, 10, 10]),  # six of thirteen is no count under five
        ([3, 3, 10, 10], [4, 4, 18, 22], [None, None, None, 10]),  # two of eight did not
        ([0, 2], [2, 4], [None, None]),  # nothing is left to hide
    ],
)
def test_what_is_withheld_is_not_of_fewer_than_five_together(k, n, told):
    held = shares(pl.DataFrame({"of": "x", "k": k, "n": n}), [["of"]])
    assert held["k"].to_list() == told
    assert held.filter(pl.col("k").is_null())["n"].null_count() == told.count(None)


@pytest.mark.parametrize("place", ["TP", "AREA-SE", "E09000022", "E09000025", "E09000028"])
def test_no_group_of_fewer_than_five_is_told_by_what_the_steps_leave(earlier, place):
    rows = reach(reoffending(earlier, place))
    for (dimension, step), cells in rows.group_by("dimension", "step"):
        total = rows.filter((pl.col("dimension") == "everybody") & (pl.col("step") == step)).row(0, named=True)
        shown = cells.filter(pl.col("k").is_not_null())
        if dimension == "everybody" or total["k"] is None or shown.height in (0, cells.height):
            continue
        did = total["k"] - shown["k"].sum()
        assert min(did, total["n"] - shown["n"].sum() - did) >= 5, (dimension, step)


@pytest.mark.parametrize(
    ("months", "step"), [([0] * 5 + [1] * 5, 1), ([0] * 5 + [1] * 4, 2), ([0, 3, 7], None), ([], None)]
)
def test_steps_are_as_long_as_five_people_take(months, step):
    assert stepped(pl.Series(months, dtype=pl.Int64), pl.Series(["a"] * len(months), dtype=pl.String)) == step


def test_no_row_of_a_person_is_in_what_the_page_is_given(whole):
    found = reoffending(whole, "TP")
    names = set(cohort(whole.folder, "TP")["person"])
    curve = time_to_reoffence(found)
    frames = [found.arms, found.built, parts(found), needs(found), orders(found), reach(found), alike(found).rows]
    for frame in (*frames, curve.curve, curve.ratios, curve.half):
        assert "person" not in frame.columns
        assert not names & {value for row in frame.iter_rows() for value in row if isinstance(value, str)}
        assert frame.height < 80


def test_where_nobody_is_and_where_no_table_is_the_reason_is_said(whole, small):
    nobody = reoffending(whole, "E09000007")
    assert nobody.why == "Nobody of the Diamond Initiative lives here: it works in six boroughs"
    without = reoffending(editions(Store(small))[0], "TP")
    assert without.why == "This edition has no records of the people of the Diamond Initiative"
    assert nobody.arms.is_empty()
    assert without.arms.is_empty()
    assert (without.source, without.verdict, without.matures) == ("", None, None)


def test_a_small_extract_says_what_it_refuses_and_never_a_whole_row(tmp_path, layouts):
    store = Store(tmp_path)
    people = store.ingest(layouts / "template_diamond_people.csv", max_refused=1)
    offences = store.ingest(layouts / "template_diamond_offences.csv", max_refused=1)
    assert (people.read, people.kept, people.refused) == (9, 5, 4)
    assert (offences.read, offences.kept, offences.set_aside, offences.refused) == (5, 3, 1, 1)
    found = publish(store, AS_AT)
    shown = reoffending(found, "TP").arms
    assert shown["people"].to_list() == [None, None]
    assert shown["k"].to_list() == [None, None]
    refused = store.left_out(people, "refused")
    assert not any("d00" in str(value) for value in refused["value"])


def test_a_later_file_replaces_whom_it_names_and_adds_the_others(tmp_path, layouts):
    store = Store(tmp_path)
    store.ingest(layouts / "template_diamond_people.csv", max_refused=1)
    header, row, *_ = (layouts / "template_diamond_people.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "later.csv"
    moved = row.replace("2009-09-14", "2009-09-15").replace("E05000153", "Newham")
    path.write_text("\n".join([header, moved, moved.replace("d0001", "d0099")]) + "\n", encoding="utf-8")
    store.ingest(path)
    rows = store.scan("diamond_people").collect().select("person", "first_day", "place").sort("person").rows()
    assert [name for name, *_ in rows] == ["d0001", "d0002", "d0003", "d0004", "d0005", "d0099"]
    assert rows[0][1:] == (date(2009, 9, 15), "E09000025")


def test_the_title_of_the_parts_says_no_more_than_they_do(whole):
    assert words.parts_title(parts(reoffending(whole, "TP"))) == "No borough and no need shows a clear difference"
    croydon = parts(reoffending(whole, CROYDON))
    assert words.parts_title(croydon) == "No borough shows a clear difference; by need too few to say"
    clear = croydon.with_columns(lower=pl.when(pl.col("of") == "borough").then(1.0))
    assert words.parts_title(clear) == "1 of 1 boroughs and needs show a clear difference; one in 20 would by chance"


def test_a_step_that_is_withheld_is_not_told_by_the_base_of_the_next():
    """Of 40 women 37 took up: three did not, and who completed stands on those 37."""
    from tp_metrics.outcomes.reach import STEPS, _withheld

    counts = {
        ("sex", "female"): ((40, 60), (37, 40), (20, 37)),
        ("sex", "male"): ((90, 200), (60, 90), (30, 60)),
        ("everybody", "everybody"): ((130, 260), (97, 130), (50, 97)),
    }
    rows = [
        {"dimension": of, "category": name, "step": step, "k": k, "n": n}
        for (of, name), steps in counts.items()
        for step, (k, n) in zip(STEPS, steps, strict=True)
    ]
    told = {(r["category"], r["step"]): r for r in _withheld(pl.DataFrame(rows)).iter_rows(named=True)}
    assert (told["female", "offered"]["k"], told["female", "offered"]["n"]) == (40, 60)
    for who in ("female", "male"):
        for step in ("took up", "completed"):
            assert (told[who, step]["k"], told[who, step]["n"]) == (None, None)
            assert told[who, step]["reason"].startswith("withheld")
    assert told["everybody", "completed"]["k"] == 50


def test_the_steps_of_every_borough_and_area_are_told_or_withheld_however_few_take_them(whole):
    places = whole.places.frame.filter(pl.col("level").is_in(["borough", "area", "tp"]))["code"].unique()
    for code in places:
        table = reach(reoffending(whole, code))
        assert table.is_empty() or table.filter(pl.col("k") < 5)["k"].is_empty()
