"""Packs are made in time, in little memory, and beside the pages. Timed: a slow machine may fail it."""

from __future__ import annotations

import pytest

from bench import packs

pytestmark = [pytest.mark.trust, pytest.mark.timed]


def test_packs_keep_their_marks_of_time_memory_and_the_pages_beside_them(demonstration_folder, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))
    found = packs.lines()
    assert len(found) == 5
    assert [str(line) for line in found if not line.passed] == []
