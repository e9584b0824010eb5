"""Retention: what has to go from the record goes by a recorded command, and the record still holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from attrs import frozen

from ontvlechting.checked import Id, Number, Words
from ontvlechting.commands.base import Command
from ontvlechting.errors import Problem, shown
from ontvlechting.text import Text


@frozen(kw_only=True)
class Redact(Command):
    """Texts are taken out of earlier records of the process (*weglakken*).

    Asked when personal data in a free text has to go, or when the retention term of a refusal has ended
    (*vernietigen na afloop van de bewaartermijn*). The grounds on which this is usually asked are articles 5(1)(e)
    and 17 of the General Data Protection Regulation (AVG) and the selection list (*selectielijst*) under the
    Archiefwet; whether one of them applies is for whoever asks to say. The hash of the record stays what it was, and so
    does what it says of who asked, when, and what the answer was. The letter says nothing about this: that the ministry
    has to ask is borrowed from R13.

    Attributes:
        records: the numbers of the records in this process.
        fields: the paths of the free texts, such as `motivation` or `plan.risks[0].description`; empty means every
            free text of an accepted record, and the whole content of a refused one.
        ground: why: the law or selection list that asks for it.
    """

    title: ClassVar[Text] = Text(nl="Tekst weglakken", en="Redact text")

    records: tuple[Number, ...]
    fields: tuple[Id, ...] = ()
    ground: Words

    def problems(self) -> Iterator[Problem]:
        if not self.records or len(set(self.records)) < len(self.records):
            yield Problem(
                "records",
                shown(self.records),
                Text(nl="minstens één nummer, elk één keer", en="at least one number, each of them once"),
            )
