"""The review of an area command: its agenda, its boroughs beside each other, and what was promised."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from tp_metrics.editions import Edition
from tp_metrics.ledger import Action, Decision
from tp_metrics.results import Selection, result
from tp_metrics.review import (
    BESIDE,
    SCORECARD,
    SUMMARY,
    agenda,
    board,
    boroughs_beside,
    earlier_edition,
    promised,
    screened_measures,
    theme_of,
)

AREA, BROMLEY, BEXLEY = "AREA-SE", "E09000006", "E09000004"
DAY = date(2010, 12, 31)


def action(place: str = BROMLEY, due: date = DAY, status: str = "open", added: date = date(2010, 11, 1)) -> Action:
    done = due if status == "done" else None
    return Action(1, 1, None, "robbery", place, "Do.", "Role", due, added, "Ana", False, status=status, done_on=done)


def test_the_agenda_goes_from_the_area_through_its_boroughs_theme_by_theme(edition):
    steps = agenda(edition, AREA)
    assert (steps[0].code, steps[0].theme) == (AREA, SUMMARY)
    codes = edition.places.children(AREA, "borough")
    assert len(steps) == 1 + len(codes) * len(SCORECARD)
    assert {step.code for step in steps[1:]} == set(codes)
    names = [step.place for step in steps[1:]]
    assert names == sorted(names)
    assert [step.theme for step in steps[1 : 1 + len(SCORECARD)]] == list(SCORECARD)


def test_every_screened_measure_has_a_theme_of_the_scorecard(edition):
    assert {theme_of(one.id) for one in screened_measures(edition)} == set(SCORECARD)
    assert theme_of("stop_arrest_rate") == "Victims and offenders"  # as the scorecard has it
    assert theme_of("arrests") == "Productivity"


@pytest.mark.parametrize(
    ("now", "then"),
    [("2010-12-31", "2010-09-30"), ("2011-12-31", "2010-12-31"), ("2010-09-30", None)],
)
def test_the_last_meeting_read_the_edition_nearest_to_three_months_ago(now, then):
    days = (date(2010, 9, 30), date(2010, 12, 31), date(2011, 12, 31))
    found = [SimpleNamespace(id=str(day), as_at=day) for day in days]
    earlier = earlier_edition(found, next(one for one in found if one.id == now))
    assert (earlier and earlier.id) == then


def test_the_boroughs_beside_each_other_have_their_own_figures_exceptions_and_actions(edition):
    selection = Selection(place=AREA, edition=edition.id)
    found = board(edition, selection)
    owed = [action(), action(due=date(2010, 12, 1)), action(status="done"), action(place=BEXLEY, due=date(2011, 2, 1))]
    rows = boroughs_beside(edition, selection, found, owed, DAY)
    assert sorted(rows["code"]) == sorted(edition.places.children(AREA, "borough"))
    for row in rows.iter_rows(named=True):
        mine = found.rows.filter(found.rows["code"] == row["code"])
        assert row["concern"] == mine["way"].to_list().count("concern") == row["unanswered"]
        assert row["improvement"] == mine["way"].to_list().count("improvement")
        for name in BESIDE:
            figure = result(edition, name, Selection(place=row["code"], edition=edition.id)).figure
            assert row[f"{name}_value"] == figure.value
            # The confidence survey starts afresh in April 2010, so that its two years are not alike.
            assert row[f"{name}_change"] == (None if name == "good_job" else figure.change)
    assert rows.filter(rows["code"] == BROMLEY).select("open", "overdue").row(0) == (2, 1)
    assert rows.filter(rows["code"] == BEXLEY).select("open", "overdue").row(0) == (1, 0)
    assert rows["overdue"].sum() == 1


def test_what_was_promised_is_that_of_the_place_and_of_the_time_before(edition):
    earlier = Edition("2010-09-30", edition.folder.parent / "2010-09-30")
    late = action(added=date(2011, 1, 5), due=date(2011, 2, 1))
    kept, elsewhere = action(), action(place="E09000007")
    then = Decision(1, 1, "KPRM", "2010-09-30", BROMLEY, "Productivity", "Words.", DAY, "Ana", False)
    now = Decision(2, 1, "KPRM", edition.id, BROMLEY, "Productivity", "Words.", DAY, "Ana", False)
    found = promised([kept, late, elsewhere], [then, now], [BROMLEY], earlier, edition)
    assert found.actions == (kept,)
    assert found.decisions == (then,)
    assert promised([kept], [then], [BROMLEY], None, edition).decisions == ()
