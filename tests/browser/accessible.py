"""What a page owes those who use it by keyboard, by ear or with large type, measured in the browser."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from pages.parts.accessible import KNOWN
from tests.browser.desk import SETTLED, settle

#: A fault: axe-core's rule, how grave it is, the element, and why.
Found = tuple[str, str, str, str]

#: Charts are drawn after the script has run: until nothing is added to the page for half a second.
DRAWN = """() => new Promise(done => {
    let last = -1, still = 0
    const watch = setInterval(() => {
        const now = document.querySelectorAll('*').length
        still = now === last ? still + 1 : 0
        last = now
        if (still >= 5) { clearInterval(watch); done(true) }
    }, 100)
})"""

RUN = """async known => {
    const found = await axe.run({resultTypes: ['violations']})
    return found.violations.flatMap(fault => fault.nodes.map(node => {
        const element = document.querySelector(node.target.flat().join(' '))
        const held = known.find(one => one.rule === fault.id && element?.matches(one.selector))
        return {rule: fault.id, impact: fault.impact, target: node.target.flat().join(' '),
                why: node.failureSummary, known: held ? held.selector : ''}
    }))
}"""


def unfolded(page: Page, most: int = 20) -> None:
    """Open everything on the page that folds, and what folds in it."""
    for _ in range(most):
        shut = page.locator("details:not([open]) > summary")
        if not shut.count():
            return
        shut.first.click()
        page.wait_for_timeout(600)
        settle(page)


def drawn(page: Page) -> None:
    """Wait until the page has drawn what it draws after its script has run."""
    page.wait_for_function(SETTLED, timeout=120_000)
    page.evaluate(DRAWN)


def faults(page: Page) -> tuple[list[Found], set[tuple[str, str]]]:
    """What axe-core finds on a page beyond what is known, and of the known faults those that are there."""
    page.evaluate(AXE_SCRIPT)
    known = [{"rule": fault.rule, "selector": fault.selector} for fault in KNOWN]
    found: list[dict[str, Any]] = page.evaluate(RUN, known)
    new = [(one["rule"], one["impact"], one["target"], one["why"]) for one in found if not one["known"]]
    return new, {(one["rule"], one["known"]) for one in found if one["known"]}


#: Every picture of the page: what it is, and the text that it has for those who do not see it.
PICTURES = """() => [...document.querySelectorAll(
    '[data-testid="stVegaLiteChart"], [data-testid="stDeckGlJsonChart"], [data-testid="stGraphVizChart"]')]
    .map(picture => {
        const block = picture.closest('[data-testid="stElementContainer"]')
        const follows = (wanted, levels) => {
            let part = block
            for (let up = 0; up < levels && part; up++) {
                for (let next = part.nextElementSibling; next; next = next.nextElementSibling)
                    if (next.matches(wanted) || next.querySelector(wanted)) return true
                part = part.parentElement
            }
            return false
        }
        const twin = follows('[class*="st-key-twin-"]', 3) ? 'button'
            : follows('[data-testid="stDataFrame"], [data-testid="stExpander"]', 14) ? 'table' : ''
        const key = [...block.classList].find(one => one.startsWith('st-key-')) || ''
        return {kind: picture.dataset.testid, key, text: picture.getAttribute('aria-label') || '', twin}
    })"""


def pictures(page: Page) -> list[dict[str, Any]]:
    """The charts and maps of a page: `kind`, `text`, and what has its figures as a table (`twin`): a
    "button" beside it, a "table" further down, or nothing."""
    found: list[dict[str, Any]] = page.evaluate(PICTURES)
    return found


#: All that can be used, with what names it; of a group in which arrows move (choices, tabs) one member is enough.
USABLE = """() => {
    const seen = element => element.checkVisibility({visibilityProperty: true, opacityProperty: false})
        && element.getClientRects().length > 0
    const usable = 'a[href], button, input, select, textarea, [tabindex="0"], [role=combobox], canvas[tabindex]'
    const groups = '[role=radiogroup], [role=tablist], [role=menubar], [role=menu], .stButtonGroup'
    let number = 0
    return [...document.querySelectorAll(usable)].filter(element => seen(element) && !element.disabled
        && element.getAttribute('aria-hidden') !== 'true' && element.type !== 'hidden'
        && !element.closest('[aria-hidden=true], [inert], [data-testid="stElementToolbar"]')
        && !(element.tabIndex < 0 && !element.closest(groups)))
        .map(element => {
            const group = element.closest(groups)
            const whole = group || element
            if (!whole.dataset.usable) whole.dataset.usable = String(++number)
            return [whole.dataset.usable, (element.getAttribute('aria-label') || element.innerText
                || element.getAttribute('title') || element.outerHTML.slice(0, 160)).slice(0, 160)]
        })
}"""

#: What is in focus: its number, and whether it or what is around it looks other than without.
FOCUSED = """async () => {
    const element = document.activeElement
    if (!element || element === document.body) return null
    const parts = [element, ...element.querySelectorAll('*')].slice(0, 12)
    for (let up = element.parentElement, n = 0; up && n < 5; up = up.parentElement, n++) parts.push(up)
    const look = () => JSON.stringify(parts.map(part => {
        const style = getComputedStyle(part)
        return [style.outlineStyle === 'none' ? '' : style.outline, style.boxShadow, style.borderColor,
                style.backgroundColor, style.color, style.textDecorationLine]
    }))
    const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
    await frame()
    const held = element.closest('[data-usable]')
    const number = held?.dataset.usable || ''
    const canvas = element.tagName === 'CANVAS' || !!element.closest('[data-testid="stDataFrame"]')
    if (element.dataset.testid === 'stMain') return {number, shown: true, name: ''}  // the page itself, to scroll it
    if (number && held.dataset.shown) return {number, shown: true, name: ''}
    let shown = canvas
    const pause = tries => new Promise(done => setTimeout(done, 150 * tries))
    for (let tries = 0; !shown && tries < 5; tries++) {  // a page that is still drawing may be behind with its colours
        const before = look()
        element.blur()
        await frame()
        await pause(tries)
        shown = before !== look()
        element.focus()
        await frame()
        await pause(tries)
    }
    if (shown && held) held.dataset.shown = '1'
    return {number, shown, name: (element.getAttribute('aria-label') || element.innerText
        || element.outerHTML.slice(0, 160)).slice(0, 160)}
}"""


def walked(page: Page, most: int = 400) -> tuple[dict[str, str], list[str]]:
    """Press Tab from the top to the end: what can be used and was not reached, and what was in focus unseen.

    Streamlit's own toolbar over a chart or a table opens under the pointer and is left out.
    """
    wanted: dict[str, str] = {}
    for number, name in page.evaluate(USABLE):
        wanted.setdefault(number, name)
    reached: set[str] = set()
    unseen: list[str] = []
    page.locator("body").press("Tab")
    for _ in range(most):
        at = page.evaluate(FOCUSED)
        if at is None:
            break
        reached.add(at["number"])
        if not at["shown"]:
            unseen.append(at["name"])
        if wanted.keys() <= reached:
            break
        page.keyboard.press("Tab")
    return {number: name for number, name in wanted.items() if number not in reached}, unseen


#: Text that is cut by its own box, and text that lies over other text.
CUT = """() => {
    const main = document.querySelector('[data-testid="stMain"]')
    const box = element => element.getBoundingClientRect()
    const shown = element => element.checkVisibility({visibilityProperty: true}) && box(element).width > 1
        && box(element).height > 1 && !element.closest('[aria-hidden=true], svg, canvas, table, .vg-tooltip')
    const texts = [...main.querySelectorAll('p, h1, h2, h3, li, label, button, summary, td, th, span, input')]
        .filter(element => shown(element) && [...element.childNodes].some(
            node => node.nodeType === 3 && node.textContent.trim()))
    const cut = []
    for (const text of texts)
        for (let part = text, n = 0; part && part !== main && n < 4; part = part.parentElement, n++) {
            const style = getComputedStyle(part)
            const cuts = one => ['hidden', 'clip'].includes(one)
            if (!cuts(style.overflowX) && !cuts(style.overflowY)) continue
            const sticks = part === text ? part.scrollWidth > part.clientWidth + 1
                : box(text).right > box(part).right + 2
            const below = part === text ? part.scrollHeight > part.clientHeight + 4
                : box(text).bottom > box(part).bottom + 4
            if (sticks || below) { cut.push(text.innerText.slice(0, 120)); break }
        }
    const over = []
    const lines = texts.filter(text => !texts.some(other => other !== text && text.contains(other)))
    for (let a = 0; a < lines.length; a++)
        for (let b = a + 1; b < lines.length; b++) {
            if (lines[a].contains(lines[b]) || lines[b].contains(lines[a])) continue
            const one = box(lines[a]), other = box(lines[b])
            const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left)
            const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
            if (wide > 4 && high > 6) over.push([lines[a], lines[b]].map(one => one.innerText.slice(0, 60)).join(' / '))
        }
    return {cut, over}
}"""

#: What moves by itself for longer than the eye takes it for a jump.
MOVING = """() => document.getAnimations().filter(one => {
    const time = one.effect?.getComputedTiming()
    return one.playState === 'running' && (time.duration > 100 || time.iterations > 1)
}).map(one => one.animationName || one.transitionProperty || 'something')"""
