"""What the documents and files of deployment say is what the code does: variables, container, unit, licences."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from bench.load import Waited, grouped, percentile
from deploy.audit import verdict

PROJECT = Path(__file__).resolve().parents[1]
DOCUMENT = PROJECT / "docs" / "deployment.md"
CODE = ("app.py", "serve.py", "tp_metrics", "pages")
VARIABLE = re.compile(r"TP_[A-Z_]*[A-Z]")


def files(*names: str) -> list[Path]:
    found = [PROJECT / name for name in names]
    return [file for one in found for file in ([one] if one.is_file() else sorted(one.rglob("*.py")))]


def asked_of_the_environment(source: str) -> set[str]:
    """The variables that a module reads by name: every word of code that is nothing but such a name, in any call."""
    words = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    return {word for word in words if isinstance(word, str) and VARIABLE.fullmatch(word)}


def table() -> dict[str, list[str]]:
    """The rows of the table of variables, by name."""
    section = DOCUMENT.read_text(encoding="utf-8").partition("## Environment variables")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in section.splitlines() if "| `TP_" in line]
    return {row[0].strip("`"): row[1:] for row in rows}


def test_every_variable_that_the_code_reads_is_in_the_table_and_no_other():
    read = {name for file in files(*CODE) for name in asked_of_the_environment(file.read_text(encoding="utf-8"))}
    assert read == set(table())


def test_every_row_of_the_table_says_what_it_is_and_what_stands_without_it():
    for name, cells in table().items():
        assert len(cells) == 2, name
        assert all(cells), name


def test_a_variable_is_found_however_it_is_read():
    source = (
        'import os\na = os.environ["TP_A"]\nb = os.getenv("TP_B", "")\ndef f():\n    "Say TP_C."\n    g(key="TP_D")\n'
    )
    assert asked_of_the_environment(source) == {"TP_A", "TP_B", "TP_D"}


def test_every_variable_of_the_whole_document_is_in_its_table():
    own = {"TP_PACKS", "TP_OPEN"}  # the script's own; and the door's, which is told of beside it
    assert set(VARIABLE.findall(DOCUMENT.read_text(encoding="utf-8"))) - own <= set(table())


def steps(file: Path) -> list[tuple[str, str]]:
    """The instructions of a container file: word and argument, continued lines in one."""
    text = re.sub(r"^#.*\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = [line for line in re.sub(r"\\\n\s*", "", text).splitlines() if line.strip()]
    return [tuple(line.strip().split(maxsplit=1)) for line in lines]  # type: ignore[misc]


CONTAINER = steps(PROJECT / "Containerfile")
#: What an instruction of a container file may be.
WORDS = {"FROM", "COPY", "RUN", "WORKDIR", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}


def said(word: str) -> list[str]:
    return [argument for one, argument in CONTAINER if one == word]


def test_the_container_is_made_of_what_is_there_and_of_nothing_secret():
    assert {word for word, _ in CONTAINER} <= WORDS
    ignored = (PROJECT / ".containerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    for argument in said("COPY"):
        *sources, _ = shlex.split(argument)
        for source in [one for one in sources if not argument.startswith("--from")]:
            assert (PROJECT / source).exists(), source
            assert f"!{source}" in ignored, f"{source} is left out by .containerignore"
    whole = " ".join(argument for _, argument in CONTAINER).lower()
    assert not re.search(r"secrets|password|token|cookie|ledger\.db|tp_open", whole)


def test_the_container_holds_everything_that_runs():
    copied = {source for argument in said("COPY") for source in shlex.split(argument)[:-1]}
    assert {"app.py", "serve.py", "pages", "tp_metrics", "data/reference", ".streamlit/config.toml"} <= copied
    assert "requirements.txt" in copied


def test_the_container_runs_as_nobody_in_particular_and_can_be_asked_whether_it_is_well():
    assert said("USER") == ["tp"]
    order = [word for word, _ in CONTAINER]
    assert order.index("USER") < order.index("CMD")
    assert "RUN" not in order[order.index("USER") :]
    command = json.loads(said("CMD")[0])
    assert command[:5] == ["python", "-m", "streamlit", "run", "serve.py"]
    assert "--server.address=0.0.0.0" in command
    assert f"--server.port={said('EXPOSE')[0]}" in command
    health = json.loads(said("HEALTHCHECK")[0].partition("CMD")[2])
    assert f":{said('EXPOSE')[0]}/health" in health[-1]
    assert "TP_DATA=/data" in said("ENV")[0]
    assert said("VOLUME") == ["/data"]


def test_the_container_has_the_python_of_the_tests_and_the_fonts_of_the_packs():
    assert {argument.split()[0] for argument in said("FROM")} == {"python:3.11-slim-bookworm"}
    fonts = re.findall(r"fonts-[a-z-]+", " ".join(said("RUN")))
    assert fonts == re.search(r"on Debian: `(fonts-[^`]+)`", DOCUMENT.read_text(encoding="utf-8"))[1].split()


UNIT = PROJECT / "deploy" / "tp.service"
HARD = {"NoNewPrivileges": "true", "ProtectSystem": "strict", "ProtectHome": "true", "CapabilityBoundingSet": ""}


def test_the_unit_serves_this_machine_only_and_writes_nothing_but_the_data_folder():
    lines = [line.partition("=") for line in UNIT.read_text(encoding="utf-8").splitlines() if "=" in line]
    unit = {name: value for name, _, value in lines if not name.startswith("#")}
    assert "--server.address=127.0.0.1" in unit["ExecStart"]
    assert unit["User"] == "tp"
    assert f"TP_DATA={unit['ReadWritePaths']}" in unit["Environment"]
    assert {name: unit[name] for name in HARD} == HARD


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="on Debian: apt-get install systemd")
def test_systemd_reads_the_unit_without_a_complaint(tmp_path):
    # It looks for the program that the unit names: here one that is there.
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to("/bin/true")
    unit = tmp_path / "tp.service"
    unit.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/tp", str(tmp_path)), encoding="utf-8")
    for command in (["verify", str(unit)], ["security", "--offline=true", "--threshold=30", str(unit)]):
        found = subprocess.run(["systemd-analyze", *command], capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stdout + found.stderr
    assert "tp.service" not in found.stderr


AS_TP = PROJECT / "deploy" / "as-tp"


def test_a_command_is_run_as_the_service_runs_whatever_folder_it_is_given_in(tmp_path):
    settings = tmp_path / "environment"
    settings.write_text('# of the service\nTP_LEDGER=postgresql://tp:a b$c&d"e@host/x\nTP_OPEN=1', encoding="utf-8")
    told = {"PATH": os.environ["PATH"], "SETTINGS": str(settings), "TP_OPEN": "0"}
    words = ["sh", "-c", 'printf "%s\n" "$TP_LEDGER" "$TP_OPEN" "$TP_DATA" "$PYTHONPATH" "$1"; umask', "sh", "a b"]
    done = subprocess.run([AS_TP, *words], env=told, cwd="/", capture_output=True, text=True, check=True)
    ledger = 'postgresql://tp:a b$c&d"e@host/x'
    assert done.stdout.splitlines() == [ledger, "0", "/srv/tp", str(PROJECT), "a b", "0027"]
    refused = subprocess.run([AS_TP], env=told, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "as-tp COMMAND" in refused.stderr


def test_what_changes_the_user_is_found_on_the_short_path_of_cron(tmp_path):
    told = {"PATH": "/usr/bin:/bin", "SETTINGS": str(tmp_path / "none")}
    done = subprocess.run(
        [AS_TP, "sh", "-c", "command -v runuser"], env=told, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("/runuser\n")


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ('TP_LEDGER="sqlite:///a b"', "sqlite:///a b"),
        ("TP_LEDGER='sqlite:///a b'", "sqlite:///a b"),
        ('TP_LEDGER="sqlite:///a', '"sqlite:///a'),
        ("A note = TP_LEDGER\n;\nTP-LEDGER=x\nTP_LEDGER=a=b ", "a=b "),
        ("TP_LEDGER=", ""),
    ],
)
def test_settings_are_read_as_systemd_reads_them(tmp_path, line, value):
    settings = tmp_path / "environment"
    settings.write_text(line, encoding="utf-8")
    told = {"PATH": os.environ["PATH"], "SETTINGS": str(settings)}
    words = ["sh", "-c", 'printf "%s" "$TP_LEDGER"']
    done = subprocess.run([AS_TP, *words], env=told, capture_output=True, text=True, check=True)
    assert done.stdout == value


def test_the_document_runs_every_verb_of_the_service_as_the_service():
    text = DOCUMENT.read_text(encoding="utf-8")
    blocks = [line for block in re.findall(r"```\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    deployed = [line for line in blocks if "/opt/tp" in line and ("tp_metrics " in line or "deploy/backup" in line)]
    assert len(deployed) >= 6
    assert [line for line in deployed if "as-tp" not in line] == []


#: Licences under which a library may be used by an MIT project that ships none of it changed; LGPL and MPL: unchanged.
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-3.0-only", "MIT", "MIT-0", "MIT-CMU",
    "MPL-2.0", "PSF-2.0", "Zlib",
}  # fmt: skip
#: What packages write in place of the short name of a licence.
WORDED = {
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "2-clause BSD": "BSD-2-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
#: Packages whose metadata name no licence, and what the licence that they ship begins with.
SHIPPED = {"dataframely": ("BSD-3-Clause", "BSD 3-Clause License")}


def pinned() -> list[Requirement]:
    """What requirements.txt pins for this machine."""
    lines = (PROJECT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    found = [Requirement(line) for line in lines]
    return [one for one in found if one.marker is None or one.marker.evaluate()]


def licences(name: str) -> set[str]:
    """The licences of an installed package by their short names."""
    found = distribution(name)
    if name in SHIPPED:
        short, begins = SHIPPED[name]
        texts = [file.read_text() for file in found.files or () if "LICENSE" in file.name.upper()]
        assert any(text.lstrip().startswith(begins) for text in texts), f"{name} ships another licence"
        return {short}
    about = found.metadata
    if said := about.get("License-Expression"):
        return set(re.split(r" AND | OR ", said))
    classes = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier", []) if one.startswith("License")]
    words = classes or [about.get("License") or "none"]
    return {WORDED.get(word, word) for word in words}


def test_every_package_that_runs_has_a_licence_that_goes_with_ours():
    found = {}
    for one in pinned():
        try:
            found[one.name] = licences(one.name)
        except PackageNotFoundError:
            pytest.fail(f"{one.name} is pinned and not installed")
    assert len(found) > 60
    assert {name: short - ALLOWED for name, short in found.items() if short - ALLOWED} == {}


SOUND = '{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}'
FLAW = '{"id": "PYSEC-1", "fix_versions": ["2"], "aliases": [], "description": ""}'
UNKNOWN = '{"name": "b", "skip_reason": "not found"}'


@pytest.mark.parametrize(
    ("said", "complaint", "status", "words"),
    [
        (SOUND, "", 0, ["No known vulnerability in 1 packages."]),
        (
            SOUND.replace("[]", f"[{FLAW}]"),
            "",
            1,
            ["a 1: PYSEC-1, mended in 2", "1 of 1 packages have a known vulnerability."],
        ),
        (
            f'{{"dependencies": [{UNKNOWN}]}}',
            "",
            2,
            ["Nothing was audited: the data of known vulnerabilities cannot be reached from here."],
        ),
        (
            SOUND.replace("]}", f"]}}, {UNKNOWN}", 1)[:-1] + "}",
            "",
            2,
            ["Not audited, as nothing is known of them here: b."],
        ),
        (
            "",
            "Traceback\nConnectionError: no route\n",
            2,
            ["Nothing was audited: the data of known vulnerabilities cannot be reached (ConnectionError: no route)."],
        ),
    ],
)
def test_an_audit_that_could_not_look_never_says_that_all_is_well(said, complaint, status, words):
    assert verdict(said, complaint) == (status, words)


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1.0), (0.5, 51.0), (0.95, 96.0), (0.99, 100.0), (1.0, 100.0)])
def test_a_percentile_is_a_time_that_somebody_waited(share, expected):
    assert percentile([float(one) for one in range(100, 0, -1)], share) == expected


def test_the_slowest_page_stands_first():
    waited = [Waited("wards", "open", 2.0), Waited("data", "open", 9.0), Waited("wards", "open", 4.0)]
    assert [line.split() for line in grouped(waited, "page")] == [
        ["data", "1", "9.00", "9.00", "9.00"],
        ["wards", "2", "3.00", "4.00", "4.00"],
    ]
