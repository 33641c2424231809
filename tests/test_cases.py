"""Exceptions beside their cases: the board, peers, what happened since, and entered events on trends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

import tp_metrics as tp
from tp_metrics.ledger import Author, Ledger
from tp_metrics.review import aftermath, board, clear_since, moved, screen, seen
from tp_metrics.words import (
    action_state,
    aftermath_words,
    board_strip,
    board_table,
    board_title,
    exception_name,
    exception_words,
    history_table,
    moved_words,
    shown_rows,
    step_exceptions_table,
)

ANA = Author("Ana Kaya")
DAY = date(2010, 12, 31)


@pytest.fixture
def edition(demonstration_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))
    monkeypatch.setenv("TP_LEDGER", f"sqlite:///{tmp_path / 'ledger.db'}")
    return tp.edition(DAY)


@pytest.fixture
def ledger(edition) -> Ledger:
    return tp.book()


def test_the_exceptions_are_those_of_the_screen_the_largest_effect_first(edition):
    found = board(edition, tp.Selection())
    whole = screen(edition, tp.Selection()).exceptions
    assert found.rows["effect"].to_list() == whole["effect"].to_list()
    assert set(found.rows["way"]) == {"concern", "improvement", "neutral"}
    assert found.charts == screen(edition, tp.Selection()).charts
    assert found.tested == screen(edition, tp.Selection()).tested
    assert found.flagged + found.changed == whole.height


@pytest.mark.parametrize(
    ("place", "level", "codes"),
    [
        ("E09000007", "borough", {"E09000007"}),
        ("E09000007", "area", {"AREA-N"}),
        ("E09000007", "tp", {"TP"}),
        ("AREA-N", "area", {"AREA-N"}),
    ],
)
def test_a_place_shows_itself_or_the_place_that_holds_it(edition, place, level, codes):
    found = board(edition, tp.Selection(place=place), level)
    assert set(found.rows["code"]) <= codes


def test_a_series_is_judged_alike_wherever_it_is_shown(edition):
    whole = board(edition, tp.Selection()).rows
    area = board(edition, tp.Selection(place="AREA-N")).rows
    inside = whole.filter(pl.col("code").is_in(edition.places.children("AREA-N", "borough")))
    assert area.equals(inside)


def test_peers_that_moved_the_same_way_are_counted_one_by_one(edition):
    found = board(edition, tp.Selection()).rows
    rows = {(row["measure"], row["code"]): row for row in screen(edition, tp.Selection()).rows.iter_rows(named=True)}
    peers = dict(edition.reference("peers").group_by("code").agg("peer").rows())
    for row in found.head(40).iter_rows(named=True):
        changes = [rows[key]["change"] for peer in peers[row["code"]] if (key := (row["measure"], peer)) in rows]
        known = [change for change in changes if change is not None]
        assert row["peers"] == len(known)
        assert row["peers_same"] == sum(change * row["change"] > 0 for change in known)


def test_a_case_stands_beside_its_exception_and_stays_when_it_is_none_any_more(edition, ledger):
    found = board(edition, tp.Selection(), "tp")
    row = next(row for row in found.rows.iter_rows(named=True) if row["measure"] == "robbery")
    assert row["way"] == "concern"
    before = found.unanswered.height
    case = ledger.open_case(seen(row, edition, exception_words(row)), ANA, opened=DAY)
    usual = seen({**row, "measure": "homicide"}, edition, "No exception.")
    ledger.open_case(usual, ANA, opened=DAY)
    found = board(edition, tp.Selection(), "tp", ledger.cases())
    assert found.case("robbery", "TP") == case
    assert found.unanswered.height == before - 1
    assert [row["measure"] for row in shown_rows(found, [None])] == ["homicide"]
    table = board_table(found, ["concern"])
    assert table.filter(table["Measure"] == "Robbery")["Case"].to_list() == ["open"]


def test_the_standing_case_is_shown_before_a_later_closed_one(edition, ledger):
    row = next(board(edition, tp.Selection(), "tp").rows.iter_rows(named=True))
    one = ledger.open_case(seen(row, edition, "First."), ANA, opened=DAY)
    ledger.change_case(one.id, 1, ANA, status="closed")
    two = ledger.open_case(seen(row, edition, "Second."), ANA, opened=DAY)
    assert board(edition, tp.Selection(), "tp", ledger.cases()).case(row["measure"], "TP") == two
    ledger.change_case(two.id, 1, ANA, status="closed")
    again = board(edition, tp.Selection(), "tp", ledger.cases()).case(row["measure"], "TP")
    assert again is not None
    assert again.id == two.id


def test_an_exception_is_told_in_one_sentence(edition):
    rows = board(edition, tp.Selection(), "tp").rows
    row = next(row for row in rows.iter_rows(named=True) if row["measure"] == "robbery")
    assert exception_name(row) == "Robbery · Territorial Policing"
    said = exception_words(row)
    assert said.startswith("Robbery, Territorial Policing: 25,688, 2010/11 to Dec; +1,356 (+5.6 %) on a year before.")
    assert said.endswith("Concern: outside its control limits since November 2010.")


def test_did_everyone_rise_counts_the_boroughs(edition):
    rose, fell, of = moved(edition, "robbery", tp.Selection())
    rows = tp.result("robbery", tp.Selection(edition=edition.id, by=("borough",))).rows
    assert rose == sum(change > 0 for change in rows["change"])
    assert (rose + fell <= of, of) == (True, 32)
    row = {"peers": 7, "peers_same": 6, "moved": "rise"}
    assert moved_words(row, (30, 2, 32)) == (
        "Of its peers, 6 of 7 rose too. It rose in 30 of 32 boroughs: nearly everyone moved this way."
    )
    assert "few others" in moved_words(row, (5, 27, 32))


def test_the_change_has_been_clear_since_the_first_window_in_a_row_that_was(edition):
    asked = tp.Selection(edition=edition.id)
    found = clear_since(edition, "criminal_damage", asked)
    assert found is not None
    for end in (date(2010, 9, 30), date(2010, 10, 31), date(2010, 11, 30), DAY):
        judged = tp.result("criminal_damage", tp.Selection(edition=edition.id, end=end)).judgement
        assert judged.change is not None
        assert judged.change.clear == (end >= found)


def test_a_good_signal_after_an_action_is_found_and_one_before_it_is_not(edition):
    chart = tp.result("criminal_damage", tp.Selection(edition=edition.id)).judgement.chart
    good = chart.filter(pl.col("signal") == "improvement")["first_day"].to_list()
    after = aftermath(edition, "criminal_damage", "TP", date(2009, 12, 31))
    assert after.good == min(day for day in good if day > date(2009, 12, 31))
    assert "a signal in the good direction followed" in aftermath_words(after)
    late = aftermath(edition, "criminal_damage", "TP", DAY)
    assert (late.periods, late.good) == (0, None)
    assert "no period has begun" in aftermath_words(late)
    either = aftermath(edition, "incidents", "TP", date(2009, 12, 31))
    assert "neither way is better" in aftermath_words(either)


def test_the_first_line_and_the_strip_count_what_was_found(edition):
    found = board(edition, tp.Selection())
    concerns = found.rows.filter(pl.col("way") == "concern").height
    assert board_title(found, "32 boroughs").startswith(
        f"Exceptions, 32 boroughs: {concerns} concerns, {concerns} without a case;"
    )
    assert f"{found.charts:,} borough series charted" in board_strip(found)
    assert f"about {found.expected:.0f}" in board_strip(found)


def test_while_the_ledger_cannot_be_read_no_exception_is_said_to_be_without_a_case(edition):
    found = board(edition, tp.Selection(), cases=None)
    assert found.rows.equals(board(edition, tp.Selection()).rows)
    assert found.unanswered.is_empty()
    assert not any(map(found.sees, found.rows["code"]))
    assert "without a case" in board_title(board(edition, tp.Selection()), "TP")
    said = board_title(found, "TP")
    assert "without" not in said
    assert said.endswith("; which of them have a case is not known")
    assert set(board_table(found, ("concern",))["Case"]) == {"not known"}
    concerns = shown_rows(found, ("concern",))
    listed = step_exceptions_table(concerns, None, None, edition.as_at)
    assert set(listed["Reason"]) == set(listed["Actions open"]) == {"not known"}


def test_an_entered_event_is_drawn_on_the_trends_that_it_concerns_and_says_who_entered_it(edition, ledger):
    before = tp.trend("robbery", tp.Selection(edition=edition.id))
    ledger.add_event(date(2010, 6, 1), "operation", "Ten more\npatrols.", ANA, measures=("robbery",), place="AREA-N")
    ledger.add_event(date(2010, 7, 1), "policy", "For all.", ANA)
    tp.review.entered_anew()
    camden = tp.trend("robbery", tp.Selection(place="E09000007", edition=edition.id)).events
    assert {"Entered – Ten more patrols. (by Ana Kaya)", "Entered – For all. (by Ana Kaya)"} <= set(camden["words"])
    merton = tp.trend("robbery", tp.Selection(place="E09000024", edition=edition.id)).events
    assert "Entered – Ten more patrols. (by Ana Kaya)" not in set(merton["words"])
    rape = tp.trend("rape", tp.Selection(place="E09000007", edition=edition.id)).events
    assert [said for said in rape["words"] if "Entered" in said] == ["Entered – For all. (by Ana Kaya)"]
    after = tp.trend("robbery", tp.Selection(edition=edition.id))
    assert "Entered" in str(tp.charts.trend(after))
    assert "Entered" not in str(tp.charts.trend(before))


def test_history_tells_each_field_that_became_something_else(edition, ledger):
    row = next(board(edition, tp.Selection(), "tp").rows.iter_rows(named=True))
    case = ledger.open_case(seen(row, edition, "Seen."), ANA, opened=DAY, reason="series")
    ledger.change_case(case.id, 1, Author("Ben", verified=True), owner="Area Commander", reason="demand")
    rows = history_table(ledger.history("case", case.id), {})
    told = rows.select("Who", "What", "Was", "Now").rows()
    assert ("Ben", "case: reason", "series", "demand") in told
    assert ("Ben", "case: owner", "–", "Area Commander") in told
    assert ("Ana Kaya (unverified)", "case: reason", "–", "series") in told
    assert told.index(("Ben", "case: reason", "series", "demand")) < len(told) - 1, "the newest first"


@pytest.mark.parametrize(
    ("due", "status", "said"),
    [
        (date(2010, 12, 30), "open", "◆ overdue by 1 day"),
        (date(2010, 12, 1), "open", "◆ overdue by 30 days"),
        (DAY, "open", "due today"),
        (date(2011, 1, 1), "open", "due in 1 day"),
        (date(2010, 12, 1), "done", "done 31 December 2010"),
        (date(2010, 12, 1), "dropped", "dropped"),
    ],
)
def test_an_action_says_how_late_it_is(ledger, due, status, said):
    one = ledger.add_action("Do.", "SMT", due, ANA, measure="robbery", place="TP", added=date(2010, 1, 1))
    if status != "open":
        done = {"done_on": DAY} if status == "done" else {}
        one = ledger.change_action(one.id, 1, ANA, status=status, **done)
    assert action_state(one, DAY) == said
