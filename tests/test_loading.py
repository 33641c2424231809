"""A server has loaded everything before the first person comes, so that nobody is handed a module half loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pages.parts.loading import modules

PROJECT = Path(__file__).resolve().parents[1]


def test_every_module_of_the_library_that_a_page_may_need_is_loaded():
    there = {
        ".".join(file.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")
        for file in (PROJECT / "tp_metrics").rglob("*.py")
    }
    left_out = {name for name in there - set(modules()) if not name.startswith("tp_metrics.ledger.migrations")}
    assert {name.partition("tp_metrics.")[2].partition(".")[0] for name in left_out} == {"", "__main__", "cli"}


def test_after_it_nothing_of_the_library_is_loaded_late():
    code = "import sys\nfrom pages.parts.loading import load, modules\nload()\nprint(set(modules()) - set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_numpy_is_told_of_one_thread_before_it_is_loaded():
    code = """
import os, sys

class Watch:
    def find_spec(self, name, *rest):
        if name == "numpy":
            print(os.environ.get("OPENBLAS_NUM_THREADS"))

sys.meta_path.insert(0, Watch())
import serve
"""
    told = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=told, capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) == {"1"}
