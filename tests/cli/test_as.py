"""`--as`: each verb in the role of somebody, and the audit of what was done."""

from __future__ import annotations

import csv
import json
from datetime import date

import pytest
import typer

from tests.access.people import EMAILS, write_roles
from tests.cli.test_cli import data, run
from tests.cli.test_verbs import own
from tp_metrics import audit
from tp_metrics.cli.app import app, data_first
from tp_metrics.cli.viewer import OPEN, SHOWING
from tp_metrics.ledger import Author, Ledger

__all__ = ["data", "own", "run"]
HACKNEY = "borough commander:Hackney"
ANALYSTS = {
    "audit", "boundaries", "damage", "demo", "ingest", "ledger backup", "ledger restore", "ledger upgrade", "publish",
}  # fmt: skip


def test_every_verb_is_open_or_shows_figures_or_is_the_analysts():
    verbs = typer.main.get_command(app).commands
    named = {f"ledger {name}" for name in verbs["ledger"].commands} | set(verbs) - {"ledger"}
    assert named == OPEN | SHOWING | ANALYSTS
    assert not OPEN & SHOWING


@pytest.mark.parametrize("role", ["viewer", HACKNEY, "DAC", "none"])
@pytest.mark.parametrize(
    "words",
    [
        ("publish", "--as-at", "2015-03-31"),
        ("ingest", "file.csv"),
        ("demo",),
        ("audit",),
        ("boundaries", "file.geojson"),
        ("ledger", "backup", "to.jsonl"),
        ("ledger", "restore", "from.jsonl"),
        ("ledger", "upgrade"),
    ],
)
def test_what_is_the_analysts_is_refused_to_other_roles_in_one_sentence(run, data, words, role):
    status, out, err = run(*words, "--as", role, folder=data)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "is for the analyst, and not for this role" in err


@pytest.mark.parametrize(
    ("words", "role", "said"),
    [
        (("figure", "burglary", "--place", "Camden"), "viewer", "2009/10 to May"),
        (("figure", "burglary", "--place", "Camden"), "none", "Figures are not for who has no role here."),
        (
            ("figure", "burglary", "--by", "ward", "--place", "Camden"),
            HACKNEY,
            "Figures of the wards of Camden are not",
        ),
        (
            ("figure", "burglary", "--place", "St. James's"),
            HACKNEY,
            "Figures of the wards of Westminster are not for this",
        ),
        (
            ("figure", "burglary", "--place", "E05000644"),
            "viewer",
            "Figures of the wards of Westminster are not for this",
        ),
        (("figure", "burglary", "--by", "ward"), "viewer", "Figures of the wards of Territorial Policing are not for"),
        (("pack", "justice", "--out", "x.pdf"), HACKNEY, "Tables of justice of Territorial Policing are not for this"),
        (
            ("pack", "kprm", "--area", "North East", "--out", "x.pdf"),
            "viewer",
            "Packs of the review of North East area are not for",
        ),
        (("editions",), "none", "Figures are not for who has no role here."),
        (("measures",), "none", "robbery"),
    ],
)
def test_a_role_is_shown_what_is_its_own_and_is_told_what_is_not(run, data, words, role, said):
    status, out, err = run(*words, "--as", role, folder=data)
    assert said in out + err
    assert status == (2 if "not for" in said or "are not" in said else 0)


def test_a_person_of_the_file_of_roles_may_be_named_and_nobody_else(run, own):
    write_roles(own)
    status, _, err = run("publish", "--as-at", "2015-03-31", "--as", EMAILS["viewer"], folder=own)
    assert status == 2
    assert "for this role (viewer)" in err
    assert run("--as", EMAILS["analyst"], "publish", "--as-at", "2015-03-31", folder=own)[0] == 0
    status, _, err = run("editions", "--as", "somebody@example.org", folder=own)
    assert (status, err.count("\n")) == (2, 1)
    assert "nobody in roles.csv" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as", ""), "--as is empty"),
        (("--as=",), "--as is empty"),
        (("--as", " "), "--as is empty"),
        (("--as", "viewer", "--as", "analyst"), "--as is said twice: viewer, analyst"),
        (("--as", "analyst", "--as=analyst"), "--as is said twice: analyst, analyst"),
        (("--as", "viewer", "--as", ""), "--as is said twice"),
    ],
)
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("verb", [("editions",), ("ledger", "export", "x.csv")])
def test_a_role_that_is_empty_or_said_twice_is_refused(run, data, words, said, before, verb):
    status, out, err = run(*((*words, *verb) if before else (*verb, *words)))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_a_publication_and_an_export_stand_in_the_audit_with_who_asked(run, own, tmp_path):
    write_roles(own)
    (own / audit.FILE).unlink(missing_ok=True)  # of the figures that other tests asked of what this was copied from
    run("publish", "--as-at", "2015-03-31", "--as", EMAILS["analyst"], folder=own)
    run("ledger", "export", str(tmp_path / "sheets"), "--as", HACKNEY, folder=own)
    run("figure", "burglary", "--place", "Camden", "--json", "--as", HACKNEY, folder=own)
    run("figure", "burglary", "--by", "ward", "--place", "Camden", "--as", HACKNEY, folder=own)
    found = [(one.kind, one.who, one.role, one.what) for one in audit.entries(own)]
    assert found == [
        ("publish", EMAILS["analyst"], "analyst", "edition 2015-03-31.2"),
        ("export", HACKNEY, "borough commander", "the ledger as CSV"),
        ("export", HACKNEY, "borough commander", "figure burglary, E09000007, edition 2015-03-31.2"),
    ]
    status, out, _ = run("audit", "--as", "analyst", folder=own)
    assert status == 0
    assert "edition 2015-03-31.2" in out
    assert "nothing was noted since 2059-01-01" in run("audit", "--since", "2059-01-01", folder=own)[1]
    status, _, err = run("audit", "--since", "yesterday", folder=own)
    assert (status, err.count("\n")) == (2, 1)


def test_an_export_of_the_ledger_holds_what_the_role_may_see_and_no_more(run, own, tmp_path, monkeypatch):
    monkeypatch.delenv("TP_LEDGER", raising=False)
    with Ledger.open(own) as ledger:
        for code in ("E09000012", "E09000007", "TP"):
            ledger.add_action(
                f"said of {code}",
                "x",
                date(2016, 1, 1),
                Author("A"),
                measure="robbery",
                place=code,
                added=date(2015, 1, 1),
            )
    said = {}
    for role in (HACKNEY, "viewer", "DAC"):
        run("ledger", "export", str(tmp_path / role), "--as", role, folder=own)
        with (tmp_path / role / "actions.csv").open(encoding="utf-8-sig", newline="") as text:
            said[role] = [row["words"] for row in csv.DictReader(text)]
        with (tmp_path / role / "history.csv").open(encoding="utf-8-sig", newline="") as text:
            said[role] += [json.loads(row["after"])["words"] for row in csv.DictReader(text)]
    assert said[HACKNEY] == ["said of E09000012"] * 2
    assert said["viewer"] == []
    assert len(said["DAC"]) == 6


def test_options_before_the_verb_may_stand_anywhere():
    assert data_first(["figure", "robbery", "--as=viewer", "--data", "x"]) == [
        "--as=viewer", "--data", "x", "figure", "robbery",
    ]  # fmt: skip
    assert data_first(["figure", "--as"]) == ["--as"]
    assert data_first(["figure", "--", "--as", "viewer"]) == ["figure", "--", "--as", "viewer"]
