"""Bars and shares as a slide draws them, read from the charts of the screen: places, groups, months, answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from statistics import median_low

from tp_metrics.charts.grid import STATES
from tp_metrics.charts.groups import INDENT
from tp_metrics.packs.document import Plot, Series
from tp_metrics.packs.plot_marks import Drawing, capital, day_of, lowered, unit_of

YEAR = 365.25


def bars(shown: Drawing) -> Plot:
    """Places or stages, each with its value."""
    (drawn, *_) = shown.of("bar")
    unit, name = unit_of(shown.foot), drawn.field("y")
    chosen = next((str(row[name]) for row in drawn.rows if row.get("chosen")), "")
    values = Series(shown.named or capital(unit), tuple(row["value"] for row in drawn.rows), marked=True)
    return Plot("bars", tuple(str(row[name]) for row in drawn.rows), (values,), unit, chosen=chosen)


def season(shown: Drawing) -> Plot:
    """The months of a year against an average day, the latest marked."""
    (drawn, *_) = shown.of("bar")
    latest = next((str(row["month"]) for row in drawn.rows if row["latest"]), "")
    unit = shown.foot.partition(",")[0]
    values = Series(unit, tuple(row["value"] for row in drawn.rows), marked=True)
    return Plot("bars", tuple(str(row["month"]) for row in drawn.rows), (values,), lowered(unit), chosen=latest)


def estimates(shown: Drawing) -> Plot:
    """Wards by name: what the model makes of them, and their own answers."""
    rows = shown.told("ward", "estimate", "direct").rows
    columns = (("Modelled estimate", "estimate"), ("Own answers", "direct"))
    series = (Series(name, tuple(row[column] for row in rows), column == "estimate") for name, column in columns)
    return Plot("bars", tuple(str(row["ward"]) for row in rows), tuple(series), unit_of(shown.foot))


def rungs(shown: Drawing) -> Plot:
    """Points under their headings; a single heading says what all of them are, and the names stand alone."""
    drawn = next(one for one in shown.of("point") if one.tips)
    head, heads = "", {}
    for line in drawn.domain("y"):
        head = head if line.startswith(INDENT) else line
        heads[line] = head
    rows = [(heads.get(row["name"], ""), row) for row in drawn.rows if row["value"] is not None]
    alone = len({head for head, _ in rows}) < 2
    said = (" · ".join(part for part in ("" if alone else head, _bare(str(row["name"]))) if part) for head, row in rows)
    words = re.split(r", with |, [A-Z]|[.](?: |$)", shown.foot, maxsplit=1)[0]
    unit = next((one for one in ("per cent", "points") if words.lower().startswith(one)), lowered(words))
    named = shown.named or drawn.tips.get("shown", "") or words
    return Plot("bars", tuple(said), (Series(named, tuple(row["value"] for _, row in rows), marked=True),), unit)


def _bare(name: str) -> str:
    """A name without what sets it under its heading and makes it the only one of its kind."""
    return name.strip().replace("\u200b", "")


def shares(shown: Drawing) -> Plot:
    """Shares of a hundred: each answer or end of each question or court, the best first."""
    (drawn, *_) = shown.of("bar")
    name, answer = drawn.field("y"), drawn.field("color")
    names = drawn.sorted_by("y") or list(dict.fromkeys(str(row[name]) for row in drawn.rows))
    answers = drawn.domain("color") or list(dict.fromkeys(str(row[answer]) for row in drawn.rows))
    held = {(str(row[name]), str(row[answer])): row["to"] - row["from"] for row in drawn.rows}
    series = (Series(one, tuple(held.get((each, one)) for each in names), at == 0) for at, one in enumerate(answers))
    return Plot("shares", tuple(names), tuple(series), "per cent")


def timeline(shown: Drawing) -> Plot:
    """The years since each place went live; what is only planned has none."""
    rows = next((one.rows for one in shown.of("bar")), ())
    years = tuple(round((day_of(row, "to") - day_of(row, "from")).days / YEAR, 1) for row in rows)
    live = (Series(shown.named or "Years live", years, marked=True),) if years else ()
    return Plot("bars", tuple(str(row["name"]) for row in rows), live, "years")


def grid(shown: Drawing) -> Plot:
    """Of the months of each place, how many per cent are in each state."""
    (drawn, *_) = shown.of("rect")
    months: dict[str, list[str]] = {}
    for row in drawn.rows:
        months.setdefault(str(row["place"]), []).append(row["state"])
    series = (
        Series(capital(state), tuple(100 * held.count(state) / len(held) for held in months.values()))
        for state in STATES
    )
    return Plot("shares", tuple(months), tuple(one for one in series if any(one.values)), "per cent of the months")


def strip(shown: Drawing) -> Plot:
    """Of each borough the lowest of its wards, the one in the middle (the lower of two), and the highest."""
    wards: dict[str, list[float]] = {}
    for row in shown.told("borough", "shown").rows:
        wards.setdefault(str(row["borough"]), []).append(float(row["shown"]))
    ends: dict[str, Callable[[list[float]], float]] = {
        "Lowest ward": min,
        "Ward in the middle": median_low,
        "Highest ward": max,
    }
    names = sorted(wards)
    series = (Series(said, tuple(end(wards[one]) for one in names), end is median_low) for said, end in ends.items())
    return Plot("bars", tuple(names), tuple(series), unit_of(shown.foot))
