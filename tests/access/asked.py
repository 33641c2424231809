"""Every public function that gives figures of an edition, and how it is asked for a place and a viewer.

A function that takes a Selection, an edition, a folder or a store is listed here, or stands in SAME with the reason why
its answer is the same for everybody. `test_doors.py` fails for one that is in neither.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import tp_metrics as tp
from tp_metrics import results
from tp_metrics.editions import Edition
from tp_metrics.outcomes import court_check, court_fit, court_groups, hearings
from tp_metrics.results import Selection, judging

#: Modules whose public functions are doors to figures.
MODULES = {
    "desk": tp,
    "results": results,
    "judging": judging,
    "review": tp.review,
    "outcomes": tp.outcomes,
    "hearings": hearings,
    "court_fit": court_fit,
    "court_check": court_check,
    "court_groups": court_groups,
    "holdings": tp.holdings,
    "packs": tp.packs,
    "definitions": tp.definitions,
}
TAKES = (
    "Selection",
    "Edition",
    "Store",
    "Path",
    "Known",
    "AtLarge",
    "Mappa",
    "Prolific",
    "Tagging",
    "Teams",
    "VirtualCourt",
)
DAY = date(2010, 12, 31)
COUNT, SHARE, LOAD = "total_notifiable_offences", "good_job", "offences_per_officer"

Ask = Callable[[Edition, Selection], Any]


def earlier(edition: Edition) -> Edition:
    return next(one for one in tp.editions() if one.as_at < edition.as_at)


def _cases() -> Any:
    return tp.book().cases()


def _step(edition: Edition, at: Selection) -> Any:
    return tp.review.Step(at.place, edition.places.place(at.place).label, "Priority crime")


def _found(name: str) -> Ask:
    return lambda edition, at: getattr(tp.outcomes, name)(edition, at.place, viewer=at.viewer)


#: What is asked of an outcome that was found: noted by `_of`, or wrapped there.
PARTS = (
    {"borough_months"}
    | {"load", "by_borough", "study", "electronic_study"}
    | {
        *("usual", "agencies", "first_hearings", "waits", "proportionality", "days", "weeks"),
    }
)


def _of(name: str, *parts: Callable[[Any], Any]) -> Ask:
    """The entry of an outcome and everything that is told of it."""
    entry = _found(name)
    PARTS.update(part.__name__ for part in parts)

    def ask(edition: Edition, at: Selection) -> Any:
        found = entry(edition, at)
        return (found, *(part(found) for part in parts))

    return ask


def _court(edition: Edition, at: Selection) -> Any:
    found = hearings.virtual_court(edition, at.place, viewer=at.viewer)
    groups = court_groups
    told = (groups.agencies, groups.first_hearings, groups.waits, groups.proportionality, hearings.days, hearings.weeks)
    return (found, court_fit.usual(found), *(part(found) for part in told))


def _borough(edition: Edition, at: Selection) -> bool:
    return edition.places.place(at.place).level == "borough"


def _larger(edition: Edition, at: Selection) -> bool:
    return edition.places.place(at.place).level != "ward"


def _holder(edition: Edition, at: Selection) -> str:
    return at.place if edition.places.place(at.place).level == "area" else "TP"


def _value(edition: Edition, at: Selection) -> tuple[Any, Any]:
    costs = tp.review.standard_costs(edition)
    return tp.review.value(edition, at, costs), costs


def _beside_last(edition: Edition, at: Selection) -> Any:
    found = tp.review.exceptions_then_and_now(edition, earlier(edition), at)
    return tp.review.beside_last(edition, earlier(edition), at, _step(edition, at), found)


def _boroughs_beside(edition: Edition, at: Selection) -> Any:
    board = tp.review.board(edition, at, "borough", _cases())
    return tp.review.boroughs_beside(edition, at, board, tp.book(at.viewer).actions(), edition.as_at)


def _packs(edition: Edition, at: Selection) -> Any:
    level = edition.places.place(at.place).level
    kinds = {"area": ("kprm",), "borough": ("borough", "justice")}.get(level, ())
    where = {level: at.place} if level in ("area", "borough") else {}
    made = [tp.packs.pack(kind, edition, selection=at, ledger=tp.book(), **where) for kind in kinds]
    return [*made, tp.packs.pack("view", edition, measure="robbery", selection=at, ledger=tp.book())]


OUT = tp.outcomes
KEYS = tuple(OUT.OUTCOMES)
ASKED: dict[str, Ask] = {
    "desk.result": lambda e, at: [
        *(tp.result(n, replace(at, by=by)) for n in (COUNT, SHARE, LOAD) for by in BREAKDOWNS),
        *(tp.result("virtual_court_cases", replace(at, by=by, end=DAY, window="60 days")) for by in BREAKDOWNS[:4]),
    ],
    "desk.together": lambda _, at: tp.together((name, at) for name in (COUNT, SHARE)),
    "desk.by_ward": lambda _, at: [tp.by_ward(name, at) for name in (COUNT, SHARE)],
    "desk.beside_borough": lambda _, at: [tp.beside_borough(name, at) for name in (COUNT, SHARE, f"{COUNT}_rate")],
    "desk.ward_signals": lambda _, at: tp.ward_signals(COUNT, at),
    "desk.trend": lambda _, at: tp.trend(COUNT, at),
    "desk.over_time": lambda _, at: [tp.over_time(name, at) for name in (COUNT, SHARE)],
    "results.result": lambda e, at: results.result(e, COUNT, replace(at, by=("ward", "month"), periods=3)),
    "results.beside_borough": lambda e, at: results.beside_borough(e, SHARE, at),
    "results.breakdowns": lambda e, at: [
        results.breakdowns(e, [(name, replace(at, by=by)) for name in (COUNT, SHARE, LOAD)])
        for by in (("borough",), ("ward",), ("month",))
    ],
    "judging.judgement": lambda e, at: judging.judgement(e.folder, COUNT, replace(at, edition=e.id)),
    "review.aftermath": lambda e, at: tp.review.aftermath(e, COUNT, at.place, DAY, viewer=at.viewer),
    "review.answer_shares": lambda e, at: tp.review.answer_shares(e, tp.result("satisfaction_overall", at)),
    "review.beside_last": _beside_last,
    "review.board": lambda e, at: [tp.review.board(e, at, level, _cases()) for level in ("borough", "area", "tp")],
    "review.boroughs_beside": _boroughs_beside,
    "review.both_windows": lambda e, at: tp.review.both_windows(e, COUNT, at) if _borough(e, at) else None,
    "review.clear_since": lambda e, at: tp.review.clear_since(e, COUNT, at),
    "review.complete": lambda e, at: tp.review.complete(e, tp.review.scorecard(e, at), _holder(e, at)),
    "review.concentration": lambda e, at: tp.review.concentration(e, COUNT, at),
    "review.drivers": lambda e, at: [tp.review.drivers(e, COUNT, at, by) for by in ("ward", "borough", "offence")],
    "review.emerging": lambda e, at: [tp.review.emerging(e, at, level) for level in ("tp", "borough")],
    "review.equalities": lambda e, at: tp.review.equalities(e, (SHARE,), at),
    "review.equality": lambda e, at: tp.review.equality(e, SHARE, at),
    "review.every_standing": lambda e, at: tp.review.every_standing(e, COUNT, at),
    "review.exceptions_then_and_now": lambda e, at: tp.review.exceptions_then_and_now(e, earlier(e), at),
    "review.fewer": lambda e, at: tp.review.fewer(e, LOAD, at, 5.0),
    "review.funded": lambda e, at: tp.review.funded(e, *_value(e, at)),
    "review.funnelled": lambda e, at: tp.review.funnelled(tp.result(LOAD, replace(at, by=("borough",)))),
    "review.gap_years": lambda e, at: tp.review.gap_years(e, tp.review.equality(e, SHARE, at), "sex"),
    "review.moved": lambda e, at: tp.review.moved(e, COUNT, at),
    "review.pairs": tp.review.pairs,
    "review.place_gaps": lambda e, at: tp.review.place_gaps(e, SHARE, at) if _larger(e, at) else None,
    "review.quadrant": lambda e, at: tp.review.quadrant(e, LOAD, "detections_per_officer", at),
    "review.revised": lambda e, at: tp.review.revised(e, earlier(e), replace(at, edition=None)),
    "review.risks": lambda e, at: tp.review.risks(e, at, tp.review.board(e, at, "borough", _cases())),
    "review.sample": lambda e, at: tp.review.sample(e, tp.review.equality(e, SHARE, at)),
    "review.scorecard": tp.review.scorecard,
    "review.screen": tp.review.screen,
    "review.season": lambda e, at: tp.review.season(e, COUNT, at),
    "review.shares": lambda e, at: tp.review.shares(e, LOAD, at),
    "review.since": lambda e, at: tp.review.since(e, earlier(e), at),
    "review.stages_by_group": lambda e, at: tp.review.stages_by_group(e, at, "ethnicity"),
    "review.standing": lambda e, at: tp.review.standing(e, COUNT, at) if _borough(e, at) else None,
    "review.step_lines": lambda e, at: tp.review.step_lines(e, at, _step(e, at), ["robbery"]),
    "review.strands": tp.review.strands,
    "review.strength": tp.review.strength,
    "review.survey_changes": lambda e, at: tp.review.survey_changes(e, SHARE, at),
    "review.value": lambda e, at: _value(e, at)[0],
    "review.visited_wards": tp.review.visited_wards,
    "review.ward_crime": tp.review.ward_crime,
    "review.ward_team": tp.review.ward_team,
    "outcomes.confidence_drivers": lambda e, at: OUT.confidence_drivers(e, SHARE, at),
    "outcomes.wanted": _of(
        "wanted", OUT.units, OUT.overlap, OUT.offending, OUT.elsewhere, OUT.time_at_large, OUT.times
    ),
    "outcomes.tagging": _of("tagging", lambda found: OUT.load(found, 10.0, 2.0)),
    "outcomes.mappa": _of("mappa", OUT.managed_boroughs),
    "outcomes.prolific": _of("prolific", OUT.managed_boroughs),
    "outcomes.prosecution_teams": _of(
        "prosecution_teams", OUT.all_teams, OUT.effects, OUT.electronic, OUT.electronic_effects, OUT.trials,
        OUT.hours_saved, OUT.months_live, lambda found: [OUT.by_borough(found, key) for key in KEYS[:2]],
        lambda found: [OUT.borough_months(found, code, KEYS[0]) for code in found.boroughs["code"]],
        lambda found: (OUT.study(found, KEYS[0]), OUT.electronic_study(found, "requests")),
    ),
    "outcomes.reoffending": _of(
        "reoffending", OUT.time_to_reoffence, OUT.alike, OUT.needs, OUT.orders, OUT.parts, OUT.reach, OUT.national_rate
    ),
    "outcomes.restorative": _of(
        "restorative", OUT.use, OUT.over_time, OUT.roll_out, OUT.quality, OUT.offered, OUT.recruited, OUT.term_values
    ),
    "hearings.virtual_court": _court,
    "holdings.completeness": lambda e, at: tp.holdings.completeness(e, COUNT, viewer=at.viewer),
    "holdings.left_out": lambda _, at: tp.holdings.left_out(tp.store(), tp.store().imports()[0], viewer=at.viewer),
    "packs.pack": _packs,
}  # fmt: skip

BREAKDOWNS: tuple[tuple[str, ...], ...] = ((), ("ward",), ("borough",), ("area",), ("month",), ("ward", "month"))

#: Functions of the same kind whose answer is the same for everybody, and why.
SAME = {
    **dict.fromkeys(("desk.publish", "desk.ingest", "desk.demonstrate"), "writes; refused to who may not publish"),
    **dict.fromkeys(("desk.edition", "desk.editions", "desk.store", "desk.measures"), "what there is; no figure"),
    **dict.fromkeys(("desk.places", "desk.neighbours", "desk.book"), "places, or the ledger with its own tests"),
    **dict.fromkeys(("desk.coverage",), "for which places and days a source speaks; no figure"),
    **dict.fromkeys(("desk.ward_source", "results.ward_source", "results.why_no_wards"), "a source"),
    "results.on_wards": "a selection; no figure",
    **dict.fromkeys(("desk.spoken", "results.edition_in", "results.BY_TIME"), "a selection or an edition; no figure"),
    "results.figures": "gives nothing back: fills what is kept for every viewer, of which a result shows its own",
    "judging.prepare": "gives nothing back: fills what is kept for every viewer, of which a judgement shows its own",
    "judging.among": "works on rows that were asked for",
    "judging.group": "the reference file of peers",
    "judging.place_sums": "works on rows that were asked for",
    **dict.fromkeys(("review.agenda", "review.earlier_edition"), "names of places and editions; no figure"),
    **dict.fromkeys(("review.done_between", "review.promised"), "works on actions that the ledger gave by its scope"),
    **dict.fromkeys(("review.indicators", "review.similar", "review.standard_costs"), "published reference files"),
    **dict.fromkeys(("review.meetings", "review.meeting_names", "review.roles"), "reference files"),
    "review.governance": "reference files",
    "review.theme_owners": "a reference file",
    **dict.fromkeys(("review.sittings", "review.screened_measures", "review.splits", "review.seen"), "no figure"),
    "review.entered_anew": "gives nothing back",
    "outcomes.terms": "a reference file",
    "hearings.cases": "rows of one court, for the package alone; a test keeps it out of pages and packs",
    **dict.fromkeys(("court_check.fit", "court_fit.what_if"), "the court as a whole: of no place"),
    **dict.fromkeys(("court_fit.a_year", "court_fit.court_cost"), "the court as a whole: of no place"),
    **dict.fromkeys(
        (
            "holdings.answered", "holdings.held", "holdings.edition_notes", "holdings.editions_table",
            "holdings.kind_words", "holdings.last_day", "holdings.summary", "holdings.sources_table",
            "holdings.pending", "holdings.mixing", "holdings.source_titles", "holdings.imports_table",
            "holdings.boundaries_table", "holdings.unknown_measures",
        ),
        "what an edition or a store holds: counts of files and measures, no figure of a place",
    ),
    **dict.fromkeys(("packs.keep", "packs.make", "packs.kept"), "kept packs, which have their own tests"),
    "packs.page": "of what a page drew for its viewer, and of no figure beside",
}  # fmt: skip


def public() -> Iterator[tuple[str, Any]]:
    """Every public function of the modules, once."""
    for module, found in MODULES.items():
        own = [name for name in dir(found) if getattr(getattr(found, name), "__module__", "") == found.__name__]
        for name in getattr(found, "__all__", [name for name in own if not name.startswith("_")]):
            one = getattr(found, name, None)
            wrapped = inspect.unwrap(one) if callable(one) else one
            if inspect.isfunction(wrapped):
                yield f"{module}.{name}", wrapped


def takes(one: Any) -> bool:
    """Whether a function takes what figures are asked by, or what an outcome found."""
    said = [str(part.annotation) for part in inspect.signature(one).parameters.values()]
    return any(word in text for text in said for word in TAKES)
