"""LibreOffice opens slides and sheets as they are, and every figure is on its pages."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.packs import made, reading
from tp_metrics.packs import Chart, Figures, Map, Table
from tp_metrics.packs.cells import texts
from tp_metrics.packs.pptx import pptx
from tp_metrics.packs.xlsx import xlsx

pytestmark = [pytest.mark.trust, pytest.mark.office]


@pytest.fixture
def printed(tmp_path):
    """Print a file as PDF and read it: how many pages, and its text without blanks."""
    if not shutil.which("soffice") or not shutil.which("pdftotext"):
        pytest.skip("on Debian: apt-get install libreoffice-impress libreoffice-calc poppler-utils")

    def printing(data, name):
        (tmp_path / name).write_bytes(data)
        home = f"-env:UserInstallation=file://{tmp_path}/home"
        command = [
            "soffice",
            home,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / name),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        file = str((tmp_path / name).with_suffix(".pdf"))
        text = subprocess.run(["pdftotext", "-raw", file, "-"], check=True, capture_output=True, text=True).stdout
        about = subprocess.run(["pdfinfo", file], check=True, capture_output=True, text=True).stdout
        return int(re.search(r"Pages:\s+(\d+)", about)[1]), squeezed(text)

    return printing


def squeezed(text):
    """A text without blanks and without marks such as ◆, which a print takes from another font and may set apart."""
    return re.sub(r"[\s\u25a0-\u25ff]+", "", text)


def test_the_slides_are_as_many_pages_and_the_sheets_have_every_cell(demonstration_folder, monkeypatch, printed):
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))
    document = made.of_the_demonstration()
    slides = pptx(document)
    count, said = printed(slides, "review.pptx")
    assert count == len(reading.presentation(slides).slides)
    _, sheets = printed(xlsx(document), "review-sheets.xlsx")
    blocks = [block for section in document.sections for block in section.blocks]
    for block in blocks:
        if isinstance(block, Table | Chart | Map):
            for row in texts(block.rows):
                for cell in row:
                    assert squeezed(cell) in sheets
                    assert not isinstance(block, Table) or squeezed(cell) in said
        if isinstance(block, Figures):
            for one in block.figures:
                assert squeezed(one.value) in said
                assert squeezed(one.value) in sheets


def test_what_anybody_may_type_is_printed_and_nothing_is_worked_out(printed):
    for data, name in ((pptx(made.hostile()), "hostile.pptx"), (xlsx(made.hostile()), "hostile-sheets.xlsx")):
        _, said = printed(data, name)
        assert squeezed(made.BOROUGH) in said
        assert "@SUM(A1)" in said
        assert "Err:" not in said
        assert "#NAME?" not in said
