"""Everything that the demonstration data assume, in one table; what was published stands in `published/`.

Marks: K-h, K-m, K-l general knowledge of high, medium or low certainty; "assumed" a choice made so that the screens
have something to show; "published" a printed figure that fits no table of `published/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Assumed:
    """A parameter: its value, how sure it is, and why it has this value."""

    value: Any
    mark: str
    comment: str


@dataclass(frozen=True)
class Plant:
    """Something put into the data on purpose, for signals to find.

    Attributes:
        kind: "trend", "shift", "outlier" or "stable".
        offence: the offence code whose counts carry it.
        place: the borough or ward.
        first: the first month of it.
        size: per month for a trend, otherwise the factor that the months are multiplied by.
        words: what a person should be able to see.
    """

    kind: str
    offence: str
    place: str
    first: date
    size: float
    words: str


#: Planted where no borough or ward figure was published, so that nothing published is contradicted.
PLANTED: dict[str, Plant] = {
    "trend": Plant(
        "trend", "domestic_offences", "E09000008", date(2008, 4, 1), 0.010, "Croydon: domestic offences up 1 % a month"
    ),
    "shift": Plant(
        "shift", "knife_crime", "E09000022", date(2010, 7, 1), 1.45, "Lambeth: knife crime 45 % higher from July 2010"
    ),
    "outlier": Plant(
        "outlier", "racist_religious_hate", "E09000030", date(2010, 9, 1), 2.4, "Tower Hamlets: one month 2.4 times"
    ),
    "stable": Plant(
        "stable", "domestic_offences", "E09000009", date(2007, 4, 1), 1.0, "Ealing: domestic offences, chance alone"
    ),
    "ward shift": Plant(
        "shift", "robbery_personal", "E05000153", date(2010, 4, 1), 2.0, "Fairfield, Croydon: robbery doubles"
    ),
    "ward outlier": Plant(
        "outlier", "theft_from_motor_vehicle", "E05000492", date(2010, 11, 1), 4.0, "Stratford: one month four times"
    ),
}

#: Wards with a town centre (their names say it, or it is well known) and how strongly it draws crime.
TOWN_CENTRES: dict[str, float] = {
    "E05000026": 1.2, "E05000062": 0.6, "E05000069": 1.3, "E05000104": 1.0, "E05000109": 1.6, "E05000129": 2.0,
    "E05000130": 2.4, "E05000138": 3.0, "E05000153": 2.4, "E05000173": 1.3, "E05000210": 0.9, "E05000230": 1.6,
    "E05000211": 0.8, "E05000239": 1.6, "E05000256": 1.6, "E05000263": 2.0, "E05000275": 1.8, "E05000288": 1.8,
    "E05000319": 2.4, "E05000341": 1.2, "E05000358": 1.4, "E05000367": 1.2, "E05000371": 1.0, "E05000379": 1.0,
    "E05000383": 1.4, "E05000388": 0.8, "E05000408": 2.6, "E05000420": 1.5, "E05000448": 1.8, "E05000455": 0.8,
    "E05000471": 1.0, "E05000492": 2.0, "E05000501": 1.8, "E05000528": 2.0, "E05000536": 2.0, "E05000553": 1.2,
    "E05000564": 2.2, "E05000587": 1.3, "E05000589": 0.8, "E05000601": 1.0, "E05000614": 1.0, "E05000641": 1.0,
}  # fmt: skip

#: How each offence follows places: how much of the town centre's pull and of the crime gradient it shows.
FOLLOWS: dict[str, tuple[float, float]] = {
    "homicide": (0.3, 1.5), "violence_with_injury": (1.0, 1.0), "violence_without_injury": (0.8, 0.9),
    "rape": (0.6, 0.8), "other_sexual": (1.0, 0.6), "robbery_personal": (0.9, 1.2), "robbery_business": (1.2, 0.8),
    "burglary_residential": (-0.1, 0.5), "burglary_other": (0.8, 0.4), "theft_of_motor_vehicle": (0.0, 0.6),
    "theft_from_motor_vehicle": (0.1, 0.5), "motor_vehicle_interference": (0.1, 0.6), "theft_from_person": (2.4, 0.7),
    "shoplifting": (2.6, 0.2), "pedal_cycle_theft": (0.9, 0.5), "other_theft": (1.3, 0.5),
    "criminal_damage": (0.3, 0.8), "drugs": (0.8, 1.3), "fraud_forgery": (1.3, 0.3), "other_notifiable": (0.8, 0.8),
    "knife_crime": (0.7, 1.3), "gun_crime": (0.4, 1.5), "serious_youth_violence": (0.7, 1.3),
    "domestic_offences": (0.0, 1.0), "racist_religious_hate": (0.7, 0.7), "homophobic_hate": (0.9, 0.5),
    "disability_hate": (0.1, 0.7), "calls": (0.6, 0.7), "stops": (1.2, 1.2),
}  # fmt: skip

#: Fine offences that no source splits off: their part of the group's remainder after the published ones.
REMAINDERS: dict[str, dict[str, float]] = {
    "violence": {"violence_without_injury": 1.0},
    "sexual": {"other_sexual": 1.0},
    "burglary": {"burglary_other": 1.0},
    "theft": {
        "motor_vehicle_interference": 0.02,
        "shoplifting": 0.21,
        "pedal_cycle_theft": 0.12,
        "other_theft": 0.65,
    },
}

#: Overlapping counts: whole-force years before the workbook begins (2007/08) and how boroughs share them.
OVERLAPS: dict[str, dict[str, float]] = {
    "knife_crime": {"robbery_personal": 1.0, "violence_with_injury": 0.35},
    "gun_crime": {"robbery_personal": 1.0, "robbery_business": 3.0, "violence_with_injury": 0.15},
    "serious_youth_violence": {"robbery_personal": 1.0, "violence_with_injury": 0.35},
    "domestic_offences": {"violence_with_injury": 1.0, "violence_without_injury": 0.4},
    "racist_religious_hate": {"violence_without_injury": 1.0, "criminal_damage": 0.2},
    "homophobic_hate": {"violence_without_injury": 1.0, "theft_from_person": 0.8},
    "disability_hate": {"violence_without_injury": 1.0},
}

#: Sanction detections as a share of offences before they are brought to the published ratios of each year.
DETECTED: dict[str, float] = {
    "homicide": 0.88, "violence_with_injury": 0.329, "violence_without_injury": 0.30, "rape": 0.22,
    "other_sexual": 0.24, "robbery_personal": 0.13, "robbery_business": 0.25, "burglary_residential": 0.11,
    "burglary_other": 0.09, "theft_of_motor_vehicle": 0.05, "theft_from_motor_vehicle": 0.03,
    "motor_vehicle_interference": 0.03, "theft_from_person": 0.03, "shoplifting": 0.62, "pedal_cycle_theft": 0.03,
    "other_theft": 0.06, "criminal_damage": 0.12, "drugs": 0.96, "fraud_forgery": 0.32, "other_notifiable": 0.75,
    "knife_crime": 0.245, "gun_crime": 0.28,
}  # fmt: skip

#: Event rows only: the chance that an offence carries a flag.
FLAGGED: dict[str, dict[str, float]] = {
    "knife_crime": {"homicide": 0.45, "violence_with_injury": 0.08, "robbery_personal": 0.19, "robbery_business": 0.2},
    "gun_crime": {"homicide": 0.15, "violence_with_injury": 0.01, "robbery_personal": 0.03, "robbery_business": 0.25},
    "serious_youth_violence": {"homicide": 0.15, "violence_with_injury": 0.05, "robbery_personal": 0.09},
    "domestic_offences": {"violence_with_injury": 0.33, "violence_without_injury": 0.22, "criminal_damage": 0.05},
    "racist_religious_hate": {"violence_without_injury": 0.07, "criminal_damage": 0.02},
    "homophobic_hate": {"violence_without_injury": 0.011, "violence_with_injury": 0.003},
    "disability_hate": {"violence_without_injury": 0.0012},
}

#: Responses on the survey's scale: the split within the favourable answers, then within the others.
SCALES: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "good_job": ((0.16, 0.84), (0.72, 0.21, 0.07)),
    "agreement": ((0.27, 0.73), (0.48, 0.36, 0.16)),
    "worry": ((0.28, 0.72), (0.62, 0.38)),
    "informed": ((0.20, 0.80), (0.64, 0.36)),
    "satisfaction": ((0.30, 0.36, 0.34), (0.28, 0.30, 0.22, 0.20)),
}

#: Per cent who answer favourably, whole London, by performance year from 2007/08; good job is domain.md's suggestion.
CONFIDENCE: dict[str, tuple[tuple[float, ...], str, float]] = {
    "good_job": ((57.0, 59.0, 61.0, 63.0, 64.5), "good_job", 5.0),
    "police_council": ((46.5, 48.5, 51.2, 54.5, 56.0), "agreement", 5.0),
    "community_priorities": ((50.0, 52.0, 55.0, 57.0, 58.5), "agreement", 5.0),
    "informed": ((36.0, 38.0, 40.0, 43.0, 45.0), "informed", 6.0),
    "effectiveness": ((54.0, 56.0, 58.0, 60.0, 61.0), "agreement", 4.0),
    "engagement": ((50.0, 52.0, 54.0, 56.0, 57.5), "agreement", 5.0),
    "fair_treatment": ((64.0, 65.0, 66.0, 67.5, 68.0), "agreement", 4.5),
    "local_asb": ((48.0, 50.0, 52.0, 54.0, 55.5), "agreement", 5.0),
}

#: Per cent satisfied (top three of seven), whole London, by performance year from 2007/08: domain.md section 3.
SATISFIED: dict[str, tuple[float, ...]] = {
    "ease_of_contact": (89.0, 88.5, 88.0, 89.0, 90.5),
    "action": (72.0, 72.0, 71.0, 70.0, 69.5),
    "follow_up": (60.0, 61.0, 62.0, 63.0, 64.5),
    "treatment": (88.5, 88.0, 88.0, 87.0, 86.3),
    "overall": (78.0, 77.0, 76.5, 75.0, 74.3),
}

#: Crime group → share of interviews, points of satisfaction above or below the whole.
CRIME_GROUPS: dict[str, tuple[float, float]] = {
    "burglary": (0.25, 6.0),
    "violent crime": (0.25, -3.0),
    "vehicle crime": (0.27, -4.0),
    "road traffic collision": (0.15, 7.0),
    "racist incident": (0.08, -9.0),
}

#: Call category → kind, whole-force series, what the wards share it by, share of grades I, S, E, R.
CALLS: dict[str, tuple[str, str, tuple[str, ...], tuple[float, float, float, float]]] = {
    "violence": (
        "crime", "calls_violence", ("violence_with_injury", "violence_without_injury"), (0.45, 0.40, 0.15, 0.0),
    ),
    "burglary dwelling": ("crime", "calls_burglary_dwelling", ("burglary_residential",), (0.22, 0.48, 0.30, 0.0)),
    "theft other": ("crime", "calls_theft_other", ("other_theft", "theft_from_person"), (0.0, 0.40, 0.60, 0.0)),
    "drugs, harassment and others new in 2010": (
        "crime", "calls_crime_new", ("drugs", "violence_without_injury"), (0.0, 0.55, 0.45, 0.0),
    ),
    "other crime": (
        "crime", "calls_other_crime", ("criminal_damage", "theft_from_motor_vehicle", "shoplifting"),
        (0.18, 0.42, 0.40, 0.0),
    ),
    "rowdy or inconsiderate": (
        "asb", "calls_rowdy", ("criminal_damage", "violence_without_injury"), (0.14, 0.56, 0.30, 0.0),
    ),
    "other anti-social behaviour": ("asb", "calls_other_asb", ("criminal_damage",), (0.0, 0.30, 0.50, 0.20)),
    "other incidents": ("other", "incidents_other", ("violence_without_injury",), (0.08, 0.27, 0.35, 0.30)),
}  # fmt: skip

#: Whole-force figures of 2007/08, before the workbook begins; order of magnitude only.
BEFORE_2008: dict[str, float] = {
    "violence_with_injury": 73500, "rape": 2130, "homicide": 163, "burglary_residential": 59300,
    "theft_from_person": 32000, "theft_of_motor_vehicle": 33600, "theft_from_motor_vehicle": 84400,
    "serious_youth_violence": 6850, "knife_crime": 13500, "gun_crime": 3300, "domestic_offences": 54500,
    "racist_religious_hate": 9500, "homophobic_hate": 1020, "disability_hate": 40, "victim_based": 746000,
    "stops": 320000, "arrests_after_stops": 33000, "calls_violence": 268000, "calls_burglary_dwelling": 101000,
    "calls_theft_other": 152000, "calls_crime_new": 0, "calls_crime": 960000, "calls_rowdy": 265000,
    "calls_asb": 490000,
}  # fmt: skip

#: Everything else that is a single number or a short row of them.
ASSUMED: dict[str, Assumed] = {
    "stream": Assumed(4, "assumed", "stands beside the seed; the stable series of seed 2010 then keeps within 2.5 sd"),
    "unplaced share": Assumed(0.02, "published", "ward files leave out about 2 % that no ward could be found for"),
    "ward share E05000644": Assumed(0.2459, "published", "St. James's: 15,749 of Westminster's 64,052 in 2010/11"),
    "ward share E05000649": Assumed(0.3023, "published", "West End: 19,360 of the same (ward atlas)"),
    "ward gradient": Assumed(0.30, "assumed", "deviation of log crime per head that is smooth on the map"),
    "ward scatter": Assumed(0.18, "assumed", "and of that which is the ward's own"),
    "gradient reach": Assumed(4500.0, "assumed", "metres over which the smooth part changes"),
    "month jitter": Assumed(0.02, "assumed", "months of years without published months scatter about the season"),
    "victim-based share of fraud": Assumed(0.28, "computed", "of fraud and other, before 2007/08"),
    "detection ratio, all offences": Assumed(
        {2003: 0.150, 2004: 0.160, 2005: 0.180, 2006: 0.211, 2007: 0.251},
        "2006/07 and 2007/08 published (MPA PPR, 12 June 2008), before that K-l", "of all offences",
    ),
    "detection ratio, victim-based": Assumed(
        {2008: 0.157, 2009: 0.159, 2010: 0.155, 2011: 0.157}, "2009/10 and 2010/11 published", "MPS figures workbook"
    ),
    "detection ratio, knife crime": Assumed(
        {2008: 0.240, 2009: 0.244, 2010: 0.246, 2011: 0.240}, "2009/10 and 2010/11 published", "MPS figures workbook"
    ),
    "detection ratio, gun crime": Assumed(
        {2008: 0.260, 2009: 0.267, 2010: 0.290, 2011: 0.280}, "2009/10 and 2010/11 published", "MPS figures workbook"
    ),
    "detection ratio, violence with injury": Assumed(
        {2008: 0.325, 2009: 0.329, 2010: 0.330, 2011: 0.330}, "2009/10 and 2010/11 published", "MPS figures workbook"
    ),
    "detection by borough": Assumed(0.07, "K-m", "scatter of boroughs; range 19 to 29 per cent in Apr to Sep 2007"),
    "detection, lowest and highest": Assumed(
        {"E09000032": 0.82, "E09000014": 1.20}, "published", "Wandsworth and Haringey, MPA PPR, 13 December 2007"
    ),
    "detection within the year": Assumed(0.013, "computed", "ratio rises this share a month from April to March"),
    "recorded late": Assumed(
        (0.030, 0.016, 0.010, 0.008, 0.006, 0.005, 0.004, 0.0035, 0.003, 0.0025, 0.002, 0.002),
        "assumed", "share of a month's offences not yet recorded when it ended 0, 1, … 11 months ago",
    ),
    "detected late": Assumed(0.5, "assumed", "detections come late half as often"),
    "not yet no-crimed": Assumed(0.12, "assumed", "offences later found to be none, as a share of the late ones"),
    "weekend violence": Assumed(1.25, "assumed", "a day of the weekend against one of the week, violence and domestic"),
    "other incidents for each call": Assumed(1.4, "K-l", "all incidents about 4 million a year in 2009/10"),
    "calls not placed": Assumed(0.004, "assumed", "calls without a usable place; they stand at TP"),
    "calls in time": Assumed({"I": 0.82, "S": 0.66}, "K-l", "I within 12 minutes, S within 60"),
    "minutes to answer": Assumed({"I": (8.3, 5.0), "S": (52.0, 38.0)}, "assumed", "mean and standard deviation"),
    "calls timed": Assumed(0.97, "assumed", "share of I and S calls with a known response time"),
    "in time by borough": Assumed(0.035, "assumed", "scatter of boroughs in calls answered in time"),
    "stops by ethnicity": Assumed(
        {"White": 0.40, "Mixed": 0.04, "Asian": 0.16, "Black": 0.36, "Other": 0.04}, "K-m", "self-defined, 2009 to 2011"
    ),
    "arrests by borough": Assumed(0.08, "assumed", "scatter of boroughs about their detections and officers"),
    "arrests, scatter of months": Assumed(0.03, "assumed", "scatter of the months of a year"),
    "arrests outside boroughs": Assumed(0.06, "assumed", "arrests by specialist and central units"),
    "sergeants of officers": Assumed(0.135, "K-l", "published only from April 2013: 2,090 of 15,600 in boroughs"),
    "strength of 2007": Assumed(
        {"officer": 0.985, "pcso": 0.80, "special": 0.85, "staff": 0.99}, "K-l", "April 2007 as a share of April 2008"
    ),
    "strength wobble": Assumed(0.004, "assumed", "scatter of a month between two published months"),
    "team posts": Assumed({"sergeant": 632, "constable": 1264, "pcso": 2158}, "published", "632 teams, March 2010"),
    "team strength": Assumed(
        {"2007-04": (560, 1180, 1650), "2008-04": (590, 1260, 2050), "2010-03": (601, 1442, 2349),
         "2010-12": (590, 1380, 2190), "2011-03": (570, 1330, 2060), "2011-09": (480, 1290, 1990),
         "2011-12": (478, 1280, 1960)},
        "March 2010 published (london.gov.uk question 2010/0904), autumn 2011 planned, others assumed",
        "sergeants, constables, PCSOs in post",
    ),
    "pas a quarter": Assumed(160, "published", "20,480 interviews a year, 640 a borough"),
    "uss a quarter": Assumed(140, "published", "about 18,000 a year, 560 a borough"),
    "sns a quarter": Assumed(9, "assumed", "36 interviews a ward a year; the survey's real size is not known"),
    "design effect": Assumed({"pas": 1.30, "sns": 1.30, "uss": 1.20}, "K-m", "Kish's, within a borough or ward"),
    "good job range": Assumed((50.0, 74.0), "K-l", "boroughs' range in domain.md"),
    "ward confidence": Assumed(5.0, "assumed", "standard deviation of wards within a borough, points"),
    "one person's mood": Assumed(0.55, "assumed", "correlation of a person's answers with what is common to them"),
    "drivers' share of mood": Assumed(
        {"effectiveness": 0.75, "engagement": 0.65, "local_asb": 0.40},
        "assumed",
        "the same of these answers, so that some go further with confidence than others",
    ),
    "don't know": Assumed(0.03, "assumed", "share of answers"),
    "missing": Assumed(0.006, "assumed", "share of answers"),
    "refused characteristic": Assumed(0.02, "assumed", "sex, age, ethnicity or disability not given"),
    "confidence by ethnicity": Assumed(
        {"White": 0.0, "Mixed": -4.0, "Asian": 3.0, "Black": -2.0, "Other": 2.0}, "K-l", "points, confidence questions"
    ),
    "confidence by age": Assumed((-3.0, -1.0, 0.0, 0.0, 1.0, 4.0), "K-l", "points, youngest to oldest"),
    "satisfaction gap": Assumed(5.0, "published", "White minus BME, points, for three years about 5"),
    "satisfaction by borough": Assumed(2.5, "assumed", "standard deviation of boroughs, points"),
    "age bands": Assumed((0.16, 0.26, 0.21, 0.15, 0.11, 0.11), "K-m", "London residents of 15 and over, 2011"),
    "age weights": Assumed((1.25, 1.1, 1.0, 0.95, 0.9, 0.85), "published in words", "young people are under-sampled"),
    "disabled by age": Assumed((0.05, 0.06, 0.09, 0.15, 0.25, 0.42), "K-m", "limiting illness or disability"),
    "other ethnic groups": Assumed(
        {"Mixed": 0.11, "Asian": 0.43, "Black": 0.35, "Other": 0.11}, "K-m", "of the residents who are not White"
    ),
}  # fmt: skip

#: The Diamond Initiative: what was published of it, and what the demonstration's people are drawn by.
DIAMOND: dict[str, Assumed] = {
    "measured": Assumed(
        {"pilot": (368, 156), "comparison": (327, 136)}, "published",
        "people, and those proven to reoffend within 12 months: 42.4 against 41.6 % (press on the evaluation, 2011)",
    ),
    "later": Assumed({"pilot": 144, "comparison": 112}, "over 500 published by January 2011, the split assumed",
                     "people who started from July to December 2010, after those measured"),
    "boroughs": Assumed(
        {"E09000008": 0.17, "E09000012": 0.17, "E09000022": 0.20, "E09000023": 0.14, "E09000025": 0.15,
         "E09000028": 0.17}, "the six published, the shares assumed",
        "Croydon, Hackney, Lambeth, Lewisham, Newham, Southwark",
    ),
    "wards of the pilot": Assumed(4, "assumed", "wards of a borough where it worked; the comparison lives in others"),
    "growth": Assumed(2.2, "assumed", "starts a month in June 2010 for one in January 2009"),
    "not offered, declined": Assumed((0.13, 0.12), "assumed", "of those who could have been offered help"),
    "completed": Assumed(0.55, "assumed", "complete their plan of help, most of them after 4 to 12 months"),
    "female": Assumed(0.11, "K-m", "of adults released from short sentences"),
    "ethnicity": Assumed(
        {"White": 0.44, "Mixed": 0.07, "Asian": 0.07, "Black": 0.38, "Other": 0.04}, "K-l", "of the six boroughs"
    ),
    "disabled": Assumed(0.14, "K-l", "a limiting illness or disability"),
    "needs": Assumed(
        {"accommodation": 0.55, "ete": 0.55, "finance": 0.60, "drugs": 0.50, "alcohol": 0.30, "health": 0.28,
         "relationships": 0.32, "attitudes": 0.46}, "K-l, the last three assumed", "share with the need",
    ),
    "helped": Assumed(
        {"accommodation": 0.62, "ete": 0.52, "finance": 0.66, "drugs": 0.58, "alcohol": 0.45, "health": 0.50,
         "relationships": 0.35, "attitudes": 0.40}, "assumed", "share of those with the need who were helped with it",
    ),
    "order": Assumed((0.34, 0.66), "assumed", "under a community order; of these complete it"),
    "wait": Assumed(260.0, "assumed", "days to the first reoffence, had none of them a year at most"),
    "offences": Assumed(2.3, "assumed", "further proven offences of one who reoffends, beside the first"),
    "kinds": Assumed(
        {"shoplifting": 0.34, "other_theft": 0.16, "burglary_residential": 0.10, "violence_without_injury": 0.12,
         "violence_with_injury": 0.06, "drugs": 0.14, "theft_from_motor_vehicle": 0.08}, "assumed", "of reoffences",
    ),
    "matched": Assumed(0.06, "assumed", "of the needs of one person are otherwise than those of the one matched to"),
}  # fmt: skip


def assumed(name: str) -> Any:
    """The value of a parameter of ASSUMED."""
    return ASSUMED[name].value


def diamond(name: str) -> Any:
    """The value of a parameter of DIAMOND."""
    return DIAMOND[name].value
