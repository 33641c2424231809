from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest

from tp_metrics import audit
from tp_metrics.cli import main
from tp_metrics.editions import publish
from tp_metrics.records import Store

FILES = ("mps_borough_crime_2008.csv", "ward_atlas.csv")
FIELDS = {
    *("place", "code", "window", "source", "value", "numerator", "denominator", "base", "lower", "upper"),
    *("previous", "change"),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory, layouts: Path) -> Path:
    store = Store(tmp_path_factory.mktemp("cli"))
    for name in FILES:
        store.ingest(layouts / name, max_refused=1)
    publish(store, date(2015, 3, 31))
    return store.path


@pytest.fixture
def run(monkeypatch, capsys, data):
    """Run a verb as a shell would: run("measures") gives its exit status and what it printed."""

    def run_verb(*words: str, folder: Path = data) -> tuple[int, str, str]:
        monkeypatch.setenv("TP_DATA", str(folder))
        monkeypatch.setattr(sys, "argv", ["tp_metrics", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run_verb


def test_a_figure_as_json_carries_every_field(run):
    status, out, err = run("figure", "burglary", "--place", "Camden", "--window", "Apr 2009", "--json")
    (row,) = json.loads(out)
    assert (status, err) == (0, "")
    assert set(row) >= FIELDS
    assert (row["code"], row["window"], row["value"], row["previous"]) == ("E09000007", "Apr 2009", 12.0, None)
    assert (row["source"], row["first_day"]) == ("mps_borough_crime_2008", "2009-04-01")


def test_a_figure_by_month_has_a_row_to_each(run):
    status, out, _ = run("figure", "burglary", "--place", "Camden", "--by", "month", "--json")
    assert status == 0
    assert [(row["window"], row["value"]) for row in json.loads(out)] == [
        ("Mar 2009", 11.0),  # the first month that has a figure: no empty ones stand before it
        ("Apr 2009", 12.0),
        ("May 2009", 13.0),
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("figure", "burglary", "--place", "Camden", "--window", "Apr 2009"), "12"),
        (("editions",), "2015-03-31"),
        (("measures",), "total_notifiable_offences"),
        (("template", "offences"), "place"),
        (("doctor",), "edition 2015-03-31"),
    ],
)
def test_each_verb_that_looks_prints_what_it_is_for(run, words, says):
    status, out, _ = run(*words)
    assert status == 0
    assert says in out


def test_importing_and_publishing_end_in_an_edition(run, layouts, tmp_path):
    file = str(layouts / "mps_borough_crime_2008.csv")
    assert "24 read = 24 kept" in run("ingest", file, folder=tmp_path)[1]
    assert "imported before" in run("ingest", file, folder=tmp_path)[1]
    (noted,) = audit.entries(tmp_path)
    assert (noted.kind, noted.role) == ("import", "everyone")
    assert noted.what.endswith(", of mps_borough_crime_2008")
    assert "edition 2009-05-31:" in run("publish", "--as-at", "2009-05-31", folder=tmp_path)[1]
    assert "2009-05-31" in run("editions", folder=tmp_path)[1]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("figure", "murders"), "no measure 'murders'"),
        (("figure", "burglary", "--place", "Abbey"), "E05000026"),  # the wards that share the name are listed
        (("figure", "burglary", "--place", "Abbey"), "E05000455"),
        (("figure", "burglary", "--place", "Narnia"), "'Narnia' is no place"),
        (("figure", "burglary", "--window", "yesterday"), "is no window"),
        (("figure", "burglary", "--window", "2010/12"), "2010 is followed by 11"),
        (("figure", "burglary", "--source", "gossip"), "no source 'gossip'"),
        (("figure", "burglary", "--by", "colour"), "no breakdown by 'colour'"),
        (("figure", "burglary", "--as-at", "1999-01-01"), "no edition 1999-01-01"),
        (("figure", "burglary", "--as-at", "soon"), "'soon' is no day"),
        (("figure", "burglary", "--place", "Camden", "--window", "Jan 2001"), "there are months from"),
        (("figure", "burglary", "--place"), "--place"),
        (("figure",), "MEASURE"),
        (("publish",), "--as-at"),
        (("publish", "--as-at", "31/12/2010"), "is no day"),
        (("publish", "--as-at", "1995-01-01"), "no record ends on or before"),
        (("ingest", "absent.csv"), "absent.csv is no file"),
        (("ingest", "absent.csv", "--max-refused", "7"), "share from 0 to 1"),
        (("template", "spells"), "no table 'spells'"),
        (("boundaries", "absent.geojson"), "absent.geojson"),
        (("demo", "--records", "0"), "whole number from 1"),
        (("dance",), "dance"),
    ],
)
def test_a_bad_argument_ends_in_status_2_and_one_sentence(run, words, says):
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert says.casefold() in err.casefold()
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_without_an_edition_it_is_said_how_to_make_one(run, tmp_path):
    status, _, err = run("figure", "burglary", folder=tmp_path)
    assert (status, err.count("\n")) == (2, 1)
    assert "python -m tp_metrics publish" in err
