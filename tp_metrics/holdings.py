"""What stands behind the figures: editions, sources, completeness by borough and month, rows that were left out."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition, pending_reference
from tp_metrics.facts import TOTAL
from tp_metrics.measures import catalogue
from tp_metrics.records import Import, Store
from tp_metrics.words.windows import day

#: Stocks that every edition holds of its reference files; they say nothing of what was imported.
STANDING = ("residents", "households")

FIGURES, LONGER, PROVISIONAL, NOTHING = "figures", "within a longer period", "provisional", "nothing"


def summary(edition: Edition) -> str:
    """What an edition holds, in one sentence."""
    held = [name for name in edition.manifest["measures"] if name not in STANDING]
    named = [edition.sources[name] for name in edition.manifest["sources"]]
    made_up = sum(source.demonstration for source in named)
    end = last_day(edition)
    to = f", to {day(end)}" if end else ""
    kind = "all made up for demonstration" if made_up == len(named) else f"{made_up} of them made up for demonstration"
    return (
        f"The edition as at {day(edition.as_at)} holds figures of {len(held)} measures{to}, from {len(named)} "
        f"source{'s' if len(named) != 1 else ''}{', ' + kind if made_up else ''}."
    )


def last_day(edition: Edition) -> date | None:
    """The last day of the data of an edition."""
    ends = [
        one["last_day"]
        for name, measure in edition.manifest["measures"].items()
        if name not in STANDING
        for one in measure["sources"].values()
    ]
    return date.fromisoformat(max(ends)) if ends else None


def editions_table(editions: list[Edition]) -> pl.DataFrame:
    """The editions: as-at date, when published, imports, measures, and whether any of it is demonstration data."""
    return pl.DataFrame(
        [
            {
                "As at": one.as_at,
                "Data to": last_day(one),
                "Published (UTC)": one.made_at[:16].replace("T", " "),
                "Files": len(one.manifest["imports"]),
                "Sources": len(one.manifest["sources"]),
                "Measures": len(set(one.manifest["measures"]) - set(STANDING)),
                "Data": "demonstration" if one.demonstration else "real",
            }
            for one in editions
        ],
        infer_schema_length=None,
    )


def sources_table(edition: Edition) -> pl.DataFrame:
    """The sources that an edition's figures come from: days, levels, measures, licence, and what is made up."""
    rows = []
    for name in edition.manifest["sources"]:
        source = edition.sources[name]
        spans = [one["sources"][name] for one in edition.manifest["measures"].values() if name in one["sources"]]
        rows.append(
            {
                "Source": source.title,
                "Publisher": source.publisher,
                "First day": date.fromisoformat(min(one["first_day"] for one in spans)),
                "Last day": date.fromisoformat(max(one["last_day"] for one in spans)),
                "Levels": ", ".join(sorted({level for one in spans for level in one["levels"]}, key=_rank)),
                "Measures": len(spans),
                "Data": "demonstration" if source.demonstration else "real",
                "Licence": source.licence,
                "Attribution": source.attribution,
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)


@lru_cache(maxsize=64)
def completeness(edition: Edition, measure: str, *, months: int = 36) -> pl.DataFrame:
    """For each borough and month: whether a measure has figures there, of what kind, and how many were counted.

    Columns place, code, month (its first day), state, counted (offences of a count, answers of a survey; null where
    the source gives a ready made figure or one of a longer period). The shortest period that holds the month
    speaks for it. The last `months` months of the edition; empty where it has none.
    """
    shape = {"place": pl.String, "code": pl.String, "month": pl.Date, "state": pl.String, "counted": pl.Float64}
    end = last_day(edition)
    if end is None:
        return pl.DataFrame(schema=shape)
    last = end if periods.is_month_end(end) else periods.add_months(end, 0) - periods.DAY
    span = periods.months(periods.add_months(last, 1 - months), last)
    ends = pl.DataFrame({"month": [one.first for one in span], "end": [one.last for one in span]})
    boroughs = edition.places.frame.filter(pl.col("level") == "borough").select("code", place="label").sort("place")
    grid = boroughs.join(ends, how="cross")
    counted = "numerator" if catalogue()[_counted(measure)].kind in ("count", "stock") else "records"
    held = _by_borough(edition, _counted(measure)).rename({counted: "counted"})
    found = (
        grid.join_where(
            held.select("held", "first_day", "last_day", "provisional", "counted"),
            pl.col("code") == pl.col("held"),
            pl.col("first_day") <= pl.col("month"),
            pl.col("last_day") >= pl.col("end"),
        )
        .sort(pl.col("last_day") - pl.col("first_day"), "provisional")
        .group_by("code", "month", maintain_order=True)
        .first()
        .with_columns(longer=pl.col("last_day") - pl.col("first_day") > pl.duration(days=31))
        .select("code", "month", "provisional", "longer", "counted")
    )
    state = (
        pl.when(pl.col("longer").is_null())
        .then(pl.lit(NOTHING))
        .when("provisional")
        .then(pl.lit(PROVISIONAL))
        .when("longer")
        .then(pl.lit(LONGER))
        .otherwise(pl.lit(FIGURES))
    )
    number = pl.when(~pl.col("longer")).then("counted").cast(pl.Float64)
    return (
        grid.join(found, on=["code", "month"], how="left").with_columns(state=state, counted=number).select(list(shape))
    )


def _by_borough(edition: Edition, measure: str) -> pl.DataFrame:
    total = (pl.col("level") == "borough") & (pl.col("dimension") == TOTAL)
    months = pl.col("last_day") - pl.col("first_day") >= pl.duration(days=27)
    return (
        edition.facts(measure)
        .filter(total & months)
        .select(pl.col("place").cast(pl.String).alias("held"), pl.exclude("place"))
    )


def completeness_words(rows: pl.DataFrame) -> str:
    """The finding of a completeness table, in one sentence."""
    if rows.is_empty():
        return "There are no figures by borough"
    gaps = rows.filter(pl.col("state") == NOTHING)
    months, boroughs = rows["month"].n_unique(), rows["place"].n_unique()
    if gaps.is_empty():
        return f"All {boroughs} boroughs have figures for each of the last {months} months"
    if gaps.height == rows.height:
        return f"No borough has figures for any of the last {months} months"
    return f"{gaps['place'].n_unique()} of {boroughs} boroughs lack figures for some of the last {months} months"


def completeness_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Completeness as a table: one row to a borough, one column to a month."""
    said = (
        pl.when(pl.col("state") == NOTHING)
        .then(pl.lit("–"))
        .when(pl.col("state") == LONGER)
        .then(pl.lit("in a longer period"))
        .otherwise(
            pl.col("counted").round(0).cast(pl.Int64).cast(pl.String).fill_null("yes")
            + pl.when(pl.col("state") == PROVISIONAL).then(pl.lit(" provisional")).otherwise(pl.lit(""))
        )
    )
    wide = rows.sort("month").with_columns(said=said, head=pl.col("month").dt.strftime("%b %Y"))
    return wide.pivot("head", index="place", values="said").rename({"place": "Borough"}).sort("Borough")


def imports_table(store: Store) -> pl.DataFrame:
    """The files that were imported, the newest first, with their accounts: read = kept + set aside + refused."""
    titles = source_titles(store)
    rows = [
        {
            "File": one.file,
            "Source": titles.get(one.source, one.source),
            "Imported (UTC)": one.imported_at[:16].replace("T", " "),
            "Read": one.read,
            "Kept": one.kept,
            "Set aside": one.set_aside,
            "Refused": one.refused,
        }
        for one in reversed(store.imports())
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def source_titles(store: Store) -> dict[str, str]:
    """The title of each source of the reference files, by name."""
    from tp_metrics.editions import sources

    return {name: source.title for name, source in sources(store.reference_folder).items()}


def left_out(store: Store, entry: Import) -> pl.DataFrame:
    """Every row or cell that an import set aside or refused: what happened, line, column, value, reason."""
    return _left_out(store.imports_folder, entry.id)


@lru_cache(maxsize=8)
def _left_out(folder: Path, name: str) -> pl.DataFrame:
    set_aside, refused = (pl.read_parquet(folder / name / f"{what}.parquet") for what in ("set_aside", "refused"))
    return account(set_aside, refused)


def account(set_aside: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    """Rows set aside and rows refused as one table with headings for a reader."""
    parts = [
        frame.with_columns(pl.lit(words).alias("What"))
        for words, frame in (("refused", refused), ("set aside", set_aside))
    ]
    columns = {"line": "Line", "column": "Column", "value": "Value", "reason": "Reason"}
    whole = pl.concat(parts, how="diagonal")
    return whole.select("What", *[pl.col(name).alias(title) for name, title in columns.items()])


def reasons(rows: pl.DataFrame) -> pl.DataFrame:
    """How many rows of `left_out` were left out for each reason, the commonest first."""
    return (
        rows.group_by("What", "Reason")
        .agg(Rows=pl.len(), **{"First line": pl.col("Line").min()})
        .sort("Rows", "Reason", descending=[True, False])
    )


def preview_table(read: list[tuple[str, Any]], titles: dict[str, str]) -> pl.DataFrame:
    """What files would bring, from their names and readings: source, records by table, and the account."""
    rows = [
        {
            "File": name,
            "Recognised as": titles.get(reading.source, reading.source),
            "Records": ", ".join(f"{table.height:,} {key.replace('_', ' ')}" for key, table in reading.tables.items()),
            "Read": reading.read,
            "Kept": reading.kept,
            "Set aside": reading.set_aside.height,
            "Refused": reading.refused.height,
        }
        for name, reading in read
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def reading_end(readings: list[Any]) -> date | None:
    """The last day of the records of some readings."""
    ends = [
        table["last_day"].max() for reading in readings for table in reading.tables.values() if not table.is_empty()
    ]
    return max(ends) if ends else None


def pending(store: Store, edition: Edition) -> list[str]:
    """What has changed since an edition was published and takes effect at the next, in words."""
    known = {one["id"] for one in edition.manifest["imports"]}
    files = [one.file for one in store.imports() if one.id not in known]
    words = [f"{len(files)} imported file{'s' if len(files) != 1 else ''} ({', '.join(files[:3])})"] if files else []
    return words + [f"the reference file {name}" for name in pending_reference(store, edition)]


def boundaries_table(store: Store) -> pl.DataFrame:
    """The boundaries that are installed: which places, from which file, official or approximate, since when."""
    from tp_metrics.geography.boundaries import installed

    return pl.DataFrame(
        [
            {
                "Boundaries": one.title[:1].upper() + one.title[1:],
                "Status": one.status,
                "File": one.file,
                "Places": one.places,
                "Installed (UTC)": one.installed[:16].replace("T", " "),
                "Notes": " ".join(one.notes),
                "Licence": one.licence,
            }
            for one in installed(store.boundaries_folder)
        ],
        infer_schema_length=None,
    )


def _counted(measure: str) -> str:
    """The measure that a quotient's numerator is, since a quotient has no facts of its own; else the measure."""
    of = catalogue()[measure].of
    return _counted(of[0]) if of else measure


def _rank(level: str) -> int:
    return ("ward", "borough", "area", "tp", "other").index(level)
