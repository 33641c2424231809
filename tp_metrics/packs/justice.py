"""The criminal justice summary: a section to each page of justice, each made by one function of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from tp_metrics import charts, outcomes, words
from tp_metrics.editions import Edition
from tp_metrics.packs import pieces
from tp_metrics.packs.asked import MARKING, Asked, asked, made
from tp_metrics.packs.document import Block, Chart, Document, Figure, Figures, Plot, Section, Series, Words
from tp_metrics.periods import day_text
from tp_metrics.results import Selection

if TYPE_CHECKING:
    from tp_metrics.ledger import Ledger

TITLE = "Criminal justice summary"


def justice(
    edition: Edition,
    place: str = "TP",
    ledger: Ledger | None = None,
    *,
    today: date | None = None,
    marking: str = MARKING,
) -> Document:
    """The summary of criminal justice at a place: TP, an area command or a borough. Raises PlaceUnknown."""
    code = edition.places.find(place).code
    given = asked(edition, Selection(place=code), ledger, today=today, marking=marking)
    sections = [section(given) for section in SECTIONS]
    cut = f"known on {day_text(edition.as_at)}"
    subtitle = f"{given.place}, as at {day_text(edition.as_at)}"
    return made("justice", TITLE, subtitle, given, sections, (), cut=cut, more=tuple(_methods(given)))


def _methods(given: Asked) -> Iterator[tuple[str, str]]:
    """How the figures of each section are made."""
    yield "Diamond Districts", " ".join(words.diamond_method(_cohort(given)))


def _cohort(given: Asked) -> Any:
    return outcomes.reoffending(given.edition, given.selection.place)


def diamond(given: Asked) -> Section:
    """Diamond Districts: whether people whom the initiative helps reoffend less than people like them."""
    return Section("Diamond Districts", tuple(_diamond(_cohort(given))))


def _diamond(found: Any) -> Iterator[Block]:
    yield Words(words.diamond_headline(found), "lead")
    yield from (Words(said) for said in (words.diamond_certainty(found), words.diamond_missing(found)) if said)
    if cards := words.diamond_cards(found):
        yield Figures(tuple(Figure(label, value, under) for label, value, under, _ in cards))
    yield from (Words(said) for _, said in words.maturity_bars(found))
    if found.arms.is_empty():
        return
    source = words.source_line(found)
    if not found.built.is_empty():
        yield _built(found, source)
    yield pieces.table("Both groups", words.arms_table(found), source)
    if said := words.frequency_words(found):
        yield Words(said)
    if found.verdict is not None:
        rows = outcomes.parts(found)
        yield _rungs(words.parts_marks(rows), words.parts_title(rows), words.parts_table(rows), source, 0.0)
        yield pieces.table("By borough and by need", words.parts_table(rows), source)
    needs = outcomes.needs(found)
    yield _rungs(words.needs_marks(needs), words.needs_title(needs), words.needs_table(needs), source, None)
    yield pieces.table("Needs and help", words.needs_table(needs), source)
    reached = outcomes.reach(found)
    yield Words(words.reach_words(reached))
    yield pieces.table("Who is offered help, and who completes it", words.reach_table(reached), source)
    kept = outcomes.orders(found)
    yield pieces.table(words.orders_title(kept), words.orders_table(kept), source)


def _built(found: Any, source: str) -> Chart:
    """The cohort built up over time."""
    spec = charts.bare(
        charts.curves(
            found.built,
            title=words.built_title(found),
            unit="people",
            x_words=f"months since {words.built_from(found)}",
            chosen="worked with",
            zero=True,
            source=source,
            theme="light",
        )
    )
    rows = words.built_table(found)
    first, *lines = rows.columns
    plot = Plot(
        "lines",
        tuple(f"{x:g}" for x in rows[first]),
        tuple(Series(name, tuple(rows[name]), number == 0) for number, name in enumerate(lines)),
        "people",
    )
    notes = (f"People, by months since {words.built_from(found)}.",)
    return Chart(spec["usermeta"]["title"], spec, plot, rows, source, words.built_words(found), notes)


def _rungs(marks: Sequence[dict[str, Any]], title: str, rows: Any, source: str, at: float | None) -> Chart:
    """Shares or differences with their intervals, each on its rung."""
    difference = at is not None
    unit = (
        "Points, worked with less comparison group; below nought: they reoffend less"
        if difference
        else "Per cent of those worked with"
    )
    said = "no difference" if difference else ""
    drawn = charts.bare(charts.rungs(marks, title=title, unit=unit, source=source, theme="light", at=at, at_words=said))
    known = [one for one in marks if one["value"] is not None]
    plot = Plot(
        "bars",
        tuple(" · ".join(part for part in (one["head"], one["name"]) if part) for one in known),
        (Series(unit, tuple(one["value"] for one in known), marked=True),),
        "points" if difference else "per cent",
    )
    return Chart(title, drawn, plot, rows, source, title, (f"{unit}.",))


#: A section to each page of justice, in the order of their menu.
SECTIONS: tuple[Callable[[Asked], Section], ...] = (diamond,)
