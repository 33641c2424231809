"""The templates: for each record table its header, an example row and what the columns mean."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import dataframely as dy

from tp_metrics.schema import RECORDS
from tp_metrics.schema.reading import Head, SourceRefused
from tp_metrics.sources.cells import head_fields, some
from tp_metrics.sources.template.examples import EXAMPLES
from tp_metrics.sources.template.meanings import MEANINGS, OWN_MEANINGS


@dataclass(frozen=True)
class Template:
    """The layout of one record table.

    Attributes:
        table: the record table.
        header: its columns in order, without `source`.
        required: those of them that may not be left out or empty.
        example: one row that fits, by column.
        columns: what each column means and may hold, by column.
    """

    table: str
    header: tuple[str, ...]
    required: tuple[str, ...]
    example: Mapping[str, Any]
    columns: Mapping[str, str]

    def csv(self) -> str:
        """The template as CSV: the header and the example row."""
        held = io.StringIO()
        writer = csv.writer(held, lineterminator="\n")
        writer.writerow(self.header)
        writer.writerow([self.example.get(name, "") for name in self.header])
        return held.getvalue()

    def markdown(self) -> str:
        """The template as a section of docs/templates.md."""
        what = (RECORDS[self.table].__doc__ or "").strip().split("\n\n")[0].replace("\n    ", " ")
        lines = [f"## {self.table}", "", what, "", "| column | holds |", "|---|---|"]
        lines += [f"| `{name}` | {words} |" for name, words in self.columns.items()]
        return "\n".join([*lines, "", "```csv", *self.csv().splitlines(), "```", ""])


def expected(column: dy.Column) -> str:
    """What a cell of a column may hold, in words."""
    if isinstance(column, dy.Enum):
        return "one of " + ", ".join(column.categories)
    if isinstance(column, dy.Date):
        return "a day such as 2010-12-31"
    if isinstance(column, dy.Datetime):
        return "a day and time such as 2010-12-31 14:30"
    if isinstance(column, dy.Time):
        return "a time such as 14:30"
    if isinstance(column, dy.Bool):
        return "true or false"
    if isinstance(column, dy.Int64 | dy.Float64):
        kind = "a whole number" if isinstance(column, dy.Int64) else "a number"
        if column.min is None:
            return kind
        return (
            f"{kind} from {column.min:,} to {column.max:,}"
            if column.max is not None
            else f"{kind}, {column.min} or more"
        )
    return "text"


def _template(table: str) -> Template:
    columns = {name: column for name, column in RECORDS[table].columns().items() if name != "source"}
    words = {
        name: f"{OWN_MEANINGS.get((table, name), MEANINGS[name])}; {expected(column)}"
        + ("; may be empty or left out" if column.nullable else "")
        for name, column in columns.items()
    }
    required = tuple(name for name, column in columns.items() if not column.nullable)
    return Template(table, tuple(columns), required, EXAMPLES[table], words)


#: Every record table's template.
TEMPLATES: dict[str, Template] = {table: _template(table) for table in RECORDS}


def header_of(head: Head) -> tuple[str, ...]:
    """The column names of a file's head; for text divided by semicolons or tabs, the names that these divide."""
    if head.kind == "parquet":
        return head.columns
    fields = head_fields(head)
    if len(fields) == 1:
        for divider in (";", "\t", "|"):
            if divider in fields[0]:
                return tuple(field.strip() for field in fields[0].split(divider))
    return tuple(fields)


def table_of(name: str, columns: tuple[str, ...]) -> str:
    """The table whose template a header fits.

    Raises SourceRefused with the columns that are missing from the nearest template, or that it does not know.
    """
    given = set(columns)
    for template in TEMPLATES.values():
        if set(template.required) <= given <= set(template.header):
            return template.table
    near = max(TEMPLATES.values(), key=lambda one: (len(given & set(one.header)), -len(set(one.required) - given)))
    unknown = [column for column in columns if column not in near.header]
    missing = [column for column in near.required if column not in given]
    faults = [f"lacks the column{'s' if len(missing) > 1 else ''} {some(missing)}"] if missing else []
    faults += [f"has the unknown column{'s' if len(unknown) > 1 else ''} {some(unknown)}"] if unknown else []
    raise SourceRefused(
        f"{name} comes nearest to the template of {near.table}, but {' and '.join(faults)}; "
        f"its columns are {', '.join(near.header)}."
    )


def markdown() -> str:
    """docs/templates.md, whole."""
    return PREFACE + "\n".join(template.markdown() for template in TEMPLATES.values())


PREFACE = """# Templates for your own extracts

Every record table can be filled from a CSV file (UTF-8, divided by commas) or a Parquet file with the columns below.
Their order does not matter, and columns that may be empty may be left out. `python -m tp_metrics template TABLE`
prints a header with an example row, and `python -m tp_metrics ingest FILE` reads the file.

- **Days** are written `2010-12-31`. A row whose first and last day are the same is an *event*: one offence, one call,
  one stop. Any other row is a *count* or a figure for all the days from the first to the last.
  Rows of days that have not come are refused, but for facts (`indicators`), which may be projected.
- **Places** are codes; a borough may also be named. Wards are those of 2011, or of 2018 or 2022 where your own
  `reference/sources.csv` gives that vintage for `force_extract`; a file holds one vintage, and one that holds two is
  refused.
- **The source** of all rows is `force_extract`; Safer Neighbourhoods interviews (`survey` is `safer_neighbourhoods`)
  have the source `force_extract_sns`, since they alone answer for wards.
- **Refused** is a row with a value that does not fit: it is kept aside with its line, column, value and what was
  expected. In Parquet the line is the number of the row, from 1.
- **Exact repeats** are set aside where they can be told from two like things: rows with a `crime_id` or a
  `respondent`, and counts and figures. Of two rows that give different figures for the same thing, the later one is
  refused. Two like events without an identifier are two events.
- **People followed one by one** (`diamond_people`, `diamond_offences`, `restorative_interventions`,
  `restorative_offences`) stand under a pseudonym. A later file replaces whom and what it names again, and adds the
  others. No row of them is ever shown. So it is with the cases of the Virtual Court (`hearings`) by `case_number`.
- **Offenders** (`wanted`, `offender_offences`, `tagged`, `tag_breaches`, `mappa`, `prolific`) likewise: a later file
  corrects a record by its number, or a person of `mappa` and `prolific` by the pseudonym.
- **What is absent counts as zero** in `offences`, `incidents`, `stops`, `arrests`, `crime_outcomes`, `tag_breaches`,
  `street_crimes`, `outcomes`, `court_outcomes` and `custody_disposals`. A file of events speaks for all the wards of
  the boroughs that its wards lie in, and for the other places that it names, in every whole month between its first
  and its last event. A file of counts speaks for the places and days that it names. So put *all* offences into a file
  of offences, not those of one kind.

"""
