"""The views that a letter has of its own: a class of dossiers names the module, which is imported when somebody looks.

Such a module may have any of these functions; what it does not have is shown as for any letter:

- of a dossier: `name(dossier)`, what it is called; `road(dossier, language)`, where it stands on its way; `summary(dossier,
  language)`, pairs of a term and what it is; `front(dossier, rules, outlook)`, what page one tells of it; `pending(dossier, language)`, what is open; `pieces(dossier, language)` and
  `sections(dossier, language)`, pairs of a heading and its content, for a notebook and for a report; all of these are pieces
  of HTML. `lines(dossier, language)` and `markdown(dossier, language)` give the same as lines of text.
- of another value that shows itself: `shown(value, language)` as HTML, `told(value, language)` as text, and
  `framed(value, backend)` as a frame.
- of what was recorded: `lanes(records, language)`, what a timeline has beside the states; `views.timeline.settled` gives a
  state that tells of which letter they are.
- of words: `party(id, role, language)`, the name of a party of whom somebody speaks in that role; `term(member,
  language)`, what a member of an enumeration is called; and `field(name)`, what a field of a command is, as a `Text`; one
  command may have its own word for it, by `key.name`.
- of things: `kind(key, name, role)`, of what kind that is which an annotation calls by this key, where the letter knows it better;
  `role` is that of whoever acts for it.

The first are asked of the letter of the dossier. The others are asked of every letter in turn, and each answers None where
the value, the states, the role or the member are not its own.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.text import Text


def own(given: Dossier, what: str) -> Callable[..., Any] | None:
    """The function of this name in the views that the letter of a dossier has; None where it has none, or not that one."""
    found: Callable[..., Any] | None = None if given.views is None else getattr(import_module(given.views), what, None)
    return found


def first(what: str, *given: object) -> Any:
    """The answer of the first letter that has one; None where none has."""
    for room in _rooms():
        ask = getattr(import_module(room), what, None)
        if ask is not None and (answer := ask(*given)) is not None:
            return answer
    return None


def _rooms() -> dict[str, None]:
    """The modules that the classes of dossiers name, each once: of a class, then of those that were made from it."""
    found: dict[str, None] = {}
    kinds: list[type[Dossier]] = [Dossier]
    while kinds:
        kind = kinds.pop()
        if kind.views is not None:
            found[kind.views] = None
        kinds += reversed(kind.__subclasses__())
    return found


def called(field: str, cls: type | None = None) -> Text | None:
    """What a field is called, where a letter has words for it; in a command that has its own for it, by those."""
    key = getattr(cls, "key", None)
    found: Text | None = (first("field", f"{key}.{field}") if key else None) or first("field", field)
    return found
