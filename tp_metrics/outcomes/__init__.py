"""What became of people, person by person: read from an edition's checked tables, of which no row leaves here."""

from tp_metrics.outcomes.confidence_drivers import ALIKE, DRIVERS, ConfidenceDrivers, confidence_drivers

__all__ = ["ALIKE", "DRIVERS", "ConfidenceDrivers", "confidence_drivers"]
