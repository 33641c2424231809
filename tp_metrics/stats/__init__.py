"""Pure statistical methods: Polars expressions or frames in, the same out."""

from tp_metrics.stats.intervals import byar, effective_base, poisson_limits, wilson

__all__ = ["byar", "effective_base", "poisson_limits", "wilson"]
