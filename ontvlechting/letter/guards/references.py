"""One reference, one thing: documents, parties and currencies that a command names are known, and are what they were (R86).

Guards compare within the dossier of one process, or of one programme. Between the processes of a ledger there is no
refusal, because it must be possible to repeat a verdict from the records of one process alone. There it is an
`InputError`: the ledger keeps which process named a document first, and does not record a command that would be
accepted and means another document by that reference. The comparison is with what the first process says now. The first
process itself is never blocked: a mistake in it is corrected there. Processes that named the document before that
correction, or at the same moment, keep the old meaning; `verify(deep=True)` names such a reference (`Report.twofold`)
until they are corrected as well.
"""

from __future__ import annotations

from ontvlechting.engine.doors import YES, Reads, Reasons, guard
from ontvlechting.engine.dossier import Dossier as AnyDossier
from ontvlechting.letter.catalogue import R42, R86
from ontvlechting.letter.commands import Command, Correct, RecordDocument
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import who
from ontvlechting.letter.naming import known_by, named_in, same_content, where, where_held
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Document, Money


@guard(
    R86,
    nl="elke verwijzing staat voor één stuk, met steeds dezelfde inhoud",
    en="each reference stands for one document, which is always the same",
    reads=Reads.COMMAND,
)
def documents_stay_the_same(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R86: within the dossier and within the command, one id has one kind, title, date and origin.

    A correction may describe a document otherwise than it was described before.
    """
    named = named_in(command).documents
    if not named:
        return YES
    corrects = isinstance(getattr(command, "holds", None), Command)
    said: dict[str, Document] = {}
    changed: dict[str, Document] = {}
    for d in named:
        there = said.get(d.id) or (None if corrects else known_by(dossier.documents, d.id)) or d
        said[d.id] = there
        if not same_content(there, d):
            changed[d.id] = there
    places = where_held(Document, command, "id") if changed else {}
    return [
        R86.forbidden(
            "another-document",
            nl=f"de verwijzing `{id}` staat al voor een ander stuk: soort, titel, datum of herkomst verschilt",
            en=f"the reference `{id}` stands for another document already: its kind, title, date or origin differs",
            about={
                f"{path}.{name}": getattr(there, name)
                for path in places.get(id, ())
                for name in ("kind", "on", "origin")
            },
        )
        for id, there in changed.items()
    ]


@guard(
    R86,
    nl="geen stuk is van na de handeling die het noemt",
    en="no document is of after the act that names it",
    reads=Reads.COMMAND,
)
def documents_are_there_already(dossier: AnyDossier, command: Command, norms: Norms) -> Reasons:
    """R86: what is referred to exists on the day of the act; what shows a meeting may be written after that, up to the recording.

    The act of a correction is what it puts in place.
    """
    fact = command.holds if isinstance(command, Correct) and command.holds is not None else command
    dated = {d.id: d.on for d in named_in(command).documents}
    if isinstance(fact, RecordDocument) and fact.on is not None:
        dated[fact.id] = fact.on
    if not dated:
        return YES
    day, paper = norms.day_of(fact.at), fact.shown_by()
    if paper is not None:
        day = max(day, paper[1])
    late = {id: on for id, on in dated.items() if on > day}
    places = where_held(Document, command, "id") if late else {}
    return [
        R86.forbidden(
            "document-in-future",
            nl=f"het stuk `{id}` is van {said(on).nl}, na de handeling van {said(day).nl}",
            en=f"the document `{id}` is of {said(on).en}, after the act of {said(day).en}",
            about={f"{path}.on": day for path in places.get(id, ())} or {"on": day},
        )
        for id, on in late.items()
    ]


@guard(
    R86,
    nl="elke partij die wordt genoemd, is bekend",
    en="each party that is named is known",
    reads=Reads.COMMAND,
)
def parties_are_known(dossier: AnyDossier, command: Command, norms: Norms) -> Reasons:
    """R86: the ministry, its directorates, the bodies, the House, others that the norms name, and units of this process."""
    named = named_in(command)
    known = norms.known_parties() | named.units
    if known.issuperset(named.parties):
        return YES
    if isinstance(dossier, Dossier):
        known |= {u.id for u in dossier.plan.affected_units} if dossier.plan else set()
        known |= {x.unit for x in dossier.consultations} | {x.unit for x in dossier.inputs}
    places, parties = where(command), sorted(norms.known_parties())
    return [
        R86.forbidden(
            "unknown-party",
            nl=f"`{party}` is geen bekende partij; het ministerie kan haar in de normen noemen",
            en=f"`{party}` is no known party; the ministry can name it in the norms",
            suppliers=who.ministry(norms),
            about=dict.fromkeys(places.get(party, ()), parties),
        )
        for party in dict.fromkeys(named.parties)
        if party not in known
    ]


@guard(
    R42,
    R86,
    nl="elk bedrag is in dezelfde munt",
    en="each amount is in the same currency",
    reads=Reads.COMMAND,
)
def amounts_are_in_one_currency(dossier: AnyDossier, command: Command, norms: Norms) -> Reasons:
    """R42: amounts can be added up only in one currency, that of the norms."""
    others = [c for c in dict.fromkeys(named_in(command).currencies) if c != norms.currency]
    if not others:
        return YES
    places = where_held(Money, command, "currency")
    return [
        R42.forbidden(
            "another-currency",
            nl=f"een bedrag is in {who.ticks(others)}; alle bedragen zijn in `{norms.currency}`",
            en=f"an amount is in {who.ticks(others)}; all amounts are in `{norms.currency}`",
            about={f"{path}.currency": norms.currency for other in others for path in places.get(other, ())},
        )
    ]
