"""Who may see what: scopes of viewers, and the roles that people are given by claim."""

from tp_metrics.access.roles import given_as, role_of
from tp_metrics.access.scope import (
    ANALYST,
    DAC,
    EVERYONE,
    NOBODY,
    VIEWER,
    NotForViewer,
    Scope,
    commander,
    must_be_known,
    must_publish,
    must_see,
    must_see_all,
    sees_within,
)

__all__ = [
    "ANALYST",
    "DAC",
    "EVERYONE",
    "NOBODY",
    "VIEWER",
    "NotForViewer",
    "Scope",
    "commander",
    "given_as",
    "must_be_known",
    "must_publish",
    "must_see",
    "must_see_all",
    "role_of",
    "sees_within",
]
