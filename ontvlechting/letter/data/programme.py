"""The letter's registers as what a programme records: documents, motions, commitments, a request, advices, answers.

House rules: only what the letter says. Where it gives no day there is none; where it does not say what was done with an
element of an advice, nothing is answered and the element stays open. Texts are recorded in Dutch, the language of the
letter; `in_language` gives them in English.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache

from ontvlechting.engine.text import Language, Text, sentences
from ontvlechting.engine.values import Actor
from ontvlechting.letter import commands as c
from ontvlechting.letter.catalogue import DOCUMENT
from ontvlechting.letter.commands import Asked, Command
from ontvlechting.letter.data.items import Element, Period
from ontvlechting.letter.data.portfolio import (
    BELASTINGDIENST,
    DIRECTORATES,
    HOUSE,
    MINISTRY,
    PORTFOLIO_SIZE,
    PROCESSES,
    STUDY,
)
from ontvlechting.letter.data.registers import ADVICES, ANNEXES, COMMITMENTS, MOTIONS, REQUESTS
from ontvlechting.letter.values import DocumentKind

_SHARED_ICT = Text(
    nl="ICT-diensten en ICT-processen die ook voor Toeslagen en Douane worden gebruikt",
    en="ICT services and ICT processes that are used for Toeslagen and Douane as well",
)
_TOLD = Text(
    nl="Hoe de moties zijn uitgevoerd, wat met de adviezen is gedaan en hoe het Kamerverzoek is beantwoord.",
    en="How the motions were carried out, what was done with the advice, and how the request was answered.",
)


def in_language(text: str, language: Language) -> str:
    """A text that `as_commands` records, in this language; any other text as it is, for it is somebody's own words."""
    known = _texts().get(text)
    return text if known is None else known[language]


@cache
def _texts() -> dict[str, Text]:
    """Every text of the registers by its Dutch words; those of several elements also as one."""
    elements = [*(r.elements for r in REQUESTS), *(a.elements for a in ADVICES)]
    found = [_SHARED_ICT, _TOLD, *(annex.title for annex in ANNEXES)]
    found += [text for m in MOTIONS for text in (m.asks, m.done)]
    found += [text for p in COMMITMENTS for text in (p.promises, p.done) if text is not None]
    for several in elements:
        found += [text for e in several for text in (e.asks, e.done)]
        found += [_as_one(e.asks for e in several), _as_one(e.done for e in several)]
    return {text.nl: text for text in found}


def _as_one(several: Iterable[Text]) -> Text:
    texts = list(several)
    return Text(nl=sentences(t.nl for t in texts), en=sentences(t.en for t in texts))


def as_commands(*, by: Actor, at: datetime) -> tuple[Command, ...]:
    """What a programme records when the letter is sent: every register of it, and what the letter does with each line.

    The letter has no date of its own, so the moment has to be given; and it names no official, so who records has to be
    given as well.

    Args:
        by: who records it, for the ministry.
        at: when.

    Returns:
        The commands in order, from `OpenProgramme` on; each is accepted by `PROGRAMME`.
    """
    return (
        c.OpenProgramme(
            name="Ontvlechting CAP, KI&S en IV",
            size=PORTFOLIO_SIZE,
            study=STUDY.document,
            processes=tuple(PROCESSES),
            by=by,
            at=at,
        ),
        *_documents(by, at),
        *_comes_in(by, at),
        *_done(by, at),
    )


def _documents(by: Actor, at: datetime) -> Iterator[Command]:
    """The letter, its annexes, and the documents in which something was asked, advised or promised."""

    def document(id: str, kind: DocumentKind, name: str, origin: str | None, annex: int | None = None) -> Command:
        parent = None if annex is None else DOCUMENT
        return c.RecordDocument(
            id=id, kind=kind, name=name, origin=origin, parent=parent, annex=annex, public=True, by=by, at=at
        )

    yield document(DOCUMENT, DocumentKind.LETTER, DOCUMENT, MINISTRY)
    advised = {a.document: a for a in ADVICES}
    for annex in ANNEXES:
        id = f"{annex.parent}, bijlage {annex.number}"
        kind = DocumentKind.STUDY if id == STUDY.document else DocumentKind.ADVICE
        yield document(id, kind, annex.title.nl, advised[id].origin, annex.number)
    for m in MOTIONS:
        yield document(m.document, DocumentKind.MOTION, m.document, HOUSE)
    spoken = dict.fromkeys((*(p.document for p in COMMITMENTS), *(r.document for r in REQUESTS)))
    for id in (s for s in spoken if s not in (None, DOCUMENT)):
        yield document(str(id), DocumentKind.PROCEEDINGS, str(id), HOUSE)
    for a in ADVICES:
        if not a.document.startswith(DOCUMENT):
            yield document(a.document, DocumentKind.ADVICE, a.document, a.origin)


def _comes_in(by: Actor, at: datetime) -> Iterator[Command]:
    """The motions, commitments, the request, the advices and the dependency that the letter tells of."""
    for m in MOTIONS:
        yield c.RecordMotion(
            id=m.id, moved_by=m.by, adopted=_day(m.adopted), document=m.document, asks=m.asks.nl, by=by, at=at
        )
    for p in COMMITMENTS:
        yield c.RecordCommitment(
            id=p.id, owner=p.owner, made=_day(p.when), document=p.document, promises=p.promises.nl, by=by, at=at
        )
    for r in REQUESTS:
        yield c.RecordRequest(
            id=r.id, asked_by=r.by, asked=_day(r.when), document=r.document, parts=_asked(r.elements), by=by, at=at
        )
    for a in ADVICES:
        yield c.RecordAdvice(
            id=a.id,
            origin=a.origin,
            requester=a.requester,
            given=_day(a.when),
            document=a.document,
            elements=_asked(a.elements),
            by=by,
            at=at,
        )
    yield c.RecordDependency(
        id="ict-belastingdienst",
        between=DIRECTORATES,
        what=_SHARED_ICT.nl,
        ict_supplier=BELASTINGDIENST,
        by=by,
        at=at,
    )


def _done(by: Actor, at: datetime) -> Iterator[Command]:
    """What the letter says was done. The commitments stay open: the letter tells how they are kept, and does not end them."""
    for m in MOTIONS:
        rules = tuple(r.id for r in m.rules)
        yield c.Discharge(item=m.id, document=DOCUMENT, how=m.done.nl, rules=rules, by=by, at=at)
    for a in ADVICES:
        for name, element in zip(_asked(a.elements), a.elements, strict=True):
            if element.follow_up is not None:
                yield c.AnswerElement(
                    advice=a.id,
                    element=name.id,
                    follow_up=element.follow_up,
                    reason=element.done.nl,
                    document=DOCUMENT,
                    by=by,
                    at=at,
                )
    for r in REQUESTS:
        if r.answered_by is not None:
            parts = tuple(p.id for p in _asked(r.elements))
            how = sentences(e.done.nl for e in r.elements)
            yield c.AnswerRequest(request=r.id, document=r.answered_by, parts=parts, how=how, by=by, at=at)
    for p in COMMITMENTS:
        if p.done is not None:
            yield c.ReportToHouse(document=DOCUMENT, informed=HOUSE, about=(p.id,), what=p.done.nl, by=by, at=at)
    yield c.ReportToHouse(
        document=DOCUMENT,
        informed=HOUSE,
        about=(*(m.id for m in MOTIONS), *(r.id for r in REQUESTS), *(a.id for a in ADVICES)),
        what=_TOLD.nl,
        by=by,
        at=at,
    )


def _asked(elements: tuple[Element, ...]) -> tuple[Asked, ...]:
    """What was asked, one by one, numbered from 1."""
    return tuple(Asked(id=f"onderdeel-{n}", asks=e.asks.nl) for n, e in enumerate(elements, start=1))


def _day(period: Period | None) -> date | None:
    """The day, where the letter gives it."""
    return period.first if period is not None and period.exact else None
