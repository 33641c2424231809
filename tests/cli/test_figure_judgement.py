"""`figure --json` says of a place's own total what the screens say of it, and of other rows nothing."""

from __future__ import annotations

import json
import sys
from datetime import date

import pytest

import tp_metrics as tp
from tp_metrics.cli import main
from tp_metrics.cli.figure import COLUMNS
from tp_metrics.cli.judged import JUDGED

EDITION = "2010-12-31"
CROYDON = "E09000008"


@pytest.fixture
def rows(monkeypatch, capsys, demonstration_folder):
    """The rows that `figure … --json` prints of the edition as at 31 December 2010."""
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))

    def printed(*words: str) -> list[dict[str, object]]:
        monkeypatch.setattr(sys, "argv", ["tp_metrics", "figure", *words, "--as-at", EDITION, "--json"])
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
        return json.loads(capsys.readouterr().out)

    return printed


def told(row):
    """What is said of a row beyond its figure, but for what is null."""
    return {name: row[name] for name in JUDGED if row[name] is not None}


def test_the_keys_of_the_judgement_follow_those_of_the_figure(rows):
    (row,) = rows("robbery")
    assert list(row) == [*COLUMNS, *JUDGED]


def test_a_count_of_tp_carries_its_change_signal_target_and_outlook(rows):
    (row,) = rows("robbery")
    found = tp.result("robbery", tp.Selection(edition=EDITION)).judgement
    assert (row["change_lower"], row["change_upper"]) == (found.change.lower, found.change.upper)
    assert row["change_lower"] < row["change"] < row["change_upper"]
    assert (row["signal"], row["rule"], row["direction"]) == (found.signal, found.rule, found.direction)
    assert (row["since"], row["pattern"]) == (found.since.isoformat(), found.pattern.shape)
    assert (row["target"], row["rag"]) == (pytest.approx(0.98 * row["previous"]), found.target.rag)
    assert (row["projected"], row["projected_lower"]) == (found.outlook.projected, found.outlook.lower)
    assert (row["needed"], row["needed_percent"]) == (found.outlook.needed, found.outlook.needed_percent)
    assert (row["probability"], row["plausibility"]) == (found.outlook.probability, found.outlook.plausibility)
    assert {row[name] for name in ("peers_value", "rank", "ranked", "assurance", "suppression")} == {None}


def test_each_borough_carries_what_its_own_page_says(rows):
    by_borough = rows("domestic_offences", "--by", "borough")
    assert len(by_borough) == 32
    row = next(row for row in by_borough if row["code"] == CROYDON)
    (own,) = rows("domestic_offences", "--place", "Croydon")
    assert told(row) == told(own)
    assert row["signal"] == "concern"
    assert row["pattern"] == "trend"
    found = tp.result("domestic_offences", tp.Selection(CROYDON, date(2010, 12, 31), edition=EDITION)).judgement
    assert (row["peers_value"], row["peers_position"]) == (found.peers.value, found.peers.position)
    ranks = [row[name] for name in ("rank", "rank_lower", "rank_upper", "ranked")]
    assert ranks == [found.peers.rank, found.peers.rank_lower, found.peers.rank_upper, found.peers.ranked]
    assert {row["ranked"] for row in by_borough} == {8}


def test_a_level_in_per_cent_carries_its_assurance(rows):
    (row,) = rows("satisfaction_overall", "--window", "12 months to Dec 2010")
    found = tp.result("satisfaction_overall", tp.Selection(window="rolling 12 months", edition=EDITION)).judgement
    assert (row["target"], row["rag"], row["assurance"]) == (80.0, found.target.rag, found.assurance)
    assert row["disagreement"] == (found.disagreement or None)
    assert row["projected"] is None


def test_a_stock_carries_nothing(rows):
    (row,) = rows("officers")
    assert told(row) == {}


@pytest.mark.parametrize(
    "words",
    [
        ("robbery", "--by", "month"),
        ("robbery", "--by", "quarter", "--place", "Croydon"),
        ("robbery", "--by", "offence"),
        ("good_job", "--by", "sex"),
    ],
)
def test_rows_by_time_or_by_group_are_not_judged(rows, words):
    found = rows(*words)
    assert found
    assert [told(row) for row in found] == [{}] * len(found)
    assert all(set(row) == {*COLUMNS, *JUDGED} for row in found)


def test_a_value_that_is_withheld_says_so_and_nothing_else(rows):
    found = rows("homophobic_hate", "--by", "borough", "--window", "Q3 2010/11")
    hidden = [row for row in found if row["value"] is None]
    assert hidden
    assert [told(row) for row in hidden] == [{"suppression": row["note"]} for row in hidden]
    assert {row["note"] for row in hidden} == {"withheld: fewer than 5"}
    assert {row["suppression"] for row in found if row["value"] is not None} <= {None}
    (own,) = rows("homophobic_hate", "--place", hidden[0]["place"], "--window", "Q3 2010/11")
    assert told(own) == {"suppression": "withheld: fewer than 5"}
