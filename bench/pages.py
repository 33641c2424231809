"""A rerun of every page with warm caches against an empty page in the same run; the size of the ward map's message."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

import tp_metrics as tp
from bench.table import Line

PROJECT = Path(__file__).resolve().parents[1]
#: Every page of the navigation. The start page opens without an edition only, and parts are no pages.
PAGES = tuple(
    str(path.relative_to(PROJECT))
    for path in sorted((PROJECT / "pages").glob("*/*.py"))
    if path.parent.name != "parts" and path.stem not in ("__init__", "start")
)
TIMES = 15
#: How many times an empty page a rerun may take, where that is not 8: the strategic review holds every measure.
MARKS = {"pages/strategic/performance_review.py": 15}
#: What the link of a page names, that would ask for an area first.
LINKS = {"pages/area/key_performance_review.py": {"area": "South East", "step": "Bromley · Productivity"}}


def lines() -> list[Line]:
    """Each page's rerun, and the two messages."""
    empty, bare = _empty(), _bare()
    opened = {}
    for page in PAGES:
        test = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=120)
        for name, value in LINKS.get(page, {}).items():
            test.query_params[name] = value
        opened[page] = test.switch_page(page).run().run()
    seconds: dict[str, list[float]] = {page: [] for page in ("bare", "empty", *PAGES)}
    for _ in range(TIMES):
        for page, test in {"bare": bare, "empty": empty, **opened}.items():
            begin = time.perf_counter()
            test.run()
            seconds[page].append(time.perf_counter() - begin)
    middle = {page: statistics.median(found) for page, found in seconds.items()}
    found = [
        Line("rerun of an empty page", f"{1000 * middle['empty']:.1f} ms", "goal 15 ms", None),
        Line("rerun of a bare page of Streamlit", f"{1000 * middle['bare']:.1f} ms", "", None),
    ]
    for page in PAGES:
        ratio = middle[page] / middle["empty"]
        figure = f"{ratio:.1f} x empty ({1000 * middle[page]:.0f} ms, {middle[page] / middle['bare']:.1f} x bare)"
        most = MARKS.get(page, 8)
        found.append(Line(f"rerun of {page}", figure, f"at most {most}", ratio <= most))
    return [*found, *messages()]


EMPTY = "import streamlit as st\n\nst.title('Empty')\n"


def _empty() -> AppTest:
    """A page with a title and nothing else, in this app: its navigation and its filters are drawn."""
    folder = Path(tempfile.mkdtemp(prefix="tp-bench-"))
    shutil.copy(PROJECT / "app.py", folder)
    shutil.copytree(PROJECT / "pages", folder / "pages")
    page = PAGES[-1]
    (folder / page).write_text(EMPTY)
    return AppTest.from_file(str(folder / "app.py"), default_timeout=60).run().switch_page(page).run()


def _bare() -> AppTest:
    """The same in a multipage app that has nothing: neither filters nor page settings."""
    folder = Path(tempfile.mkdtemp(prefix="tp-bench-"))
    (folder / "empty").mkdir()
    (folder / "empty" / "page.py").write_text(EMPTY)
    rows = ", ".join(
        f"st.Page('empty/page.py', url_path='p{number}', title='{number}')" for number in range(len(PAGES))
    )
    (folder / "app.py").write_text(f"import streamlit as st\n\nst.navigation([{rows}], position='top').run()\n")
    return AppTest.from_file(str(folder / "app.py"), default_timeout=60).run()


def messages() -> list[Line]:
    """The ward map of all London and the largest of the boroughs', in bytes of the message."""
    folder = tp.store().path
    boroughs = tp.places().children("TP", "borough")
    sizes = {
        place: len(
            tp.maps.wards(tp.result("robbery", tp.Selection(place=place, by=("ward",))), folder=folder).to_json()
        )
        for place in ("TP", *boroughs)
    }
    largest = max(sizes[code] for code in boroughs)
    return [
        Line("ward map of all London", f"{sizes['TP'] / 1000:.0f} kB", "under 550 kB", sizes["TP"] < 550_000),
        Line("ward map of a borough, the largest", f"{largest / 1000:.0f} kB", "under 100 kB", largest < 100_000),
    ]
