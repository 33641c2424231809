"""Schema of the reference file on restorative justice: what its page assumes, and what was published elsewhere."""

from __future__ import annotations

import dataframely as dy

from tp_metrics.schema.sourced import IDENTIFIER, Sourced


class RestorativeTerms(Sourced):
    """A number that the page of restorative justice needs and no record gives, with its unit."""

    name = dy.String(nullable=False, regex=IDENTIFIER, description="a name in small letters")
    value = dy.Float64(nullable=False, min_exclusive=0)
    unit = dy.String(nullable=False, min_length=1)


RESTORATIVE_SCHEMAS: dict[str, type[dy.Schema]] = {"restorative_terms": RestorativeTerms}
RESTORATIVE_KEYS: dict[str, tuple[str, ...]] = {"restorative_terms": ("name",)}
