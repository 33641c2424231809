"""Prosecution teams from the template files: counts from rows, fewer rows, plain sums, and what an edition knows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tp_metrics import words
from tp_metrics.demo import prosecution
from tp_metrics.demo.ground import ground
from tp_metrics.editions import Edition, editions, publish
from tp_metrics.measures import catalogue
from tp_metrics.outcomes import (
    OUTCOMES,
    WITH,
    borough_months,
    by_borough,
    effects,
    electronic,
    electronic_effects,
    electronic_study,
    hours_saved,
    months_live,
    prosecution_teams,
    study,
    trials,
)
from tp_metrics.records import Store
from tp_metrics.results import Selection, result
from tp_metrics.sources.template import TEMPLATES

AS_AT = date(2010, 12, 31)
LAYOUTS = Path(__file__).parents[1] / "layouts"
BROMLEY, MERTON = "E09000006", "E09000024"


@pytest.fixture(scope="module")
def drawn() -> prosecution.Prosecution:
    """The teams and courts of a seed, as a force's own extract would have them."""
    rng = np.random.default_rng(11)
    return prosecution.prosecution(ground(rng), rng)


def extract(folder: Path, teams: pl.DataFrame | None, courts: pl.DataFrame | None, as_at: date = AS_AT) -> Edition:
    """An edition of the extracts in the templates; none of a table that is None."""
    store = Store(folder / "data")
    for table, rows in (("prosecution_teams", teams), ("court_outcomes", courts)):
        if rows is not None:
            path = folder / f"{table}.csv"
            rows.select(TEMPLATES[table].header).write_csv(path)
            assert store.ingest(path).kept == rows.height
    return publish(store, as_at)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, drawn: prosecution.Prosecution) -> Edition:
    return extract(tmp_path_factory.mktemp("whole"), drawn.teams, drawn.courts)


@pytest.fixture(scope="module")
def found(whole):
    return prosecution_teams(whole, "TP")


def test_27_are_live_and_5_to_come_counted_from_the_rows_of_an_extract(found):
    assert (found.live, found.planned, found.electronic, found.electronic_planned) == (27, 5, 5, 0)
    assert not found.demonstration
    assert words.prosecution_headline(found) == (
        "27 of 32 boroughs have an integrated prosecution team; 5 are to follow, subject to finance"
    )


def test_ten_rows_fewer_are_ten_teams_fewer(tmp_path, drawn, found):
    live = drawn.teams.filter((pl.col("state") == "live") & (pl.col("model") == "IPT") & (pl.col("first_day") <= AS_AT))
    gone = live.filter(~pl.col("place").is_in(found.boroughs.filter(pl.col("e_state") == "live")["code"].implode()))
    fewer = drawn.teams.join(gone.tail(10), on=["first_day", "place", "model", "state"], how="anti", nulls_equal=True)
    assert drawn.teams.height - fewer.height == 10
    told = prosecution_teams(extract(tmp_path, fewer, drawn.courts), "TP")
    assert (told.live, told.planned) == (17, 15)  # their plans of 2008 stand, and no later row
    assert study(told, "files_on_time").boroughs == 17


def test_ten_rows_fewer_of_the_courts_change_the_figures_by_what_they_held(tmp_path, drawn, found):
    gone = drawn.courts.filter((pl.col("court") == "magistrates") & (pl.col("first_day") == date(2010, 11, 1))).head(10)
    fewer = drawn.courts.join(gone, on=["first_day", "place", "court"], how="anti")
    edition = extract(tmp_path, drawn.teams, fewer)
    told = prosecution_teams(edition, "TP")
    before, after = (
        dict(trials(one).filter(pl.col("court") == "magistrates", pl.col("last") == date(2010, 12, 1))
             .select("end", "trials").iter_rows()) for one in (found, told)
    )  # fmt: skip
    assert {end: before[end] - after[end] for end in before} == {end: gone[end].sum() for end in before}
    assert hours_saved(found)[0] - hours_saved(told)[0] == gone["hours_saved"].sum()


def test_the_small_files_of_the_templates_are_read(tmp_path):
    store = Store(tmp_path)
    for table, kept in (("prosecution_teams", 4), ("court_outcomes", 3)):
        entry = store.ingest(LAYOUTS / f"template_{table}.csv")
        assert (entry.kept, entry.refused, entry.tables) == (kept, 0, {table: kept})
    told = prosecution_teams(publish(store, AS_AT), "TP")
    rows = {row["code"]: row for row in told.boroughs.iter_rows(named=True)}
    assert (rows[BROMLEY]["state"], rows[BROMLEY]["since"], rows[BROMLEY]["e_state"]) == (
        "live",
        date(2009, 3, 16),
        "live",
    )
    assert (rows[MERTON]["state"], rows[MERTON]["live_from"], rows[MERTON]["subject_to"]) == (
        "planned", date(2011, 4, 11), "finance",
    )  # fmt: skip
    assert (told.live, told.planned) == (1, 1)
    assert effects(told)["effect"].null_count() == len(OUTCOMES)


@pytest.mark.parametrize(
    ("table", "old", "new", "says"),
    [
        ("court_outcomes", "112,51,39,22", "112,51,39,23", "are the trials that were listed"),
        ("court_outcomes", "540,455,61", "540,455,161", "no more than the cases finalised"),
        ("court_outcomes", "410,331", "310,331", "no more files are on time than are due"),
        ("court_outcomes", "2010-12-01,2010-12-31,Bromley", "2010-12-01,2010-12-30,Bromley", "of one calendar month"),
        ("court_outcomes", "magistrates,112", "county,112", "magistrates, crown"),
        ("prosecution_teams", "live,2009-03-16", "live,2009-04-16", "says from which day it was live"),
        ("prosecution_teams", "live,2009-03-16", "live,", "says from which day it was live"),
        (
            "prosecution_teams",
            "2009-03-16,2009-03-16,Bromley",
            "2009-03-16,2009-03-17,Bromley",
            "the day from which it was known",
        ),
        ("prosecution_teams", "Bromley,IPT", "Bromley,XPT", "IPT, E-IPT"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_reason(tmp_path, table, old, new, says):
    text = (LAYOUTS / f"template_{table}.csv").read_text()
    assert old in text
    path = tmp_path / f"{table}.csv"
    path.write_text(text.replace(old, new, 1))
    reading = Store(tmp_path / "data").read(path)
    assert reading.refused.height == 1
    assert says in reading.refused["reason"][0]
    assert reading.refused["line"][0] in (2, 3)


def test_what_became_known_after_the_day_is_not_known(tmp_path, drawn):
    """The same rows as at September 2010: the electronic files of October are planned, as a row of then says."""
    told = prosecution_teams(extract(tmp_path, drawn.teams, drawn.courts, date(2010, 9, 30)), "TP")
    assert (told.live, told.planned, told.electronic, told.electronic_planned) == (25, 7, 0, 3)
    planned = told.boroughs.filter(pl.col("e_state") == "planned")["name"].to_list()
    assert planned == ["Bromley", "Lambeth", "Lewisham"]  # Sutton and Westminster were not known of
    assert told.last == date(2010, 9, 30)
    assert electronic(told).boroughs == ()
    assert "no borough has had one for a whole month yet" in " ".join(
        words.interim_words(told, effects(told), electronic_effects(told))[1]
    )
    assert "2011" not in words.event_title(study(told, "files_on_time"))


def test_a_borough_of_which_nothing_is_recorded_and_an_edition_without_rows(tmp_path, drawn):
    courts = drawn.courts.filter(pl.col("place") == MERTON)
    (tmp_path / "courts").mkdir()
    told = prosecution_teams(extract(tmp_path / "courts", None, courts), "TP")
    assert told.why == "This edition has no records of integrated prosecution teams"
    assert words.prosecution_headline(told) == "Integrated prosecution teams: no figure"
    assert "template prosecution_teams and import it" in words.prosecution_missing(told)
    (tmp_path / "teams").mkdir()
    one = drawn.teams.filter(pl.col("place") == BROMLEY)
    edition = extract(tmp_path / "teams", one, courts)
    told = prosecution_teams(edition, MERTON)
    assert (told.live, told.why) == (0, "No integrated prosecution team is recorded here")
    assert words.prosecution_headline(told) == "Integrated prosecution teams: no figure in Merton"
    assert words.prosecution_headline(prosecution_teams(edition, BROMLEY)) == (
        "Bromley has had an integrated prosecution team since 16 Mar 2009, electronic since 18 Oct 2010"
    )


def test_a_team_that_has_stopped_is_neither_live_nor_held_against(tmp_path, drawn):
    row = drawn.teams.filter((pl.col("place") == "E09000028") & (pl.col("state") == "live"))
    stopped = row.with_columns(
        first_day=pl.lit(date(2010, 11, 1)),
        last_day=pl.lit(date(2010, 11, 1)),
        state=pl.lit("stopped").cast(row["state"].dtype),
    )
    told = prosecution_teams(extract(tmp_path, pl.concat([drawn.teams, stopped]), drawn.courts), "TP")
    assert told.live == 26
    assert study(told, "files_on_time").found.treated < study(told, "files_on_time").boroughs + 1
    assert words.prosecution_headline(prosecution_teams(editions_of(told), "E09000028")) == (
        "Southwark no longer has an integrated prosecution team"
    )


def editions_of(told) -> Edition:
    return editions(Store(told.folder.parents[1]))[0]


def plain(drawn, above: str, below: str, court: str, inside) -> dict[str, tuple[int, int]]:
    """Counts by borough of the months that `inside` lets through, in plain Python."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in drawn.courts.iter_rows(named=True):
        if row["court"] == court and row["last_day"] <= AS_AT and inside(row["place"], row["first_day"]):
            found[row["place"]][0] += row[above]
            found[row["place"]][1] += row[below]
    return {place: (k, n) for place, (k, n) in found.items()}


@pytest.mark.parametrize("key", ["guilty_plea_first_hearing", "cracked_trials/crown", "discontinuance/magistrates"])
def test_boroughs_now_and_before_are_the_plain_sums(drawn, found, key):
    outcome = OUTCOMES[key]
    since = dict(found.boroughs.select("code", "since").iter_rows())

    def now(place: str, month: date) -> bool:
        return month >= date(2010, 1, 1) and (since[place] is None or month >= since[place])

    def before(place: str, month: date) -> bool:
        if since[place] is None:
            return False
        start = since[place].replace(day=1)
        return start.replace(year=start.year - 1) <= month < start

    rows = by_borough(found, key)
    for side, inside in (("now", now), ("before", before)):
        told = plain(drawn, outcome.above, outcome.below, outcome.court or "magistrates", inside)
        given = {row["code"]: (row[f"{side}_k"], row[f"{side}_n"]) for row in rows.iter_rows(named=True)}
        assert {code: pair for code, pair in given.items() if pair != (0, 0)} == told
    live = rows.drop_nulls("change")
    assert (live["change"] - (live["now"] - live["before"])).abs().max() < 1e-9
    assert live.filter((pl.col("lower") > pl.col("change")) | (pl.col("change") > pl.col("upper"))).is_empty()
    assert rows.filter(pl.col("live_from").is_null())["change"].null_count() == 5


@pytest.mark.parametrize("key", ["guilty_plea_first_hearing", "discontinuance/magistrates", "cracked_trials/crown"])
def test_a_boroughs_months_are_those_of_a_plain_count(found, drawn, key):
    outcome = OUTCOMES[key]
    rows = borough_months(found, BROMLEY, key)
    courts = ["magistrates", "crown"] if outcome.court is None else [outcome.court]
    wanted: dict[tuple[str, date], list[int]] = defaultdict(lambda: [0, 0])
    for one in drawn.courts.iter_rows(named=True):
        if one["last_day"] <= AS_AT and one["court"] in courts and one[outcome.below] is not None:
            for line in ("All boroughs", *(["Bromley"] if one["place"] == BROMLEY else [])):
                wanted[line, one["first_day"]][0] += one[outcome.above]
                wanted[line, one["first_day"]][1] += one[outcome.below]
    assert {(row["line"], row["month"]): row["n"] for row in rows.iter_rows(named=True)} == {
        at: n for at, (_, n) in wanted.items()
    }
    for row in rows.iter_rows(named=True):
        k, n = wanted[row["line"], row["month"]]
        assert (row["k"], row["value"]) == ((k, pytest.approx(100 * k / n)) if n >= 30 else (None, None))
    with pytest.raises(ValueError, match="is no borough of"):
        borough_months(found, "E99", key)


def test_trials_are_a_hundred_per_cent_in_both_courts_and_both_years(found):
    shares = (
        trials(found)
        .group_by("court", "last")
        .agg(pl.col("share").sum(), pl.col("trials").sum(), pl.col("listed").first())
    )
    assert shares.height == 4
    assert shares["share"].to_list() == pytest.approx([100.0] * 4)
    assert (shares["trials"] == shares["listed"]).all()


def test_a_measure_prints_what_the_page_sums(whole, found):
    """`figure` and the page count the same rows."""
    asked = Selection(place="TP", edition=whole.id, window="rolling 12 months")
    for name, ids in {
        "cracked_trials": "cracked",
        "effective_trials": "effective",
        "ineffective_trials": "ineffective",
    }.items():
        figure = result(whole, name, asked).figure
        rows = trials(found).filter((pl.col("end") == ids) & (pl.col("last") == date(2010, 12, 1)))
        assert (figure.numerator, figure.denominator) == (rows["trials"].sum(), rows["listed"].sum())
    by_court = result(
        whole, "cracked_trials", Selection(place="TP", edition=whole.id, window="rolling 12 months", by=("court",))
    )
    told = dict(by_court.rows.filter(pl.col("dimension") == "court").select("category", "numerator").iter_rows())
    rows = trials(found).filter((pl.col("end") == "cracked") & (pl.col("last") == date(2010, 12, 1)))
    assert told == dict(rows.select("court", "trials").iter_rows())


def test_what_was_planted_is_found_and_where_nothing_was_there_is_no_evidence(found):
    """Three points of guilty pleas and five of files; of trials and convictions nothing. A tenth may err by chance."""
    told = {row["key"]: row for row in effects(found).iter_rows(named=True)}
    assert told["guilty_plea_first_hearing"]["effect"] == pytest.approx(3.0, abs=1.2)
    assert told["files_on_time"]["effect"] == pytest.approx(5.0, abs=1.2)
    assert told["guilty_plea_first_hearing"]["clear"]
    assert told["files_on_time"]["clear"]
    nothing = [row for key, row in told.items() if key.split("/")[0] not in ("discontinuance", "files_on_time",
               "guilty_plea_first_hearing")]  # fmt: skip
    assert len(nothing) == 8
    assert sum(row["clear"] for row in nothing) <= 2
    assert {row["key"]: row["clear"] for row in electronic_effects(found).iter_rows(named=True)}["charging_on_cms"]


def test_the_quarter_of_going_live_counts_as_neither_and_the_first_whole_one_is_nought(found):
    told = study(found, "files_on_time")
    events = told.found.events
    assert events.filter(pl.col("event") == -1)["treated"][0] <= 1  # but for who went live on a quarter's first day
    assert events.filter(pl.col("event") == 0)["treated"][0] >= 25
    assert told.until == date(2010, 12, 31)
    assert not told.ended
    assert electronic_study(found, "days").step == "month"


def test_once_every_borough_is_live_estimation_ends_and_says_so(tmp_path, drawn):
    last = drawn.teams.filter((pl.col("state") == "planned") & (pl.col("first_day") == date(2010, 7, 15)))
    day = date(2010, 7, 19)
    live = last.with_columns(first_day=pl.lit(day), last_day=pl.lit(day), live_from=pl.lit(day),
                             state=pl.lit("live").cast(last["state"].dtype))  # fmt: skip
    early = drawn.teams.filter(pl.col("live_from").is_null() | (pl.col("live_from") <= day))
    harrow = drawn.teams.filter(pl.col("place").is_in(["E09000020", "E09000015"]) & (pl.col("state") == "live"))
    late = harrow.with_columns(first_day=pl.lit(day), last_day=pl.lit(day), live_from=pl.lit(day))
    told = prosecution_teams(extract(tmp_path, pl.concat([early, live, late]), drawn.courts), "TP")
    assert told.live == 32
    one = study(told, "files_on_time")
    assert (one.until, one.ended) == (date(2010, 6, 30), True)  # in the quarter of going live nobody counts
    assert "Every borough was live after 30 Jun 2010: nothing later can be estimated" in words.event_words(one)


def test_months_and_electronic_lines_are_plain_counts(drawn, found):
    assert sorted(months_live(found))[:2] == [1, 2]  # Harrow from 8 November, Kensington and Chelsea from 11 October
    told = electronic(found)
    assert (told.shortest, told.longest) == (1, 2)
    codes = {"E09000006", "E09000022", "E09000023", "E09000029", "E09000033"}
    inside = plain(drawn, "charging_on_cms", "charging_decisions", "magistrates",
                   lambda place, month: place in codes and month == date(2010, 12, 1))  # fmt: skip
    k, n = (sum(pair[at] for pair in inside.values()) for at in (0, 1))
    row = told.months.filter((pl.col("line") == WITH) & (pl.col("month") == date(2010, 12, 1)))
    assert row["charging_on_cms"][0] == pytest.approx(100 * k / n)


def test_every_outcome_is_called_what_its_measure_is_called():
    for outcome in OUTCOMES.values():
        assert words.outcome_name(outcome.measure) == catalogue()[outcome.measure].title
