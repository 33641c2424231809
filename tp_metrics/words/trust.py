"""How far a page can be trusted, in a few words: edition, data cut, completeness, revisions, tests and false alarms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from tp_metrics.periods import day_text, is_month_end
from tp_metrics.words.review import listed
from tp_metrics.words.windows import day, month

if TYPE_CHECKING:
    from tp_metrics.review import Complete, Gap, Line, Screen, Since

#: So many stretches of days with gaps are named; of more, the first and the last.
STRETCHES = 2


def trust_strip(lines: Sequence[Line], screen: Screen, since: Since | None, complete: Complete) -> str:
    """Edition, data cut by theme, completeness, revisions, series tested and false alarms expected."""
    parts = [f"Edition {day(lines[0].result.as_at)}", _cuts(lines), complete_words(complete)] if lines else []
    if since is not None:
        many = since.revised.height
        revised = "no borough figure" if not many else f"{many:,} borough figure{'s' if many > 1 else ''}"
        parts.append(f"{revised} revised by more than 1 % since the last edition")
    parts.append(f"{screen.charts:,} borough series tested, about {screen.expected:.0f} false alarms expected")
    return " · ".join(parts)


def _cuts(lines: Sequence[Line]) -> str:
    """The last day of the data: one for all, or one for each theme with the oldest of its measures beside it."""
    cuts: dict[str, list[date]] = {}
    for line in lines:
        if line.result.cut:
            cuts.setdefault(line.theme, []).append(line.result.cut)
    every = {cut for ends in cuts.values() for cut in ends}
    if len(every) == 1:
        return f"data to {day(every.pop())}"
    told = [
        f"{theme.lower()} to {day_text(max(ends))}"
        + (f" (some to {day_text(min(ends))})" if len(set(ends)) > 1 else "")
        for theme, ends in cuts.items()
    ]
    return f"data: {'; '.join(told)}"


def complete_words(found: Complete) -> str:
    """How complete the months of the shown windows are: "complete: 32 of 32 boroughs in every month"."""
    if not found.by_borough:
        return "no figures by borough"
    whole = f"{found.boroughs} of {found.boroughs} boroughs in every month"
    said = f"incomplete: {whole} but {_gaps(found.gaps)}" if found.gaps else f"complete: {whole}"
    apart = [f"{found.lines - found.by_borough} of {found.lines} measures not by borough"]
    apart = apart if found.by_borough < found.lines else []
    if found.without:
        apart.append(f"{found.without} measure{'' if found.without == 1 else 's'} without a figure")
    return "; ".join([said, *apart])


def _gaps(gaps: Sequence[Gap]) -> str:
    """Which months have gaps, and in which themes which boroughs are missing there."""
    spans = sorted({(gap.first, gap.last) for gap in gaps})
    named = [month(last) if _month(first, last) else f"{day_text(first)} to {day_text(last)}" for first, last in spans]
    when = " and ".join(named) if len(named) <= STRETCHES else f"{len(named)} from {named[0]} to {named[-1]}"
    themes: dict[str, set[str]] = {}
    for gap in gaps:
        themes.setdefault(gap.theme, set()).update(gap.boroughs)
    lacking = "; ".join(f"{theme.lower()} without {listed(sorted(names))}" for theme, names in themes.items())
    return f"{when} ({lacking})"


def _month(first: date, last: date) -> bool:
    return first.day == 1 and (first.year, first.month) == (last.year, last.month) and is_month_end(last)
