"""Roles by claim: who gets which, that rights add up and "none" goes first, and that a broken file lets nobody in."""

from __future__ import annotations

from datetime import date

import pytest

from tests.access.people import BARNET, HACKNEY, NORTH, OF_HACKNEY, OF_NORTH, WESTMINSTER, write_roles
from tp_metrics.access import (
    ANALYST,
    DAC,
    EVERYONE,
    NOBODY,
    VIEWER,
    NotForViewer,
    Scope,
    given_as,
    must_see,
    role_of,
    sees_within,
)
from tp_metrics.access.scope import FIGURES
from tp_metrics.editions import publish
from tp_metrics.geography import Places
from tp_metrics.records import Store
from tp_metrics.schema.reference import ReferenceRefused, unknown_reference
from tp_metrics.schema.roles import EXAMPLE, broken_roles, checked_roles

HEAD = "claim,value,role,place,note\n"


@pytest.mark.parametrize(
    ("claims", "scope"),
    [
        ({"email": "analyst@example.org"}, ANALYST),
        ({"email": "DAC@Example.org", "email_verified": True}, DAC),  # case plays no part in an address
        ({"email": "north@example.org"}, OF_NORTH),
        ({"email": " hackney@example.org "}, OF_HACKNEY),
        ({"email": "reader@example.org"}, VIEWER),
        ({"email": "stranger@example.org"}, NOBODY),
        ({"email": "analyst@example.org", "email_verified": False}, NOBODY),
        ({"name": "analyst@example.org", "preferred_username": "analyst@example.org"}, NOBODY),  # another claim
        ({"email": ["analyst@example.org", 7, None]}, ANALYST),
        ({"email": {"analyst@example.org": True}}, NOBODY),
        ({"email": True}, NOBODY),
        ({}, NOBODY),
    ],
)
def test_a_person_has_the_role_of_the_rows_that_their_claims_fit(tmp_path, claims, scope):
    write_roles(tmp_path)
    assert role_of(claims, tmp_path) == scope


@pytest.mark.parametrize(
    ("rows", "scope"),
    [
        ("groups,P,viewer,,\nemail,a@b.c,borough commander,E09000012,\n", OF_HACKNEY),
        (
            "email,a@b.c,borough commander,E09000012,\nemail,a@b.c,borough commander,E09000003,\n",
            Scope("borough commander", frozenset({HACKNEY, BARNET}), FIGURES),
        ),
        (
            "groups,P,area commander,AREA-N,\nemail,a@b.c,borough commander,E09000012,\n",
            Scope("area commander", frozenset({NORTH, HACKNEY}), FIGURES),
        ),
        ("groups,P,analyst,,\nemail,a@b.c,viewer,,\n", ANALYST),
        ("groups,P,DAC,,\nemail,a@b.c,analyst,,\n", ANALYST),
        ("groups,P,analyst,,\nemail,a@b.c,none,,\n", NOBODY),
        ("groups,p,analyst,,\n", NOBODY),  # a group is written as the provider writes it
    ],
)
def test_rights_add_up_and_none_goes_before_them_all(tmp_path, rows, scope):
    write_roles(tmp_path, HEAD + rows)
    assert role_of({"email": "a@b.c", "groups": ["Q", "P"]}, tmp_path) == scope


def test_without_a_file_nobody_has_a_role_and_a_changed_file_counts_at_once(tmp_path):
    claims = {"email": "reader@example.org"}
    assert role_of(claims, tmp_path) == NOBODY
    write_roles(tmp_path)
    assert role_of(claims, tmp_path) == VIEWER
    write_roles(tmp_path, HEAD + "email,other@example.org,viewer,,longer than before\n")
    assert role_of(claims, tmp_path) == NOBODY


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "roles.csv, row 1: the file is empty"),
        (HEAD, "roles.csv, row 2: no rows"),
        ("claim,value,role,note\nemail,a,viewer,\n", "row 1: without the column place"),
        (HEAD + "email,a@b.c,admin,,\n", "row 2: role 'admin' is not a role; there are none, viewer"),
        (HEAD + "email,a@b.c,Viewer,,\n", "row 2: role 'Viewer' is not a role"),
        (HEAD + "email,,viewer,,\n", "row 2: value is empty"),
        (HEAD + "email,a@b.c,viewer,,\nemail,b@b.c,borough commander,,\n", "row 3: role 'borough commander' needs"),
        (HEAD + "email,a@b.c,borough commander,AREA-N,\n", "row 2: place 'AREA-N' is no place of a borough commander"),
        (HEAD + "email,a@b.c,area commander,E09000012,\n", "row 2: place 'E09000012' is no place of an area commander"),
        (HEAD + "email,a@b.c,DAC,TP,\n", "row 2: role 'DAC' has no place; leave that cell empty"),
        (HEAD + "email,a@b.c,viewer,,x\nemail,a@b.c,viewer,,y\n", "row 2: value 'a@b.c' has the same role in more"),
        (HEAD + "email,a,b,c,d,e,f\n", "row 2: not a table of equal rows"),
    ],
)
def test_a_broken_file_is_refused_with_row_and_reason_and_lets_nobody_in(tmp_path, text, message):
    write_roles(tmp_path, text)
    with pytest.raises(ReferenceRefused) as refused:
        role_of({"email": "a@b.c"}, tmp_path)
    assert message in str(refused.value)
    assert str(refused.value) == broken_roles(tmp_path / "reference")


def test_git_holds_an_example_that_fits_and_no_file_of_roles():
    rows = checked_roles(EXAMPLE)
    assert set(rows["role"]) == {"analyst", "DAC", "area commander", "borough commander", "viewer", "none"}
    assert rows["value"].str.ends_with("@example.org").sum() == rows.height - 1


def test_an_edition_keeps_no_roles_and_the_file_is_no_stranger(tmp_path, layouts):
    store = Store(tmp_path)
    store.ingest(layouts / "mps_borough_crime_2008.csv", max_refused=1)
    write_roles(tmp_path)
    made = publish(store, date(2010, 3, 31))
    assert not list(made.folder.rglob("roles*"))
    assert "example.org" not in (made.folder / "manifest.json").read_text(encoding="utf-8")
    assert unknown_reference(store.reference_folder) == []


@pytest.mark.parametrize(
    ("words", "scope"),
    [
        ("viewer", VIEWER),
        ("dac", DAC),
        ("Analyst", ANALYST),
        ("none", NOBODY),
        ("borough commander:Hackney", OF_HACKNEY),
        ("borough commander: e09000012", OF_HACKNEY),
        ("area commander:North", OF_NORTH),
        ("Reader@example.org", VIEWER),
        ("email=north@example.org", OF_NORTH),
    ],
)
def test_a_command_names_a_role_or_a_person(tmp_path, words, scope):
    write_roles(tmp_path)
    assert given_as(words, tmp_path) == scope


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("borough commander", "is a role of one place; write 'borough commander:PLACE'"),
        ("borough commander:North area", "North area is no place of a borough commander"),
        ("DAC:Hackney", "the role DAC has no place"),
        ("nobody@example.org", "is no role"),
        ("groups=reader@example.org", "is no role"),
    ],
)
def test_a_command_that_names_neither_is_refused(tmp_path, words, message):
    write_roles(tmp_path)
    with pytest.raises(ValueError, match=message):
        given_as(words, tmp_path)


def test_scopes_cover_what_shows_no_more_than_they_do():
    assert EVERYONE.covers(DAC)
    assert DAC.covers(OF_HACKNEY)
    assert OF_HACKNEY.covers(OF_HACKNEY)
    assert OF_HACKNEY.covers(VIEWER)
    assert not OF_HACKNEY.covers(OF_NORTH)
    assert not OF_HACKNEY.covers(DAC)
    assert not VIEWER.covers(OF_HACKNEY)
    assert not NOBODY.covers(VIEWER)
    assert hash(OF_HACKNEY) == hash(Scope("borough commander", frozenset([HACKNEY]), FIGURES))
    assert NOBODY.name == "none"


def test_what_is_not_for_a_role_is_said_with_its_place():
    places = Places.read()
    must_see(OF_HACKNEY, places, HACKNEY, "Tables of justice")
    must_see(OF_NORTH, places, BARNET, "Tables of justice")
    with pytest.raises(
        NotForViewer, match=r"Tables of justice of Barnet are not for this role \(borough commander\)\."
    ):
        must_see(OF_HACKNEY, places, BARNET, "Tables of justice")


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        (EVERYONE, {"TP", NORTH, HACKNEY, BARNET, WESTMINSTER}),
        (OF_NORTH, {"TP", NORTH, HACKNEY, BARNET, WESTMINSTER}),
        (OF_HACKNEY, {"TP", NORTH, HACKNEY}),
        (VIEWER, set()),
        (NOBODY, set()),
    ],
)
def test_a_place_is_seen_into_by_whom_it_is_theirs_or_holds_what_is(viewer, seen):
    asked = ("TP", NORTH, HACKNEY, BARNET, WESTMINSTER, "E09000004")
    found = {code for code in asked if sees_within(viewer, Places.read(), code)}
    assert found == (set(asked) if viewer is EVERYONE else seen)
