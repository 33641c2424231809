"""The panel of a measure on the first page."""

from __future__ import annotations

from tests.folders import vintages

__all__ = ["vintages"]

PAGE = "pages/strategic/performance_review.py"


def test_where_wards_have_another_window_the_panel_says_which(vintages, opened):
    screen = opened(vintages, PAGE, edition="2022-08-31", borough="Camden", panel="Total notifiable offences")
    screen.selectbox("window").select("month").run()
    assert not screen.exception
    (said,) = [one.value for one in screen.caption if "By ward this edition has figures of" in one.value]
    assert "of August 2022 at the latest" in said
    assert "the figure above is of May 2009" in said
