"""What is worked out is worked out once, however many ask at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tp_metrics.review.kept import kept


def test_many_who_ask_at_once_wait_for_one_answer():
    asked, going, may_end = [], threading.Event(), threading.Event()

    @kept
    def answer(question: int, *, of: str = "TP") -> tuple[int, str]:
        asked.append((question, of))
        going.set()
        assert may_end.wait(30)
        return question, of

    with ThreadPoolExecutor(8) as people:
        found = [people.submit(answer, 1, of="a") for _ in range(8)]
        assert going.wait(30)
        may_end.set()
        assert {one.result() for one in found} == {(1, "a")}
    assert asked == [(1, "a")]
    assert answer(2) == (2, "TP")
    assert asked == [(1, "a"), (2, "TP")]
    answer.cache_clear()
    assert answer(2) == (2, "TP")
    assert len(asked) == 3


def test_another_question_waits_for_nobody_and_a_failure_is_no_answer():
    may_end, failing = threading.Event(), [True]

    @kept
    def answer(question: str) -> str:
        if question == "slow":
            assert may_end.wait(30)
        if question == "failing" and failing:
            raise ValueError(failing.pop())
        return question

    with ThreadPoolExecutor(2) as people:
        slow = people.submit(answer, "slow")
        assert people.submit(answer, "fast").result(30) == "fast"
        with pytest.raises(ValueError, match="True"):
            answer("failing")
        assert answer("failing") == "failing"
        may_end.set()
        assert slow.result(30) == "slow"
