"""`make bench`: print the table; exit status 1 where a mark is missed."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Measure everything on a demonstration of its own."""
    os.environ.setdefault("STREAMLIT_LOGGER_LEVEL", "error")  # pages are run without a browser, of which it would warn
    with tempfile.TemporaryDirectory(prefix="tp-bench-") as folder:
        os.environ["TP_DATA"] = folder
        from bench import calibration, demonstration, facts, memory, packs, pages, results, review

        missed = 0
        for measured in (
            calibration.lines,
            lambda: demonstration.lines(Path(folder)),
            results.lines,
            pages.lines,
            lambda: review.lines(Path(folder)),
            packs.lines,
            lambda: memory.lines(Path(folder)),
            facts.lines,
        ):
            for line in measured():
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
                missed += line.passed is False
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
