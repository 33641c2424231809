"""Whether a known vulnerability is in what the dashboard needs; `make audit`.

pip-audit asks PyPI for each pinned package. It calls a package that PyPI has no word of "skipped" and ends with 0, so
that a machine without PyPI's data would look safe: here that is a sentence of its own and exit status 2.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PINS = Path(__file__).parents[1] / "requirements.txt"
#: How long PyPI may take to answer for one package, in seconds.
PATIENCE = 15


def verdict(said: str, complaint: str = "") -> tuple[int, list[str]]:
    """Exit status and lines for what pip-audit wrote: 0 nothing known, 1 something known, 2 nothing could be learnt."""
    try:
        packages = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        why = complaint.strip().splitlines()[-1] if complaint.strip() else "pip-audit said nothing"
        return 2, [f"Nothing was audited: the data of known vulnerabilities cannot be reached ({why[:200]})."]
    left_out = [one["name"] for one in packages if "skip_reason" in one]
    known = [one for one in packages if one.get("vulns")]
    lines = [
        f"{one['name']} {one['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'no version yet'}"
        for one in known
        for flaw in one["vulns"]
    ]
    if left_out and len(left_out) == len(packages):
        return 2, ["Nothing was audited: the data of known vulnerabilities cannot be reached from here."]
    if left_out:
        lines.append(f"Not audited, as nothing is known of them here: {', '.join(left_out)}.")
    if known:
        return 1, [*lines, f"{len(known)} of {len(packages)} packages have a known vulnerability."]
    if left_out:
        return 2, lines
    return 0, [f"No known vulnerability in {len(packages)} packages."]


def main(pins: Path = PINS) -> int:
    """Audit the pins, print what is known, and return the exit status."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(pins), "--no-deps", "--disable-pip"]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", str(PATIENCE)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    status, lines = verdict(found.stdout, found.stderr)
    sys.stdout.write("\n".join(lines) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
