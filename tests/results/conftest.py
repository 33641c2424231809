"""The small store of judged_store, published once, and a way to ask it."""

from __future__ import annotations

import pytest

from tests.results import judged_store as made
from tests.results.judged_store import END, SETTLED
from tp_metrics.results import Selection, result


@pytest.fixture(scope="session")
def editions(tmp_path_factory):
    return made.published(tmp_path_factory.mktemp("judged") / "data", END, SETTLED)


@pytest.fixture(scope="session")
def edition(editions):
    """The edition in which nothing is provisional."""
    return editions[1]


@pytest.fixture(scope="session")
def judged(edition):
    """The result of a measure for a place at the end of December 2010, whose judgement is then asked for."""

    def of(measure, place="TP", window="performance year to date", **more):
        return result(edition, measure, Selection(place, END, window, **more))

    return of
