"""What is reckoned together, and for all places at once, is what each place's own question gives."""

from __future__ import annotations

import importlib
from dataclasses import fields, is_dataclass, replace
from datetime import date

import polars as pl
import pytest

from tests.results.judged_store import BARKING, CAMDEN, END, HACKNEY
from tp_metrics import periods
from tp_metrics.access import NOBODY
from tp_metrics.measure import Measure
from tp_metrics.measures import catalogue
from tp_metrics.results import Selection, figures, own, result
from tp_metrics.results.answer import Answer, answer
from tp_metrics.results.cells import CELLS, Question, all_cells, as_printed, cells
from tp_metrics.results.judging import Judgement, prepare

KEPT = (
    "results.answer",
    "results.own",
    "results.judging.series",
    "results.judging.scatter",
    "results.judging.judgement",
    "results.judging.changes",
    "results.groups",
)
ASKED = [
    (name, Selection(place, end, window))
    for name in ("robbery", "good_job", "robbery_detection_ratio", "offences_per_officer", "officers", "residents")
    for place in (CAMDEN, BARKING, "TP")
    for end in (None, date(2010, 3, 31))
    for window in ("performance year to date", "rolling 12 months")
]


def emptied() -> None:
    """Forget all that is kept of answers and judgements."""
    answers, cells_kept, charts, months, judged, changes, groups = (
        importlib.import_module(f"tp_metrics.{name}") for name in KEPT
    )
    answers._kept.cache_clear()
    judged.judgement.cache_clear()
    for kept in (cells_kept._kept, charts._charts, months._months, changes._kept, groups._kept):
        kept.clear()


def said(found: object) -> list[object]:
    """All that a judgement says, its numbers and words in a row."""
    if is_dataclass(found) and not isinstance(found, Measure):
        return [one for part in fields(found) for one in said(getattr(found, part.name))]
    if isinstance(found, pl.DataFrame):
        return [one for row in found.rows() for one in row]
    return [one for part in found for one in said(part)] if isinstance(found, tuple) else [found]


def test_figures_and_judgements_that_are_read_together_are_those_of_each(edition):
    there = [pair for pair in ASKED if edition.holds(pair[0]) or pair[0] == "offences_per_officer"]
    emptied()
    one_by_one = [(result(edition, *pair).figure, said(result(edition, *pair).judgement)) for pair in there]
    emptied()
    figures(edition, there)
    prepare(result(edition, *pair) for pair in there)
    together = [(result(edition, *pair).figure, said(result(edition, *pair).judgement)) for pair in there]
    assert any(found.value is not None for found, _ in one_by_one)
    for pair, (figure, judged), (same, beside) in zip(there, one_by_one, together, strict=True):
        assert same == figure, pair
        assert len(beside) == len(judged), pair
        for one, other in zip(beside, judged, strict=True):
            assert one == (pytest.approx(other, rel=1e-9) if isinstance(other, float) else other), pair


@pytest.mark.parametrize("name", ["robbery", "good_job", "robbery_detection_ratio"])
def test_the_cells_of_all_places_of_a_level_are_those_that_each_asks_for(edition, name):
    emptied()
    for place in (CAMDEN, BARKING, HACKNEY):
        asked: Answer = answer(edition, name, Selection(place))
        wanted = asked.asked()
        if wanted is None:
            continue
        alone = Question(edition, wanted.source, wanted.level, wanted.question.windows, (place,))
        rows = cells(as_printed(asked.measure, wanted.source), alone).select(CELLS).to_dicts()
        assert own.own_cells(wanted, place) == {row["w"]: row for row in rows}
    assert len(own._kept) == 1, "one table answers all boroughs"


def test_what_a_page_does_to_the_cells_it_was_given_changes_no_others(edition):
    wanted = answer(edition, "robbery", Selection(CAMDEN)).asked()
    given = own.own_cells(wanted, CAMDEN)
    was = given[0]["value"]
    given[0]["value"] = -1
    assert own.own_cells(wanted, CAMDEN)[0]["value"] == was


def test_what_was_read_for_everyone_is_shown_to_nobody_who_may_not_see_it(edition):
    ward = edition.places.children(CAMDEN, "ward")[0]
    asked = [(name, Selection(ward)) for name in ("robbery", "good_job")]
    figures(edition, asked)
    prepare(result(edition, *pair) for pair in asked)
    for name, selection in asked:
        found = result(edition, name, replace(selection, viewer=NOBODY))
        assert found.figure.value is None
        assert found.judgement == Judgement(no_chart=found.note)
        assert answer(edition, name, replace(selection, viewer=NOBODY)).asked() is None


def test_quotients_of_several_sources_below_the_line_are_those_of_each(edition):
    def known(cells_of_one: pl.DataFrame) -> list[dict[str, object]]:
        return cells_of_one.select(CELLS).sort("w", "place").to_dicts()

    windows = (periods.ending("rolling 12 months", END), periods.ending("month", END))
    asked = [
        (catalogue()[name], Question(edition, source, "borough", windows, codes))
        for name in ("offences_per_officer", "robbery", "robbery_rate", "good_job")
        for source in catalogue()[catalogue()[name].of[0] if catalogue()[name].of else name].sources
        for codes in (None, (CAMDEN, HACKNEY))
    ]
    found = all_cells(asked)
    assert found["value"].count()
    for number, one in enumerate(asked):
        assert known(found.filter(pl.col("number") == number)) == known(cells(*one)), one


def test_without_a_breakdown_the_rows_are_the_figure_and_are_made_when_they_are_asked_for(edition):
    emptied()
    found = result(edition, "robbery", Selection(CAMDEN))
    assert "rows" not in vars(found)
    assert found.rows.to_dicts() == [vars(found.figure)]
    assert found.rows is found.rows
    other = found.rows.with_columns(value=1.0)
    assert replace(found, rows=other).rows is other
