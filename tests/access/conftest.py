"""The newest edition of the demonstration, and the data folder that the front door reads."""

from __future__ import annotations

import pytest

import tp_metrics as tp


@pytest.fixture
def edition(demonstration_folder, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))
    return tp.edition()
