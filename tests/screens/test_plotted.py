"""Every chart of every page can be drawn on a slide: its data are read from its own description."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from tp_metrics.packs.plotted import plotted

PAGES = Path(__file__).parents[2] / "pages"
#: What is worked out when it is opened, and draws something.
OPENED = (
    *("control", "panel-control", "exception-control", "every", "groups-alike", "needs", "reach", "orders"),
    *("boroughs", "figures", "trial", "use", "offered", "hours", "course", "residents", "gaps"),
)
LINKS: tuple[tuple[str, dict[str, str]], ...] = (
    *((str(one.relative_to(PAGES.parent)), {}) for one in sorted(PAGES.glob("[!p]*/[!_]*.py"))),
    *((str(one.relative_to(PAGES.parent)), {}) for one in sorted(PAGES.glob("public/[!_]*.py"))),
    ("pages/area/wards.py", {"borough": "Croydon"}),
    ("pages/area/wards.py", {"borough": "Croydon", "measure": "good_job"}),
    ("pages/area/wards.py", {"measure": "good_job"}),
    ("pages/area/wards.py", {"ward": "Bloomsbury"}),
    ("pages/area/wards.py", {"ward": "Bloomsbury", "measure": "good_job"}),
    ("pages/area/key_performance_review.py", {"area": "North"}),
    ("pages/area/key_performance_review.py", {"area": "North", "step": "Camden · Confidence and satisfaction"}),
)
#: A page with most kinds of charts is looked at at once, the others among the long tests.
SOONEST = ("productivity",)
#: Pages on which nothing is drawn before somebody asks for it, or that draw no charts.
WITHOUT = {
    "key_performance_review",
    "start",
    "accessibility",
    "measures",
    "calendar",
    "packs",
    "structure",
    "actions",
    "risks",
}


def described(drawn):
    """A chart as the page gave it; rows at the top of one travel beside it."""
    spec = json.loads(drawn.spec)
    if drawn.data.data:
        spec["data"] = {"values": pl.read_ipc_stream(drawn.data.data).to_dicts()}
    return spec


@pytest.mark.parametrize(
    ("page", "link"),
    [pytest.param(*one, marks=[] if Path(one[0]).stem in SOONEST else [pytest.mark.trust]) for one in LINKS],
)
def test_every_chart_of_every_page_is_known_to_slides(page, link, demonstration_folder, opened):
    screen = opened(demonstration_folder, page, **link)
    for key in OPENED:
        screen.session_state[key] = True
    screen.run()
    assert not screen.exception
    shown = [described(one.proto) for one in screen.get("vega_lite_chart")]
    assert shown or Path(page).stem in WITHOUT
    for spec in shown:
        plot = plotted(spec)
        assert plot.categories, spec.get("usermeta")
        assert all(len(one.values) == len(plot.categories) for one in plot.series)
        assert any(value is not None for one in plot.series for value in one.values)
        assert plot.unit
        assert "Source" not in plot.unit + plot.across
        assert not plot.unit.startswith("Per")
