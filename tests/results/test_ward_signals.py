"""The signals of all wards at once are those that each ward's own judgement gives."""

from __future__ import annotations

import pytest

import tp_metrics as tp

EDITION = "2010-12-31"
CAMDEN = "E09000007"


@pytest.fixture(autouse=True)
def opened(demonstration_folder, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))


@pytest.mark.parametrize("measure", ["robbery", "total_notifiable_offences_rate", "sanction_detection_ratio"])
def test_each_ward_has_the_signal_of_its_own_page(measure):
    found = tp.ward_signals(measure, tp.Selection(edition=EDITION))
    figures = tp.result(measure, tp.Selection(edition=EDITION, by=("ward",))).figures
    rare = [one.code for one in figures if one.code not in found]
    assert len(found) + len(rare) == len(figures) == 624
    # Wards of less than one a month have no chart: few of robbery, none of all offences.
    assert 0 < len(rare) < 60 if measure == "robbery" else not rare
    for code in rare[:3]:
        assert tp.result(measure, tp.Selection(code, edition=EDITION)).judgement.signal is None
    unusual = [code for code, signal in found.items() if signal != "usual"]
    for code in [*unusual[:6], *list(found)[::120]]:
        assert found[code] == tp.result(measure, tp.Selection(code, edition=EDITION)).judgement.signal


def test_the_wards_of_a_borough_have_the_same_signals_among_themselves_and_in_all_of_london():
    london = tp.ward_signals("robbery", tp.Selection(edition=EDITION))
    borough = tp.ward_signals("robbery", tp.Selection(CAMDEN, edition=EDITION))
    assert len(borough) == 18
    assert borough == {code: london[code] for code in borough}


def test_a_survey_and_a_strength_have_no_ward_signals():
    assert tp.ward_signals("good_job", tp.Selection(window="rolling 36 months", edition=EDITION)) == {}
    assert tp.ward_signals("officers", tp.Selection(edition=EDITION)) == {}
