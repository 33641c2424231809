"""What is kept never crosses roles: the viewer is part of every key, or what is kept is the same for all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import tp_metrics as tp
from tests.access.people import HACKNEY, OF_HACKNEY, RESTRICTED, VIEWER
from tp_metrics.results import Selection

PROJECT = Path(__file__).parents[2]
KEEPERS = {"lru_cache", "cache", "kept", "kept_by_values", "once", "cache_data", "cache_resource", "weighed"}
#: Arguments that hold their viewer: a selection, a scope, or what was found for one.
HOLDERS = {
    *("Selection", "Scope", "Result", "Line", "Board", "Equality", "Drivers", "Standing", "Together", "Reoffending"),
    *("Restorative", "VirtualCourt", "Known", "AtLarge", "Mappa", "Prolific", "Tagging", "Teams", "TimeAtLarge"),
    *("Beside", "Concentration", "Aftermath", "Since", "Risk", "Case", "Look"),
}
#: Modules that know no viewer, as what they keep is read or reckoned before anybody asks.
BELOW = {
    "tp_metrics.schema": "reference files",
    "tp_metrics.geography": "places and shapes",
    "tp_metrics.records": "records, which no screen is given",
    "tp_metrics.editions": "editions as they stand",
    "tp_metrics.measures": "the catalogue",
    "tp_metrics.definitions": "texts on measures",
    "tp_metrics.stats": "pure methods",
    "tp_metrics.periods": "days",
    "tp_metrics.access": "the file of roles itself",
    "tp_metrics.demo": "published figures that the demonstration is drawn to",
    "tp_metrics.sources": "layouts of files",
    "tp_metrics.packs": "sizes of text, and fonts",
}
#: Single functions of other modules, and why what they keep is the same for all.
SAME = {
    "pages.parts.plainly.paragraphs": "a text without its marks",
    "desk._folder": "a path",
    "desk._editions_folder": "a path",
    "desk._listed": "which editions there are",
    "desk._whole": "whether an edition is as it was published",
    "results.cells._steps": "expressions",
    "results.events.events": "the dated events of the reference file; an answer that is not seen has none",
    "results.events._events": "the same",
    "results.events.unlike": "whether days can be compared",
    "results.events.breaking": "the same",
    "results.events._breaks": "the same",
    "results.events._around": "the places around a place",
    "results.events._named": "what the dated events of the reference file name",
    "results.events._some": "some of these events, by their numbers",
    "results.packed._shared": "the columns of a frame",
    "results.grid.with_previous": "windows",
    "results.grid.up_to": "windows",
    "results.grid.grid": "the places that an answer was let have",
    "results.grid.within": "the places within a place, each with its chain, by which an answer decides",
    "results.holding._calendar": "periods",
    "results.holding._held": "facts, which no screen is given",
    "results.holding._held_of_days": "the same, of given windows",
    "results.judging.changes._plan": "expressions",
    "results.judging.targets._standing": "a reference file",
    "results.judging.changes._kept": "limits of numbers that it is given",
    "results.groups._kept": "cells of every place of a level; an answer that is seen takes its own",
    "results.own._kept": "cells that an answer which is seen asks for",
    "results.keeping._weight": "what a kind of object holds, by name",
    "results.refusals._refused": "why figures were refused, by which an answer that is seen says why it has none",
    "results.wards.vintage": "a ward list",
    "results.wards.divides": "whether sources go together",
    "results.wards._vintages": "ward lists",
    "results.wards._found": "a source and its window",
    "review.book._opened": "the ledger, which asks for a viewer at each look",
    "review.similar.indicators": "published reference files",
    "review.similar._similar": "published reference files",
    "review.value.standard_costs": "a reference file",
    "review.group_gaps._gaps_of": "expressions",
    "review.satisfaction._shares": "asked only with the figure of an answer that is seen",
    "holdings.imports._left_out": "asked only by `left_out`, which decides first",
    "holdings.months._completeness": "asked only by `completeness`, which takes what is seen",
    "maps.drawing.vintage_of": "a ward list",
    "maps.states._states": "the states that it is given, which are its key",
    **dict.fromkeys(
        (
            "outcomes.listed._table", "outcomes.hearings.cases", "outcomes.cohorts.cohort",
            "outcomes.prosecution_teams._kept", "outcomes.prosecution_teams._states",
            "outcomes.restorative_justice.held",
        ),
        "rows for the package alone: no row of them leaves it",
    ),
    **dict.fromkeys(
        (
            "outcomes.reoffending._reoffending", "outcomes.restorative_justice._restorative",
            "outcomes.hearings._virtual_court",
        ),
        "asked only by its entry, which decides first",
    ),
    **dict.fromkeys(
        (
            "outcomes.managed._boroughs", "outcomes.prosecution_teams._study", "outcomes.offenders._rate",
            "outcomes.court_fit._recent", "outcomes.court_fit._pool_of", "outcomes.court_fit._what_if",
        ),
        "of all boroughs together; whoever hands it on takes the rows that are seen",
    ),
    "outcomes.pilot_planner.planned": "a plan from numbers that are typed",
    "pages.parts.choices.held": "which measures an edition has",
    "pages.parts.choices.ends": "which months an edition has",
    "pages.parts.choices.tree": "names of places",
    "pages.parts.choices.vintage": "a ward list",
    "pages.parts.frame._logged": "what of the data folder the log has been told is damaged",
    "pages.parts.importing._jobs": "long work by its name, which holds the selection with its viewer",
    "pages.parts.numerals._columns": "how columns are drawn",
    "pages.parts.shell.page": "the page that Streamlit sends first, with settings of the server",
    "pages.parts.program.files": "which files Streamlit's program has",
    "pages.parts.program.answer": "the files of Streamlit's program",
}  # fmt: skip


def keepers() -> Iterator[tuple[str, str, list[str]]]:
    """Every function that keeps what it gave: its module, its name, its arguments with their types."""
    for root in ("tp_metrics", "pages"):
        for file in sorted((PROJECT / root).rglob("*.py")):
            module = ".".join(file.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")
            tree = ast.parse(file.read_text(encoding="utf-8"))
            functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
            for node in functions:
                if any(_keeps(one) for one in node.decorator_list):
                    yield module, node.name, _types(node)
            reckoning = {node.name: _types(node) for node in functions}
            for name, reckons in _batches(tree):
                yield module, name, reckoning[reckons]


def _types(function: ast.FunctionDef) -> list[str]:
    """The types of a function's arguments, as they are written."""
    every = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return [ast.unparse(one.annotation) if one.annotation else "" for one in every]


def _batches(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The name of every Batch of a module, and of the function that reckons what it keeps."""
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or not isinstance(node.value, ast.Call):
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if getattr(node.value.func, "id", "") == "Batch":
            yield ast.unparse(target), ast.unparse(node.value.args[1])


def _keeps(decorator: ast.expr) -> bool:
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "")
    return name in KEEPERS


def _holds_its_viewer(types: list[str]) -> bool:
    return any(not HOLDERS.isdisjoint(re.findall(r"[A-Za-z]+", text)) for text in types)


def test_everything_that_is_kept_is_keyed_by_its_viewer_or_is_the_same_for_all():
    found = list(keepers())
    assert len(found) > 150
    assert {"_rests", "_charts", "_months", "comparisons"} < {name for _, name, _ in found}, "batches are among them"
    unknown = [
        f"{module}.{name}({', '.join(types)})"
        for module, name, types in found
        if not _holds_its_viewer(types)
        and not any(module == one or module.startswith(f"{one}.") for one in BELOW)
        and f"{module.removeprefix('tp_metrics.')}.{name}" not in SAME
        and not module.startswith(("tp_metrics.charts", "tp_metrics.words"))  # drawn and said of what they are given
    ]
    assert unknown == []
    there = {f"{module.removeprefix('tp_metrics.')}.{name}" for module, name, _ in found}
    assert set(SAME) - there == set()


def test_charts_maps_and_judgements_are_kept_by_the_selection_and_its_viewer(edition):
    asked = Selection(place=HACKNEY, edition=edition.id)
    mine = replace(asked, viewer=OF_HACKNEY)
    assert asked != mine
    assert hash(tp.result("robbery", asked)) != hash(tp.result("robbery", mine))
    assert tp.result("robbery", asked) != tp.result("robbery", mine)


@pytest.mark.parametrize("first", ["everyone", "viewer"])
def test_the_same_question_has_its_own_answer_for_each_viewer_in_any_order(edition, first):
    asked = Selection(place=HACKNEY, edition=edition.id)
    order = [asked, *(replace(asked, viewer=one) for one in RESTRICTED.values())]
    if first == "viewer":
        order.reverse()
    seen = {one.viewer: tp.by_ward("total_notifiable_offences", one).rows["value"].count() for one in (*order, *order)}
    whole = tp.by_ward("total_notifiable_offences", asked).rows
    # Hackney lies in the North area.
    assert seen[asked.viewer] == seen[OF_HACKNEY] == seen[RESTRICTED["area"]] == whole.height > 15
    assert seen[VIEWER] == seen[RESTRICTED["none"]] == 0
    own = tp.by_ward("total_notifiable_offences", replace(asked, viewer=OF_HACKNEY)).rows
    assert own.equals(whole)
