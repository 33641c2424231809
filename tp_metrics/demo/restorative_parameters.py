"""What the demonstration's restorative justice assumes; the marks are those of `parameters`.

No figure of the pilot in Greenwich was published, and none of use by month or borough: all counts are assumed, and both
arms of the pilot are drawn to reoffend alike, so that no effect is made up.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tp_metrics.demo.parameters import Assumed

RESTORATIVE: dict[str, Assumed] = {
    "first": Assumed(date(2010, 1, 1), "assumed", "the first cases of which there are records"),
    "training": Assumed(date(2010, 12, 1), "published", "in-house training from December 2010 (report of 13 Jan 2011)"),
    "pilot": Assumed(
        ("E09000011", date(2011, 1, 4)), "published, the day assumed", "Greenwich, in the new year of 2011"
    ),
    "comparison": Assumed("E09000004", "assumed", "Bexley, where like cases are dealt with as before"),
    "boroughs": Assumed(
        ("E09000022", "E09000028", "E09000014", "E09000012", "E09000025", "E09000010"), "assumed",
        "Lambeth, Southwark, Haringey, Hackney, Newham, Enfield: few in 2010, more each month after",
    ),
    "cases": Assumed((14.0, 0.035), "assumed", "fit cases a month in each of them, and by how much a month they grow"),
    "pilot cases": Assumed(34.0, "assumed", "fit cases a month in the pilot; the comparison has as many as it offers"),
    "offered, accepted": Assumed((0.72, 0.80), "assumed", "of fit cases; alike for women and men and for ethnicities"),
    "young offered": Assumed(1.12, "assumed", "times as often offered to young people as to adults"),
    "conference": Assumed(0.22, "assumed", "of fit cases are for a conference (level 2), the others for the street"),
    "young": Assumed(0.52, "assumed", "are under 18"),
    "female": Assumed(0.24, "K-l", "of people dealt with for lesser offences"),
    "ethnicity": Assumed(
        {"White": 0.47, "Mixed": 0.08, "Asian": 0.09, "Black": 0.32, "Other": 0.04}, "K-l", "of these boroughs"
    ),
    "disabled": Assumed(0.08, "K-l", "a limiting illness or disability"),
    "previous": Assumed(0.9, "assumed", "offences before, on average; most have none"),
    "trained": Assumed((0.12, 0.90, 9.0), "assumed", "share by trained officers before December 2010, at last, months"),
    "minutes": Assumed({1: (42, 14), 2: (265, 70)}, "assumed", "minutes of officers by level: average and spread"),
    "instead of charge": Assumed({1: 0.18, 2: 0.46}, "assumed", "would otherwise have been charged, by level"),
    "victim": Assumed({1: 0.55, 2: 0.83}, "assumed", "victims who take part, by level"),
    "asked": Assumed((0.6, 20, 60), "assumed", "victims who are asked, and how many days after"),
    "agreement": Assumed({1: 0.80, 2: 0.90}, "assumed", "reach an agreement, by level"),
    "kept": Assumed((0.84, 14, 120), "assumed", "agreements that are kept, and their terms in days"),
    "satisfaction": Assumed(
        (0.14, 0.30, 0.33, 0.09, 0.08, 0.04, 0.02), "assumed", "answers from completely satisfied to completely "
        "dissatisfied; the published 85 % is of conferences in serious cases and is not drawn here",
    ),
    "reoffend": Assumed((0.30, 0.9), "assumed", "reoffend within a year, in either arm, and further offences of each"),
    "offences": Assumed(
        {1: {"shoplifting": 0.34, "criminal_damage": 0.26, "violence_without_injury": 0.22, "other_theft": 0.18},
         2: {"violence_with_injury": 0.26, "burglary_residential": 0.12, "robbery_personal": 0.14,
             "criminal_damage": 0.26, "other_theft": 0.22}}, "assumed", "what the cases are of, by level",
    ),
}  # fmt: skip


def restorative(name: str) -> Any:
    """The value of a parameter of RESTORATIVE."""
    return RESTORATIVE[name].value
