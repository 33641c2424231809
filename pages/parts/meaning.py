"""What a figure means, under the page's first line: signal, target, change, peers and the rest of the year."""

from __future__ import annotations

from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts.careful import careful
from pages.parts.findings import named


def meaning(result: Any) -> None:
    """The marks and sentences of a result's judgement, one to a line; nothing where the figure is not known."""
    if result.figure.value is None:
        return
    with careful("what the figure means"):
        named("What the figure means")
        lines = [_signal(result), _target(result), *_plain(result)]
        st.markdown("  \n".join(line for line in lines if line), help=tp.words.SIGNAL_HELP)


def _signal(result: Any) -> str:
    said = tp.words.signal_words(result)
    if result.judgement.signal is None:
        return said
    return f":{tp.words.signal_colour(result)}[**{tp.words.signal_mark(result)}**] · {said}"


def _target(result: Any) -> str:
    said = tp.words.target_words(result)
    aimed = result.judgement.target
    if not said or aimed.rag is None:
        return said
    return f":{tp.words.RAG[aimed.rag][2]}[**{tp.words.rag_mark(result)}**] · {said}"


def _plain(result: Any) -> list[str]:
    return [tp.words.change_words(result), tp.words.peers_words(result), tp.words.outlook_words(result)]
