"""Packs: what a meeting takes along, as PDF, slides and sheets, with the figures of the pages."""

from pages.parts import packs

packs.heading()
packs.making(packs.kind())
packs.shown()
