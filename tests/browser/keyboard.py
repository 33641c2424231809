"""A page used by keyboard alone: Tab, arrows, Space, Enter and letters; no mouse, and no field filled from outside."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.desk import rerun, settle

#: So many steps of Tab pass through everything on the longest page.
MOST = 240


def reach(page: Page, role: str, name: str) -> None:
    """Press Tab until what has the role and the name is in focus; where nothing has, the test fails."""
    wanted = page.locator(":focus").and_(page.get_by_role(role, name=name, exact=True))  # type: ignore[arg-type]
    for _ in range(MOST):
        if wanted.count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab reaches no {role} named '{name}'")


def switch(page: Page, first: str, wanted: str) -> None:
    """Of a row of choices, take another than the one that is taken; `wanted` may be the beginning of its name."""
    reach(page, "radio", first)
    there = page.locator(":focus").and_(page.get_by_role("radio", name=wanted))
    for _ in range(MOST):
        if there.count():
            break
        page.keyboard.press("ArrowRight")
    with rerun(page):
        page.keyboard.press("Space")
    expect(page.get_by_role("radio", name=wanted).first).to_be_checked()


#: Resolves when nothing on the page has moved or grown for half a second: charts are drawn after the script has run,
#: and the page scrolls to what is in focus; a list that is open then closes.
AT_REST = """() => new Promise(done => {
    const shape = () => JSON.stringify([...document.querySelectorAll('[data-testid="stElementContainer"]')]
        .map(part => part.getBoundingClientRect()).map(box => [box.top, box.height]))
    let last = shape(), still = 0
    const watch = setInterval(() => {
        const now = shape()
        still = now === last ? still + 1 : 0
        last = now
        if (still >= 5) { clearInterval(watch); done(true) }
    }, 100)
})"""


def picked(page: Page, label: str, option: str) -> None:
    """Pick an option of a select box, which the page does not answer yet: in a form."""
    reach(page, "combobox", label)
    page.evaluate(AT_REST)
    page.keyboard.type(option)
    first = page.get_by_role("option").first
    expect(first).to_have_text(option)
    expect(first).to_have_attribute("data-focused", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page.get_by_role("combobox", name=label, exact=True)).to_have_value(option)


def pick(page: Page, label: str, option: str) -> None:
    """Pick an option of a select box, and wait for the page's answer."""
    with rerun(page):
        picked(page, label, option)


def write(page: Page, label: str, words: str) -> None:
    """Type into a field."""
    reach(page, "textbox", label)
    page.keyboard.type(words)


def press(page: Page, role: str, name: str) -> None:
    """Press a button or follow a link."""
    reach(page, role, name)
    with rerun(page):
        page.keyboard.press("Enter")


def menu(page: Page, section: str, name: str) -> None:
    """Open a page by its section's menu."""
    reach(page, "button", section)
    page.keyboard.press("Enter")
    entry = page.locator(":focus").and_(page.get_by_role("menuitem", name=name, exact=True))
    first = page.locator(":focus").and_(page.get_by_role("menuitem"))
    expect(first).to_have_count(1)
    for _ in range(MOST):
        if entry.count():
            break
        page.keyboard.press("ArrowDown")
    with rerun(page):
        page.keyboard.press("Enter")
    settle(page)
