"""What a verification found, in sentences: what was checked, what was not, and what a verification cannot show."""

from __future__ import annotations

from collections.abc import Sequence

from ontvlechting.engine.text import Language, Text
from ontvlechting.record.verifier import Answer, Report
from ontvlechting.views import words
from ontvlechting.views.words import both, counted

RECORDS = Text(nl="vastlegging", en="record"), Text(nl="vastleggingen", en="records")
PROCESSES = Text(nl="proces", en="process"), Text(nl="processen", en="processes")
VERDICTS_GIVEN = Text(nl="oordeel", en="verdict"), Text(nl="oordelen", en="verdicts")
"""The singular and the plural of what is counted."""
NAMED = 10
"""How many records or processes are named; the plain values have all names."""


def sentences(given: Report, language: Language) -> list[str]:
    """What was found, one line for each; the answer comes first."""
    first, *more = (
        *_looked_at(given, language),
        *([] if given.heads else [_NO_HEADS[language]]),
        *_left_out(given, language),
        *_without_position(given, language),
        *_twofold(given, language),
        *_about_checkpoint(given, language),
    )
    return [f"{given.answer.title[language]}: {first}", *more]


def _looked_at(given: Report, language: Language) -> list[str]:
    """How much was checked and how, and which verdicts came out differently."""
    records = counted(given.records + given.waiting, *RECORDS, language)
    of = both(f"{records} van {counted(given.processes, *PROCESSES, language)}",
              f"{records} of {counted(given.processes, *PROCESSES, language)}", language)  # fmt: skip
    if given.rejudged is None:
        nl, en = (", eindstand", ", head") if given.heads else ("", "")
        but_nl, but_en = (
            (", behalve wat hieronder staat", ", but for what stands below") if given.unchecked else ("", "")
        )
        return [
            both(f"van {of} is elke hash, keten{nl} en tekst nagerekend{but_nl}.",
                 f"every hash, chain{en} and text digest of {of} was recomputed{but_en}.", language),
            *([] if given.whole else [_OTHERS[language]]),
            both("De vastleggingen zijn niet geopend en de oordelen niet opnieuw gegeven; een grondige controle (verify --deep) doet "
                 "dat wel.",
                 "The records were not opened and no verdict was given again; a thorough check (verify --deep) does that.", language),
        ]  # fmt: skip
    verdicts = counted(given.rejudged, *VERDICTS_GIVEN, language)
    again = both(f"{verdicts} opnieuw gegeven.", f"{verdicts} re-checked.", language)
    match given.answer:
        case Answer.JUDGED_OTHERWISE:
            differ = len({r for o in given.otherwise for r in o.records})
            return [
                both(f"{differ} van {of}; {again}", f"{differ} of {of}; {again}", language),
                *_differ(given, language),
            ]
        case Answer.NOT_CHECKED:
            left = given.records + given.waiting - given.rejudged - given.removed
            return [both(f"{left} van {of} niet; {again}", f"{left} of {of} were not; {again}", language)]
        case _:
            return [both(f"{of} nagerekend, {again}", f"{of} recomputed, {again}", language)]


_OTHERS = Text(
    nl="Naar andere processen van het logboek is niet gekeken, en niet naar de plaats van deze daartussen: dat doet `verify`.",
    en="Other processes of the ledger were not looked at, nor the place of these among them: that is what `verify` does.",
)
"""Says what was left out when not the whole ledger was checked."""
_NO_HEADS = Text(
    nl="Dit is een export: er staan geen eindstanden in, dus die zijn niet vergeleken.",
    en="This is an export: no heads stand in it, so none were compared.",
)
"""Says of an export, which holds records only, what could not be checked."""


def _differ(given: Report, language: Language) -> list[str]:
    """For which rules which records now get another verdict, and what that may mean."""
    found = [
        both(f"Ander oordeel volgens {words.rules(o.rules, language)}: {_first_names([f'{p} {n}' for p, n in o.records], language)}.",
             f"Another verdict by {words.rules(o.rules, language)}: {_first_names([f'{p} {n}' for p, n in o.records], language)}.",
             language)
        for o in given.otherwise
    ]  # fmt: skip
    meaning = both(
        "Of de code van deze regels is veranderd onder dezelfde versie, of deze vastleggingen zijn vervalst met alle hashes "
        "erna. Een controlepunt dat elders is bewaard, wijst uit welk van de twee.",
        "Either the code of these rules was changed under the same version, or these records were forged with all hashes "
        "after them. A checkpoint that was kept elsewhere tells which.",
        language,
    )
    return [*found, meaning]


def _left_out(given: Report, language: Language) -> list[str]:
    """What could not be checked and why, and what was redacted or removed."""
    found = []
    for u in given.unchecked:
        records = counted(u.records, *RECORDS, language)
        where = _first_names(u.processes, language)
        rules = f": {words.rules(u.rules, language)}" if u.rules is not None else ""
        found.append(both(f"Niet nagegaan: {records} van {where}; {u.why.nl}{rules}.",
                          f"Not checked: {records} of {where}; {u.why.en}{rules}.", language))  # fmt: skip
    if given.redacted:
        records = counted(given.redacted, *RECORDS, language)
        found.append(both(f"Weggelakte teksten, elk met een vastgelegde grond: bij {records}.",
                          f"Redacted texts, each with a recorded ground: in {records}.", language))  # fmt: skip
    if given.removed:
        records = counted(given.removed, *RECORDS, language)
        found.append(
            both(f"Daarvan vernietigde weigeringen, die niemand opnieuw kan beoordelen: {records}.",
                 f"Of these, refusals that were removed and that nobody can judge again: {records}.", language)
        )  # fmt: skip
    return found


def _without_position(given: Report, language: Language) -> list[str]:
    """How many records have no position in the ledger yet; nothing when all have one."""
    if not given.waiting:
        return []
    records = counted(given.waiting, *RECORDS, language)
    return [
        both(f"Nog zonder plaats in het logboek, en niet in de wortel of een controlepunt: {records}. Wie als volgende "
             "iets vastlegt, of de vastleggingen leest en mag schrijven, geeft ze een plaats.",
             f"Without a position in the ledger yet, and not in the root or a checkpoint: {records}. Whoever records "
             "something next, or reads the records and may write, gives them one.", language)
    ]  # fmt: skip


def _twofold(given: Report, language: Language) -> list[str]:
    """References that stand for more than one document, and where."""
    return [
        both(f"Eén verwijzing, verschillende stukken: {_first_names([t.reference], language)} in {_first_names(t.processes, language)}. "
             "Wie zich vergiste, corrigeert dat.",
             f"One reference, different documents: {_first_names([t.reference], language)} in {_first_names(t.processes, language)}. "
             "Whoever was mistaken corrects that.", language)
        for t in given.twofold[:NAMED]
    ]  # fmt: skip


def _about_checkpoint(given: Report, language: Language) -> list[str]:
    """What a checkpoint showed, or what cannot be seen without one."""
    if given.vouched is None:
        nl, en = (" met de eindstanden erbij", " together with its heads") if given.heads else ("", "")
        return [
            both(
                "Zonder een controlepunt dat elders is bewaard, is niet te zien of het logboek in zijn geheel is "
                f"herschreven, of aan het eind is ingekort{nl}.",
                "Without a checkpoint that was kept elsewhere it cannot be seen whether the ledger was rewritten as a "
                f"whole, or cut off at its end{en}.",
                language,
            )
        ]
    records = counted(given.vouched, *RECORDS, language)
    return [
        both(f"Het zet voort waar het controlepunt voor instaat: de eerste {records}.",
             f"It continues what the checkpoint vouches for: the first {records}.", language)
    ]  # fmt: skip


def _first_names(names: Sequence[str], language: Language) -> str:
    """The first of these names, and how many more there are. White space is normalised, because an unchecked name can hold anything."""
    more = len(names) - NAMED
    said = ", ".join(" ".join(name.split()) for name in names[:NAMED])
    return said + both(f" en {more} meer", f" and {more} more", language) if more > 0 else said
