"""Which dated events concern a measure and a place."""

from __future__ import annotations

import pytest

from tests.results import judged_store as made
from tests.results.judged_store import CAMDEN, END
from tp_metrics.results import Selection, result

EVENTS = """first_day,measures,place,kind,breaks,words,source,status
2009-01-01,,,policy,false,all,own,assumed
2009-02-01,robbery,,recording,false,robberies,own,assumed
2009-03-01,robbery;good_job,TP,recording,false,two measures,own,assumed
2009-04-01,,MPS,operation,false,the whole force,own,assumed
2009-05-01,,E09000007,operation,false,Camden,own,assumed
2009-06-01,,AREA-N,operation,false,the north,own,assumed
2009-07-01,,area,policy,false,areas,own,assumed
2009-08-01,,ward,boundary,false,wards,own,assumed
2009-09-01,rape,E09000007,recording,false,rapes of Camden,own,assumed
2013-04-01,,,recording,true,not known on the edition's day,own,assumed
"""


@pytest.fixture(scope="module")
def dated(tmp_path_factory):
    """A small edition with events of its own."""
    return made.published(tmp_path_factory.mktemp("events") / "data", END, events=EVENTS)[0]


@pytest.mark.parametrize(
    ("measure", "place", "words"),
    [
        ("robbery", "TP", ["all", "robberies", "two measures", "the whole force"]),
        ("robbery_rate", "TP", ["all", "robberies", "two measures", "the whole force"]),
        ("knife_crime", "TP", ["all", "the whole force"]),
        ("knife_crime", CAMDEN, ["all", "the whole force", "Camden", "the north"]),
        ("knife_crime", "AREA-N", ["all", "the whole force", "the north", "areas"]),
        ("rape", CAMDEN, ["all", "the whole force", "Camden", "the north", "rapes of Camden"]),
        ("rape", "E05000129", ["all", "the whole force", "Camden", "the north", "wards", "rapes of Camden"]),
    ],
)
def test_an_event_concerns_what_it_names_and_everything_where_it_names_nothing(dated, measure, place, words):
    assert result(dated, measure, Selection(place, END)).events["words"].to_list() == words


def test_an_event_after_the_editions_day_is_not_known_in_it(dated):
    told = result(dated, "rape", Selection(CAMDEN, END))
    assert told.events["first_day"].max() <= END
    assert not result(dated, "rape", Selection("TP", END)).events["breaks"].any()
