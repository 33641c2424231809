"""The forms in which a document is written, each by a module that is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tp_metrics.packs.document import Document


@dataclass(frozen=True)
class Form:
    """A form in which a document is written: its name, its title, its file's ending and media type."""

    name: str
    title: str
    suffix: str
    media: str

    def write(self, document: Document) -> bytes:
        """The document in this form; the library that writes it is loaded when it is asked for."""
        writer: Callable[[Document], Any] = getattr(import_module(f"tp_metrics.packs.{self.name}"), self.name)
        return bytes(writer(document))


_OFFICE = "application/vnd.openxmlformats-officedocument"
FILES: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("pdf", "PDF", "pdf", "application/pdf"),
        Form("pptx", "Slides", "pptx", f"{_OFFICE}.presentationml.presentation"),
        Form("xlsx", "Sheets", "xlsx", f"{_OFFICE}.spreadsheetml.sheet"),
        Form("flat", "CSV and Parquet", "zip", "application/zip"),
    )
}
