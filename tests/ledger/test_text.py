"""Text from people comes back exactly as it was typed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.ledger.entries import ANA, DAY, seen
from tp_metrics.ledger import Author

TYPED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=300).filter(
    lambda text: text.strip() != ""
)
MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(words=TYPED, role=TYPED.map(lambda text: text[:200]).filter(str.strip))
@example(words="<script>alert(1)</script> [click](javascript:1) :red[x] {{x}} %s \\ \x1b[31m", role="\x01\x7f\u202e")
@example(words=" \u00a0 leading and trailing \u3000\n\r\t", role="e\u0301 is not \u00e9")
@example(words="\ufeff\uffff\U0010ffff\u2028\x85x", role="'; DROP TABLE cases; --")
def test_every_text_comes_back_as_typed(shared, words, role):
    case = shared.open_case(seen(), ANA)
    case = shared.change_case(case.id, case.version, Author(role), reason_words=words, owner=role)
    note = shared.note(case.id, words, ANA)
    action = shared.add_action(words, role, DAY, ANA, case_id=case.id, added=DAY)
    event = shared.add_event(DAY, "policy", words, Author(role))
    assert (case.reason_words, case.owner) == (words, role)
    assert shared.case(case.id) == case
    assert shared.notes(case.id)[-1] == note
    assert note.words == words
    assert shared.action(action.id) == action
    assert (action.words, action.owner) == (words, role)
    assert shared.event_rows().row(-1, named=True)["words"] == event.words == words
    change = shared.history("case", case.id)[-1]
    assert change.after["reason_words"] == words
    if change.version == case.version and change.before != change.after:
        assert change.after["owner"] == role


@MANY
@given(words=st.text(max_size=50), cut=st.integers(0, 50), bad=st.sampled_from(["\0", "\ud800", "\udfff"]))
def test_what_no_database_keeps_is_refused_where_it_stands(shared, words, cut, bad):
    clean = words.replace("\0", "")[:cut]
    with pytest.raises(ValueError, match=f"the note has .* at position {len(clean) + 1}, which cannot be kept"):
        shared.note(shared.open_case(seen(), ANA).id, f"{clean}{bad}x", ANA)
