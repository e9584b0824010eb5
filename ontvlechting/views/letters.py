"""The views that a letter has of its own: a class of dossiers names their module, which is imported when it is needed.

Such a module may have any of these functions. What it does not have is shown as for any other letter:

- for a dossier: `name(dossier)`, its name; `road(dossier, language)`, where it stands on its way; `summary(dossier, language)`,
  pairs of a term and its value; `front(dossier, rules, outlook)`, its page one; `pending(dossier, language)`, what is open;
  `pieces(dossier, language)` and `sections(dossier, language)`, pairs of a heading and its content, for a notebook and for a
  report. What is shown is HTML. `lines(dossier, language)` and `markdown(dossier, language)` give lines of text instead.
- for another value that shows itself: `shown(value, language)` as HTML, `told(value, language)` as text, and
  `rows(value)` as rows, for a frame or a workbook.
- for records: `lanes(records, language)`, what a timeline shows besides the states; `views.timeline.settled` gives a state
  from which a letter can tell whether the records are its own.
- for words: `party(id, role, language)`, the name of a party for which somebody acts in that role; `term(member, language)`,
  the name of a member of an enumeration; `title(key)`, the title of the command with this key, as a `Text`, where another letter may have a command with this key; and `field(name)`,
  the name of a field of a command, as a `Text`: one command may have its own name for it, by `key.name`.
- for things: `kind(key, name, role)`, the kind of a thing that an annotation names by this key, where the letter knows it more
  precisely; `role` is the role of an actor for it, if any.

The first group is asked of the letter of the dossier. The others are asked of every letter in turn; each answers None when the
value, the states, the role or the member are not its own.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from ontvlechting.engine.command import Command
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.text import Text


def own(given: Dossier, what: str) -> Callable[..., Any] | None:
    """The function of this name in the views of the letter of a dossier; None when the letter does not have it."""
    found: Callable[..., Any] | None = None if given.views is None else getattr(import_module(given.views), what, None)
    return found


def first(what: str, *given: object) -> Any:
    """The answer of the first letter that has one; None when none has."""
    for room in _view_modules():
        ask = getattr(import_module(room), what, None)
        if ask is not None and (answer := ask(*given)) is not None:
            return answer
    return None


def _view_modules() -> dict[str, None]:
    """The modules that the classes of dossiers name, each once: that of a class before those of its subclasses."""
    found: dict[str, None] = {}
    kinds: list[type[Dossier]] = [Dossier]
    while kinds:
        kind = kinds.pop()
        if kind.views is not None:
            found[kind.views] = None
        kinds += reversed(kind.__subclasses__())
    return found


def title(key: str) -> Text | None:
    """The title of the command with this key: from the first letter that has one, or as its class has it.

    None when there is no such command, or when classes with this key differ in their titles.
    """
    told: Text | None = first("title", key)
    found, kinds = set[Text](), [Command]
    while told is None and kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.key == key:
            found.add(kind.title)
    return found.pop() if told is None and len(found) == 1 else told


def called(field: str, cls: type | None = None) -> Text | None:
    """The name of a field, from the first letter that has one; a name for this field in this command goes first."""
    key = getattr(cls, "key", None)
    found: Text | None = (first("field", f"{key}.{field}") if key else None) or first("field", field)
    return found
