"""Similar boroughs in words: position, rank, change against the peers' change, and groups that are being built."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.words.equality import everyone_of
from tp_metrics.words.findings import from_the_end, ordinal
from tp_metrics.words.numbers import DASH, number, per_cent, points, signed, value
from tp_metrics.words.once import once
from tp_metrics.words.sentences import known, subject
from tp_metrics.words.windows import against, period

if TYPE_CHECKING:
    from tp_metrics.results import Result
    from tp_metrics.review import Standing

ORDINALS = ("", "second ", "third ", "fourth ", "fifth ", "sixth ", "seventh ", "eighth ", "ninth ", "tenth ")
POSITIONS = {"better": "better than its peers", "worse": "worse than its peers", "in line": "in line with its peers"}
ILLUSTRATIVE = (
    "The group is illustrative: computed for this dashboard, from indicators of boroughs. It is not an iQuanta family, "
    "of which none was published for London's boroughs in 2010. A force's own groups go into reference/peers.csv."
)
RANK_HELP = (
    "The peers' figure is that of all of them put together, without the borough itself. Better, in line or worse goes "
    "by the 95 % interval of the difference, counts allowed their own scatter from month to month. The rank counts "
    "from the best; its 90 % interval is simulated from the chance in counting or asking alone, so that ranks are less "
    "sure than it says."
)


def placed(result: Result, code: str) -> str:
    """Where a place stands among the rows, in words: "third highest of 8"; empty where it has no figure."""
    found = from_the_end(result, code)
    if found is None:
        return ""
    end, count, among, shared = found
    spoken = ORDINALS[count - 1] if count <= len(ORDINALS) else f"{ordinal(count)} "
    return f"{shared}{spoken}{end} of {among}"


@once
def peers_headline(found: Standing) -> str:
    """The page's first line: the borough's place among its peers, both figures, and the verdict.

    "Robbery per 1,000 residents, Camden: fourth highest of 8 similar boroughs, 4.16 against 4.73 for the other 7
    together, April to December 2010; better than its peers".
    """
    answer, stood = found.answer, found.peers
    title = f"{found.measure.title}, {answer.figure.place}"
    if answer.figure.value is None:
        return f"{subject(answer)}: no figure to compare, {period(answer.figure)}"
    where = placed(found.compared, answer.figure.code)
    if stood is None:
        among = f"{where} similar boroughs" if where and not unlike(found) else "with no place among similar boroughs"
        return f"{title}: {own_value(found)}, {among}, {period(answer.figure)}"
    own, theirs = number(stood.own, found.measure), number(stood.value, found.measure)
    verdict = f"; {POSITIONS[stood.position]}" if stood.position else ""
    others = f"the other {len(stood.codes)} together"
    spoken = f"{where} similar boroughs, {own} against {theirs} for {others}"
    return f"{title}: {spoken}, {period(answer.figure)}{verdict}"


def own_value(found: Standing) -> str:
    """The borough's own figure in what is compared."""
    figures = (figure for figure in found.compared.figures if figure.code == found.answer.figure.code)
    return value(next(figures, found.answer.figure), found.measure)


def unlike(found: Standing) -> bool:
    """Whether the figure grows with the size of a borough, so that an order says nothing."""
    return found.measure.kind in ("count", "stock")


def no_standing(found: Standing) -> str:
    """Why a borough has no place among its peers, as a sentence."""
    if found.peers is not None:
        return ""
    if not found.codes:
        return f"No group of similar boroughs is known for {found.answer.figure.place}; build one below."
    if unlike(found):
        return (
            f"{found.measure.title} is a strength: boroughs of unlike size are not held against each other in it. "
            "Choose what each officer answers for, or a rate."
        )
    return f"{found.measure.title}: {found.note or 'it has no place among similar boroughs'}."


@once
def rank_words(found: Standing) -> str:
    """The rank with its interval; empty where neither way is better."""
    stood = found.peers
    if stood is None or stood.rank is None:
        return ""
    return f"Rank {rank_cell(found)}, 1 is best (90 % interval in brackets)."


def rank_cell(found: Standing) -> str:
    """The rank as a cell says it: "5 (4 to 6) of 8"."""
    stood = found.peers
    if stood is None or stood.rank is None:
        return DASH
    return f"{stood.rank} ({stood.rank_lower} to {stood.rank_upper}) of {stood.ranked}"


def moved(amount: float, found: Standing) -> str:
    """A change on a year before, in points for per cent, else in per cent."""
    if found.measure.unit == "per cent":
        return points(amount)
    return signed(per_cent(abs(amount)), round(amount, 1))


@once
def moves_words(found: Standing) -> str:
    """The borough's change beside its peers', and whether they are apart by more than chance."""
    moves, figure = found.moves, found.answer.figure
    if moves is None and found.peers and found.answer.unlike:
        return f"Its change says nothing beside its peers': {found.answer.unlike}."
    if moves is None:
        return "Its change cannot be held against its peers': a year before is missing." if found.peers else ""
    own, theirs = moved(moves.own, found), moved(moves.theirs, found)
    return (
        f"On {against(figure)}: {figure.place} {own}, its peers together {theirs}; "
        f"{MOVES[moves.word]}{_for(moves.word, found)}."
    )


MOVES = {
    "alike": "no further apart than chance could put them",
    "up": "it rose against its peers by more than chance",
    "down": "it fell against its peers by more than chance",
}


def _for(word: str, found: Standing) -> str:
    better = found.measure.better
    if word == "alike" or better == "neither":
        return ""
    return ", for the better" if (word == "up") == (better == "higher") else ", for the worse"


def group_words(found: Standing, names: dict[str, str]) -> str:
    """Who the peers are, the nearest first."""
    if not found.codes:
        return ""
    return f"**Its group**, the most similar first: {everyone_of([names.get(code, code) for code in found.codes])}."


def peers_title(found: Standing) -> str:
    """The finding of the chart of a group."""
    where = "" if unlike(found) else placed(found.compared, found.answer.figure.code)
    place = found.answer.figure.place
    return f"{found.measure.title}: {place} is {where}" if where else f"{found.measure.title} in the group of {place}"


def peers_alt(found: Standing) -> str:
    """What the chart of a group shows, for a person who does not see it."""
    said = [f"{figure.place} {value(figure, found.measure)}" for figure in known(found.compared)]
    return f"Bars of {found.measure.title}, {period(found.answer.figure)}: {', '.join(said)}."


def mean_words(found: Standing) -> str:
    """The line that the bars are held against."""
    return f"peers {number(found.peers.value, found.measure)}" if found.peers else ""


def windows_table(found: Sequence[Standing]) -> pl.DataFrame:
    """A column to a window: the borough, its peers, its position and rank, and both changes."""
    columns = [_window(one) for one in found]
    rows = [
        {"What": what, **{_over(one): column[what] for one, column in zip(found, columns, strict=True)}}
        for what in columns[0]
    ]
    return pl.DataFrame(rows)


def _over(one: Standing) -> str:
    said = period(one.answer.figure)
    return said[:1].upper() + said[1:]


def _window(one: Standing) -> dict[str, Any]:
    figure, stood, moves = one.answer.figure, one.peers, one.moves
    apart = {"alike": "can be chance", "up": "rose against them", "down": "fell against them"}
    return {
        figure.place: number(stood.own, one.measure) if stood else own_value(one),
        "Its peers": number(stood.value, one.measure) if stood else DASH,
        "Position": ("" if unlike(one) else placed(one.compared, figure.code)) or DASH,
        "Verdict": (stood.position if stood else None) or DASH,
        "Rank, 1 is best": rank_cell(one),
        f"Change, {figure.place}": moved(moves.own, one) if moves else DASH,
        "Change, its peers": moved(moves.theirs, one) if moves else DASH,
        "The changes": apart[moves.word] if moves else DASH,
    }


def windows_title(found: Sequence[Standing]) -> str:
    """Whether the last months and the last year say the same."""
    verdicts = [one.peers.position for one in found if one.peers and one.peers.position]
    if len(verdicts) < 2:
        return "The last 3 and the last 12 months"
    if len(set(verdicts)) == 1:
        return f"The last 3 and the last 12 months agree: {verdicts[0]}"
    return f"Last 3 months: {verdicts[0]}; last 12 months: {verdicts[-1]}"


def no_short(found: Sequence[Standing]) -> str:
    """That one of the two windows is missing, and why; empty where both are there."""
    if len(found) > 1:
        return ""
    if not found:
        return "This edition has no figures of it over 3 or 12 months that end with the window."
    return "This edition has figures of it over the one window alone."


def every_table(found: Sequence[Standing]) -> pl.DataFrame:
    """A row to a borough, each among its own group."""
    rows = [
        {
            "Place": one.answer.figure.place,
            "Value": one.peers.own if one.peers else None,
            "Its peers": one.peers.value if one.peers else None,
            "Position": placed(one.compared, one.answer.figure.code) or None,
            "Verdict": one.peers.position if one.peers else None,
            "Rank, 1 is best": rank_cell(one) if one.peers and one.peers.rank else None,
            "Apart in change": MOVES[one.moves.word] if one.moves else None,
            "Note": one.note or None,
        }
        for one in found
    ]
    text = dict.fromkeys(("Position", "Verdict", "Rank, 1 is best", "Apart in change", "Note"), pl.String)
    schema = {"Place": pl.String, "Value": pl.Float64, "Its peers": pl.Float64, **text}
    table = pl.DataFrame(rows, schema=schema)
    return table.drop(name for name in text if table[name].null_count() == table.height)


def every_title(found: Sequence[Standing]) -> str:
    """How many boroughs are worse and better than their own groups."""
    verdicts = [one.peers.position for one in found if one.peers]
    if not found or not any(verdicts):
        return "Every borough among its own group"
    worse, better = verdicts.count("worse"), verdicts.count("better")
    return f"Of {len(found)} boroughs, {worse} worse and {better} better than their own groups"
