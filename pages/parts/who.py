"""Who looks: the scope of the person who signed in, and of everybody where nobody signs in."""

from __future__ import annotations

import logging

import streamlit as st

import tp_metrics as tp
from pages.parts.sign_ins import asked_for

LOG = logging.getLogger("tp_metrics.pages")


def viewer() -> tp.Scope:
    """What the present viewer may see."""
    if not asked_for():
        return tp.EVERYONE
    try:
        return tp.access.role_of(st.user.to_dict() if st.user.is_logged_in else {})
    except ValueError as refused:
        LOG.error("nobody has a role: %s", refused)
        return tp.access.NOBODY
