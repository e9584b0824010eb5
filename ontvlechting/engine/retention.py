"""Commands about records: `Redact` removes texts, `SetAside` sets records aside, `Correct` replaces a wrong fact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from attrs import frozen

from ontvlechting.engine.checked import Id, Number, Words
from ontvlechting.engine.command import Command, Removal
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.text import Text

REDACTED = "[weggelakt]"
"""The text that takes the place of a text that was removed."""


@frozen(kw_only=True)
class Redact(Command):
    """Remove texts from earlier records of the process (*weglakken*).

    Used when personal data in a free text has to go, or when the retention term of a refusal has ended
    (*vernietigen na afloop van de bewaartermijn*). The usual grounds are articles 5(1)(e) and 17 of the General Data
    Protection Regulation (AVG), and the selection list (*selectielijst*) under the Archiefwet; whoever asks says which
    of them applies. The hash of the record does not change. Who asked, when, and what the answer was stay in the record.
    The letter says who may ask.

    Attributes:
        records: the numbers of the records in this process.
        fields: the paths of the free texts, such as `motivation` or `parts[0].description`. When it is empty, every
            free text of an accepted record is removed, and the whole content of a refused one.
        ground: the law or the selection list that requires it.
    """

    title: ClassVar[Text] = Text(nl="Tekst weglakken", en="Redact text")
    in_turn: ClassVar[bool] = False

    records: tuple[Number, ...]
    fields: tuple[Id, ...] = ()
    ground: Words

    def problems(self) -> Iterator[Problem]:
        return _each_once(self.records)

    def effect(self, dossier: Any) -> dict[str, Any]:
        return {}

    def removes(self) -> Removal:
        return Removal(self.records, self.fields)


@frozen(kw_only=True)
class SetAside(Command):
    """Set earlier records aside, so that the process can go on (*buiten beschouwing laten*).

    A record that cannot be read no longer counts: the doors that it kept shut are judged again. A record that was
    stored while the clock was ahead counts from now. The records themselves do not change. The letter says who may ask.

    Attributes:
        records: the numbers of the records in this process. Each cannot be read, or was stored later than now.
        motivation: what is wrong with them, and why the process can go on.
    """

    title: ClassVar[Text] = Text(nl="Vastlegging buiten beschouwing laten", en="Set a record aside")

    records: tuple[Number, ...]
    motivation: Words

    def problems(self) -> Iterator[Problem]:
        return _each_once(self.records)

    def effect(self, dossier: Any) -> dict[str, Any]:
        """Records with a moment in the future count from now, and unreadable ones no longer count."""
        return {
            "rules": dossier.rules,  # this command pins a new process to no rules
            "unread": tuple(n for n in dossier.unread if n not in self.records),
            "at": self.at,
            "moved_at": self.at,
            "since": None if dossier.since is None else min(dossier.since, self.at),
            **dossier.set_back(self.at),
        }

    def sets_aside(self) -> tuple[int, ...]:
        return self.records


@frozen(kw_only=True)
class Correct(Command):
    """Correct a fact that was recorded wrongly (*vastlegging corrigeren*).

    The record stays; from here on `holds` counts in its place. Earlier decisions stand, because they were taken on what
    was known then. The letter says who may ask and what may be corrected.

    Attributes:
        record: the number of the record in this process.
        wrong: what was wrong with it.
        holds: the command as it should have been, of the same kind; None when nothing should have been recorded.
    """

    title: ClassVar[Text] = Text(nl="Vastlegging corrigeren", en="Correct a record")
    in_turn: ClassVar[bool] = False

    record: Number
    wrong: Words
    holds: Command | None = None

    def shown_by(self) -> tuple[str, date] | None:
        """As for what holds instead."""
        paper = None if self.holds is None else self.holds.shown_by()
        return None if paper is None else (f"holds.{paper[0]}", paper[1])


@frozen(kw_only=True)
class Unreadable(Command):
    """Stands for a command that cannot be read (*onleesbaar verzoek*). Nobody can ask for it.

    Attributes:
        record: the number of its record.
    """

    title: ClassVar[Text] = Text(nl="Onleesbaar", en="Cannot be read")
    can_be_given: ClassVar[bool] = False

    record: Number

    def effect(self, dossier: Any) -> dict[str, Any]:
        """The record counts as unreadable; nothing else changes."""
        return {"unread": (*dossier.unread, self.record), **dossier.as_it_was()}


@frozen(kw_only=True)
class Removed(Command):
    """Stands for the command of a refusal whose content was removed after its retention term (*vernietigd*)."""

    title: ClassVar[Text] = Text(nl="Vernietigd na de bewaartermijn", en="Removed after its retention term")
    can_be_given: ClassVar[bool] = False


def _each_once(records: tuple[int, ...]) -> Iterator[Problem]:
    if not records or len(set(records)) < len(records):
        expected = Text(nl="minstens één nummer, elk één keer", en="at least one number, each of them once")
        yield Problem("records", shown(records), expected)
