"""Any rows under a template's headings are either taken, with every row accounted for, or refused in one sentence."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.trust.stores import not_a_sentence
from tp_metrics.records import Store
from tp_metrics.schema import RECORDS
from tp_metrics.schema.reading import SourceRefused
from tp_metrics.sources.template import TEMPLATES

pytestmark = pytest.mark.trust

SOUND = (
    "2010-12-01",
    "2010-12-31",
    "E09000007",
    "Camden",
    "1",
    "0.5",
    "true",
    "robbery_personal",
    "pilot",
    "p1",
    "08:40",
)
ODD = (
    "",
    " ",
    "-1",
    "1e400",
    "NaN",
    "=A1",
    "1900-01-01",
    "2100-01-01",
    "2010-02-30",
    "E05999999",
    "None",
    "😀",
    "1,234",
)
CELLS = st.one_of(st.sampled_from(SOUND), st.sampled_from(ODD), st.text(max_size=12))


@pytest.mark.parametrize("table", TEMPLATES)
@settings(max_examples=25, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_rows_of_a_template_are_accounted_for_or_refused_in_a_sentence(tmp_path, table, data):
    columns = [name for name in RECORDS[table].columns() if name != "source"]
    example = next(csv.DictReader(io.StringIO(TEMPLATES[table].csv())))
    row = st.fixed_dictionaries({name: st.one_of(st.just(example.get(name) or ""), CELLS) for name in columns})
    rows = data.draw(st.lists(row, min_size=1, max_size=6))
    file = tmp_path / "extract.csv"
    with file.open("w", encoding="utf-8", newline="", errors="replace") as out:
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows(rows)
    try:
        reading = Store(tmp_path / "data").read(file)
    except SourceRefused as refused:
        said = str(refused)
    else:
        said = f"{file.name} is taken."
        assert reading.read == reading.kept + reading.set_aside.height + reading.refused.height
        assert reading.kept == sum(frame.height for frame in reading.tables.values())
    assert not_a_sentence(file.name, said) is None
