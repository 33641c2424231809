"""Links: what a pasted address opens, for every ward of London, and what it says when it names no place."""

from __future__ import annotations

import pytest

from pages.parts.linked import Asked, LinkRefused, Tree
from tp_metrics.geography import Places


@pytest.fixture(scope="module")
def places() -> Places:
    return Places.read()


@pytest.fixture(scope="module")
def tree(places: Places) -> Tree:
    return Tree.of(places.frame.iter_rows(named=True), 2011)


def test_every_one_of_the_624_wards_opens_by_its_label_alone_and_by_its_code_alone(places: Places, tree: Tree):
    assert len(tree.spots["ward"]) == 624
    for label, ward in tree.spots["ward"].items():
        for text in (label, ward.code, label.upper()):
            asked = tree.read(None, None, text)
            borough, area, _ = places.parents(ward.code)
            assert (asked.ward, tree.code(asked)) == (label, ward.code)
            assert tree.spots["borough"][asked.borough or ""].code == borough
            assert tree.spots["area"][asked.area or ""].code == area


@pytest.mark.parametrize("vintage", [2018, 2022])
def test_the_labels_of_later_ward_lists_tell_their_wards_apart(places: Places, vintage: int):
    tree = Tree.of(places.frame.iter_rows(named=True), vintage)
    assert len(tree.spots["ward"]) == places.wards(vintage).height


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ({}, Asked()),
        ({"area": "west"}, Asked("West")),
        ({"area": "North area"}, Asked("North")),
        ({"area": "south east area"}, Asked("South East")),
        ({"borough": "Camden"}, Asked("North", "Camden")),
        ({"ward": "Abbey, Merton"}, Asked("South West", "Merton", "Abbey, Merton")),
        ({"ward": "Abbey", "borough": "Merton"}, Asked("South West", "Merton", "Abbey, Merton")),
        ({"ward": "E05000644"}, Asked("North", "Westminster", "St. James's")),
        ({"ward": "", "borough": "Camden"}, Asked("North", "Camden")),
    ],
)
def test_a_link_that_names_a_smaller_place_fills_in_the_larger_ones(tree: Tree, link: dict[str, str], asked: Asked):
    assert tree.read(link.get("area"), link.get("borough"), link.get("ward")) == asked


@pytest.mark.parametrize(
    ("link", "words", "offered"),
    [
        ({"ward": "Abbey"}, "2 of that name", {"Abbey, Merton", "Abbey, Barking and Dagenham"}),
        ({"ward": "Nowhere at all"}, "none of that name in the ward list of 2011", set()),
        ({"ward": "Abbay"}, "none of that name", {"Abbey, Merton", "Abbey, Barking and Dagenham"}),
        ({"borough": "Camdem"}, "none of that name", {"Camden"}),
        ({"borough": "Heathrow"}, "none of that name", set()),
        ({"ward": "Abbey, Merton", "borough": "Camden"}, "lies in Merton, not in Camden", {"Abbey, Merton", "Camden"}),
        ({"borough": "Camden", "area": "West"}, "lies in North, not in West", {"Camden", "West"}),
    ],
)
def test_a_link_that_names_no_place_says_so_and_offers_what_may_be_meant(
    tree: Tree, link: dict[str, str], words: str, offered: set[str]
):
    with pytest.raises(LinkRefused, match=words) as refused:
        tree.read(link.get("area"), link.get("borough"), link.get("ward"))
    assert offered <= {asked.lowest[1] for asked in refused.value.instead if asked.lowest}


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ({"ward": "Abbey, Merton"}, "E05000455"),
        ({"ward": "E05000644"}, "E05000644"),
        ({"ward": "st. james's"}, "E05000644"),
        ({"ward": "Abbey", "borough": "Barking and Dagenham"}, "E05000026"),
        ({"borough": "Westminster"}, "E09000033"),
        ({"area": "North East"}, "AREA-NE"),
        ({}, "TP"),
    ],
)
def test_a_pasted_link_opens_its_place_on_the_screen(small, opened, link, code):
    screen = opened(small, "pages/area/wards.py", **link)
    assert not screen.exception
    assert screen.session_state["chosen"].place.code == code
    if "ward" in link:
        assert {"area", "borough", "ward"} <= set(screen.query_params)


@pytest.mark.parametrize("link", [{"ward": "Abbey"}, {"borough": "Camden", "area": "West"}, {"area": "Centre"}])
def test_a_wrong_link_shows_no_figure_of_a_larger_place(small, opened, link):
    screen = opened(small, **link)
    assert screen.error[0].value.startswith("The link")
    assert not screen.title
    assert not screen.metric
    assert "chosen" not in screen.session_state

    screen.button[0].click().run()
    assert not screen.error
    assert screen.session_state["chosen"].place.code != "TP" or link == {"area": "Centre"}


@pytest.mark.parametrize(
    ("link", "chosen"),
    [
        ({"measure": "Robbery"}, {"measure": "robbery"}),
        ({"measure": "robbery_rate"}, {"measure": "robbery_rate"}),
        ({"window": "rolling 12 months"}, {"window": "rolling 12 months"}),
        ({"edition": "31 Mar 2015"}, {"edition": "2015-03-31"}),
        ({"end": "may 2009"}, {"end": "2009-05-31"}),
        ({"end": "2009-05-31"}, {"end": "2009-05-31"}),
    ],
)
def test_a_link_restores_measure_window_end_and_edition(small, opened, link, chosen):
    screen = opened(small, **link)
    now = screen.session_state["chosen"]
    said = {"measure": now.measure, "window": now.window, "edition": now.edition.id, "end": str(now.end)}
    assert {name: said[name] for name in chosen} == chosen
    assert not screen.warning


def test_a_link_to_what_is_not_to_be_had_says_what_is_shown_instead(small, opened):
    screen = opened(small, measure="Sorcery", edition="1 Jan 1999")
    assert [notice.value for notice in screen.warning] == [
        "The link names the edition “1 Jan 1999”, which cannot be shown; the filters have 31 Dec 2016 instead.",
        "The link names the measure “Sorcery”, which cannot be shown; "
        "the filters have Total notifiable offences instead.",
    ]
    screen.selectbox("borough").select("Camden").run()
    assert not screen.warning
