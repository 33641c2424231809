"""Risks: what may go wrong, and which figure watches it?"""

from pages.parts import governing

governing.risks()
governing.strands()
