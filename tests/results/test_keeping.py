"""Answers are kept up to a weight, the longest unused go first, and everybody holds the same one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import polars as pl

from tests.made_results import ROBBERY
from tp_metrics.results import Breakdowns, Selection
from tp_metrics.results.keeping import LEAST, Batch, bytes_of, weighed


def keeper(heaviest: int) -> tuple[Any, list[int]]:
    """A function that answers a number with that many thousand bytes, and what it has been asked in vain."""
    asked: list[int] = []

    @weighed(1_000 * heaviest, lambda answer: 1_000 * len(answer) - LEAST)
    def answer(size: int) -> list[int]:
        asked.append(size)
        return [0] * size

    return answer, asked


def test_the_same_question_has_the_very_same_answer():
    answer, asked = keeper(100)
    assert answer(3) is answer(3)
    assert asked == [3]


def test_the_longest_unused_goes_first_when_there_is_no_room():
    answer, asked = keeper(100)
    for size in (40, 50, 40, 60, 40, 50):
        answer(size)
    assert asked == [40, 50, 60, 50]


def test_a_heavy_answer_drives_out_all_others_and_stays_itself():
    answer, asked = keeper(100)
    for size in (40, 500, 500, 40):
        answer(size)
    assert asked == [40, 500, 40]


def test_answers_without_frames_are_not_kept_without_end():
    asked = []

    @weighed(10 * LEAST)
    def answer(number: int) -> int:
        asked.append(number)
        return number

    for number in (*range(20), 19, 0):
        answer(number)
    assert asked == [*range(20), 0]


def test_what_is_emptied_is_answered_anew():
    answer, asked = keeper(100)
    answer(5)
    answer.cache_clear()
    answer(5)
    assert asked == [5, 5]


def test_an_answer_weighs_what_its_frames_do_wherever_they_stand():
    frame = pl.DataFrame({"value": [0.0] * 10_000})
    assert 80_000 <= bytes_of(frame) < 90_000
    assert bytes_of((frame, [frame], {"TP": frame}, "word", None)) == 3 * bytes_of(frame)
    assert bytes_of(frame) < bytes_of(Breakdowns((), (), frame)) < 90_000
    assert bytes_of((ROBBERY, Selection())) == 0


def test_what_is_named_takes_part_in_the_question():
    asked = []

    @weighed(10 * LEAST)
    def answer(place: str, *, level: str = "borough") -> str:
        asked.append((place, level))
        return f"{place} {level}"

    assert [answer("TP"), answer("TP", level="ward"), answer("TP", level="ward")] == [
        "TP borough",
        "TP ward",
        "TP ward",
    ]
    assert asked == [("TP", "borough"), ("TP", "ward")]


def test_what_is_wanted_together_is_reckoned_in_one_go_and_once():
    asked: list[list[int]] = []

    def doubled(new: list[int]) -> list[int]:
        asked.append(new)
        return [2 * one for one in new]

    batch = Batch(3, doubled)
    assert batch.of([1, 2, 1]) == {1: 2, 2: 4}
    assert batch.of([2, 3]) == {2: 4, 3: 6}
    assert batch.of([]) == {}
    assert asked == [[1, 2], [3]]
    assert batch.of([4]) == {4: 8}
    assert len(batch) == 3
    batch.clear()
    assert batch.of([4]) == {4: 8}
    assert asked == [[1, 2], [3], [4], [4]]


def test_what_is_reckoned_together_is_kept_up_to_a_number_of_bytes():
    asked: list[list[int]] = []

    def squared(new: list[int]) -> list[int]:
        asked.append(new)
        return [one * one for one in new]

    batch = Batch(4 * LEAST, squared, lambda answer: 1_500 if answer < 1_000 else 10**9)
    assert batch.of([1]) == {1: 1}
    assert batch.of([2]) == {2: 4}  # 2,500 bytes each: there is room for one
    assert len(batch) == 1
    assert batch.of([2]) == {2: 4}
    assert asked == [[1], [2]]
    assert batch.of([100]) == {100: 10_000}  # too heavy beside any other, and kept alone
    assert batch.of([100]) == {100: 10_000}
    assert asked == [[1], [2], [100]]
    assert batch.of([2, 3, 5]) == {2: 4, 3: 9, 5: 25}  # all are answered, however few are kept
    assert len(batch) == 1


def test_who_wants_what_somebody_else_reckons_meanwhile_has_it_too():
    entered, may_end = Barrier(2), Event()

    def slow(new: list[int]) -> list[int]:
        entered.wait(30)
        assert may_end.wait(30)
        return [2 * one for one in new]

    batch = Batch(2, slow)
    with ThreadPoolExecutor(2) as people:
        found = [people.submit(batch.of, [1]) for _ in range(2)]
        may_end.set()
        assert [one.result(30) for one in found] == [{1: 2}, {1: 2}]
    assert len(batch) == 1
