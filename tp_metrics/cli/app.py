"""The verbs of `python -m tp_metrics`."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from polars.exceptions import PolarsError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tp_metrics import desk, holdings
from tp_metrics.cli.audit import listed
from tp_metrics.cli.doctor import damaged, findings
from tp_metrics.cli.figure import Asked, answer, as_json, taken
from tp_metrics.cli.ledger import ledger
from tp_metrics.cli.pack import Wanted, write_pack
from tp_metrics.cli.printed import as_table
from tp_metrics.cli.viewer import allow, ask_as, asker, noted
from tp_metrics.schema.reading import Progress as Reported
from tp_metrics.schema.wholeness import unusable

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Territorial Policing performance: import published files, publish editions, ask for figures.",
)
app.add_typer(ledger, name="ledger")
#: What is printed is never read as markup: a file may be called crime [final].csv.
AS_WRITTEN: dict[str, Any] = {"soft_wrap": True, "highlight": False, "markup": False, "emoji": False}
out = Console(**AS_WRITTEN, width=None if sys.stdout.isatty() else 240)
errors = Console(**AS_WRITTEN, stderr=True)

#: Verbs that name by themselves what is damaged.
NAMING = ("damage", "doctor")


@app.callback()
def data_folder(
    context: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="The data folder, before or after the verb; TP_DATA, or ./data, when left out."),
    ] = None,
    roles: Annotated[
        list[str] | None,
        typer.Option(
            "--as",
            help="A role (viewer, 'borough commander:Hackney', DAC …) or a person of roles.csv, before or after the "
            "verb; whoever may read the files, when left out.",
        ),
    ] = None,
) -> None:
    """Territorial Policing performance: import published files, publish editions, ask for figures."""
    if data is not None:
        os.environ["TP_DATA"] = str(data.absolute())
    for words in desk.damaged_editions() if context.invoked_subcommand not in NAMING else ():
        errors.print(words, style="bold red")
    if len(roles or ()) > 1:
        raise ValueError(f"--as is said twice: {', '.join(roles or ())}; a verb is asked in one role")
    ask_as(roles[0] if roles else None)
    if context.invoked_subcommand not in (None, "ledger"):  # its verbs are asked for by themselves
        allow(str(context.invoked_subcommand))


@contextlib.contextmanager
def watched() -> Iterator[Reported]:
    """A progress bar on the error stream where that is a terminal, so that what is printed stays clean."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda share, words: bar.update(task, completed=share, description=words)


@app.command()
def demo(
    seed: Annotated[int | None, typer.Option(help="Another seed makes other data of the same kind.")] = None,
    records: Annotated[
        int | None, typer.Option(help="Write this many event rows to a Parquet file instead, for benchmarks.")
    ] = None,
    to: Annotated[Path, typer.Option(help="Where --records writes.")] = Path("events.parquet"),
) -> None:
    """Make the demonstration data and publish their three editions."""
    if records is not None:
        from tp_metrics.demo import event_records

        if records < 1:
            raise ValueError(f"--records takes a whole number from 1, not {records}")
        with watched() as progress:
            event_records(to, records, 2010 if seed is None else seed, progress)
        out.print(f"{records:,} made-up offences are in {to}")
        return
    with watched() as progress:
        made = desk.demonstrate(progress, seed=seed, viewer=asker().scope, who=asker().name)
    out.print(f"Demonstration data: editions {', '.join(one.id for one in made)} in {desk.data_folder()}")
    if mixed := holdings.mixing(desk.store(), []):
        out.print(f"  {mixed}")


@app.command()
def ingest(
    files: Annotated[list[Path], typer.Argument(help="Published files, or your own in the template layout.")],
    source: Annotated[str | None, typer.Option(help="Read the files as this source, whatever they look like.")] = None,
    max_refused: Annotated[float, typer.Option(help="Share of a file that may be refused, 0 to 1.")] = 0.01,
) -> None:
    """Import files; each is recognised by its content, checked, and accounted for row by row."""
    if not 0 <= max_refused <= 1:
        raise ValueError(f"--max-refused is a share from 0 to 1, not {max_refused}")
    for file in files:
        known = {entry.id for entry in desk.store().imports()}
        with watched() as progress:
            asked = asker()
            entry = desk.ingest(
                file,
                source=source,
                max_refused=max_refused,
                progress=progress,
                viewer=asked.scope,
                who=asked.name,
            )
        if entry.id in known:
            out.print(f"{file.name}: imported before, as {entry.id}; nothing changed")
            continue
        out.print(
            f"{file.name}: {entry.source}, {entry.read:,} read = {entry.kept:,} kept + {entry.set_aside:,} set aside "
            f"+ {entry.refused:,} refused"
        )
        for note in entry.notes:
            out.print(f"  {note}")
        if mixed := holdings.mixing(desk.store(), [entry.source]):
            out.print(f"  {mixed}")


@app.command()
def publish(
    as_at: Annotated[str, typer.Option("--as-at", help="The day up to which the edition speaks: 2010-12-31.")],
    engine: Annotated[
        str,
        typer.Option(
            help="What adds up the records: polars, on this machine, or spark (requirements-spark.txt and Java 17), "
            "for records that outgrow it. The figures are the same."
        ),
    ] = "polars",
    anew: Annotated[
        bool,
        typer.Option(
            "--anew",
            help="Sum all records again, and carry over nothing that an earlier edition says of periods in which no "
            "record has changed. The figures are the same.",
        ),
    ] = False,
) -> None:
    """Publish an edition of all records as at a day."""
    with watched() as progress:
        edition = desk.publish(day(as_at), progress, engine=engine, anew=anew, viewer=asker().scope, who=asker().name)
    counted = holdings.counted_words(holdings.held(edition))
    made = "" if engine == "polars" else f", added up by {engine.capitalize()}"
    if before := edition.manifest["carried_from"]:
        made += f"; what has not changed is carried over from edition {before}"
    out.print(f"edition {edition.id}: {counted} from {', '.join(edition.manifest['sources'])}{made}")
    for note in holdings.edition_notes(desk.store(), edition):
        out.print(f"  {note}")


@app.command()
def editions() -> None:
    """List the published editions, the newest first."""
    table = Table("edition", "as at", "published", "figures of", "data", "sources", box=None)
    for one in desk.editions():
        held = holdings.counted_words(holdings.held(one))
        kind = holdings.kind_words(one) or "real data"
        table.add_row(one.id, f"{one.as_at}", one.made_at[:19], held, kind, ", ".join(one.manifest["sources"]))
    out.print(table if table.row_count else "no edition yet; make one with: python -m tp_metrics publish --as-at DATE")


@app.command()
def measures() -> None:
    """List the measures: id, title, kind, unit and window."""
    table = Table("id", "title", "kind", "unit", "window", box=None)
    for one in desk.measures().values():
        table.add_row(one.id, one.title, one.kind, one.unit, one.window)
    out.print(table)


@app.command()
def sources() -> None:
    """List the layouts of files that can be imported: the name that --source takes, and what it is."""
    from tp_metrics.sources.recognise import adapters

    table = Table("source", "files", box=None)
    for adapter in adapters():
        table.add_row(adapter.NAME, adapter.TITLE)
    out.print(table)


@app.command()
def template(table: Annotated[str, typer.Argument(help="A record table, such as offences.")]) -> None:
    """Print the template of a record table as CSV: its header, an example row, and on the error stream its columns."""
    from tp_metrics.sources.template import TEMPLATES

    if table not in TEMPLATES:
        raise ValueError(f"there is no table '{table}'; there are {', '.join(TEMPLATES)}")
    one = TEMPLATES[table]
    sys.stdout.write(one.csv())
    for name, words in one.columns.items():
        errors.print(f"{name}: {words}")


@app.command()
def boundaries(
    file: Annotated[Path, typer.Argument(help="GeoJSON, GeoPackage, or a plain or zipped shapefile.")],
) -> None:
    """Install boundaries of wards or boroughs; they replace the indicative ones at once."""
    from tp_metrics.geography.boundaries import install_boundaries

    with watched() as progress:
        kept = desk.store()
        installed = install_boundaries(file, kept.boundaries_folder, progress, override=kept.reference_folder)
    noted("import", installed.title)
    out.print(str(installed))
    for note in installed.notes:
        out.print(f"  {note}")


@app.command()
def doctor() -> None:
    """Say what is installed, published, missing or stale; exit status 1 where something is broken."""
    broken = False
    for finding in findings(desk.store()):
        out.print(str(finding))
        broken |= finding.state == "broken"
    if broken:
        raise typer.Exit(1)


@app.command()
def damage() -> None:
    """Say which imports and editions are not as they were written; exit status 1 for any."""
    found = list(damaged(desk.store()))
    for words in found:
        out.print(words)
    if found:
        raise typer.Exit(1)


@app.command()
def figure(
    measure: Annotated[str, typer.Argument(help="A measure's id, as `measures` lists them.")],
    place: Annotated[str, typer.Option(help="A name or a code.")] = "TP",
    window: Annotated[
        str | None,
        typer.Option(
            help="2010/11, 2010/11 to Dec, 12 months to Dec 2010, Q3 2010/11, Dec 2010, week to 14 Nov 2010; of the "
            "Virtual Court's cases also days: 26 Oct 2010 to 19 Nov 2010."
        ),
    ] = None,
    by: Annotated[str | None, typer.Option(help="borough, ward, area, month, week, or a group of the measure.")] = None,
    source: Annotated[str | None, typer.Option(help="The one source that may answer.")] = None,
    as_at: Annotated[
        str | None, typer.Option("--as-at", help="The edition of this day; the newest when left out.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print a list of rows as JSON.")] = False,
) -> None:
    """Print a figure, or a breakdown of it."""
    asked = Asked(measure, place, window, by, source, day(as_at) if as_at else None)
    found = answer(asked)
    noted("export", taken(found))
    if json:
        sys.stdout.write(as_json(found))
    else:
        out.print(as_table(found))


@app.command()
def pack(
    kind: Annotated[str, typer.Argument(help="spr, kprm, borough, exceptions, justice or view.")],
    to: Annotated[Path, typer.Option("--out", help="The file to write; one that is there is replaced at once.")],
    area: Annotated[str | None, typer.Option(help="An area command, by name or code.")] = None,
    borough: Annotated[str | None, typer.Option(help="A borough, by name or code.")] = None,
    edition: Annotated[str | None, typer.Option(help="An edition's id; the newest when left out.")] = None,
    form: Annotated[
        str | None, typer.Option("--format", help="pdf, pptx or xlsx; as the file's name ends when left out.")
    ] = None,
    window: Annotated[
        str | None, typer.Option(help="quarter, rolling 12 months …; the performance year to date when left out.")
    ] = None,
    marking: Annotated[str | None, typer.Option(help="The protective marking of each page.")] = None,
    measure: Annotated[str | None, typer.Option(help="The measure of a view, by its id.")] = None,
) -> None:
    """Write the pack of a meeting: the Strategic Performance Report, a key performance review, a profile, a list."""
    out.print(write_pack(Wanted(kind, to, form, area, borough, edition, window, marking, measure)))


@app.command("audit")
def audited(
    since: Annotated[str | None, typer.Option(help="From this day on: 2010-12-31, or with its time.")] = None,
) -> None:
    """Say who signed in, imported, published, took figures away or changed the ledger, and when."""
    table = listed(since)
    out.print(table if table.row_count else "nothing was noted" + (f" since {since}" if since else ""))


def day(text: str) -> date:
    """A day written as 2010-12-31; raises ValueError with that form."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is no day; write it like 2010-12-31") from None


def data_first(words: list[str]) -> list[str]:
    """The words of the command with `--data FOLDER` and `--as ROLE` before the verb, wherever they were written.

    >>> data_first(["editions", "--as", "viewer", "--data", "mine"])
    ['--as', 'viewer', '--data', 'mine', 'editions']
    """
    first: list[str] = []
    rest = list(words)
    at = 0
    while at < len(rest) and rest[at] != "--":
        word = rest[at]
        if word.partition("=")[0] not in ("--data", "--as"):
            at += 1
            continue
        end = at + (1 if "=" in word else 2)
        if end > len(rest):
            return [word]
        first += rest[at:end]
        del rest[at:end]
    return [*first, *rest]


def main() -> None:
    """Run a verb; a bad argument or file ends in one sentence and exit status 2."""
    try:
        raise SystemExit(app(data_first(sys.argv[1:]), standalone_mode=False))
    except typer.TyperException as error:
        # Only Typer's own subclasses, which it does not name, carry the whole sentence.
        words = getattr(error, "format_message", error.__str__)()
        errors.print(f"{words.rstrip('.')}. See: python -m tp_metrics --help", style="bold red")
        raise SystemExit(2) from None
    except (OSError, PolarsError) as error:
        errors.print(unusable(error), style="bold red")
        raise SystemExit(2) from None
    except ValueError as error:
        errors.print(" ".join(str(error).split()), style="bold red")
        raise SystemExit(2) from None
