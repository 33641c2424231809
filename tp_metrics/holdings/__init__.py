"""What stands behind the figures: editions, sources, completeness by borough and month, rows that were left out."""

from tp_metrics.holdings.counting import answered, counted, counted_words, held
from tp_metrics.holdings.imports import (
    account,
    boundaries_table,
    imports_table,
    left_out,
    preview_table,
    reading_end,
    reasons,
    source_titles,
)
from tp_metrics.holdings.months import completeness, completeness_table, completeness_words, completeness_years
from tp_metrics.holdings.notes import edition_notes, kind_words, mixing, unknown_measures, without_area
from tp_metrics.holdings.published import editions_table, last_day, pending, sources_table, summary
from tp_metrics.schema.wholeness import unusable

__all__ = [
    "account",
    "answered",
    "boundaries_table",
    "completeness",
    "completeness_table",
    "completeness_words",
    "completeness_years",
    "counted",
    "counted_words",
    "edition_notes",
    "editions_table",
    "held",
    "imports_table",
    "kind_words",
    "last_day",
    "left_out",
    "mixing",
    "pending",
    "preview_table",
    "reading_end",
    "reasons",
    "source_titles",
    "sources_table",
    "summary",
    "unknown_measures",
    "unusable",
    "without_area",
]
