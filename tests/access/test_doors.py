"""Every door to figures: whoever asks, by whatever function, what is not for their role does not come back."""

from __future__ import annotations

import pytest

from tests.access import asked
from tests.access.people import HACKNEY, NORTH, RESTRICTED, WESTMINSTER, WHOLE
from tests.access.seen import named, outside
from tp_metrics.access import NotForViewer
from tp_metrics.results import Selection

MINE, THEIRS = "E05000231", "E05000644"  # a ward of Hackney, one of Westminster
#: Where each role asks: places of its own, and places that are not.
PLACES = {
    "borough": ("TP", HACKNEY, WESTMINSTER, MINE, THEIRS),
    "area": (NORTH, HACKNEY, WESTMINSTER, THEIRS),
    "viewer": ("TP", HACKNEY, THEIRS),
    "none": (HACKNEY, THEIRS),
}


def test_every_public_function_that_takes_an_edition_or_a_selection_is_asked_or_is_the_same_for_all():
    there = {name for name, one in asked.public() if asked.takes(one)}
    left = there - set(asked.ASKED) - set(asked.SAME)
    assert {name for name in left if name.partition(".")[2] not in asked.PARTS} == set()


def test_nothing_is_listed_that_is_not_there():
    there = {name for name, _ in asked.public()}
    assert {name for name in asked.ASKED if name not in there} == set()


def ask(name, edition, place, viewer):
    try:
        return asked.ASKED[name](edition, Selection(place=place, edition=edition.id, viewer=viewer))
    except NotForViewer as refused:
        return refused


@pytest.mark.parametrize("role", RESTRICTED)
def test_a_ward_is_shown_to_who_may_see_it_with_the_figures_of_everyone(edition, role):
    viewer = RESTRICTED[role]
    for place in PLACES[role]:
        for name in ("desk.by_ward", "desk.beside_borough", "review.drivers", "review.concentration"):
            answer = ask(name, edition, place, viewer)
            assert outside(answer, edition, viewer) == []
            assert named(answer, edition, viewer) == set()
    own = {"borough": HACKNEY, "area": NORTH}.get(role)
    if own:
        mine, whole = (ask("desk.beside_borough", edition, own, one) for one in (viewer, WHOLE["everyone"]))
        for one, other in zip(mine, whole, strict=True):
            assert one.rows.height > 15
            assert one.rows.equals(other.rows)
            assert one.result.rows.equals(other.result.rows)


@pytest.mark.trust
@pytest.mark.parametrize("name", asked.ASKED)
def test_nothing_outside_the_role_comes_back_by_any_function(edition, name):
    for role, viewer in RESTRICTED.items():
        for place in PLACES[role]:
            answer = ask(name, edition, place, viewer)
            assert outside(answer, edition, viewer) == [], (role, place)
            assert named(answer, edition, viewer) == set(), (role, place)
