"""What was taken of each page is in its PDF, on its slides, in its sheets and tables, whole and legible."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import tp_metrics as tp
from pages.parts import take_along
from tests.packs import reading, test_forms
from tests.packs.test_pdf import missing, whole_pages, without_furniture
from tp_metrics.packs.pdf import pdf
from tp_metrics.packs.pptx import pptx

APP = Path(__file__).parents[2] / "app.py"
#: Each page with the link and the state that it is opened with; one of them at once, the others among the long tests.
PAGES = [
    ("public/equality", {}, ()),
    ("strategic/performance_review", {}, ("panel-control", "emerging", "since")),
    ("strategic/exceptions", {}, ("exception-control",)),
    ("strategic/value_for_money", {"borough": "Camden"}, ()),
    ("area/key_performance_review", {"area": "North East area", "step": "Newham · Priority crime"}, ()),
    ("area/wards", {"borough": "Camden", "measure": "good_job"}, ()),
    ("area/wards", {"measure": "robbery"}, ()),
    ("area/peers", {"borough": "Lambeth"}, ("every",)),
    ("public/confidence", {}, ("changes", "control")),
    ("public/satisfaction", {}, ("gaps", "detail")),
    ("operations/priority_crime", {}, ("control", "every", "places")),
    ("operations/productivity", {}, ("course", "residents")),
    ("justice/diamond", {}, ("groups-alike", "needs", "reach", "orders")),
    ("justice/restorative_justice", {}, ("trial", "use", "offered", "hours", "published")),
    ("justice/offenders", {}, ()),
    ("justice/prosecution_teams", {}, ("boroughs", "electronic", "figures", "detail")),
    ("justice/virtual_courts", {}, ("detail",)),
    ("meetings/structure", {}, ()),
    ("meetings/calendar", {}, ()),
    ("meetings/actions", {}, ()),
    ("meetings/risks", {}, ()),
    ("about/measures", {}, ()),
    ("about/data", {}, ()),
    ("about/accessibility", {}, ()),
]


@pytest.fixture(
    params=[
        pytest.param(one, id=f"{one[0]}{number or ''}", marks=[pytest.mark.trust] if number else [])
        for number, one in enumerate(PAGES)
    ]
)
def document(request, demonstration, monkeypatch):
    """The pack of all that a page shows, with what can be opened on it."""
    page, link, expanders = request.param
    views = []
    monkeypatch.setattr(take_along, "_asked", views.append)
    screen = AppTest.from_file(APP, default_timeout=120)
    for name, value in (link | {"edition": demonstration.id}).items():
        screen.query_params[name] = value
    for name in expanders:
        screen.session_state[name] = True
    screen = screen.switch_page(f"pages/{page}.py").run()
    screen.button("take").click().run()
    assert not screen.exception
    assert not screen.error
    return views[0].document(range(len(tp.packs.findings(views[0].sections))))


def test_what_a_page_showed_is_whole_in_every_form(document, read):
    found = read(pdf(document))
    assert missing(document, without_furniture(document, found.text("-raw")) + found.whole) == []
    whole_pages(document, found)
    test_forms.test_slides_hold_every_cell_value_and_card(document)
    test_forms.test_sheets_hold_every_cell(document)
    test_forms.test_tables_are_csv_and_parquet(document)
    assert reading.overflowing(reading.presentation(pptx(document))) == []
