"""`ledger`: bring the ledger up to date, back it up, restore it, export it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tp_metrics import desk
from tp_metrics.cli.viewer import allow, asker, noted

ledger = typer.Typer(
    no_args_is_help=True,
    help="The ledger of cases, actions, commentary and events: ledger.db in the data folder, or TP_LEDGER.",
)


@ledger.callback()
def allowed(context: typer.Context) -> None:
    """The ledger of cases, actions, commentary and events: ledger.db in the data folder, or TP_LEDGER."""
    if context.invoked_subcommand is not None:
        allow(f"ledger {context.invoked_subcommand}")


@ledger.command()
def upgrade() -> None:
    """Bring the ledger up to this program's revision; back it up first."""
    from tp_metrics import ledger as kept  # its database library takes a third of a second to load

    before, now = kept.upgrade(kept.ledger_url(desk.data_folder()))
    noted("ledger", f"upgrade to revision {now}")
    typer.echo(f"ledger: revision {now}" + {None: ", new", now: ", as before"}.get(before, f", was {before}"))


@ledger.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file, such as ledger-2010-12-31.jsonl.")]) -> None:
    """Write all of the ledger to one file, from which either database can be restored."""
    from tp_metrics import ledger as kept

    rows = kept.backup(kept.ledger_url(desk.data_folder()), file)
    noted("export", f"backup of the ledger, {rows:,} rows")
    typer.echo(f"{file}: {rows:,} rows")


@ledger.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `ledger backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of all that the ledger holds.")
    ] = False,
) -> None:
    """Fill the ledger from a backup, all or nothing."""
    from tp_metrics import ledger as kept

    rows = kept.restore(kept.ledger_url(desk.data_folder()), file, replace=replace)
    noted("ledger", f"restored from a backup, {rows:,} rows{' in place of all' if replace else ''}")
    typer.echo(f"ledger: {rows:,} rows from {file}")


@ledger.command()
def export(folder: Annotated[Path, typer.Argument(help="A folder; files of the same names are replaced.")]) -> None:
    """Write the ledger as CSV for a spreadsheet, one file to a table; with --as what that role may see."""
    from tp_metrics import ledger as kept

    with kept.Ledger.open(desk.data_folder()) as book:
        for file in kept.export(book, folder, viewer=asker().scope):
            typer.echo(str(file))
    noted("export", "the ledger as CSV")
