"""Packs of rules for the letter alone, each of which can be added to it: `LETTER + WORKS_COUNCILS_ACT`."""
