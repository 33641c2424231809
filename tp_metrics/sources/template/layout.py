"""The templates: for each record table its header, an example row and what the columns mean."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import dataframely as dy

from tp_metrics.schema import RECORDS
from tp_metrics.schema.offenders import KEYS
from tp_metrics.schema.reading import Head, SourceRefused
from tp_metrics.sources.cells import head_fields, some

#: The needs of offenders, as a sentence says them.
NEED_WORDS = {
    "accommodation": "accommodation",
    "ete": "education, training or employment",
    "finance": "benefits, debt or money",
    "drugs": "drugs",
    "alcohol": "alcohol",
    "health": "health",
    "relationships": "relationships",
    "attitudes": "attitudes and thinking",
}

#: What each column means, in every table that has it.
MEANINGS = {
    "first_day": "the first day that the row is about; for an event its day",
    "last_day": "the last day that the row is about; for an event its day",
    "place": "the smallest place known: a ward's code (E05…), a borough's (E09…) or its name, an area command "
    "(AREA-N, …), TP, or another place (MPS, HEATHROW, TP-NON-BOROUGH, SPECIALIST)",
    "offence": "the offence",
    "offences": "how many offences; 1 on a row that is one offence",
    "sanction_detections": "how many sanction detections, recorded in these days",
    "knife_crime": "whether the offence is knife crime",
    "gun_crime": "whether the offence is gun crime",
    "serious_youth_violence": "whether the offence is serious youth violence",
    "domestic_offences": "whether the offence is domestic",
    "racist_religious_hate": "whether the offence is racist or religious hate crime",
    "homophobic_hate": "whether the offence is homophobic hate crime",
    "disability_hate": "whether the offence is disability hate crime",
    "role": "the role; sergeants are also among the officers",
    "unit": "fte, or headcount for special constables",
    "strength": "the strength at the end of the days",
    "team": "the name of the Safer Neighbourhoods team",
    "sergeants": "sergeants in post, full-time equivalents",
    "constables": "constables in post, full-time equivalents",
    "pcsos": "PCSOs in post, full-time equivalents",
    "sergeant_posts": "posts for sergeants, full-time equivalents",
    "constable_posts": "posts for constables, full-time equivalents",
    "pcso_posts": "posts for PCSOs, full-time equivalents",
    "kind": "what the call was about",
    "category": "the category, in the force's own words",
    "grade": "the grade of the response: immediate, soon, extended, referred",
    "incidents": "how many calls or incidents; 1 on a row that is one",
    "timed": "how many of them have a known response time",
    "in_time": "how many of the timed ones were reached in time",
    "minutes": "the sum of their response times in minutes",
    "stops": "how many stops; 1 on a row that is one",
    "arrests": "how many arrests; in a table of stops, how many of these led to one",
    "offence_group": "the group of offences, in the source's words",
    "offence_description": "the offence, in the source's words",
    "outcomes": "how many outcomes, recorded in these days; 1 on a row that is one",
    "disposal": "how somebody was dealt with",
    "object": "what was searched for",
    "outcome": "the outcome, in the source's words",
    "sex": "sex",
    "age_band": "age band",
    "ethnicity": "ethnicity as the person gave it, in five groups",
    "disability": "whether the person has a disability",
    "crime_id": "the crime's identifier",
    "longitude": "longitude, WGS84",
    "latitude": "latitude, WGS84",
    "respondent": "a pseudonym for the interview, never a name",
    "weight": "the interview's weight",
    "survey": "pas for the Public Attitude Survey, else safer_neighbourhoods",
    "good_job": "how good a job the police in this area are doing",
    "police_council": "police and council deal with the anti-social behaviour and crime that matter here",
    "community_priorities": "local police deal with the things that matter to people here",
    "worried": "how worried about crime in this area",
    "informed": "how well informed about what the police have been doing",
    "effectiveness": "the police are effective in dealing with crime",
    "engagement": "the police engage with the community",
    "fair_treatment": "the police treat everyone fairly",
    "local_asb": "the police deal with anti-social behaviour here",
    "crime_group": "which of the five crime groups the victim belongs to",
    "ease_of_contact": "satisfaction with the ease of contacting the police",
    "action": "satisfaction with the action taken",
    "follow_up": "satisfaction with how well they were kept informed",
    "treatment": "satisfaction with the treatment by staff",
    "overall": "satisfaction with the whole experience",
    "person": "a pseudonym for the person, never a name; the same in both tables of one scheme",
    "arm": "pilot for the people of the scheme's pilot, comparison for people like them without it",
    "offered": "whether help, or restorative justice, was offered",
    "worked_with": "whether the person took the help up; the table's people of the pilot who did are worked with",
    "completed": "the day on which the plan of help was completed",
    "previous_offences": "how many offences the person was convicted of before",
    "age": "age in years, on the first day",
    "risk_score": "how likely reconviction is from the record alone, in per cent, such as OGRS gives it",
    **{f"need_{name}": f"whether the person needs help with {words}" for name, words in NEED_WORDS.items()},
    **{f"help_{name}": f"whether help was given with {words}" for name, words in NEED_WORDS.items()},
    "community_order": "whether the person is under a community order",
    "order_ended": "the day on which the order ended",
    "order_outcome": "how the order ended",
    "offence_number": "an identifier of the offence, by which a later file corrects it",
    "convicted": "the day of the conviction or caution",
    "case_number": "an identifier of the case, by which a later file corrects it",
    "took_part": "whether the person took part in restorative justice",
    "level": "1 on the street, 2 a conference; where nobody took part, what the case was fit for",
    "officer_trained": "whether the officer was trained in restorative justice",
    "minutes_taken": "minutes that officers spent on it",
    "instead_of_charge": "whether the person would otherwise have been charged",
    "victim_took_part": "whether the victim took part",
    "victim_asked": "the day on which the victim was asked how satisfied they are",
    "victim_satisfaction": "how satisfied the victim is with how the case was settled",
    "agreement": "whether an agreement was reached",
    "agreement_ended": "the day on which the agreement's term ended",
    "agreement_kept": "whether the agreement was kept",
    "reoffence_number": "an identifier of the later offence, by which a later file corrects it",
    "wanted_number": "the record's number on its list, by which a later file corrects it",
    "arrested": "the day of the arrest",
    "outcome_day": "the day on which the record was closed",
    "risk": "how dangerous the person is held to be",
    "until": "the first day on which it no longer stands; empty while it does",
    "crime_number": "the number of the offence, by which a later file corrects it",
    "tag_number": "the number of the order, by which a later file corrects it",
    "report_number": "the number of the report, by which a later file corrects it",
    "reviewed": "the day of the last review",
    "review_due": "the day by which the next review is due",
    "model": "IPT for an integrated prosecution team with a single case file, E-IPT where that file is electronic",
    "state": "whether the team is planned, live or stopped, as known on the day of the row",
    "live_from": "the day from which it is live; of a planned team the day that is planned, if there is one",
    "dated": "whether that day was recorded at the time or is assumed",
    "subject_to": "what a plan still depends on, in a word or two",
    "court": "the court; crown for cases sent or committed to the Crown Court",
    "trials_listed": "trials listed in the month",
    "effective": "trials that went ahead on the day",
    "cracked": "trials that ended on the day without being heard: a late guilty plea, or no evidence offered",
    "ineffective": "trials put off to another day",
    "finalised": "cases (defendants) finalised in the month",
    "convictions": "how many of them ended in a conviction",
    "discontinued": "how many of them the prosecution discontinued",
    "first_hearings": "cases that had their first hearing in the month",
    "guilty_pleas_at_first_hearing": "how many of them pleaded guilty there",
    "files_due": "case files due to the prosecution in the month",
    "files_on_time": "how many of them were handed over on time",
    "charging_decisions": "charging decisions asked of the prosecution in the month",
    "charging_on_cms": "how many of them were submitted electronically on the case management system (CMS)",
    "evidence_requests": "requests by the prosecution for further evidence in the month",
    "evidence_answered": "how many of them have been answered",
    "evidence_days": "the sum of the days that these answers took",
    "hours_saved": "hours of officers saved by the team in the month, as the borough counts them",
    "station": "the police station with the custody suite",
    "listing": "slots of a fixed length, or flexible: heard as they are ready",
    "cap": "how many cases a day the list takes; empty where there is no cap",
    "case_type": "whether the defendant is held until the hearing, or bailed to return for it on the same day",
    "available": "the time at which the station made the case available",
    "listed": "whether the case was put on the list of the day",
    "heard": "whether the Virtual Court heard it",
    "returned": "why it was returned to its home court; empty where it was not",
    "scheduled": "the time of the slot",
    "started": "the time at which the hearing started",
    "ended": "the time at which it ended",
    "plea": "the plea at the first hearing, wherever that was",
    "represented": "whether a solicitor represented the defendant at the first hearing",
    "failed_to_appear": "whether the defendant failed to appear at the first hearing",
    "charged": "when the defendant was charged",
    "first_hearing": "when the first hearing was, at the Virtual Court or at the home court",
    "mps_upload_minutes": "minutes until the police had uploaded the file",
    "cps_review_minutes": "minutes that the Crown Prosecution Service took to review it",
    "cps_print_minutes": "minutes that it took to print it for the court",
    "solicitor_minutes": "minutes that the defence solicitor took before the hearing",
    "hmcs_result_minutes": "minutes that the court service took to enter the result, before the next case",
    "disposals": "how many offences, of which this was the latest disposal in these days; 1 on a row that is one",
    "age_group": "adult, or juvenile under 18",
    "index_offence": "the offence that they were dealt with for, or all",
    "reoffending_rate": "the share of 0 to 1 of them proven to reoffend within twelve months",
    "measure": "the id of a measure, as `python -m tp_metrics measures` lists it",
    "indicator": "the name of the fact",
    "value": "the value: a share of 0 to 1 for per cent, per one resident for a rate, else as it is",
}

#: What a column means in a table where it means something of its own.
OWN_MEANINGS = {
    ("wanted", "first_day"): "the day on which the record was listed",
    ("wanted", "place"): "the borough that holds the record, by code or name; SPECIALIST for another unit",
    ("wanted", "unit"): "the name of the unit, where no borough holds the record",
    ("wanted", "category"): "the list: named suspects on CRIS, wanted on EWMS, police bail on NSPIS, or court bail and "
    "bench warrants on EWMS",
    ("wanted", "outcome"): "how the record was closed; withdrawn without an arrest",
    ("hearings", "court"): "the court that sits at the other end of the link",
    ("custody_disposals", "disposal"): "how the offence stands after custody",
    ("custody_disposals", "ethnicity"): "ethnicity as recorded in custody",
    ("reoffending_rates", "place"): "where the offenders were dealt with; K04000001 is England and Wales",
    ("mappa", "level"): "the level at which the person is managed",
    (
        "mappa",
        "category",
    ): "1 registered sexual offender, 2 violent or other sexual offender, 3 other dangerous offender",
    **{
        (table, "person"): "a pseudonym for the person, never a name; the same in all tables of offenders"
        for table in KEYS
    },
}

_DAY = {"first_day": "2010-12-14", "last_day": "2010-12-14", "place": "E05000644"}
_MONTH = {"first_day": "2010-12-01", "last_day": "2010-12-31"}
_BOROUGH = {**_MONTH, "place": "E09000033"}
_PERSON = {"respondent": "r000001", "weight": 1.2, "sex": "female", "age_band": "35-44", "ethnicity": "Asian"}
_PERSON |= {"disability": "no"}
_AGREES = "tend to agree"

#: One row that fits, for each table.
EXAMPLES: dict[str, dict[str, Any]] = {
    "offences": {**_DAY, "offence": "robbery_personal", "offences": 1, "sanction_detections": 0, "knife_crime": "true"},
    "strength": {**_BOROUGH, "role": "officer", "unit": "fte", "strength": 1601.5},
    "ward_teams": {
        **_MONTH,
        "place": "E05000644",
        "team": "St James's",
        "sergeants": 1,
        "constables": 2,
        "pcsos": 2.5,
        "sergeant_posts": 1,
        "constable_posts": 2,
        "pcso_posts": 3,
    },
    "incidents": {
        **_DAY,
        "kind": "crime",
        "category": "Burglary Dwelling",
        "grade": "I",
        "incidents": 1,
        "timed": 1,
        "in_time": 1,
        "minutes": 9.5,
    },
    "stops": {
        **_DAY,
        "stops": 1,
        "arrests": 0,
        "object": "Controlled drugs",
        "outcome": "Nothing found",
        "sex": "male",
        "age_band": "15-24",
        "ethnicity": "White",
    },
    "arrests": {
        **_BOROUGH,
        "arrests": 12,
        "offence_group": "Robbery",
        "sex": "male",
        "age_band": "18-20",
        "ethnicity": "White",
    },
    "street_crimes": {
        **_MONTH,
        "place": "E05000644",
        "crime_id": "c000001",
        "category": "Burglary",
        "outcome": "Under investigation",
        "longitude": -0.1337,
        "latitude": 51.5074,
    },
    "outcomes": {
        **_MONTH,
        "place": "E05000644",
        "crime_id": "c000001",
        "outcome": "Offender given a caution",
        "longitude": -0.1337,
        "latitude": 51.5074,
    },
    "confidence_survey": {
        **_DAY,
        "place": "E09000033",
        **_PERSON,
        "survey": "pas",
        "good_job": "good",
        "police_council": _AGREES,
        "community_priorities": _AGREES,
        "worried": "not very worried",
        "informed": "fairly well informed",
        "effectiveness": _AGREES,
        "engagement": "don't know",
        "fair_treatment": _AGREES,
        "local_asb": _AGREES,
    },
    "satisfaction_survey": {
        **_DAY,
        "place": "E09000033",
        **_PERSON,
        "crime_group": "burglary",
        "ease_of_contact": "very satisfied",
        "action": "fairly satisfied",
        "follow_up": "fairly dissatisfied",
        "treatment": "completely satisfied",
        "overall": "fairly satisfied",
    },
    "published": {
        "first_day": "2010-01-01",
        "last_day": "2010-12-31",
        "place": "E09000033",
        "measure": "good_job",
        "value": 0.66,
    },
    "indicators": {**_BOROUGH, "indicator": "population density", "value": 10174.4},
    "crime_outcomes": {
        **_BOROUGH,
        "outcomes": 14,
        "disposal": "community resolution",
        "outcome": "Community Resolution",
        "offence_group": "Theft offences",
        "offence_description": "Shoplifting",
    },
    "diamond_people": {
        "first_day": "2009-09-14",
        "last_day": "2009-09-14",
        "place": "E05000418",
        "person": "d0001",
        "arm": "pilot",
        "offered": "true",
        "worked_with": "true",
        "completed": "2010-05-03",
        "previous_offences": 14,
        "age": 27,
        "sex": "male",
        "ethnicity": "White",
        "disability": "no",
        "risk_score": 55,
        "need_accommodation": "true",
        "need_drugs": "true",
        "help_accommodation": "true",
        "help_drugs": "false",
        "community_order": "false",
    },
    "diamond_offences": {
        "first_day": "2010-02-11",
        "last_day": "2010-02-11",
        "place": "E09000022",
        "person": "d0001",
        "offence_number": "o0001",
        "offence": "shoplifting",
        "convicted": "2010-04-20",
    },
    "restorative_interventions": {
        "first_day": "2011-02-14",
        "last_day": "2011-02-14",
        "place": "E05000226",
        "case_number": "c0001",
        "person": "r0001",
        "arm": "pilot",
        "offered": "true",
        "took_part": "true",
        "level": 1,
        "offence": "criminal_damage",
        "age": 15,
        "sex": "male",
        "ethnicity": "White",
        "disability": "no",
        "previous_offences": 0,
        "officer_trained": "true",
        "minutes_taken": 55,
        "instead_of_charge": "false",
        "victim_took_part": "true",
        "victim_asked": "2011-03-21",
        "victim_satisfaction": "very satisfied",
        "agreement": "true",
        "agreement_ended": "2011-04-14",
        "agreement_kept": "true",
    },
    "restorative_offences": {
        "first_day": "2011-07-02",
        "last_day": "2011-07-02",
        "place": "E09000011",
        "person": "r0001",
        "reoffence_number": "a0001",
        "offence": "shoplifting",
        "convicted": "2011-09-05",
    },
    "wanted": {
        **_DAY,
        "place": "E09000022",
        "person": "p000001",
        "wanted_number": "w000001",
        "category": "named_suspect",
        "risk": "high",
        "arrested": "2010-12-20",
        "outcome_day": "2010-12-21",
        "outcome": "charged",
    },
    "offender_offences": {
        **_DAY,
        "place": "E09000022",
        "person": "p000001",
        "crime_number": "f000001",
        "offence": "other_theft",
    },
    "tagged": {**_DAY, "place": "E09000022", "person": "p000002", "tag_number": "t000001", "until": "2011-02-14"},
    "tag_breaches": {**_DAY, "place": "E09000022", "person": "p000002", "report_number": "b000001"},
    "mappa": {
        **_DAY,
        "place": "E09000022",
        "person": "p000003",
        "category": "1",
        "level": "2",
        "reviewed": "2010-12-20",
        "review_due": "2011-04-20",
    },
    "prolific": {**_DAY, "place": "E09000022", "person": "p000004"},
    "prosecution_teams": {
        "first_day": "2010-12-14",
        "last_day": "2010-12-14",
        "place": "E09000024",
        "model": "IPT",
        "state": "planned",
        "live_from": "2011-04-11",
        "dated": "assumed",
        "subject_to": "finance",
    },
    "court_outcomes": {
        **_BOROUGH,
        "court": "magistrates",
        "trials_listed": 112,
        "effective": 51,
        "cracked": 39,
        "ineffective": 22,
        "finalised": 540,
        "convictions": 455,
        "discontinued": 61,
        "first_hearings": 498,
        "guilty_pleas_at_first_hearing": 201,
        "files_due": 410,
        "files_on_time": 331,
        "charging_decisions": 268,
        "charging_on_cms": 40,
        "evidence_requests": 123,
        "evidence_answered": 117,
        "evidence_days": 1521,
        "hours_saved": 96,
    },
    "hearings": {
        "first_day": "2010-10-27",
        "last_day": "2010-10-27",
        "place": "E09000022",
        "case_number": "v00001",
        "station": "Brixton",
        "court": "Camberwell Green",
        "listing": "flexible",
        "case_type": "custody",
        "available": "09:20",
        "listed": "true",
        "heard": "true",
        "started": "11:05",
        "ended": "11:21",
        "plea": "guilty",
        "represented": "true",
        "failed_to_appear": "false",
        "charged": "2010-10-26 22:40",
        "first_hearing": "2010-10-27 11:05",
        "mps_upload_minutes": 20,
        "cps_review_minutes": 35,
        "cps_print_minutes": 10,
        "solicitor_minutes": 25,
        "hmcs_result_minutes": 4,
        "sex": "male",
        "age": 29,
        "ethnicity": "White",
        "disability": "no",
    },
    "custody_disposals": {
        **_MONTH,
        "place": "MPS",
        "disposals": 56,
        "disposal": "out of court",
        "offence_group": "Drug Possession",
        "sex": "female",
        "age_group": "adult",
        "ethnicity": "White",
    },
    "reoffending_rates": {
        "first_day": "2009-04-01",
        "last_day": "2010-03-31",
        "place": "K04000001",
        "age_group": "adult",
        "index_offence": "all",
        "reoffending_rate": 0.27,
    },
}


@dataclass(frozen=True)
class Template:
    """The layout of one record table.

    Attributes:
        table: the record table.
        header: its columns in order, without `source`.
        required: those of them that may not be left out or empty.
        example: one row that fits, by column.
        columns: what each column means and may hold, by column.
    """

    table: str
    header: tuple[str, ...]
    required: tuple[str, ...]
    example: Mapping[str, Any]
    columns: Mapping[str, str]

    def csv(self) -> str:
        """The template as CSV: the header and the example row."""
        held = io.StringIO()
        writer = csv.writer(held, lineterminator="\n")
        writer.writerow(self.header)
        writer.writerow([self.example.get(name, "") for name in self.header])
        return held.getvalue()

    def markdown(self) -> str:
        """The template as a section of docs/templates.md."""
        what = (RECORDS[self.table].__doc__ or "").strip().split("\n\n")[0].replace("\n    ", " ")
        lines = [f"## {self.table}", "", what, "", "| column | holds |", "|---|---|"]
        lines += [f"| `{name}` | {words} |" for name, words in self.columns.items()]
        return "\n".join([*lines, "", "```csv", *self.csv().splitlines(), "```", ""])


def expected(column: dy.Column) -> str:
    """What a cell of a column may hold, in words."""
    if isinstance(column, dy.Enum):
        return "one of " + ", ".join(column.categories)
    if isinstance(column, dy.Date):
        return "a day such as 2010-12-31"
    if isinstance(column, dy.Datetime):
        return "a day and time such as 2010-12-31 14:30"
    if isinstance(column, dy.Time):
        return "a time such as 14:30"
    if isinstance(column, dy.Bool):
        return "true or false"
    if isinstance(column, dy.Int64 | dy.Float64):
        kind = "a whole number" if isinstance(column, dy.Int64) else "a number"
        if column.min is None:
            return kind
        return (
            f"{kind} from {column.min} to {column.max}" if column.max is not None else f"{kind}, {column.min} or more"
        )
    return "text"


def _template(table: str) -> Template:
    columns = {name: column for name, column in RECORDS[table].columns().items() if name != "source"}
    words = {
        name: f"{OWN_MEANINGS.get((table, name), MEANINGS[name])}; {expected(column)}"
        + ("; may be empty or left out" if column.nullable else "")
        for name, column in columns.items()
    }
    required = tuple(name for name, column in columns.items() if not column.nullable)
    return Template(table, tuple(columns), required, EXAMPLES[table], words)


#: Every record table's template.
TEMPLATES: dict[str, Template] = {table: _template(table) for table in RECORDS}


def header_of(head: Head) -> tuple[str, ...]:
    """The column names of a file's head; for text divided by semicolons or tabs, the names that these divide."""
    if head.kind == "parquet":
        return head.columns
    fields = head_fields(head)
    if len(fields) == 1:
        for divider in (";", "\t", "|"):
            if divider in fields[0]:
                return tuple(field.strip() for field in fields[0].split(divider))
    return tuple(fields)


def table_of(name: str, columns: tuple[str, ...]) -> str:
    """The table whose template a header fits.

    Raises SourceRefused with the columns that are missing from the nearest template, or that it does not know.
    """
    given = set(columns)
    for template in TEMPLATES.values():
        if set(template.required) <= given <= set(template.header):
            return template.table
    near = max(TEMPLATES.values(), key=lambda one: (len(given & set(one.header)), -len(set(one.required) - given)))
    unknown = [column for column in columns if column not in near.header]
    missing = [column for column in near.required if column not in given]
    faults = [f"lacks the column {some(missing)}"] if missing else []
    faults += [f"has the unknown column {some(unknown)}"] if unknown else []
    raise SourceRefused(
        f"{name} comes nearest to the template of {near.table}, but {' and '.join(faults)}; "
        f"its columns are {', '.join(near.header)}."
    )


def markdown() -> str:
    """docs/templates.md, whole."""
    return PREFACE + "\n".join(template.markdown() for template in TEMPLATES.values())


PREFACE = """# Templates for your own extracts

Every record table can be filled from a CSV file (UTF-8, divided by commas) or a Parquet file with the columns below.
Their order does not matter, and columns that may be empty may be left out. `python -m tp_metrics template TABLE`
prints a header with an example row, and `python -m tp_metrics ingest FILE` reads the file.

- **Days** are written `2010-12-31`. A row whose first and last day are the same is an *event*: one offence, one call,
  one stop. Any other row is a *count* or a figure for all the days from the first to the last.
- **Places** are codes; a borough may also be named. Wards are those of 2011, or of 2018 or 2022 where your own
  `reference/sources.csv` gives that vintage for `force_extract`; a file holds one vintage.
- **The source** of all rows is `force_extract`; Safer Neighbourhoods interviews (`survey` is `safer_neighbourhoods`)
  have the source `force_extract_sns`, since they alone answer for wards.
- **Refused** is a row with a value that does not fit: it is kept aside with its line, column, value and what was
  expected. In Parquet the line is the number of the row, from 1.
- **Exact repeats** are set aside where they can be told from two like things: rows with a `crime_id` or a
  `respondent`, and counts and figures. Of two rows that give different figures for the same thing, the later one is
  refused. Two like events without an identifier are two events.
- **People followed one by one** (`diamond_people`, `diamond_offences`, `restorative_interventions`,
  `restorative_offences`) stand under a pseudonym. A later file replaces whom and what it names again, and adds the
  others. No row of them is ever shown. So it is with the cases of the Virtual Court (`hearings`) by `case_number`.
- **Offenders** (`wanted`, `offender_offences`, `tagged`, `tag_breaches`, `mappa`, `prolific`) likewise: a later file
  corrects a record by its number, or a person of `mappa` and `prolific` by the pseudonym.
- **What is absent counts as zero** in `offences`, `incidents`, `stops`, `arrests`, `crime_outcomes`, `tag_breaches`,
  `street_crimes`, `outcomes`, `court_outcomes` and `custody_disposals`. A file of events speaks for all the wards of
  the boroughs that its wards lie in, and for the other places that it names, in every whole month between its first
  and its last event. A file of counts speaks for the places and days that it names. So put *all* offences into a file
  of offences, not those of one kind.

"""
