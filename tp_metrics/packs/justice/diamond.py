"""Diamond Districts: whether people whom the initiative helps reoffend less than people like them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tp_metrics import outcomes, words
from tp_metrics.packs import pieces
from tp_metrics.packs.asked import Asked
from tp_metrics.packs.document import Block, Chart, Words
from tp_metrics.packs.justice import drawn


def cohort(given: Asked) -> Any:
    """The people of the initiative and of its comparison group."""
    return outcomes.reoffending(given.edition, given.selection.place, viewer=given.selection.viewer)


def method(given: Asked) -> list[str]:
    """How the figures are made."""
    return words.diamond_method(cohort(given))


def blocks(given: Asked) -> Iterator[Block | str]:
    """The blocks of the section, and the titles of its parts."""
    found = cohort(given)
    yield Words(words.diamond_headline(found), "lead")
    yield from (Words(said) for said in (words.diamond_certainty(found), words.diamond_missing(found)) if said)
    yield from drawn.cards(words.diamond_cards(found))
    yield from (Words(said) for _, said in words.maturity_bars(found))
    if found.arms.is_empty():
        return
    source = words.source_line(found)
    if not found.built.is_empty():
        yield _built(found)
    yield pieces.table("Both groups", words.arms_table(found), source)
    if said := words.frequency_words(found):
        yield Words(said)
    if found.verdict is not None:
        rows = outcomes.parts(found)
        yield from _rungs(words.parts_marks(rows), words.parts_title(rows), words.parts_table(rows), found, 0.0)
        yield pieces.table("By borough and by need", words.parts_table(rows), source)
    needs = outcomes.needs(found)
    yield from _rungs(words.needs_marks(needs), words.needs_title(needs), words.needs_table(needs), found, None)
    yield pieces.table("Needs and help", words.needs_table(needs), source)
    reached = outcomes.reach(found)
    yield Words(words.reach_words(reached))
    yield pieces.table("Who is offered help, and who completes it", words.reach_table(reached), source)
    kept = outcomes.orders(found)
    yield pieces.table(words.orders_title(kept), words.orders_table(kept), source)


def _built(found: Any) -> Chart:
    """The cohort built up over time."""
    title, since = words.built_title(found), "month"
    more: dict[str, Any] = {"alt": words.built_words(found), "chosen": "worked with", "zero": True}
    more["along"] = words.built_along(found)
    return drawn.curves(found.built, title, "people", since, words.built_table(found), found, **more)


def _rungs(marks: Sequence[dict[str, Any]], title: str, rows: Any, found: Any, at: float | None) -> tuple[Chart, ...]:
    """Shares or differences with their intervals, each on its rung."""
    if at is None:
        return drawn.rungs(marks, title, "Per cent of those worked with", rows, found)
    unit = "Points, worked with less comparison group; below nought: they reoffend less"
    return drawn.rungs(marks, title, unit, rows, found, measured="points", at=at, at_words="no difference")
