"""How a map's values become classes and colours: even classes, and colours that everyone can tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sight import SIGHT, contrast, lab
from tp_metrics import maps

#: Theme → the page, the sequential and the diverging colours on it.
PALETTES = {
    "light": ("#FFFFFF", maps.BLUES, maps.PURPLE_ORANGE),
    "dark": ("#0E1620", maps.BLUES_ON_DARK, maps.PURPLE_ORANGE_ON_DARK),
}


@pytest.mark.parametrize("theme", PALETTES)
def test_low_is_near_the_page_and_each_class_stands_out_further(theme: str) -> None:
    page, blues, about = PALETTES[theme]
    steps = [contrast(page, colour) for colour in blues]
    assert steps[0] > 1.25  # seen against the page
    assert all(a < b for a, b in pairwise(steps))
    assert all(contrast(a, b) > 1.4 for a, b in pairwise(blues))
    out = [contrast(page, colour) for colour in about]
    assert out[2] == min(out) < min(out[1], out[3])
    assert max(out[1], out[3]) < min(out[0], out[4])
    assert all(contrast(a, b) > 1.4 for a, b in pairwise(about))


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("sight", [*SIGHT])
def test_lower_and_higher_are_told_apart_by_people_who_see_few_colours(theme: str, sight: str) -> None:
    _, _, about = PALETTES[theme]
    seen = [lab(colour, sight) for colour in about]
    for one, other in ((0, 4), (1, 3), (0, 3), (1, 4), (1, 2), (2, 3)):
        assert np.linalg.norm(seen[one] - seen[other]) > 15, (one, other)


@pytest.mark.parametrize(
    ("values", "labels", "counts"),
    [
        ([], (), ()),
        ([None, float("nan")], (), ()),
        ([7, 7, None], ("7",), (2,)),
        ([1, 2, 2, 3], ("1", "2", "3"), (1, 2, 1)),
        (range(1, 11), ("1 to 2", "3 to 4", "5 to 6", "7 to 8", "9 to 10"), (2, 2, 2, 2, 2)),
        ([0] * 90 + list(range(1, 11)), ("0", "1 to 2", "3 to 4", "5 to 7", "8 to 10"), (90, 2, 2, 3, 3)),
        # Many wards tie at small counts, as of robbery in one month: each such count is a class of its own.
        (
            [0] * 310 + [1] * 200 + [2] * 90 + [3] * 40 + [4] * 22 + [6] * 9 + [11] * 8,
            ("0", "1", "2", "3", "4 to 11"),
            (310, 200, 90, 40, 39),
        ),
        (
            [1] + [2] * 50 + list(range(3, 53)),
            ("1 to 2", "3 to 14", "15 to 26", "27 to 39", "40 to 52"),
            (51, 12, 12, 13, 13),
        ),
    ],
)
def test_quantile_classes_say_what_is_in_them(
    values: Sequence[float | None], labels: tuple[str, ...], counts: tuple[int, ...]
) -> None:
    made = maps.classes(list(values))
    assert (made.labels, made.counts) == (labels, counts)


@pytest.mark.parametrize(
    ("values", "edges", "labels"),
    [
        ([12, 38], [10, 20, 30, 40], ("10 to under 20", "20 to under 30", "30 to 40")),
        ([2, 45], [10, 20, 30, 40], ("under 20", "20 to under 30", "30 or more")),
        ([3, 96], None, ("0 to under 20", "20 to under 40", "40 to under 60", "60 to under 80", "80 to 100")),
        ([-0.3, 0.4], None, ("−0.4 to under −0.2", "−0.2 to under 0", "0 to under 0.2", "0.2 to 0.4")),
        ([5, 5], None, ("5 to 6",)),
        ([], None, ()),
    ],
)
def test_fixed_classes_say_their_edges(values: list[float], edges: list[float] | None, labels: tuple[str, ...]) -> None:
    assert maps.classes(values, "fixed", edges).labels == labels


@pytest.mark.parametrize("edges", [[1], [1, 1], [3, 2], [1, 2, 3, 4, 5, 6, 7]])
def test_edges_that_make_no_classes_are_refused(edges: list[float]) -> None:
    with pytest.raises(ValueError, match=r"edges|classes"):
        maps.classes([1.0, 2.0], "fixed", edges)


VALUES = st.lists(st.one_of(st.none(), st.integers(-5, 5).map(float), st.floats(-1e6, 1e6)), max_size=60)


@given(VALUES, st.sampled_from(["quantile", "fixed"]))
def test_every_known_value_is_in_one_class_and_colours_keep_order(values: list[float | None], method: Any) -> None:
    made = maps.classes(values, method)
    known = sorted(value for value in values if value is not None)
    assert len(made.colours) == len(made.labels) == len(made.counts) <= 5
    assert sum(made.counts) == len(known)
    numbers = [made.of(value) for value in known]
    assert None not in numbers
    assert numbers == sorted(numbers)  # type: ignore[type-var]
    assert made.of(None) is None
    shown = [maps.BLUES.index(colour) for colour in made.colours]
    assert shown == sorted(set(shown))
    if method == "quantile":
        assert all(made.counts)
        assert len(made.colours) == min(5, len(set(known)))


@given(VALUES)
def test_differences_are_alike_on_both_sides(values: list[float | None]) -> None:
    made = maps.differences(values)
    turned = maps.differences([None if value is None else -value for value in values])
    assert made.edges == turned.edges
    assert sum(made.counts) == sum(value is not None for value in values)
    if made.colours:
        assert made.of(0.0) == 2


@settings(max_examples=60)
@given(st.lists(st.integers(0, 12), min_size=8, max_size=40))
def test_no_other_way_to_part_the_values_is_more_even(values: list[int]) -> None:
    different = sorted(set(values))
    if len(different) <= 5:
        return
    sizes = [values.count(value) for value in different]
    ways = [
        sum(sum(sizes[a:b]) ** 2 for a, b in pairwise((0, *cuts, len(sizes))))
        for cuts in combinations(range(1, len(sizes)), 4)
    ]
    assert sum(count**2 for count in maps.classes([float(value) for value in values]).counts) == min(ways)
