"""What to read on importing or publishing: mixed data, unknown files and measures, boroughs without an area command."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from tp_metrics.editions import Edition, sources
from tp_metrics.geography import Places
from tp_metrics.measures import catalogue
from tp_metrics.records import Store
from tp_metrics.schema.reference import ReferenceRefused, read_reference, unknown_reference
from tp_metrics.words.windows import day

#: The reference files whose rows take effect on the measures that they name, and the column of the names.
NAMING_MEASURES = {"targets": "measure", "events": "measures"}


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
    said.extend(f"{words}." for words in unknown_measures(store.reference_folder))
    if names := without_area(edition.places, edition.as_at):
        belong = "belongs" if len(names) == 1 else "belong"
        said.append(
            f"{', '.join(names)} {belong} to no area command on {day(edition.as_at)}: no area's figures hold "
            f"{'it' if len(names) == 1 else 'them'}."
        )
    return said


def unknown_measures(override: Path) -> list[str]:
    """The rows of targets and events that name no measure known here, by file and row, with a near one; or none.

    A file that is refused, or rests on one that is, says nothing: `broken_reference` tells of it.
    """
    said = []
    for name, column in NAMING_MEASURES.items():
        with contextlib.suppress(ReferenceRefused):
            for row, cell in enumerate(read_reference(name, override)[column], start=2):  # the first names the columns
                unknown = [one for one in (cell or "").split(";") if one and one not in catalogue()]
                said += [f"{name}.csv, row {row}: there is no measure '{one}'{_near(one)}" for one in unknown]
    return said


def _near(measure: str) -> str:
    near = get_close_matches(measure, catalogue(), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def without_area(places: Places, as_at: date) -> list[str]:
    """The names of the boroughs that belong to no area command on a day on which others do."""
    begun = pl.col("valid_from") <= as_at
    held = places.areas.filter(begun & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= as_at)))["borough"]
    boroughs = places.frame.filter(pl.col("level") == "borough")
    left = boroughs.filter(~pl.col("code").is_in(held.implode()))["name"].sort().to_list()
    return left if held.len() else []
