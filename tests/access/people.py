"""The people of these tests: one of each role, and which places are theirs."""

from __future__ import annotations

from pathlib import Path

from tp_metrics.access import ANALYST, DAC, EVERYONE, NOBODY, VIEWER, Scope, commander

HACKNEY, BARNET, WESTMINSTER, NORTH = "E09000012", "E09000003", "E09000033", "AREA-N"
OF_HACKNEY = commander("borough commander", [HACKNEY])
OF_NORTH = commander("area commander", [NORTH])
#: Who may not see everything.
RESTRICTED: dict[str, Scope] = {"borough": OF_HACKNEY, "area": OF_NORTH, "viewer": VIEWER, "none": NOBODY}
WHOLE: dict[str, Scope] = {"everyone": EVERYONE, "DAC": DAC, "analyst": ANALYST}
EMAILS = {
    "analyst": "analyst@example.org",
    "DAC": "dac@example.org",
    "area": "north@example.org",
    "borough": "hackney@example.org",
    "viewer": "reader@example.org",
    "none": "stranger@example.org",
}
ROLES = """claim,value,role,place,note
email,analyst@example.org,analyst,,
email,dac@example.org,DAC,,
email,north@example.org,area commander,AREA-N,
email,hackney@example.org,borough commander,E09000012,
email,reader@example.org,viewer,,
"""


def write_roles(folder: Path, text: str = ROLES) -> Path:
    """A roles.csv in the reference folder of a data folder."""
    (folder / "reference").mkdir(parents=True, exist_ok=True)
    path = folder / "reference" / "roles.csv"
    path.write_text(text, encoding="utf-8")
    return path
