"""Which rows repeat others, and for which places and days an extract speaks."""

from __future__ import annotations

from datetime import date

import polars as pl

from tp_metrics.periods import day_text, months
from tp_metrics.schema import COVERAGE, RECORDS
from tp_metrics.schema.offenders import KEYS
from tp_metrics.schema.prosecution import CourtOutcomes
from tp_metrics.schema.reading import ASIDE, Lookup, aside
from tp_metrics.schema.records import Record

#: Tables whose rows are counted: what is absent where they speak is zero.
COUNTED = {
    "offences": ("offences", "sanction_detections"),
    "incidents": ("incidents", "timed", "in_time", "minutes"),
    "stops": ("stops", "arrests"),
    "arrests": ("arrests",),
    "crime_outcomes": ("outcomes",),
    "tag_breaches": (),
    "court_outcomes": tuple(name for name in CourtOutcomes.columns() if name not in (*Record.columns(), "court")),
    "custody_disposals": ("disposals",),
}
#: Tables whose rows are always one thing each, though dated by the month.
SINGLE = ("street_crimes", "outcomes")
#: The identifiers by which an exact repeat is told from two like things.
IDENTIFIERS = ("crime_id", "respondent", "offence_number", "case_number", "reoffence_number", "person")
#: The columns that hold figures, so that all others say what they are figures of.
FIGURES = {
    **COUNTED,
    "strength": ("strength",),
    "ward_teams": ("sergeants", "constables", "pcsos", "sergeant_posts", "constable_posts", "pcso_posts"),
    "published": ("value",),
    "indicators": ("value",),
    **{
        table: tuple(name for name in RECORDS[table].columns() if name not in (key, "source"))
        for table, key in (
            ("diamond_people", "person"),
            ("diamond_offences", "offence_number"),
            ("restorative_interventions", "case_number"),
            ("restorative_offences", "reoffence_number"),
            *KEYS.items(),
            ("hearings", "case_number"),
        )
    },
    "prosecution_teams": ("state", "live_from", "dated", "subject_to"),
    "reoffending_rates": ("reoffending_rate",),
}

VINTAGES = (2011, 2018, 2022)
DAYS = ["first_day", "last_day", "place"]


def repeats_told(rows: pl.DataFrame, table: str) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The rows to keep, the exact repeats set aside, and refused ones: another figure for the same thing."""
    columns = [name for name in rows.columns if name not in ("line", "source")]
    identifier = next((name for name in IDENTIFIERS if name in columns), None)
    if identifier is not None:
        told = pl.col(identifier).is_not_null()
    elif table in COUNTED:
        told = pl.col("first_day") != pl.col("last_day")
    else:
        told = pl.lit(value=True)
    figures = FIGURES.get(table, ())
    keys = [name for name in columns if name not in figures]
    able = rows.filter(told)
    doubled = able.filter(able.select(keys).is_duplicated()) if able.height else able
    if doubled.is_empty():
        return rows, aside(), aside()
    first = pl.col("line").first().over(keys)
    agree = (pl.col(name).eq_missing(pl.col(name).first().over(keys)) for name in figures)
    judged = doubled.sort("line").with_columns(first=first, same=pl.all_horizontal(pl.lit(value=True), *agree))
    later = judged.filter(pl.col("line") != pl.col("first"))
    kept = rows.join(later.select("line"), on="line", how="anti", maintain_order="left")
    return kept, _repeats(later.filter("same"), figures), _contradictions(later.filter(~pl.col("same")), figures)


def _repeats(rows: pl.DataFrame, figures: tuple[str, ...]) -> pl.DataFrame:
    return _told(rows, figures, pl.format("exact repeat of line {}", "first"))


def _contradictions(rows: pl.DataFrame, figures: tuple[str, ...]) -> pl.DataFrame:
    return _told(rows, figures, pl.format("line {} gives another figure for the same; expected one row", "first"))


def _told(rows: pl.DataFrame, figures: tuple[str, ...], reason: pl.Expr) -> pl.DataFrame:
    value = pl.col(figures[0]).cast(pl.String) if figures else pl.col("place")
    return rows.select(
        "line", column=pl.lit(figures[0] if figures else None, pl.String), value=value, reason=reason
    ).cast(
        ASIDE  # type: ignore[arg-type]
    )


def spoken_for(rows: pl.DataFrame, table: str, places: Lookup) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The days and places that an extract speaks for (`first_day`, `last_day`, `place`), and notes for a person."""
    wards, notes = _wards(rows, places)
    empty = pl.DataFrame(schema={name: COVERAGE[name] for name in DAYS})
    if (table not in COUNTED and table not in SINGLE) or rows.is_empty():
        return empty, notes
    event = pl.lit(table in SINGLE) | (pl.col("first_day") == pl.col("last_day"))
    counts = rows.filter(~event)
    spans = counts.select("first_day", "last_day").unique().join(counts.select("place").unique(), how="cross")
    events = rows.filter(event)
    spoken = pl.concat([empty, spans, _event_months(events, table, wards)]).unique().sort(DAYS)
    if spoken.height:
        first, last = spoken["first_day"].to_list()[0], max(spoken["last_day"].to_list())
        number = spoken["place"].n_unique()
        notes = (
            *notes,
            f"The file speaks for all {table.replace('_', ' ')} of {number} place{'s' if number != 1 else ''} from "
            f"{day_text(first)} to {day_text(last)}: what is absent there counts as zero.",
        )
    return spoken, notes


def _event_months(events: pl.DataFrame, table: str, wards: pl.DataFrame) -> pl.DataFrame:
    """Every whole month between the first and the last event, for the places named and all wards beside them."""
    if events.is_empty():
        return events.select(DAYS).clear()
    first, last = events.select(pl.min("first_day"), pl.max("last_day")).row(0)
    whole = [month for month in months(first, last) if table in SINGLE or _whole(month.first, month.last, first, last)]
    days = pl.DataFrame(
        [(month.first, month.last) for month in whole],
        schema={"first_day": pl.Date, "last_day": pl.Date},
        orient="row",
    )
    named = events.select("place").unique()
    boroughs = pl.concat(
        [named, named.join(wards, left_on="place", right_on="ward_code").select(place="borough_code")]
    ).unique()
    in_wards = named.join(wards, left_on="place", right_on="ward_code").select("borough_code").unique()
    beside = wards.join(in_wards, on="borough_code").select(place="ward_code")
    return days.join(pl.concat([boroughs, beside]).unique(), how="cross").select(DAYS)


def _whole(first: date, last: date, begin: date, end: date) -> bool:
    """Whether events from `begin` to `end` can be taken to fill a month: they reach within a week of its ends."""
    return (begin - first).days < 7 and (last - end).days < 7


def vintages_told(rows: pl.DataFrame, places: Lookup) -> str:
    """The vintages of a file that holds wards of more than one, with a ward of each; empty where it holds one."""
    codes = rows["place"].unique().sort()
    codes = codes.filter(codes.str.starts_with("E05"))
    vintage = places.ward_vintage(codes) if codes.len() else None
    if vintage is None:
        return ""
    mine = codes.is_in(places.wards(vintage)["ward_code"].implode())
    if mine.all():
        return ""
    other = codes.filter(~mine)[0]
    held = next((one for one in VINTAGES if other in places.wards(one)["ward_code"]), "no vintage known")
    return f"{codes.filter(mine)[0]} of {vintage} and {other} of {held}"


def _wards(rows: pl.DataFrame, places: Lookup) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The wards of the vintage that most of the file's ward codes belong to (none without wards), and a note."""
    nothing = pl.DataFrame(schema={"ward_code": pl.String, "borough_code": pl.String})
    codes = rows["place"].unique()
    codes = codes.filter(codes.str.starts_with("E05"))
    vintage = places.ward_vintage(codes) if codes.len() else None
    if vintage is None:
        return nothing, ()
    wards = places.wards(vintage).select("ward_code", "borough_code")
    notes = (
        ()
        if vintage == VINTAGES[0]
        else (f"The wards are those of {vintage}; sources.csv has to say so of force_extract, or they are left out.",)
    )
    return wards, notes
