"""The editions as tables and sentences: what they hold, from which sources, and what is not in any of them yet."""

from __future__ import annotations

from datetime import date

import polars as pl

from tp_metrics.editions import Edition, pending_reference
from tp_metrics.holdings.counting import counted, counted_words, held
from tp_metrics.measures import catalogue
from tp_metrics.records import Store
from tp_metrics.schema.reference import broken_reference
from tp_metrics.words.windows import day

LEVELS = {"ward": "wards", "borough": "boroughs", "area": "area commands", "tp": "TP", "other": "other places"}


def summary(edition: Edition) -> str:
    """What an edition holds, in one sentence."""
    named = [edition.sources[name] for name in edition.manifest["sources"]]
    made_up = sum(source.demonstration for source in named)
    end = last_day(edition)
    to = f", to {day(end)}" if end else ""
    kind = "all made up for demonstration" if made_up == len(named) else f"{made_up} of them made up for demonstration"
    return (
        f"The edition as at {day(edition.as_at)} holds figures of {counted_words(held(edition))}{to}, from "
        f"{len(named)} source{'s' if len(named) != 1 else ''}{', ' + kind if made_up else ''}."
    )


def last_day(edition: Edition) -> date | None:
    """The last day of the data of an edition."""
    ends = [
        one["last_day"]
        for name, measure in edition.manifest["measures"].items()
        if name not in catalogue() or not catalogue()[name].standing
        for one in measure["sources"].values()
    ]
    return date.fromisoformat(max(ends)) if ends else None


def editions_table(editions: list[Edition]) -> pl.DataFrame:
    """The editions: as-at date, when published, imports, measures, and whether any of it is demonstration data."""
    rows = []
    for one in editions:
        measures, rates = counted(held(one))
        rows.append(
            {
                "As at": one.as_at,
                "Data to": last_day(one),
                "Published (UTC)": one.made_at[:16].replace("T", " "),
                "Files": len(one.manifest["imports"]),
                "Sources": len(one.manifest["sources"]),
                "Measures": measures,
                "Rates": rates,
                "Data": "mixed" if one.mixed else "demonstration" if one.demonstration else "real",
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)


def sources_table(edition: Edition) -> pl.DataFrame:
    """The sources that an edition's figures come from: days, levels, measures, licence, and what is made up."""
    rows = []
    for name in edition.manifest["sources"]:
        source = edition.sources[name]
        spans = [one["sources"][name] for one in edition.manifest["measures"].values() if name in one["sources"]]
        levels = {level for one in spans for level in one["levels"]}
        rows.append(
            {
                "Source": source.title,
                "Publisher": source.publisher,
                "First day": date.fromisoformat(min(one["first_day"] for one in spans)),
                "Last day": date.fromisoformat(max(one["last_day"] for one in spans)),
                "Figures of": ", ".join(words for level, words in LEVELS.items() if level in levels),
                "Measures": len(spans),
                "Data": "demonstration" if source.demonstration else "real",
                "Licence": source.licence,
                "Attribution": source.attribution,
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)


def pending(store: Store, edition: Edition) -> list[str]:
    """What has changed since an edition was published and takes effect at the next, in words."""
    known = {one["id"] for one in edition.manifest["imports"]}
    files = [one.file for one in store.imports() if one.id not in known]
    words = [f"{len(files)} imported file{'s' if len(files) != 1 else ''} ({', '.join(files[:3])})"] if files else []
    broken = broken_reference(store.reference_folder)
    refused = " (refused until mended)"
    changed = pending_reference(store, edition)
    return words + [f"the reference file {name}{refused if name in broken else ''}" for name in changed]
