"""The container's own steps in a folder: its packages, files, command and question whether it is well; its SBOM.

There is no container engine on most machines that test. What an engine would add is the base image and the fonts.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.test_deployment import CONTAINER, PROJECT, SHIPPED, licences, pinned, said

pytestmark = pytest.mark.trust


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that stands for the container's root, after its COPY and RUN steps but those of Debian and of users."""
    root = tmp_path_factory.mktemp("image")
    at = root
    for word, argument in CONTAINER:
        if word == "WORKDIR":
            at = root / argument.lstrip("/")
            at.mkdir(parents=True)
        elif word == "COPY" and not argument.startswith("--from"):
            copied(at, root, argument)
        elif word == "RUN" and "apt-get" not in argument and "useradd" not in argument:
            here = argument.replace("/opt/venv", f"{root}/opt/venv").replace("/build/", f"{root}/build/")
            subprocess.run(["sh", "-c", here], cwd=at, check=True, capture_output=True, timeout=1800)
    return root


def copied(at: Path, root: Path, argument: str) -> None:
    """One COPY: folders give what is in them, as in a container."""
    *sources, target = shlex.split(argument)
    into = root / target.lstrip("/") if target.startswith("/") else at / target
    into.mkdir(parents=True, exist_ok=True)
    for source in sources:
        if (PROJECT / source).is_dir():
            shutil.copytree(PROJECT / source, into, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        else:
            shutil.copy(PROJECT / source, into)


def test_the_container_backs_up_its_data_folder(image, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "audit.jsonl").write_text("{}\n", encoding="utf-8")
    told = {"PATH": os.defpath, "PYTHON": str(image / "opt/venv/bin/python"), "TP_DATA": str(data)}
    command = [image / "opt/tp/deploy/backup", tmp_path / "kept"]
    done = subprocess.run(command, cwd="/", env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kept = subprocess.run(["tar", "-tf", tmp_path / "kept/data.tar"], capture_output=True, text=True, check=True)
    assert "./audit.jsonl" in kept.stdout.split()


def test_the_container_serves_and_says_that_it_is_well(image, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    named = dict(pair.split("=", 1) for argument in said("ENV") for pair in shlex.split(argument))
    data = tmp_path / "data"
    data.mkdir()
    # Of this machine's own variables none: a container has none of them.
    environment = {**named, "PATH": f"{image}/opt/venv/bin:{os.defpath}", "TP_DATA": str(data), "HOME": "/nonexistent"}
    command = [one.replace("8501", port).replace("0.0.0.0", "127.0.0.1") for one in json.loads(said("CMD")[0])]
    question = [one.replace("8501", port) for one in json.loads(said("HEALTHCHECK")[0].partition("CMD")[2])]
    program = str(image / "opt/venv/bin/python")
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(
            [program, *command[1:]], cwd=image / "opt/tp", env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            until = time.monotonic() + 120
            while (well := subprocess.run([program, *question[1:]], env=environment, check=False).returncode) != 0:
                assert server.poll() is None, (tmp_path / "log").read_text()
                assert time.monotonic() < until, (tmp_path / "log").read_text()
        finally:
            server.terminate()
            server.wait(30)
    assert well == 0
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_the_container_makes_the_demonstrations_pack(image, tmp_path, demonstration_folder):
    environment = {"PATH": os.defpath, "TP_DATA": str(demonstration_folder), "TP_LEDGER": f"sqlite:///{tmp_path / 'l'}"}
    command = [
        str(image / "opt/venv/bin/python"),
        "-m",
        "tp_metrics",
        "pack",
        "exceptions",
        "--out",
        f"{tmp_path}/e.pdf",
    ]
    done = subprocess.run(command, cwd=image / "opt/tp", env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "e.pdf").read_bytes().startswith(b"%PDF")


def test_nothing_but_what_is_needed_is_installed(image):
    listed = subprocess.run(
        [str(image / "opt/venv/bin/python"), "-m", "pip", "list", "--format=json"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    there = {re.sub(r"[-_.]+", "-", one["name"]).lower(): one["version"] for one in json.loads(listed)}
    assert {name: version for name, version in there.items() if name not in ("pip", "setuptools")} == {
        one.name: str(next(iter(one.specifier)).version) for one in pinned()
    }


def test_the_bill_of_materials_lists_every_pinned_package_with_version_and_licence(tmp_path):
    bill = tmp_path / "sbom.json"
    subprocess.run(["make", "sbom", f"SBOM={bill}"], cwd=PROJECT, check=True, capture_output=True, timeout=1800)
    content = json.loads(bill.read_text(encoding="utf-8"))
    assert content["bomFormat"] == "CycloneDX"
    assert content["metadata"]["component"]["name"] == "tp-metrics"
    parts = {re.sub(r"[-_.]+", "-", one["name"]).lower(): one for one in content["components"]}
    assert {name: one["version"] for name, one in parts.items()} == {
        one.name: str(next(iter(one.specifier)).version) for one in pinned()
    }
    # Those that name no licence in their metadata ship one as a file, which `licences` reads.
    assert {name for name, one in parts.items() if not one.get("licenses")} <= set(SHIPPED)
    for name, one in parts.items():
        words = json.dumps(one.get("licenses") or sorted(licences(name)))
        assert any(short.partition("-")[0] in words for short in licences(name)), name
