"""The field's words, each in one sentence. Pages take their help texts from here."""

from __future__ import annotations

#: Term → what it means here.
GLOSSARY: dict[str, str] = {
    "95 % interval": "If nothing but chance had differed, 95 of 100 such figures would lie in it; it is wide where few "
    "were counted or asked.",
    "area command": "One of the five groups of boroughs, each led by an Area Commander. Which borough is in which "
    "is assumed from the London Plan of 2008, and can be changed in the reference files.",
    "base": "How many answers a percentage rests on, lowered for unequal weights (Kish). Below the smallest base no "
    "percentage is shown.",
    "BME": "Black and minority ethnic: everyone who did not describe themselves as White, but for refused or missing.",
    "borough": "A London borough, which is also a Borough Operational Command Unit (BOCU). Heathrow is a unit of "
    "its own and never part of a borough.",
    "edition": "A published set of figures that never changes. It holds what was known on its date.",
    "full-time equivalent": "Two people who each work half the hours are one. Specials are counted in heads.",
    "indicative boundaries": "Ward shapes drawn around published centre points, for want of the official ones.",
    "modelled estimate": "A ward's share drawn towards that of its borough, the more the fewer were asked there. It "
    "may not be ranked, nor held against a ward of another borough.",
    "performance year": "April to March. '2010/11 to Dec' is April to December 2010.",
    "points": "The difference of two percentages: from 60 % to 63 % is 3 points, and is not 3 per cent.",
    "priority crime": "Robbery, residential burglary, vehicle crime, violence with injury and the other offences that "
    "the strategic performance review reads.",
    "provisional": "Late records are still expected: the figure may rise, and is left out of signals.",
    "Public Attitude Survey": "About 640 face-to-face interviews in each borough in a year, with adults of all kinds.",
    "rolling 12 months": "The twelve months that end with the one named. Next quarter's figure shares three quarters "
    "of its interviews with this one.",
    "sanction detection": "An offence that ended in a charge, caution, penalty notice, cannabis warning or was taken "
    "into consideration.",
    "sanction detection ratio": "Sanction detections recorded in the period, whenever the offence, for each 100 "
    "offences recorded in it. It may pass 100 %, and is no share of the same offences.",
    "satisfied": "Completely, very or fairly satisfied: the top three of seven answers; 'don't know' is left out.",
    "serious acquisitive crime": "Residential burglary, robbery, and theft of and from motor vehicles.",
    "Territorial Policing": "The 32 boroughs together. The Metropolitan Police (MPS) is more than TP.",
    "User Satisfaction Survey": "About 560 telephone interviews in each borough in a year, with victims of five "
    "kinds of crime, 6 to 12 weeks after they reported it.",
    "ward": "The smallest place, with a Safer Neighbourhoods team. Ward lists changed in 2014 to 2022, and lists "
    "of different years are never mixed.",
}


def term(name: str) -> str:
    """What a term of the glossary means; KeyError where the glossary lacks it."""
    return GLOSSARY[name]
