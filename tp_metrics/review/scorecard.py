"""The scorecard of a meeting: each measure of each theme, with its result and judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tp_metrics.editions import Edition
from tp_metrics.measures import catalogue
from tp_metrics.results import Result, Selection, edition_in, figures
from tp_metrics.results.judging import prepare
from tp_metrics.review.kept import kept
from tp_metrics.review.spoken import spoken

#: The themes of the Strategic Performance Report, in its order, and the measures that stand under each.
SCORECARD: dict[str, tuple[str, ...]] = {
    "Confidence and satisfaction": (
        "good_job",
        "police_council",
        "informed",
        "fair_treatment",
        "worried_about_crime",
        "satisfaction_overall",
        "satisfaction_contact",
        "satisfaction_action",
        "satisfaction_follow_up",
        "satisfaction_treatment",
    ),
    "Victims and offenders": (
        "domestic_offences",
        "rape",
        "racist_religious_hate",
        "homophobic_hate",
        "disability_hate",
        "sanction_detection_ratio",
        "stop_arrest_rate",
    ),
    "Priority crime": (
        "total_notifiable_offences",
        "violence_with_injury",
        "robbery",
        "residential_burglary",
        "theft_of_motor_vehicle",
        "theft_from_motor_vehicle",
        "theft_from_person",
        "criminal_damage",
        "knife_crime",
        "gun_crime",
        "serious_youth_violence",
        "homicide",
    ),
    "Productivity": (
        "offences_per_officer",
        "incidents_per_officer",
        "calls_per_officer",
        "immediate_in_time",
        "soon_in_time",
        "officers",
        "pcsos",
    ),
}


@dataclass(frozen=True)
class Line:
    """One line of the scorecard: its theme and the measure's result, which carries its judgement."""

    theme: str
    result: Result

    @property
    def exception(self) -> bool:
        """Whether the chart's latest point is flagged."""
        return self.result.judgement.rule is not None

    @property
    def missing_target(self) -> bool:
        """Whether the figure is off its target."""
        aimed = self.result.judgement.target
        return aimed is not None and aimed.rag in ("red", "amber")


def scorecard(edition: Edition, selection: Selection) -> tuple[Line, ...]:
    """The lines of the scorecard for a place and window, those without a figure left out; kept for the edition.

    Of TP a line may be the whole force's, where no source speaks for TP alone; its figure's code is then "MPS".
    """
    return _kept(edition.folder, replace(selection, edition=edition.id, by=()))


def lacking(theme: str, lines: Sequence[Line]) -> list[str]:
    """The titles of a theme's measures that are not among some lines, in the scorecard's order."""
    held = {line.result.measure.id for line in lines}
    return [catalogue()[name].title for name in SCORECARD[theme] if name not in held]


@kept
def _kept(folder: Path, selection: Selection) -> tuple[Line, ...]:
    edition = edition_in(folder)
    lines = []
    figures(edition, [(name, selection) for names in SCORECARD.values() for name in names])
    for theme, names in SCORECARD.items():
        for name in names:
            answer = spoken(edition, name, selection)
            if answer.figure.value is not None:
                lines.append(Line(theme, answer))
    prepare([line.result for line in lines])
    return tuple(lines)
