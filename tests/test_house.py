"""The house is in order: pins, contracts, folders, documents."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests import planted
from tests.browser import desk, meeting

PROJECT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
TEXTS = {".py", ".md", ".toml", ".csv", ".txt", ".json", ".yml", ".yaml", ".geojson", ""}


def tracked() -> list[Path]:
    """The files of the project that git keeps, and those that it would."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git clone")
    return [PROJECT / line for line in listed.stdout.splitlines() if (PROJECT / line).is_file()]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;]", name.strip())[0]).lower()


def pins(file: str) -> dict[str, str]:
    lines = (PROJECT / file).read_text(encoding="utf-8").splitlines()
    return {canonical(line): line for line in lines if line.strip() and not line.startswith("#")}


@pytest.mark.parametrize(
    ("file", "extras"),
    [("requirements.txt", ()), ("requirements-dev.txt", ("dev",)), ("requirements-spark.txt", ("spark",))],
)
def test_every_direct_dependency_is_pinned(file, extras):
    project = PYPROJECT["project"]
    wanted = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    assert {canonical(line) for line in wanted} <= set(pins(file))


@pytest.mark.parametrize(
    "file", ["requirements.txt", "requirements-dev.txt", "requirements-audit.txt", "requirements-spark.txt"]
)
def test_every_requirement_is_pinned_to_one_version_from_no_named_registry(file):
    for line in pins(file).values():
        assert re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][A-Za-z0-9.!+]*( ; [^#]+)?", line), line


@pytest.mark.parametrize("file", ["requirements-dev.txt", "requirements-spark.txt"])
def test_the_pin_files_agree(file):
    run, more = pins("requirements.txt"), pins(file)
    assert {name: more.get(name) for name in run} == run


def third_party(folders: tuple[str, ...]) -> dict[str, str]:
    """Package of each import of code of others → a file that imports it."""
    own = {"tp_metrics", "pages", "tests", "bench", "docs", "deploy"}
    found: dict[str, str] = {}
    for file in tracked():
        if file.suffix != ".py" or file.relative_to(PROJECT).parts[0] not in folders:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for top in {name.partition(".")[0] for name in names} - own:
                if top not in sys.stdlib_module_names:
                    found[top] = str(file.relative_to(PROJECT))
    return found


@pytest.mark.parametrize(
    ("folders", "extras"), [(("tp_metrics", "pages", "app.py", "serve.py"), ("spark",)), (("tests", "bench"), ("dev",))]
)
def test_what_is_imported_is_a_direct_dependency(folders, extras):
    project = PYPROJECT["project"]
    lines = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    direct = {canonical(line) for line in lines}
    homes = packages_distributions()
    undeclared = {
        top: file
        for top, file in third_party(folders).items()
        if not {canonical(d) for d in homes.get(top, [top])} & direct
    }
    assert undeclared == {}


def test_every_layer_is_in_the_table_of_who_may_import_whom():
    assert set(planted.MAY_IMPORT) - {"pages"} == set(planted.layers())


def test_the_contracts_of_the_project_are_those_of_the_table():
    written = {
        protected: contract["allowed_importers"]
        for contract in PYPROJECT["tool"]["importlinter"]["contracts"]
        for protected in contract["protected_modules"]
    }
    assert written == planted.contracts()


def imports(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


#: What app.py and serve.py may import: the front door, pages.parts, Streamlit and its web framework.
DOOR = re.compile(
    r"(tp_metrics$|pages\.parts\b|streamlit\b|starlette\b|pathlib\b|__future__\b|collections\.abc\b|contextlib\b)"
)


def beyond_the_door(source: str) -> set[str]:
    return {name for name in imports(source) if not DOOR.match(name)}


@pytest.mark.parametrize("file", ["app.py", "serve.py"])
def test_the_frame_and_the_server_import_the_front_door_only(file):
    assert beyond_the_door((PROJECT / file).read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    "line",
    [
        "import polars",
        "import tp_metrics.results",
        "from tp_metrics import editions",
        "from pages.area import wards",
        "def late():\n    import pandas as pd",
    ],
)
def test_an_import_past_the_front_door_is_seen(line):
    assert beyond_the_door(f"import streamlit as st\nimport tp_metrics as tp\n{line}\n")


#: Methods of Polars that call back into Python from one of its own threads.
CALLING_BACK = {
    "map_batches",
    "map_elements",
    "map_groups",
    "map_rows",
    "rolling_map",
    "fold",
    "cum_fold",
    "cum_reduce",
}
#: Where no page is drawn beside it: records for benchmarks.
ALONE = {"tp_metrics/demo/events.py"}


def called_back(source: str) -> set[str]:
    """What a file's expressions have Python do within Polars."""
    named = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute | ast.alias)]
    words = {node.attr if isinstance(node, ast.Attribute) else node.name for node in named}
    return words & {*CALLING_BACK, "register_io_source"}


def test_nobody_is_called_back_from_within_polars():
    # A thread of Polars that calls Python waits for the interpreter, and whoever hands a table to pandas or Arrow holds
    # the interpreter while it waits for that thread: with one thread of Polars the whole server then stands for good.
    files = [file for file in tracked() if file.suffix == ".py"]
    ours = {str(file.relative_to(PROJECT)): file for file in files}
    ours = {name: file for name, file in ours.items() if name.startswith(("tp_metrics/", "pages/", "app.", "serve."))}
    found = {name: called_back(file.read_text(encoding="utf-8")) for name, file in ours.items()}
    assert {name for name, words in found.items() if words} == ALONE


@pytest.mark.parametrize(
    "line",
    [
        "rows.select(pl.col('day').map_elements(day_text, return_dtype=pl.String))",
        "limits = expected.map_batches(lower)",
        "total = pl.fold(0, lambda a, b: a + b, columns)",
        "from polars.io.plugins import register_io_source",
    ],
)
def test_a_call_back_from_within_polars_is_seen(line):
    assert len(called_back(line)) == 1


def test_every_code_folder_is_a_package():
    # With some but not all, import-linter goes blind without a word, and tests/pages would shadow pages.
    folders = {file.parent for file in tracked() if file.suffix == ".py"} - {PROJECT}
    without = {str(f.relative_to(PROJECT)) for f in folders if not (f / "__init__.py").is_file()}
    assert {name for name in without if name.partition("/")[0] in ("tp_metrics", "pages", "tests")} == set()


def test_the_browser_opens_every_page():
    files = {file.stem for file in (PROJECT / "pages").glob("*/*.py") if file.parent.name != "parts"}
    assert sorted(desk.PAGES) == sorted(files - {"__init__", "start"})


def test_no_page_stands_beside_the_frame():
    # pages/*.py directly beside app.py wakes Streamlit's legacy multipage mode.
    assert [path.name for path in (PROJECT / "pages").glob("*.py")] == ["__init__.py"]


FOREIGN = re.compile(r"(?<![\w.])/(?:work|tmp|root|home/\w+)/|pypi\.org|registry\.npmjs|proxy\.golang")


def test_no_path_of_a_machine_and_no_registry_stands_in_a_file():
    found = {}
    for file in tracked():
        if file.suffix not in TEXTS or file == Path(__file__):
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a made-up file in a published encoding
        if match := FOREIGN.search(text):
            found[str(file.relative_to(PROJECT))] = match[0]
    assert found == {}


@pytest.mark.parametrize(
    "file", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "docs/decisions.md", "data/README.md"]
)
def test_every_document_of_the_house_stands(file):
    assert (PROJECT / file).read_text(encoding="utf-8").strip()


def test_every_link_of_the_documents_to_a_file_leads_somewhere():
    for file in tracked():
        if file.suffix == ".md":
            for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", file.read_text(encoding="utf-8")):
                assert (file.parent / link).exists(), f"{file.name}: {link}"


def test_the_tour_shows_every_step_of_the_meeting_that_is_tested():
    tour = PROJECT / "docs" / "tour.md"
    named = re.findall(r"!\[[^\]]+\]\(tour/([^)]+)\.png\)", tour.read_text(encoding="utf-8"))
    assert named == list(meeting.STEPS)
    assert sorted(named) == sorted(picture.stem for picture in (tour.parent / "tour").iterdir())


def test_all_pictures_of_the_documents_are_small():
    pictures = [file for file in tracked() if file.suffix == ".png" and file.parts[-3] == "docs"]
    assert 0 < sum(file.stat().st_size for file in pictures) < 1_500_000


def test_every_source_has_a_paragraph_and_its_attribution_in_the_data_readme():
    from tp_metrics.schema.reference import read_reference

    words = " ".join((PROJECT / "data/README.md").read_text(encoding="utf-8").split())
    for name, attribution in read_reference("sources").select("name", "attribution").rows():
        assert f"`{name}`" in words, name
        assert attribution in words, attribution


def test_every_make_target_is_explained():
    text = (PROJECT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.M)
    assert phony is not None
    for target in phony[1].split():
        assert re.search(rf"^{target}:.*## \w", text, re.M), target


def test_the_decisions_are_four_sentences_each():
    text = (PROJECT / "docs/decisions.md").read_text(encoding="utf-8")
    for section in text.split("\n## ")[1:]:
        title, _, body = section.partition("\n")
        sentences = re.findall(r"[.!?](?=\s|$)", re.sub(r"`[^`]*`", "code", body))
        assert 2 <= len(sentences) <= 5, f"{title}: {len(sentences)}"


def test_streamlit_asks_nothing_and_tells_nobody():
    config = tomllib.loads((PROJECT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert config["server"]["showEmailPrompt"] is False
    assert config["browser"]["gatherUsageStats"] is False
    assert "address" not in json.dumps(config["server"])


@pytest.mark.parametrize(("variables", "status"), [({}, 0), ({"TP_CI": "1"}, 1)])
def test_a_run_that_skips_what_has_to_run_fails_only_where_tp_ci_is_set(tmp_path, variables, status):
    conftest = (PROJECT / "tests/conftest.py").read_text(encoding="utf-8")
    (tmp_path / "conftest.py").write_text(conftest, encoding="utf-8")
    (tmp_path / "test_real.py").write_text("def test_of_a_real_file(open_data): ...\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  real: reads real files\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TP_", "PYTEST_"))}
    environment |= variables | {"PYTHONPATH": str(PROJECT)}
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == status
    assert "1 real tests skipped" in run.stdout
