"""How a browser that has been here before opens its first page: nothing asked twice, the table first."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.desk import Desk, go, settle

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

#: The order in which the table and the first chart come to stand on the page.
ORDER = """() => { window.order = []
    const stands = where => document.querySelector(`[data-testid="${where}"] :is(canvas, svg.marks)`)
    new MutationObserver(() => {
        for (const [name, where] of [["table", "stDataFrame"], ["chart", "stVegaLiteChart"]])
            if (!window.order.includes(name) && stands(where)) window.order.push(name)
    }).observe(document, {childList: true, subtree: true}) }"""


def test_a_browser_that_has_been_here_asks_for_nothing_twice_and_draws_the_scorecard_before_the_charts(
    desk: Desk, page: Page
):
    go(page, f"{desk.address}/structure")
    asked: list[int] = []
    page.on("response", lambda answer: asked.append(answer.status) if answer.url.endswith("_stcore/health") else None)
    page.add_init_script(f"({ORDER})()")
    page.goto(f"{desk.address}/performance_review")
    settle(page)
    page.wait_for_function("() => window.order.length === 2")
    assert page.evaluate("() => window.order") == ["table", "chart"]
    assert asked == [200], "once, beside the connection; never under the page's own address"
    assert page.locator('[data-testid="stException"]').count() == 0
