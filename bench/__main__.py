"""`make bench`: print the table, or the parts of it that PARTS names; exit status 1 where a mark is missed."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.table import Line


def main(wanted: Sequence[str]) -> int:
    """Measure the parts that are wanted, or all, on a demonstration of its own, which is made and measured first."""
    os.environ.setdefault("STREAMLIT_LOGGER_LEVEL", "error")  # pages are run without a browser, of which it would warn
    with tempfile.TemporaryDirectory(prefix="tp-bench-") as folder:
        os.environ["TP_DATA"] = folder
        parts = _parts(Path(folder))
        if unknown := sorted(set(wanted) - set(parts)):
            sys.stderr.write(f"Not a part of the bench: {', '.join(unknown)}; its parts are {', '.join(parts)}.\n")
            return 2
        missed = 0
        for name, measured in parts.items():
            if not wanted or name in wanted or name == "demonstration":
                for line in measured():
                    sys.stdout.write(f"{line}\n")
                    sys.stdout.flush()
                    missed += line.passed is False
    return 1 if missed else 0


def _parts(folder: Path) -> dict[str, Callable[[], list[Line]]]:
    """What is measured, by name, in the order of the table."""
    from bench import calibration, demonstration, facts, memory, packs, pages, results, review

    return {
        "demonstration": lambda: demonstration.lines(folder),
        "results": results.lines,
        "pages": pages.lines,
        "review": lambda: review.lines(folder),
        "packs": packs.lines,
        "memory": lambda: memory.lines(folder),
        "facts": facts.lines,
        "calibration": calibration.lines,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
