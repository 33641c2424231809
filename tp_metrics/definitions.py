"""The measures' declarations in English, read from their own files, so that the words cannot drift from the sums."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import narwhals as nw
import polars as pl

from tp_metrics.measure import THEMES, Measure
from tp_metrics.measures import catalogue
from tp_metrics.schema.records import FINE_OFFENCES

#: What is added up, by the column that holds it; what stands here under a table is one for each of its records.
SUMMED = {
    "weight": "interviews, each by its weight",
    "incidents": "calls and incidents",
    "timed": "calls with a known response time",
    "in time": "calls answered in time",
    "value": "published figures",
    "strength": "people in post, in the unit of the measure",
    "street_crimes": "crimes and incidents on the map",
    "outcomes": "outcomes",
    "diamond_people": "people of the Diamond Initiative and its comparison group, as known at the data cut",
    "restorative_interventions": "cases that restorative justice could settle, as known at the data cut",
    "number": "entries of the account of offenders, as known at the data cut",
    "tag_breaches": "breach reports",
    "hearings": "cases made available to the Virtual Court",
    "disposals": "offences for which somebody was in custody",
}
#: What a column says, where it is part of a condition.
COLUMNS = {
    "offence": "the offence",
    "kind": "the kind",
    "category": "the category",
    "grade": "the grade",
    "role": "the role",
    "pcsos": "PCSOs",
    "pcso_posts": "PCSO posts",
    "indicator": "the subject",
    "racist_religious_hate": "racist or religious hate",
    "source": "the source",
    "good_job": "the answer on doing a good job",
    "police_council": "the answer on police and council",
    "fair_treatment": "the answer on fair treatment",
    "effectiveness": "the answer on effectiveness",
    "engagement": "the answer on engagement",
    "local_asb": "the answer on local anti-social behaviour",
    "informed": "the answer on being informed",
    "worried": "the answer on worry about crime",
    "overall": "the answer on the whole experience",
    "ease_of_contact": "the answer on ease of contact",
    "action": "the answer on the action taken",
    "follow_up": "the answer on follow-up",
    "treatment": "the answer on treatment",
    "worked_with": "worked with",
    "arm": "the group",
    "reoffences": "the count of their reoffending",
    "took_part": "an intervention",
    "officer_trained": "by a trained officer",
    "agreement_kept": "a kept agreement",
    "level": "the level",
    "victim_satisfaction": "the victim's answer",
    "disposal": "the disposal",
    "entry": "the entry",
    "report_number": "its number",
    "trials_listed": "trials listed",
    "effective": "trials that went ahead",
    "cracked": "cracked trials",
    "ineffective": "ineffective trials",
    "finalised": "cases finalised",
    "discontinued": "discontinued cases",
    "charging_on_cms": "charging decisions on CMS",
    "station": "the station",
    "returned": "the reason of the return",
    "failed_to_appear": "failed to appear",
    "plea": "the plea",
    "first_hearing": "the first hearing",
    "charged": "the charge",
}
#: What a value is called, where its name alone would not do.
VALUES = {
    "asb": "anti-social behaviour",
    "anti-social-behaviour": "anti-social behaviour",
    "I": "immediate (I)",
    "S": "soon (S)",
    "officer": "police officer",
    "pcso": "PCSO",
    "special": "special constable",
    "staff": "police staff",
    "burglary_residential": "residential burglary",
    "burglary_other": "other burglary",
    "burglary": "burglary not told apart",
    "robbery_personal": "personal robbery",
    "robbery_business": "business robbery",
    "robbery": "robbery not told apart",
    "racist_religious_hate": "racist or religious hate",
    "comparison": "the comparison group",
    "victim_based": "crime with a victim",
    "mps_workbook_series": "the MPS figures workbook",
    "standing": "a record that stands at the month's end",
    "listed": "a record newly listed",
    "arrested": "a record ended by an arrest",
    "tagged": "a person tagged at the month's end",
}
#: Spans of time by how an expression writes them.
SPANS = {"24h": "24 hours"}
#: How the two sides of an expression are joined.
JOINTS: dict[type[ast.operator], str] = {ast.BitAnd: ", and ", ast.BitOr: " or ", ast.Sub: " less "}
KIND = {
    "count": "A count, with Poisson limits.",
    "proportion": "A proportion, with Wilson limits on the effective base.",
    "ratio": "A ratio, which may pass 100 %, with Poisson limits on what is counted.",
    "stock": "A stock: averaged over the months of a window, never added up.",
    "published": "Published ready made: it has no base, and so no interval.",
    "quotient": "One measure over another.",
}


@dataclass(frozen=True)
class Definition:
    """A measure in words.

    Attributes:
        says: what it is, in one sentence.
        kind: how its figure is made and how sure it is.
        above: what is counted; `below` what it is divided by, empty for a count.
        sources: the titles of the sources that may answer, in order of preference.
        file: where the declaration stands.
    """

    says: str
    kind: str
    above: str
    below: str
    sources: tuple[str, ...]
    file: str


@lru_cache(maxsize=256)
def definition(name: str) -> Definition:
    """The measure of this id in words."""
    from tp_metrics.editions import sources

    measure = catalogue()[name]
    titles = sources()
    own = name.removesuffix("_rate") if measure.of and measure.of[0] == name.removesuffix("_rate") else name
    module = importlib.import_module(f"tp_metrics.measures.{own}")
    told = _declared(inspect.getsource(module))
    above, below = told.get("numerator", ""), told.get("denominator", "") if measure.kind != "stock" else ""
    if measure.of:
        above, below = (catalogue()[part].title for part in measure.of)
    says = (module.__doc__ or "").strip()
    if own != name:
        says = f"{says.rstrip('.')}, for each {measure.per:,} {measure.of[1] if measure.of else ''}."
    return Definition(
        says=says,
        kind=KIND[measure.kind],
        above=_summed(above, measure),
        below=_summed(below, measure),
        sources=tuple(titles[source].title for source in measure.sources if source in titles),
        file=f"tp_metrics/measures/{own}.py",
    )


def example_table(measure: Measure) -> pl.DataFrame:
    """The records of a measure's worked example, one column to a field."""
    if measure.example is None:
        return pl.DataFrame()
    return pl.DataFrame(dict(measure.example[0])).rename(_words)


def example_value(measure: Measure) -> float | None:
    """The worked example, run now by the measure's own expressions; None for a measure without one."""
    if measure.example is None or measure.numerator is None:
        return None
    records = nw.from_native(pl.DataFrame(dict(measure.example[0])))
    above = records.select(total=measure.numerator).to_native()["total"].sum()
    if measure.denominator is None or measure.kind == "stock":
        return float(above)
    return measure.factor * float(above) / float(records.select(total=measure.denominator).to_native()["total"].sum())


def catalogue_table() -> pl.DataFrame:
    """Every measure: title, theme, what it is, unit, which way is good, window, when last reviewed."""
    rows = [
        {
            "Measure": one.title,
            "Theme": _capital(one.theme),
            "What it is": definition(name).says,
            "Unit": one.unit,
            "Good is": {"neither": "neither way"}.get(one.better, one.better),
            "Window": one.window,
            "Reviewed": one.reviewed,
            "Id": name,
        }
        for name, one in catalogue().items()
    ]
    return pl.DataFrame(rows)


def _summed(text: str, measure: Measure) -> str:
    """What a measure adds up, as a sentence: "Offences, where the offence is homicide."."""
    if not text or measure.of:
        return text
    what, where, condition = text.partition(", where ")
    key = measure.table if what == "1" else what
    return f"{_capital(SUMMED.get(key, _words(key)))}{where}{condition}."


def _declared(source: str) -> dict[str, str]:
    """The expressions of a measure file in words: its keyword arguments numerator and denominator."""
    names = _named(source)
    measure = names.get("MEASURE")
    if not isinstance(measure, ast.Call):
        return {}
    return {
        word.arg: english(word.value, names) for word in measure.keywords if word.arg in ("numerator", "denominator")
    }


def _named(source: str) -> dict[str, ast.expr]:
    """What the names of a measure file stand for, those among them that it has from another measure's file."""
    names: dict[str, ast.expr] = {}
    for node in ast.parse(source).body:
        match node:
            case ast.ImportFrom(module=str(module)) if module.startswith("tp_metrics.measures."):
                names |= _named(inspect.getsource(importlib.import_module(module)))
            case ast.Assign(targets=[target], value=value):
                names |= dict(_pairs(target, value))
    return names


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[str, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return [pair for one, its in zip(target.elts, value.elts, strict=True) for pair in _pairs(one, its)]
    return [(target.id, value)] if isinstance(target, ast.Name) else []


def english(node: ast.expr, names: Mapping[str, ast.expr] | None = None) -> str:
    """A Narwhals expression of a measure file in words; what it does not know it gives as it is written.

    >>> english(ast.parse("nw.when(nw.col('grade') == 'I').then(nw.col('in_time')).otherwise(0)", mode="eval").body)
    'in time, where the grade is immediate (I)'
    """
    known = names or {}
    match node:
        case ast.Name(id=name) if name in known:
            return english(known[name], known)
        case ast.Constant(value=value):
            return "1" if value == 1.0 and not isinstance(value, str) else _value(str(value))
        case ast.Call(func=ast.Attribute(value=ast.Name(id="nw"), attr="col"), args=[ast.Constant(value=name), *_]):
            return COLUMNS.get(str(name), _words(str(name)))
        case (
            ast.Call(func=ast.Attribute(value=ast.Name(id="nw"), attr="lit"), args=[inner, *_])
            | ast.Call(func=ast.Attribute(attr="otherwise", value=inner))
        ):
            return english(inner, known)
        case ast.Call(
            func=ast.Attribute(attr="then", value=ast.Call(func=ast.Attribute(attr="when"), args=[condition])),
            args=[value],
        ):
            return f"{english(value, known)}, where {english(condition, known)}"
        case ast.Call(func=ast.Attribute(attr="is_in", value=left), args=[ast.List(elts=options)]):
            return f"{english(left, known)} is {_one_of([english(option, known) for option in options])}"
        case ast.Call(func=ast.Attribute(attr="is_null", value=left)):
            return f"{_are(english(left, known))} not known"
        case ast.UnaryOp(op=ast.Invert(), operand=ast.Call(func=ast.Attribute(attr="is_null", value=left))):
            return f"{_are(english(left, known))} known"
        case ast.UnaryOp(op=ast.Invert(), operand=inner):
            return f"not ({english(inner, known)})"
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in JOINTS:
            return f"{_inner(left, sign, known)}{JOINTS[type(sign)]}{_inner(right, sign, known)}"
        case ast.Call(
            func=ast.Attribute(attr="offset_by", value=ast.Attribute(value=left)), args=[ast.Constant(value=span)]
        ):
            return f"{SPANS[str(span)]} after {english(left, known)}"
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() | ast.Gt() | ast.LtE() as sign], comparators=[right]):
            joint = {ast.Eq: "is", ast.NotEq: "is not", ast.Gt: "is above", ast.LtE: "is at most"}[type(sign)]
            return f"{english(left, known)} {joint} {english(right, known)}"
    return ast.unparse(node).replace("nw.", "")


def _inner(node: ast.expr, sign: ast.operator, known: Mapping[str, ast.expr]) -> str:
    whole = known.get(node.id, node) if isinstance(node, ast.Name) else node
    text = english(whole, known)
    match whole:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="nw"), attr="col")) if not isinstance(sign, ast.Sub):
            text = f"it is flagged as {text}"
    other = isinstance(whole, ast.BinOp) and type(whole.op) is not type(sign)
    return f"({text})" if other else text


def _are(subject: str) -> str:
    return f"{subject} {'are' if subject.endswith('s') else 'is'}"


def _one_of(options: list[str]) -> str:
    every = {_value(offence) for offence in FINE_OFFENCES}
    if every <= set(options):
        return "any notifiable offence"
    return f"{', '.join(options[:-1])} or {options[-1]}" if len(options) > 1 else options[0]


def _value(text: str) -> str:
    return VALUES.get(text, _words(text))


def _words(text: str) -> str:
    return text.replace("_", " ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def ordered() -> dict[str, Any]:
    """Every measure by id, by theme and title, each rate behind its count."""

    def order(item: tuple[str, Measure]) -> tuple[int, str, str]:
        name, one = item
        base = catalogue().get(name.removesuffix("_rate"), one)
        return THEMES.index(one.theme), base.title, name

    return dict(sorted(catalogue().items(), key=order))
