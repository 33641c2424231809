"""Any sequence of deeds leaves what a naive book in plain Python says it leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledger.conftest import KINDS
from tests.ledger.databases import empty
from tests.ledger.entries import ANA, BEN, DAY, everything, faults, seen
from tp_metrics.ledger import Case, ChangedMeanwhile, Ledger

FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["open", "watching", "closed"]),
        "reason": st.sampled_from(["series", "demand", None]),
        "owner": st.sampled_from(["BC", "DAC"]),
        "due": st.just(DAY),
    },
)
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("open"), st.sampled_from(["robbery", "burglary"]), st.sampled_from(["TP", "E09000007"])),
        st.tuples(st.just("change"), st.integers(1, 4), st.integers(-1, 0), FIELDS),
        st.tuples(st.just("note"), st.integers(1, 4), st.text("ab ", max_size=3)),
        st.tuples(st.just("retry"), st.integers(1, 4), st.integers(-2, 0), FIELDS),
    ),
    max_size=25,
)


class Naive:
    """What a ledger does with cases and notes, in lists of their versions."""

    def __init__(self) -> None:
        self.cases: list[list[dict[str, Any]]] = []
        self.notes: list[tuple[int, str]] = []

    def standing(self, measure: str, place: str) -> int | None:
        for number, versions in enumerate(self.cases, 1):
            now = versions[-1]
            if (now["measure"], now["place"]) == (measure, place) and now["status"] in ("open", "watching"):
                return number
        return None

    def open(self, measure: str, place: str) -> str:
        if self.standing(measure, place) is None:
            blank = {"status": "open", "reason": None, "owner": None, "due": None}
            self.cases.append([{"measure": measure, "place": place, **blank}])
        return "done"

    def change(self, number: int, back: int, fields: dict[str, Any]) -> str:
        if number > len(self.cases):
            return "refused"
        versions = self.cases[number - 1]
        if len(versions) + back < 1:
            return "refused"
        if back:
            return "changed meanwhile"
        after = versions[-1] | fields
        other = self.standing(after["measure"], after["place"])
        if after["status"] != "closed" and other not in (None, number):
            return "refused"
        if after != versions[-1]:
            versions.append(after)
        return "done"

    def retry(self, number: int, back: int, fields: dict[str, Any]) -> str:
        """A change that is merged where it can be."""
        said = self.change(number, back, fields)
        if said != "changed meanwhile":
            return said
        versions = self.cases[number - 1]
        read, now = versions[back - 1], versions[-1]
        if any(now[field] not in (read[field], value) for field, value in fields.items()):
            return said
        return self.change(number, 0, fields)

    def note(self, number: int, words: str) -> str:
        if number > len(self.cases) or not words.strip():
            return "refused"
        self.notes.append((number, words))
        return "done"


def done(ledger: Ledger, deed: tuple[Any, ...]) -> str:
    """Do a deed; "done", "changed meanwhile" or "refused"."""
    try:
        if deed[0] == "open":
            ledger.open_case(seen(*deed[1:]), ANA, opened=DAY)
        elif deed[0] == "note":
            ledger.note(deed[1], deed[2], BEN)
        else:
            _, number, back, fields = deed
            version = ledger.case(number).version + back
            try:
                ledger.change_case(number, version, BEN, **fields)
            except ChangedMeanwhile as clash:
                if deed[0] == "change" or clash.both:
                    raise
                mine = {field: value for field, value in clash.typed.items() if field not in clash.theirs}
                ledger.change_case(number, clash.now.version, BEN, **mine)
    except ChangedMeanwhile:
        return "changed meanwhile"
    except ValueError:
        return "refused"
    return "done"


@pytest.mark.trust
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(deeds=DEEDS)
def test_a_sequence_of_deeds_is_as_a_naive_book_says(tmp_path, places, kind, deeds):
    with empty(kind, tmp_path) as url, Ledger(url, places=places) as ledger:
        naive = Naive()
        for deed in deeds:
            expected = getattr(naive, deed[0])(*deed[1:])
            assert done(ledger, deed) == expected, deed
        assert [case.version for case in ledger.cases()] == [len(versions) for versions in naive.cases]
        for case, versions in zip(ledger.cases(), naive.cases, strict=True):
            assert case == replace(case, **versions[-1])
            changes = ledger.history("case", case.id)
            assert [{name: _plain(one.after[name]) for name in versions[0]} for one in changes] == versions
        numbers = range(1, len(naive.cases) + 1)
        assert [(note.case_id, note.words) for note in ledger.notes(*numbers)] == naive.notes
        assert faults(everything(ledger)) == []


def _plain(value: Any) -> Any:
    return DAY if value == DAY.isoformat() else value


def test_the_naive_book_knows_the_fields_of_a_case():
    assert {"measure", "place", "status", "reason", "owner", "due"} <= set(Case.__dataclass_fields__)
