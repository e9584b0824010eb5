"""What parties are called, with their names as they fit in a small place."""

from __future__ import annotations

from ontvlechting import letter
from ontvlechting.engine.text import Language


def party(id: str, language: Language) -> str:
    """A party by its name, or by its id when the letter does not know it."""
    found = letter.PARTIES.get(id)
    return found.name[language] if found else id


def brief(name: str) -> str:
    """A name of a party as it fits in a small place: without the kind of organisation that all of them are."""
    return name.removeprefix("directoraat-generaal ").removeprefix("directorate-general ")
