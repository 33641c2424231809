"""Every measure: its file is a declaration, its example comes out, its sources exist."""

import ast
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest

from tp_metrics.measure import THEMES, Measure
from tp_metrics.measures import __path__ as folder
from tp_metrics.measures import catalogue
from tp_metrics.periods import KINDS
from tp_metrics.schema import FOLLOWED, RECORDS
from tp_metrics.schema.reference import read_reference

CATALOGUE = catalogue()
OWN = {name: measure for name, measure in CATALOGUE.items() if not name.endswith("_rate")}
FILES = sorted(path for path in Path(folder[0]).glob("*.py") if path.name != "__init__.py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_measure_file_only_declares(path):
    tree = ast.parse(path.read_text())
    found = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.If, ast.For, ast.ClassDef))]
    assert not found


@pytest.mark.parametrize("measure", [m for m in OWN.values() if m.example], ids=lambda measure: measure.id)
def test_the_worked_example_of_a_measure_comes_out(measure):
    assert value_of_example(measure) == pytest.approx(measure.example[1])


def value_of_example(measure):
    columns, _ = measure.example
    schema = (RECORDS | FOLLOWED)[measure.table].create_empty().schema
    height = len(next(iter(columns.values())))
    frame = pl.DataFrame({name: columns.get(name, [None] * height) for name in schema}, schema=schema)
    native = nw.from_native(frame)
    numerator = native.select(n=measure.numerator.sum())["n"][0]
    if measure.denominator is None or measure.kind == "stock":
        return numerator
    return measure.factor * numerator / native.select(d=measure.denominator.sum())["d"][0]


@pytest.mark.parametrize("measure", list(OWN.values()), ids=lambda measure: measure.id)
def test_a_measure_says_all_that_a_reader_needs(measure):
    known = set(read_reference("sources")["name"])
    assert measure.kind == "quotient" or measure.example is not None
    assert set(measure.sources) <= known
    assert measure.window in KINDS
    assert measure.theme in THEMES
    assert measure.why.endswith(".")
    if measure.of:
        assert set(measure.of) <= set(CATALOGUE)
    if measure.rate:
        assert CATALOGUE[f"{measure.id}_rate"].of == (measure.id, measure.rate)


def test_every_overlapping_measure_says_that_it_is_never_added():
    assert {m.id for m in OWN.values() if m.overlaps} == {
        "knife_crime",
        "gun_crime",
        "serious_youth_violence",
        "domestic_offences",
        "racist_religious_hate",
        "homophobic_hate",
        "disability_hate",
    }


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "guess"}, "no kind"),
        ({"theme": "gossip"}, "no theme"),
        ({"better": "bigger"}, "higher"),
        ({"numerator": None}, "needs a table and a numerator"),
        ({"kind": "ratio"}, "needs a denominator"),
        ({"kind": "quotient"}, "names the two measures"),
    ],
)
def test_a_declaration_that_cannot_be_computed_is_refused(change, says):
    fields = {
        "title": "T",
        "why": "W.",
        "theme": "demand",
        "kind": "count",
        "table": "stops",
        "numerator": nw.col("stops"),
        "unit": "stops",
        "better": "lower",
        "window": "month",
        "reviewed": "2026-11",
    }
    with pytest.raises(ValueError, match=says):
        Measure(**(fields | change))
