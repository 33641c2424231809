"""The three moments at which the demonstration is published, and what was new at each."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from tp_metrics import periods
from tp_metrics.demo import (
    arrests,
    confidence,
    crime,
    demand,
    diamond,
    hearings,
    offenders,
    prosecution,
    restorative,
    satisfaction,
    tagging,
    workforce,
)
from tp_metrics.demo.calibration import OFFENCES
from tp_metrics.demo.ground import (
    BOROUGHS_FROM,
    HEATHROW,
    LAST,
    WARDS_FROM,
    Counts,
    Floats,
    Ground,
    ground,
    months,
    text,
)
from tp_metrics.demo.parameters import assumed
from tp_metrics.demo.revisions import AS_AT, WEEKS_FROM, Known, parts, position, unfolding, weekly
from tp_metrics.schema import COVERAGE, records
from tp_metrics.schema.reading import Progress, Reading, aside, silent

SOURCE, WEEKLY, NEIGHBOURHOODS = "demonstration", "demonstration_weekly", "demonstration_sns"
#: The offence axis as it is shown: the part of fraud and other with a victim has become victim-based offences.
SHOWN = (*OFFENCES, "victim_based")
DETECTED = np.array([name in (*records.FINE_OFFENCES, "knife_crime", "gun_crime", "victim_based") for name in SHOWN])


@dataclass(frozen=True)
class Stage:
    """What is added to the store before the edition of `as_at` is published: pairs of a name and a reading."""

    as_at: date
    readings: list[tuple[str, Reading]]


@dataclass(frozen=True)
class Revised:
    """What was known of crime and detections at each moment, and week by week."""

    offences: list[Known]
    detections: list[Known]
    weeks: list[tuple[Counts, Counts]]


@dataclass(frozen=True)
class Everything:
    """All that is drawn once, and shown stage by stage."""

    ground: Ground
    crime: crime.Crime
    revised: Revised
    calls: demand.Calls
    stops: tuple[Counts, Counts]
    strength: pl.DataFrame
    teams: pl.DataFrame
    pas: pl.DataFrame
    sns: pl.DataFrame
    uss: pl.DataFrame
    arrests: arrests.Arrests
    diamond: diamond.Diamond
    restorative: restorative.Restorative
    offenders: offenders.Offenders
    prosecution: prosecution.Prosecution
    hearings: pl.DataFrame


def stages(seed: int = 2010, progress: Progress = silent) -> Iterator[Stage]:
    """The demonstration, stage by stage: the same for the same seed.

    The first stage holds everything to its date as then known; each later one the months that were revised, and
    those that are new, and is made while the one before it is worked on. All is drawn before the first, which
    `progress` watches.
    """
    made = _made(everything(seed, progress))
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, made, None)
        while (stage := coming.result()) is not None:
            coming = maker.submit(next, made, None)
            yield stage


def _made(drawn: Everything) -> Iterator[Stage]:
    before = None
    for number, as_at in enumerate(AS_AT):
        name = f"as at {periods.day_text(as_at)}"
        yield Stage(
            as_at,
            [
                (f"demonstration {name}", _main(drawn, number, before)),
                (f"demonstration weeks {name}", _weeks(drawn, number)),
                (f"demonstration Safer Neighbourhoods survey {name}", _neighbourhoods(drawn, as_at, before)),
            ],
        )
        before = as_at


def everything(seed: int, progress: Progress = silent) -> Everything:
    """All draws; each part has a stream of its own, so that a change in one leaves the others as they were."""
    streams = [np.random.default_rng(child) for child in np.random.SeedSequence((seed, assumed("stream"))).spawn(15)]
    progress(0.0, "places and crime are drawn")
    place = crime.with_west_end(ground(streams[0]))
    happened = crime.crime(place, streams[1])
    progress(0.3, "revisions, weeks, calls, strength and surveys are drawn")
    with ThreadPoolExecutor(1) as beside:
        revised = beside.submit(_revised, place, happened, streams[2], streams[3])
        wanted = confidence.levels(place, streams[6])
        strength = workforce.strength(streams[5])
        return Everything(
            ground=place,
            crime=happened,
            calls=demand.calls(place, happened.offences, streams[4]),
            stops=demand.stops(place, streams[4]),
            strength=strength,
            teams=workforce.ward_teams(place, streams[5]),
            pas=confidence.public_attitude_survey(place, wanted, streams[6]),
            sns=confidence.safer_neighbourhoods(place, wanted, streams[6]),
            uss=satisfaction.in_wards(satisfaction.user_satisfaction_survey(place, streams[7]), place, streams[9]),
            arrests=arrests.arrests(place, _detected(place, happened), strength, streams[8]),
            diamond=diamond.diamond(place, streams[10]),
            restorative=restorative.restorative(place, streams[11]),
            offenders=offenders.offenders(place, streams[14]),
            prosecution=prosecution.prosecution(place, streams[13]),
            hearings=hearings.hearings(streams[12]),
            revised=revised.result(),
        )


def _revised(place: Ground, happened: crime.Crime, late: np.random.Generator, weeks: np.random.Generator) -> Revised:
    offences = list(unfolding(happened.offences, 1.0, late))
    detections = list(unfolding(happened.detections, assumed("detected late"), late))
    by_week = zip(
        _weekly(place, happened.offences, offences, weeks),
        _weekly(place, happened.detections, detections, weeks),
        strict=True,
    )
    return Revised(offences, detections, list(by_week))


def by_borough(ground: Ground, counts: Counts) -> Counts:
    """Offence × place × month with places taken together by borough (Heathrow left out)."""
    wards = len(ground.wards)
    order = np.argsort(ground.borough_of, kind="stable")
    begins = np.searchsorted(ground.borough_of[order], np.arange(len(ground.boroughs)))
    return np.add.reduceat(counts[:, order], begins, axis=1) + counts[:, wards:-1]


def _detected(ground: Ground, happened: crime.Crime) -> Floats:
    """How many notifiable offences of each borough were detected."""
    fine = by_borough(ground, happened.detections)[: len(records.FINE_OFFENCES)]
    return np.asarray(fine.sum(axis=(0, 2)), dtype=float)


def _weekly(ground: Ground, final: Counts, known: list[Known], rng: np.random.Generator) -> Iterator[Counts]:
    taken = [
        Known(one.as_at, one.first, one.last, by_borough(ground, one.late), by_borough(ground, one.early))
        for one in known
    ]
    return weekly(by_borough(ground, final), taken, rng)


def _shown(counts: Counts) -> Counts:
    """The counts with victim-based offences added up in the last row."""
    victims = [OFFENCES.index(name) for name in crime.VICTIM_BASED]
    return np.concatenate([counts[:-1], (counts[victims].sum(axis=0) + counts[-1])[None]])


def _rows(counts: Counts, detected: Counts, places: tuple[str, ...], windows: list[periods.Window]) -> pl.DataFrame:
    """Rows of the offences table from offence × place × period; nothing counted, no row."""
    counts, detected = _shown(counts), _shown(detected)
    offence, place, period = np.nonzero((counts > 0) | (detected > 0))
    at = (offence, place, period)
    starts, ends = pl.Series([w.first for w in windows]), pl.Series([w.last for w in windows])
    has_detections = pl.Series(DETECTED[offence])
    names = pl.Series(SHOWN, dtype=pl.Enum(records.OFFENCES))
    return pl.DataFrame(
        {
            "first_day": starts.gather(pl.Series(period)),
            "last_day": ends.gather(pl.Series(period)),
            "place": text(places, place, "place"),
            "offence": names.gather(pl.Series(offence)),
            "offences": counts[at],
            "sanction_detections": detected[at],
        }
    ).with_columns(sanction_detections=pl.when(has_detections).then("sanction_detections"))


def _covered(table: str, source: str, windows: list[periods.Window], places: tuple[str, ...]) -> pl.DataFrame:
    if not windows:
        return pl.DataFrame(schema=COVERAGE)
    spans = pl.DataFrame({"first_day": [w.first for w in windows], "last_day": [w.last for w in windows]})
    where = pl.DataFrame({"place": list(places)})
    return spans.join(where, how="cross").select(
        pl.lit(table).alias("table"), pl.lit(source).alias("source"), "first_day", "last_day", "place"
    )


def _reading(source: str, tables: dict[str, pl.DataFrame], coverage: list[pl.DataFrame]) -> Reading:
    full = {name: frame.with_columns(source=pl.lit(source)) for name, frame in tables.items()}
    count = sum(frame.height for frame in full.values())
    return Reading(
        source=source,
        tables=full,
        coverage=pl.concat(coverage),
        read=count,
        kept=count,
        set_aside=aside(),
        refused=aside(),
        notes=("Demonstration data: made up from a seed, calibrated to published figures.",),
    )


def _new(frame: pl.DataFrame, as_at: date, before: date | None) -> pl.DataFrame:
    return frame.filter((pl.col("last_day") <= as_at) & (pl.col("last_day") > (before or date.min)))


def _main(drawn: Everything, number: int, before: date | None) -> Reading:
    known, found = drawn.revised.offences[number], drawn.revised.detections[number]
    place, as_at = drawn.ground, known.as_at
    span, calendar = slice(known.first, known.last), months(WARDS_FROM, LAST)
    fresh = 0 if before is None else position(before) + 1
    counts = (drawn.crime.offences - known.late + known.early)[:, :, span]
    detected = (drawn.crime.detections - found.late + found.early)[:, :, span]
    offences = [_rows(counts, detected, place.placed, calendar[span])]
    coverage = [_covered("offences", SOURCE, calendar[span], place.placed)]
    if before is None:
        early = months(BOROUGHS_FROM, WARDS_FROM)[:-1]
        boroughs = (*place.boroughs, HEATHROW)
        offences.append(_rows(drawn.crime.before, drawn.crime.detected_before, boroughs, early))
        coverage.append(_covered("offences", SOURCE, early, boroughs))
    tables = {
        "offences": pl.concat(offences),
        "incidents": demand.call_rows(place, drawn.calls, fresh, known.last),
        "stops": demand.stop_rows(place, *drawn.stops, fresh, known.last),
        "arrests": arrests.arrest_rows(place, drawn.arrests, fresh, known.last),
        "strength": _new(drawn.strength, as_at, before),
        "ward_teams": _new(drawn.teams, as_at, before),
        "confidence_survey": _new(drawn.pas, as_at, before),
        "satisfaction_survey": _new(drawn.uss, as_at, before),
        "diamond_people": diamond.people_known(drawn.diamond, as_at),
        "diamond_offences": diamond.offences_known(drawn.diamond, as_at),
        "restorative_interventions": restorative.cases_known(drawn.restorative, as_at),
        "restorative_offences": restorative.offences_known(drawn.restorative, as_at),
        **offenders.tables_known(drawn.offenders, as_at, before),
        "prosecution_teams": _new(drawn.prosecution.teams, as_at, before),
        "court_outcomes": _new(drawn.prosecution.courts, as_at, before),
        "hearings": hearings.hearings_known(drawn.hearings, as_at),
    }
    new = calendar[fresh : known.last]
    coverage += [
        _covered("incidents", SOURCE, new, (*place.wards, *place.boroughs, "TP")),
        _covered("stops", SOURCE, new, (*place.wards, *place.boroughs)),
        _covered("arrests", SOURCE, new, (*place.boroughs, arrests.ELSEWHERE)),
        _covered("confidence_survey", SOURCE, new, place.boroughs),
        _covered("satisfaction_survey", SOURCE, new, place.wards),
        _covered("tag_breaches", SOURCE, [one for one in new if one.first >= tagging.REPORTED], place.boroughs),
        _covered("court_outcomes", SOURCE, new, place.boroughs),
    ]
    return _reading(SOURCE, tables, coverage)


def _weeks(drawn: Everything, number: int) -> Reading:
    known = drawn.revised.offences[number]
    begin = max(known.first - position(WEEKS_FROM), 0)
    calendar = parts()
    first = sum(len(month) for month in calendar[:begin])
    windows = [week for month in calendar[begin : known.last - position(WEEKS_FROM)] for week in month]
    span = slice(first, first + len(windows))
    counts, detected = (series[:, :, span] for series in drawn.revised.weeks[number])
    rows = _rows(counts, detected, drawn.ground.boroughs, windows)
    return _reading(WEEKLY, {"offences": rows}, [_covered("offences", WEEKLY, windows, drawn.ground.boroughs)])


def _neighbourhoods(drawn: Everything, as_at: date, before: date | None) -> Reading:
    new = [month for month in months(WARDS_FROM, LAST) if (before or date.min) < month.last <= as_at]
    coverage = _covered("confidence_survey", NEIGHBOURHOODS, new, drawn.ground.wards)
    return _reading(NEIGHBOURHOODS, {"confidence_survey": _new(drawn.sns, as_at, before)}, [coverage])
