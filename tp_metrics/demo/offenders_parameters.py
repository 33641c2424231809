"""What the demonstration's offenders are drawn by: what was published of them, and what is assumed."""

from __future__ import annotations

from typing import Any

from tp_metrics.demo.parameters import Assumed

#: Of each category: records listed a month, the share that is soon found, their mean days and those of the others, the
#: share withdrawn among those that end, and the share whose person is on the list of named suspects too.
_LISTS = {
    "named_suspect": (900, 0.68, 24, 1280, 0.07, 0.05),
    "ewms_wanted": (240, 0.54, 40, 1150, 0.10, 0.20),
    "police_bail_fta": (180, 0.60, 30, 780, 0.06, 0.24),
    "court_fta": (320, 0.64, 34, 1050, 0.12, 0.26),
}

OFFENDERS: dict[str, Assumed] = {
    "tagged": Assumed(4300, "published", "people tagged at one time (TP Thematic Performance report, January 2011)"),
    "breaches": Assumed((560, 800), "published", "people of these, and their breach reports in a week (same report)"),
    "mappa": Assumed({"1": 4000, "2": 2200, "3": 60}, "K-l", "people in London by category; no figure was published"),
    "mappa levels": Assumed((0.05, 0.01), "K-l", "managed at level 2 and level 3; the others at level 1"),
    "prolific": Assumed(1200, "K-l", "prolific and other priority offenders in London, 2010"),
    "lists": Assumed(_LISTS, "assumed", "20 to 30 thousand records, K-l; nothing of wanted people was published"),
    "soon more": Assumed({"named_suspect": 0.04, "police_bail_fta": 0.05}, "assumed", "of those listed from 2010 on"),
    "specialist": Assumed(0.06, "assumed", "of named suspects and people wanted on EWMS, held by specialist units"),
    "units": Assumed(
        {"Child Abuse Investigation": 0.34, "Homicide and Serious Crime": 0.16, "Sapphire": 0.28,
         "Serious and Organised Crime": 0.22}, "names general knowledge, shares assumed", "specialist units",
    ),
    "risks": Assumed(
        {"soon": {"high": 0.12, "medium": 0.30, "standard": 0.58}, "later": {"high": 0.05, "medium": 0.25,
         "standard": 0.70}}, "assumed", "of those soon found and of the others",
    ),
    "outcomes": Assumed(
        {"named_suspect": {"charged": 0.42, "no further action": 0.38, "bailed again": 0.20},
         "ewms_wanted": {"charged": 0.55, "no further action": 0.25, "bailed again": 0.20},
         "police_bail_fta": {"charged": 0.40, "no further action": 0.25, "bailed again": 0.35},
         "court_fta": {"dealt with at court": 0.93, "bailed again": 0.05, "no further action": 0.02}},
        "assumed", "of arrests",
    ),
    "to outcome": Assumed({"named_suspect": 24, "ewms_wanted": 20, "police_bail_fta": 12, "court_fta": 2}, "assumed",
                          "mean days from arrest to outcome"),
    "offences": Assumed({"soon": 0.9, "later": 0.13, "prolific": 1.7}, "assumed", "offences a person and year"),
    "kinds": Assumed(
        {"shoplifting": 0.17, "other_theft": 0.15, "violence_without_injury": 0.15, "violence_with_injury": 0.11,
         "drugs": 0.16, "burglary_residential": 0.09, "robbery_personal": 0.05, "theft_from_motor_vehicle": 0.06,
         "criminal_damage": 0.06}, "assumed", "of these offences",
    ),
    "tag days": Assumed(118, "assumed", "mean days under a tag"),
    "breach spread": Assumed(1.25, "assumed", "standard deviation of the log of how readily people breach"),
    "mappa years": Assumed({"1": 8.0, "2": 4.0, "3": 3.0}, "assumed", "mean years under it"),
    "review days": Assumed({"1": 364, "2": 112, "3": 42}, "assumed", "days from review to review by level"),
    "reviewed late": Assumed((0.14, 40), "assumed", "of people reviewed late, and by how many days in the mean"),
    "prolific months": Assumed(26, "assumed", "mean months on the scheme"),
    "prolific and wanted": Assumed(0.12, "assumed", "of prolific offenders are also wanted at some time"),
}  # fmt: skip


def offenders(name: str) -> Any:
    """The value of a parameter of OFFENDERS."""
    return OFFENDERS[name].value
