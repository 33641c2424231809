"""Draw every picture as SVG into docs/methods; `--png FOLDER` draws PNG there instead, to look at."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import vl_convert

from docs.draw_methods import PICTURES
from docs.draw_methods.pieces import drawn

FOLDER = Path(__file__).parents[1] / "methods"
#: Marks that carry a tip on a page and are not seen: a picture has no tips, and is half as large without them.
UNSEEN = re.compile(r'<path [^>]*(?<!-)\bopacity="0"[^>]*(?:/>|></path>)')


def main() -> None:
    """Draw those that are named, or all, and take away the pictures that nothing draws any more."""
    parser = argparse.ArgumentParser(prog="python -m docs.draw_methods", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name")
    parser.add_argument("--png", type=Path)
    given = parser.parse_args()
    how = {"vl_version": "6.4", "allowed_base_urls": []}
    FOLDER.mkdir(exist_ok=True)
    for name in given.names or PICTURES:
        if given.png:
            (given.png / f"{name}.png").write_bytes(vl_convert.vegalite_to_png(drawn(name), **how))
        else:
            svg = UNSEEN.sub("", vl_convert.vegalite_to_svg(drawn(name), **how))
            (FOLDER / f"{name}.svg").write_text(svg + "\n", encoding="utf-8")
    for old in FOLDER.glob("*.svg"):
        if old.stem not in PICTURES:
            old.unlink()


if __name__ == "__main__":
    main()
