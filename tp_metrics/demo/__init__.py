"""Demonstration data: made from a seed, at full London scale, calibrated to what was published."""

from tp_metrics.demo.events import event_records
from tp_metrics.demo.parameters import ASSUMED, PLANTED
from tp_metrics.demo.stage import Stage, stages

__all__ = ["ASSUMED", "PLANTED", "Stage", "event_records", "stages"]
