import pytest

from tests.demo.conftest import as_known, reading
from tp_metrics.records import Store, checked

TABLES = [
    ("demonstration", "offences"),
    ("demonstration_weekly", "offences"),
    ("demonstration_sns", "confidence_survey"),
]


@pytest.mark.parametrize(("source", "table"), TABLES)
def test_the_store_shows_the_revised_rows_alone(demonstration, tmp_path, source, table):
    """A part-week of one day is a counted row too, and is replaced like the longer ones."""
    store = Store(tmp_path)
    known = store.places.frame["code"].unique()
    for number, stage in enumerate(demonstration):
        store.add(checked(reading(stage, source), known), f"stage {number}", f"{number:064d}")
        wanted = as_known(demonstration, number, table, source)
        shown = store.scan(table).select(wanted.columns).collect()
        assert shown.height == wanted.height
        if table == "offences":
            assert shown["offences"].sum() == wanted["offences"].sum()
