"""Which role a person has: the rows of `reference/roles.csv` in the data folder that their claims fit."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from tp_metrics.access.scope import ANALYST, DAC, NOBODY, VIEWER, Scope, commander
from tp_metrics.geography import Places
from tp_metrics.schema.roles import AREA, BOROUGH, ROLES, read_roles

#: Claim and value, folded where case plays no part → the roles given to it, each with its place.
Given = Mapping[tuple[str, str], tuple[tuple[str, str | None], ...]]
#: The claim whose case plays no part, and the one that says whether it was verified.
EMAIL, VERIFIED = "email", "email_verified"


def role_of(claims: Mapping[str, object], folder: Path | None = None) -> Scope:
    """What a person may see, by the claims of their sign-in; NOBODY who fits no row, or a row of "none".

    Rights add up: who commands two boroughs sees both. An e-mail address that the provider calls unverified fits no
    row. `folder` is the data folder, TP_DATA when left out. Raises ReferenceRefused for a broken roles.csv, so that
    nobody is let in by a guess.
    """
    given = _given(folder)
    mine = [pair for key in _keys(claims) for pair in given.get(key, ())]
    return _joined(mine)


def given_as(words: str, folder: Path | None = None, places: Places | None = None) -> Scope:
    """The scope of a role in words ("viewer", "borough commander:Hackney"), or of a person of roles.csv.

    A person is named by the value of a row, mostly an e-mail address, or by "claim=value". Raises ValueError with what
    there is for anything else.
    """
    role, _, place = (part.strip() for part in words.partition(":"))
    known = {one.casefold(): one for one in ROLES}
    if role.casefold() in known:
        return _role(known[role.casefold()], place, places or Places.read())
    claim, _, value = (part.strip() for part in words.rpartition("="))
    given = _given(folder)
    mine = [
        pair
        for (held, said), pairs in given.items()
        if claim in ("", held) and said in (value, value.casefold())
        for pair in pairs
    ]
    if not mine:
        raise ValueError(
            f"'{words}' is no role ({', '.join(ROLES)}; a commander's with :PLACE) and nobody in roles.csv"
        )
    return _joined(mine)


def _role(role: str, place: str, places: Places) -> Scope:
    level = {AREA: "area", BOROUGH: "borough"}.get(role)
    if level is None:
        if place:
            raise ValueError(f"the role {role} has no place")
        return _joined([(role, None)])
    if not place:
        raise ValueError(f"{role} is a role of one place; write '{role}:PLACE'")
    found = places.find(place)
    if found.level != level:
        raise ValueError(f"{found.label} is no place of a {role}")
    return _joined([(role, found.code)])


def _joined(roles: list[tuple[str, str | None]]) -> Scope:
    """The scope of all roles together, under the name of the furthest-going; "none" goes before them all."""
    names = {role for role, _ in roles}
    if not names or "none" in names:
        return NOBODY
    for scope in (ANALYST, DAC):
        if scope.name in names:
            return scope
    places = [place for _, place in roles if place]
    return commander(AREA if AREA in names else BOROUGH, places) if places else VIEWER


def _given(folder: Path | None) -> Given:
    data = folder if folder is not None else Path(os.environ.get("TP_DATA", "data"))
    override = data / "reference"
    try:
        about = (override / "roles.csv").stat()
    except FileNotFoundError:
        return {}
    return _read(override, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=8)
def _read(override: Path, _modified: int, _size: int) -> Given:
    found: dict[tuple[str, str], list[tuple[str, str | None]]] = {}
    for claim, value, role, place in read_roles(override).select("claim", "value", "role", "place").iter_rows():
        found.setdefault(_key(claim, value), []).append((role, place))
    return {key: tuple(pairs) for key, pairs in found.items()}


def _keys(claims: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Every claim with each of its values, where these are texts."""
    for claim, value in claims.items():
        if claim == EMAIL and claims.get(VERIFIED) in (False, "false"):
            continue
        values = value if isinstance(value, list | tuple) else [value]
        for one in values:
            if isinstance(one, str) and one.strip():
                yield _key(claim, one.strip())


def _key(claim: str, value: str) -> tuple[str, str]:
    return claim, value.casefold() if claim == EMAIL else value
