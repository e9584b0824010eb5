"""The columns of an overview, which has one line for each process; and how processes are selected by them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import Enum
from keyword import iskeyword
from operator import attrgetter
from typing import Any

from attrs import Factory, field, fields, frozen

from ontvlechting.engine.checked import Check, Count, Id, check_of
from ontvlechting.engine.errors import DefinitionError, failed, nearest, of_dossier, shown, suggested, unrecorded
from ontvlechting.engine.outside import interrupts, problems_of_function
from ontvlechting.engine.text import Text


class Match(Enum):
    """How an overview selects processes by a column.

    `EQUAL`: the column is equal to what is asked. `UP_TO`: the column is not empty, and not more or later than what is
    asked. `ANY`: the column is not empty, or is empty, as asked.
    """

    EQUAL = "equal"
    UP_TO = "up_to"
    ANY = "any"


_OF_A_LINE = "columns dossier hash head html lines process number recorded_at rules state at"
_OF_A_ROW, _OF_A_FRAME, _OF_A_QUESTION = "rules_name rules_version rules_hash", "on", "after limit as_of known verify"
TAKEN = frozenset(f"{_OF_A_LINE} {_OF_A_ROW} {_OF_A_FRAME} {_OF_A_QUESTION}".split())
"""The names that a column cannot have: they mean something else where an overview is asked, stored or shown."""
_NAME = re.compile("[a-z][a-z0-9_]{0,59}")


def is_name(text: object) -> bool:
    """Whether a column can have this name: lower-case letters, digits and underscores, no keyword, and not taken."""
    return isinstance(text, str) and _NAME.fullmatch(text) is not None and not iskeyword(text) and text not in TAKEN


def _attribute(column: Column) -> Callable[[Any], Any]:
    """What gives the attribute of the name of a column; what is no name is told with all else that is wrong."""
    return attrgetter(column.name if is_name(column.name) else "process")


def _headed(column: Column) -> Text:
    """The title of a column with a capital; what is no text is told with all else that is wrong."""
    title: Any = column.title
    if not isinstance(title, Text):
        return title  # type: ignore[no-any-return]
    return Text(nl=title.nl[:1].upper() + title.nl[1:], en=title.en[:1].upper() + title.en[1:])


@frozen(cache_hash=True)  # columns are the keys of their values, for every record
class Column:
    """One column of an overview, which has one line for each process.

    Its values are stored in plain text beside the records of a process, and `verify(deep=True)` compares them with
    those records. So it is never a free text, which may have to be removed later. Rules with other columns need a new
    version.

    Attributes:
        name: its name, as an attribute of a line, as a column of a frame, and in the ledger.
        kind: the type of a value that is not empty: a text of one line, a day, a member of an enumeration of texts, or
            a count from 0 on, where 0 is empty.
        title: its name for people.
        of: gives its value from the dossier, or None for an empty one; by default the attribute of its name.
        match: how processes are selected by it.
        asked: the argument of `overview` that selects by it; by default its name.
        head: its heading in a table; by default the title with a capital.
        said: gives the words for a value; by default the title of the value where it has one, or the value itself.
        signals: whether it shows that something waits or is open, so that even the shortest overview shows it when it
            is not empty; by default true unless `match` is `EQUAL`.

    Raises:
        DefinitionError: a name cannot be used or is taken, or a value has the wrong type; it lists every fault.
    """

    name: str
    kind: type[str | int | date | Enum]
    title: Text
    of: Callable[[Any], Any] = field(default=Factory(_attribute, takes_self=True))
    match: Match = Match.EQUAL
    asked: str = field(default=Factory(attrgetter("name"), takes_self=True))
    head: Text = field(default=Factory(_headed, takes_self=True))
    said: Callable[[Any], Text] | None = None
    signals: bool = field(default=Factory(lambda column: column.match is not Match.EQUAL, takes_self=True))

    def __attrs_post_init__(self) -> None:
        if found := list(_misfits(self)):
            raise DefinitionError(found)

    @property
    def check(self) -> Check:
        """The check of its values."""
        return check_of({str: Id, int: Count}.get(self.kind, self.kind))

    @property
    def empty(self) -> int | None:
        """The value of an empty column."""
        return 0 if self.kind is int else None

    def within(self, dossier: object) -> Any:
        """The value of this column for a dossier.

        Raises:
            DefinitionError: the column fails, or gives what it cannot hold.
        """
        return self.plain(self.given_by(dossier))

    def given_by(self, dossier: object) -> Any:
        """What `of` gives for a dossier, unchecked.

        Raises:
            DefinitionError: `of` fails; nothing is recorded then.
        """
        try:
            return self.of(dossier)
        except Exception as error:
            if interrupts(error):
                raise
            raise failed(
                Text(nl=f"kolom `{self.name}`", en=f"column `{self.name}`"), of_dossier(dossier), error
            ) from error

    def plain(self, given: Any) -> Any:
        """The value to store for what `of` gave.

        Raises:
            DefinitionError: it is not what the column can hold; nothing is recorded then.
        """
        value, problems = (given, []) if given is None else self.check(given, self.name)
        if problems:
            raise DefinitionError(
                [unrecorded(Text(nl=f"kolom {p.text.nl}", en=f"column {p.text.en}")) for p in problems]
            )
        return self.empty if value is None else value


def _misfits(column: Column) -> Iterator[Text]:
    """The faults of a column."""
    for name in {shown(name): name for name in (column.name, column.asked)}.values():
        if not is_name(name):
            said = shown(name)
            yield Text(
                nl=f"een kolom kan niet {said} heten: dat is geen eenvoudige naam, of hij is vergeven",
                en=f"a column cannot be called {said}: that is no plain name, or it is taken",
            )
    texts: dict[str, object] = {"title": column.title, "head": column.head}
    for where, given in texts.items():
        if not isinstance(given, Text):
            yield Text(
                nl=f"`{where}` van kolom {shown(column.name)}: verwacht een naam in beide talen; kreeg {shown(given)}",
                en=f"`{where}` of column {shown(column.name)}: expected a name in both languages; got {shown(given)}",
            )
    for problem in problems_of_function(column.of, "of"):
        yield Text(
            nl=f"`of` van kolom {shown(column.name)}: verwacht {problem.expected.nl}; kreeg {problem.value}",
            en=f"`of` of column {shown(column.name)}: expected {problem.expected.en}; got {problem.value}",
        )
    kind: object = column.kind
    members = list(kind) if isinstance(kind, type) and issubclass(kind, Enum) else []
    if kind not in (str, int, date) and not (members and all(type(m.value) is str for m in members)):
        yield Text(
            nl=f"in kolom {shown(column.name)} staat geen {shown(kind)}, maar `str`, `int`, `date` of een enumeratie van teksten",
            en=f"column {shown(column.name)} holds no {shown(kind)}, but `str`, `int`, `date` or an enumeration of texts",
        )
    if members and column.match is Match.UP_TO:
        yield Text(
            nl=f"in kolom {shown(column.name)} staat een enumeratie, waarvan niets hoogstens iets anders is",
            en=f"column {shown(column.name)} holds an enumeration, of which nothing is up to something else",
        )


def misfits_of_columns(kind: Any) -> Iterator[Text]:
    """The faults between the columns of a class of dossiers: names that occur twice, attributes that do not exist."""
    columns: object = kind.columns
    if not isinstance(columns, tuple) or not all(isinstance(c, Column) for c in columns):
        yield Text(
            nl=f"`{kind.__name__}.columns` is geen tuple van kolommen: {shown(columns)}",
            en=f"`{kind.__name__}.columns` is no tuple of columns: {shown(columns)}",
        )
        return
    for names in ([c.name for c in columns], [c.asked for c in columns]):
        for name in dict.fromkeys(n for n in names if names.count(n) > 1):
            yield Text(
                nl=f"{names.count(name)} kolommen van `{kind.__name__}` heten `{name}`",
                en=f"{names.count(name)} columns of `{kind.__name__}` are called `{name}`",
            )
    there = {*dir(kind), *(a.name for a in fields(kind))}
    for column in columns if not hasattr(kind, "__getattr__") else ():
        for name in _attributes_read(column):
            if name not in there:
                meant = suggested(nearest(name, there))
                yield Text(
                    nl=f"kolom `{column.name}` vraagt `{kind.__name__}` om `{name}`, en dat is er niet{meant.nl}",
                    en=f"column `{column.name}` asks `{kind.__name__}` for `{name}`, which is not there{meant.en}",
                )


def _attributes_read(column: Column) -> list[str]:
    """The attributes of a dossier that a column reads with an `attrgetter`."""
    asked: Any = column.of
    names: Any = asked.__reduce__()[1] if type(asked) is attrgetter else ()
    return [name.split(".")[0] for name in names]
