"""The decisions and actions of a key performance review, written down at the step that is open."""

from __future__ import annotations

from typing import Any

import tp_metrics as tp
from pages.parts import deciding, findings
from pages.parts.area_review import MEETING, is_summary


def decided(ledger: Any, step: Any) -> None:
    """The decisions of this meeting on the step, its open actions, and the forms for a decision and for an action."""
    measures = [one for one in tp.measures() if not is_summary(step) and tp.review.theme_of(one) == step.theme] or [
        one for names in tp.review.PICTURED.values() for one in names
    ]

    def belongs(action: Any) -> bool:
        measure = tp.measures().get(action.measure)
        return measure is None or is_summary(step) or tp.review.theme_of(measure.id) == step.theme

    with findings.below():
        deciding.decided(ledger, deciding.Matter(step.code, step.theme, tuple(measures), MEETING), belongs)
