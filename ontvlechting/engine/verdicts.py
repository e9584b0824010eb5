"""What the rules answer: a verdict with every reason, each of a kind.

Only `ACCEPTED` is a yes. A guard that fails gives a reason of the kind *cannot tell*, and the door stays shut.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any

from attrs import frozen

from ontvlechting.engine.checked import Checked, Id, Words
from ontvlechting.engine.errors import OntvlechtingError
from ontvlechting.engine.text import Language, Text, spoken
from ontvlechting.engine.values import Role, Source


class ReasonKind(Enum):
    """The kinds of reason: why a door stays shut, or what to mind although it is open.

    `FORBIDDEN`: the rules do not allow it. `NOT_YET`: it will be possible later, by itself or after other steps;
    `earliest` says when, if that is known. `MISSING`: evidence or a human judgement that nobody has given.
    `CANNOT_TELL`: the guard itself failed. `WARNING`: does not shut the door.
    """

    FORBIDDEN = "forbidden"
    NOT_YET = "not_yet"
    MISSING = "missing"
    CANNOT_TELL = "cannot_tell"
    WARNING = "warning"


class VerdictKind(Enum):
    """The kinds of answer: `ACCEPTED`, `REFUSED` by a guard, no arrow from this state, or no such command."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_FROM_STATE = "not_from_state"
    UNKNOWN_COMMAND = "unknown_command"


VERDICTS: dict[VerdictKind, Text] = {
    VerdictKind.ACCEPTED: Text(nl="aanvaard", en="accepted"),
    VerdictKind.REFUSED: Text(nl="geweigerd", en="refused"),
    VerdictKind.NOT_FROM_STATE: Text(nl="geweigerd: niet vanuit deze toestand", en="refused: not from this state"),
    VerdictKind.UNKNOWN_COMMAND: Text(nl="geweigerd: onbekend verzoek", en="refused: unknown command"),
}
"""What each answer is called."""


@frozen(kw_only=True)
class Supplier(Checked):
    """Who can supply what is missing.

    Attributes:
        role: the role that can supply it.
        party: the id of the party or body, or None when any of that role will do.
    """

    role: Role
    party: Id | None = None


@frozen(kw_only=True)
class Mend(Checked):
    """A command that can supply what is missing.

    Attributes:
        command: the key of the command.
        field: the path of the field that supplies it, with dots between the names; None when the whole command does.
        back: whether the command moves the process back to an earlier state.
    """

    command: Id
    field: Id | None = None
    back: bool = False


@frozen(kw_only=True)
class Subject(Checked):
    """A value that a command has to hold to mend a reason, such as a party, a task or a day.

    Attributes:
        name: the path of the field that holds it, with dots between the names; for a list of values, that of one item.
        value: the value as plain text. When several subjects have the same name, any one of the values will do; a field
            that is a list of names needs all of them. For something missing the value is added to what is there; for
            something that is not allowed it takes its place.
    """

    name: Id
    value: Id


About = Mapping[str, Any]
"""What a reason is about: for each field its value, or a list of values. These are names, yes or no, numbers, days, moments
or terms."""


_NOTHING: About = {}


def subjects(about: About) -> tuple[Subject, ...]:
    """What a reason is about as values of `Subject`; fields that are None are left out."""
    return tuple(
        [
            _subject(name, _plain(value))
            for name, given in about.items()
            for value in ((given,) if isinstance(given, str) or not isinstance(given, Iterable) else given)
            if value is not None
        ]
    )


@lru_cache(4096)
def _subject(name: str, value: str) -> Subject:
    """A subject; cached, because many reasons have the same one."""
    return Subject(name=name, value=value)


def _plain(value: object) -> str:
    """A value as plain text."""
    match value:
        case Enum():
            return str(value.value)
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


@frozen(kw_only=True, slots=False)  # every door copies its `__dict__` in one go
class Reason(Checked):
    """One reason, from one rule.

    Attributes:
        rule: the rule's id, for example `A4`.
        code: which reason of that rule; stable, for programs.
        kind: forbidden, not yet, missing, cannot tell, or a warning.
        source: where the rule stands.
        nl: what is missing or wrong, in Dutch.
        en: the same in English.
        suppliers: who can supply what is missing.
        earliest: from which moment the door may open, for waiting periods.
        mends: the commands that supply it; empty where only time does, or nothing.
        about: the values that such a command has to hold. One for a field that the command does not have is for another
            command.
    """

    rule: Id
    code: Id
    kind: ReasonKind
    source: Source
    nl: Words
    en: Words
    suppliers: tuple[Supplier, ...] = ()
    earliest: datetime | None = None
    mends: tuple[Mend, ...] = ()
    about: tuple[Subject, ...] = ()

    @property
    def text(self) -> Text:
        """What is missing or wrong, in both languages."""
        return Text(nl=self.nl, en=self.en)

    @property
    def shuts(self) -> bool:
        """Whether this reason keeps the door shut."""
        return self.kind is not ReasonKind.WARNING


@frozen(kw_only=True)
class Verdict(Checked):
    """The answer to one command.

    Attributes:
        kind: accepted, refused, not from this state, or unknown command.
        reasons: every reason of every guard, in the order of the door; warnings too.
    """

    kind: VerdictKind
    reasons: tuple[Reason, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the command was accepted."""
        return self.kind is VerdictKind.ACCEPTED

    def __bool__(self) -> bool:
        """The answer: a refusal is false."""
        return self.kind is VerdictKind.ACCEPTED

    def text(self, language: Language | None = None) -> str:
        """The verdict and its reasons as plain lines of text; warnings are marked."""
        language = spoken(language)
        marks = {r: "" if r.shuts else f"{_MIND[language]}: " for r in self.reasons}
        return "\n".join(
            [VERDICTS[self.kind][language], *(f"- {r.rule}: {marks[r]}{r.text[language]}" for r in self.reasons)]
        )


_MIND = Text(nl="let op", en="mind")
ACCEPTED = Verdict(kind=VerdictKind.ACCEPTED)
"""A yes without warnings."""


class Refused(OntvlechtingError):
    """The rules said no. Raised by `Outcome.or_raise` and by governed models, after the refusal was recorded.

    Attributes:
        reasons: every reason, each with rule, source, and who can supply what is missing.
    """

    def __init__(self, text: Text, reasons: Sequence[Reason]) -> None:
        self.reasons: tuple[Reason, ...] = tuple(reasons)
        super().__init__(text)


class Status(Enum):
    """What the library does with a rule: what its guards check, or that it has none.

    `CONTENT`: guards compare what is on record with other records, with the norms or with the moment. `PRESENCE`:
    guards check that something is on record, not what it says. `JUDGEMENT`: people judge; guards check that somebody
    with the authority to do so has judged in time and said yes. `DATA`: held as data, without a guard.
    `NOT_MODELLED`: deliberately left out.
    """

    CONTENT = "content"
    PRESENCE = "presence"
    JUDGEMENT = "judgement"
    DATA = "data"
    NOT_MODELLED = "not_modelled"

    @property
    def title(self) -> Text:
        """What it is called, in both languages."""
        return _STATUSES[self]

    @property
    def guarded(self) -> bool:
        """Whether guards ask for it."""
        return self in (Status.CONTENT, Status.PRESENCE, Status.JUDGEMENT)


_STATUSES = {
    Status.CONTENT: Text(nl="inhoud getoetst", en="content checked"),
    Status.PRESENCE: Text(nl="aanwezigheid getoetst", en="presence checked"),
    Status.JUDGEMENT: Text(nl="oordeel van mensen", en="judgement of people"),
    Status.DATA: Text(nl="als gegeven vastgelegd", en="held as data"),
    Status.NOT_MODELLED: Text(nl="bewust weggelaten", en="deliberately left out"),
}


@frozen(kw_only=True)
class Rule(Checked):
    """One rule with its source. Its methods make reasons that cite this rule.

    Attributes:
        id: for example `A4`.
        source: its place in the letter or the law.
        title: what it asks, in our own words.
        status: what the library does with it; by default its guards check presence only.
        why: for a rule without a guard: where it is held, or why it is left out.
        jci: for a rule of a law: the Juriconnect reference of its place, such as
            `jci1.3:c:BWBR0002747&artikel=25&lid=6`.
        eli: for a rule of the European Union: the European Legislation Identifier of its place, such as
            `http://data.europa.eu/eli/reg/2016/679/art_30/oj`.
    """

    id: Id
    source: Source
    title: Text
    status: Status = Status.PRESENCE
    why: Text | None = None
    jci: Id | None = None
    eli: Id | None = None

    def forbidden(
        self,
        code: str,
        *,
        nl: str,
        en: str,
        suppliers: tuple[Supplier, ...] = (),
        about: About = _NOTHING,
        mends: tuple[Mend, ...] = (),
    ) -> Reason:
        """A reason: the rule does not allow it."""
        return self._reason(ReasonKind.FORBIDDEN, code, nl, en, suppliers, about, mends)

    def missing(
        self,
        code: str,
        *,
        nl: str,
        en: str,
        suppliers: tuple[Supplier, ...],
        about: About = _NOTHING,
        mends: tuple[Mend, ...] = (),
    ) -> Reason:
        """A reason: evidence or a human judgement is missing, and `suppliers` can supply it."""
        return self._reason(ReasonKind.MISSING, code, nl, en, suppliers, about, mends)

    def not_yet(
        self,
        code: str,
        *,
        nl: str,
        en: str,
        suppliers: tuple[Supplier, ...] = (),
        earliest: datetime | None = None,
        about: About = _NOTHING,
        mends: tuple[Mend, ...] = (),
    ) -> Reason:
        """A reason: its turn or its moment has not come; `earliest` says when, if that is known."""
        return self._reason(ReasonKind.NOT_YET, code, nl, en, suppliers, about, mends, earliest)

    def warning(
        self,
        code: str,
        *,
        nl: str,
        en: str,
        suppliers: tuple[Supplier, ...] = (),
        about: About = _NOTHING,
        mends: tuple[Mend, ...] = (),
    ) -> Reason:
        """A reason that does not shut the door: something to mind."""
        return self._reason(ReasonKind.WARNING, code, nl, en, suppliers, about, mends)

    def cannot_tell(self, code: str, *, nl: str, en: str) -> Reason:
        """A reason: the guard itself failed; the door stays shut."""
        return self._reason(ReasonKind.CANNOT_TELL, code, nl, en)

    def _reason(
        self,
        kind: ReasonKind,
        code: str,
        nl: str,
        en: str,
        suppliers: tuple[Supplier, ...] = (),
        about: About = _NOTHING,
        mends: tuple[Mend, ...] = (),
        earliest: datetime | None = None,
    ) -> Reason:
        return Reason(
            rule=self.id,
            code=code,
            kind=kind,
            source=self.source,
            nl=nl,
            en=en,
            suppliers=suppliers,
            earliest=earliest,
            mends=mends,
            about=subjects(about) if about else (),
        )
