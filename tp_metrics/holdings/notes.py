"""What to read on importing or publishing: mixed data, files that are not known, boroughs without an area command."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from tp_metrics.editions import Edition, sources
from tp_metrics.geography import Places
from tp_metrics.records import Store
from tp_metrics.schema.reference import unknown_reference
from tp_metrics.words.windows import day


def kind_words(edition: Edition) -> str:
    """What stands beside the edition where any of it is made up; empty otherwise."""
    return "partly demonstration data" if edition.mixed else "demonstration data" if edition.demonstration else ""


def mixing(store: Store, new: Iterable[str]) -> str:
    """That a folder would hold made-up and real data side by side with files of these sources; empty otherwise."""
    made_up = {name for name, one in sources(store.reference_folder).items() if one.demonstration}
    there = {entry.source in made_up for entry in store.imports()}
    if len(there | {source in made_up for source in new}) < 2:
        return ""
    return (
        f"This folder holds {'demonstration' if True in there else 'real'} data: editions that are published from it "
        "will be mixed, with made-up figures beside real ones. A folder of its own keeps them apart."
    )


def edition_notes(store: Store, edition: Edition) -> list[str]:
    """What was noticed when an edition was published, a sentence each."""
    said = []
    if edition.mixed:
        said.append("It is partly demonstration data: made-up figures stand beside real ones.")
    for name in unknown_reference(store.reference_folder):
        said.append(f"reference/{name} is no reference file known here, and was not read.")
    if names := without_area(edition.places, edition.as_at):
        belong = "belongs" if len(names) == 1 else "belong"
        said.append(
            f"{', '.join(names)} {belong} to no area command on {day(edition.as_at)}: no area's figures hold "
            f"{'it' if len(names) == 1 else 'them'}."
        )
    return said


def without_area(places: Places, as_at: date) -> list[str]:
    """The names of the boroughs that belong to no area command on a day on which others do."""
    begun = pl.col("valid_from") <= as_at
    held = places.areas.filter(begun & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= as_at)))["borough"]
    boroughs = places.frame.filter(pl.col("level") == "borough")
    left = boroughs.filter(~pl.col("code").is_in(held.implode()))["name"].sort().to_list()
    return left if held.len() else []
