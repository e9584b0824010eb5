"""Packs of rules from other laws, each of which is added to the letter's by who wants it: `LETTER + WORKS_COUNCILS_ACT`."""
