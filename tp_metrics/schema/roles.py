"""The file of roles, which stands in the data folder alone: it names people, and git holds only an example."""

from __future__ import annotations

from pathlib import Path

import dataframely as dy
import polars as pl

from tp_metrics.schema.reference import SHIPPED, ReferenceRefused, own_table, reference_codes, refuse_first

AREA, BOROUGH = "area commander", "borough commander"
#: Every role, the least first.
ROLES = ("none", "viewer", BOROUGH, AREA, "DAC", "analyst")
#: The role → the reference file of its places, and their column.
_PLACED = {AREA: ("area_commands", "area"), BOROUGH: ("boroughs", "code")}
ARTICLES = {AREA: "an", BOROUGH: "a"}
EXAMPLE = SHIPPED / "roles.example.csv"


class Roles(dy.Schema):
    """A claim of a sign-in with its value, and the role that it gives; of a commander the place commanded."""

    claim = dy.String(nullable=False, min_length=1)
    value = dy.String(nullable=False, min_length=1)
    role = dy.String(
        nullable=False, regex=f"^({'|'.join(ROLES)})$", description=f"a role; there are {', '.join(ROLES)}"
    )
    place = dy.String(nullable=True)
    note = dy.String(nullable=True)


def read_roles(folder: Path) -> pl.DataFrame:
    """The rows of roles.csv in a folder of reference files, checked.

    Raises ReferenceRefused with file, row and reason for a file that does not fit, and FileNotFoundError without one.
    """
    return checked_roles(folder / "roles.csv", folder)


def checked_roles(path: Path, override: Path | None = None) -> pl.DataFrame:
    """The rows of a file of roles, wherever it stands; raises as `read_roles` does."""
    frame = own_table(path, Roles)
    keys = ["claim", "value", "role", "place"]
    refuse_first(path, frame, pl.struct(keys).is_duplicated(), "value", "has the same role in more than one row")
    for role, (name, column) in _PLACED.items():
        mine = pl.col("role") == role
        refuse_first(path, frame, mine & pl.col("place").is_null(), "role", "needs the code of its place")
        known = reference_codes(name, column, override)
        no_place = f"is no place of {ARTICLES[role]} {role}"
        refuse_first(path, frame, mine & ~pl.col("place").is_in(known), "place", no_place)
    placed = ~pl.col("role").is_in(list(_PLACED)) & pl.col("place").is_not_null()
    refuse_first(path, frame, placed, "role", "has no place; leave that cell empty")
    return frame


def broken_roles(folder: Path) -> str:
    """Why roles.csv of a folder is refused; empty where it fits, or where there is none."""
    try:
        read_roles(folder)
    except FileNotFoundError:
        return ""
    except ReferenceRefused as refused:
        return str(refused)
    return ""
