"""The other side's word: the plan is signed by both parties, and what a body or unit is said to have done, it says itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from ontvlechting.engine.command import Fact
from ontvlechting.engine.doors import YES, Reads, Reasons, guard
from ontvlechting.engine.dossier import Recorded
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import Mend, Reason, Rule, Supplier
from ontvlechting.letter.catalogue import R2, R12, R43, R44, R53, R61, R62, R66, R67, R73
from ontvlechting.letter.commands import (
    CollectInput,
    Command,
    Confirm,
    ConsultUnit,
    Contest,
    Cosign,
    Level,
    RecordIndicator,
    RecordUseOfAgreement,
    ResolveContest,
)
from ontvlechting.letter.commands.about import speaks_about, subject
from ontvlechting.letter.dossier import Dossier, Word
from ontvlechting.letter.guards import who
from ontvlechting.letter.guards.mandates import mandate_faults
from ontvlechting.letter.guards.mends import of_the_plan
from ontvlechting.letter.naming import named_in, where_held
from ontvlechting.letter.norms import Countersigned, Norms
from ontvlechting.letter.registers import ProgrammeDossier
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Power, Role

F = TypeVar("F", bound=Fact)

# -- what counts -------------------------------------------------------------------------------------------------------


def counts(dossier: Dossier, fact: Fact, norms: Norms, asked: Countersigned) -> bool:
    """Whether what another is said to have done counts: by its own word, or because the norms do not ask for that."""
    word = dossier.word(fact)
    return word is Word.GIVEN or (word is Word.AWAITED and asked not in norms.countersigned)


def counting(dossier: Dossier, facts: Iterable[F], norms: Norms, asked: Countersigned) -> tuple[F, ...]:
    """Those of the facts that count."""
    return tuple(f for f in facts if counts(dossier, f, norms, asked))


def without_word(
    dossier: Dossier, facts: Iterable[Fact], rule: Rule, code: str, norms: Norms, speakers: tuple[Supplier, ...]
) -> Reason | None:
    """Why the first of these facts does not count, and who can mend that.

    None without facts. A contested one goes first.
    """
    found = sorted(facts, key=lambda f: dossier.word(f) is not Word.CONTESTED)
    if not found:
        return None
    fact = found[0]
    number, other, title = dossier.number_of(fact), subject(fact), type(fact).title
    contest = [n for n, c in dossier.open_contests if c.record == number]
    record = Text(nl=f"vastlegging {number} («{title.nl}»)", en=f"record {number} («{title.en}»)")
    if dossier.word(fact) is Word.CONTESTED:
        return rule.missing(
            f"{code}-contested",
            nl=f"{record.nl} wordt betwist door `{other}`, en daarover is nog niet bestuurlijk beslist",
            en=f"{record.en} is contested by `{other}`, and that was not resolved at executive level yet",
            suppliers=who.ministry(norms),
            about={"contest": contest},
            mends=(Mend(command=ResolveContest.key, field="contest"),),
        )
    if dossier.word(fact) is Word.DENIED:
        return rule.missing(
            f"{code}-denied",
            nl=f"{record.nl} is met succes betwist door `{other}` en telt niet",
            en=f"{record.en} was contested by `{other}` with success, and does not count",
            suppliers=speakers,
        )
    return rule.missing(
        f"{code}-unconfirmed",
        nl=f"{record.nl} is van `{fact.by.party}`; `{other}` heeft dit niet zelf vastgelegd of bevestigd, en er is geen "
        f"document van `{other}` bij genoemd",
        en=f"{record.en} is by `{fact.by.party}`; `{other}` has not recorded or confirmed it, and no document of `{other}` "
        "is named with it",
        suppliers=speakers,
        about={"record": number},
        mends=(Mend(command=Confirm.key, field="record"),),
    )


# -- what both parties tell --------------------------------------------------------------------------------------------


def tells(fact: RecordIndicator | RecordUseOfAgreement, party: str, norms: Norms) -> bool:
    """Whether this is the word of a party: its own record, or a document of its own; what the ministry says is the word of both."""
    voices = {fact.by.party, *(() if fact.document is None else (fact.document.origin,))}
    return bool(voices & {party, norms.ministry})


def silent(
    dossier: Dossier, facts: Iterable[RecordIndicator | RecordUseOfAgreement], norms: Norms, asked: Countersigned
) -> tuple[str, ...]:
    """The parties that do not tell any of these facts, where the norms ask that both do."""
    facts = tuple(facts)
    if asked not in norms.countersigned:
        return ()
    return tuple(party for party in dossier.parties if not any(tells(f, party, norms) for f in facts))


@guard(
    R53,
    R73,
    nl="een genoemd document is van de andere partij of het ministerie, en niet ouder dan wat het laat zien",
    en="a document that is named is by the other party or the ministry, and not older than what it shows",
    reads=Reads.COMMAND,
    field="document",
)
def document_is_of_the_other_party(
    dossier: Dossier, command: RecordIndicator | RecordUseOfAgreement, norms: Norms
) -> Reasons:
    """R53, R73: what a party writes itself adds nothing to what it says."""
    document, others = command.document, {*dossier.parties, norms.ministry} - {command.by.party}
    if document is None or (document.origin in others and document.on >= norms.day_of(command.at)):
        return YES
    rule = R53 if isinstance(command, RecordIndicator) else R73
    return [
        rule.forbidden(
            "shows-nothing",
            nl=f"`{document.id}` van {said(document.on).nl} is geen stuk van {who.ticks(sorted(others))} dat dit laat zien",
            en=f"`{document.id}` of {said(document.on).en} is no paper of {who.ticks(sorted(others))} that shows this",
            suppliers=who.both_parties(dossier) + who.ministry(norms),
            about={"document.origin": sorted(others), "document.on": norms.day_of(command.at)},
        )
    ]


# -- who speaks --------------------------------------------------------------------------------------------------------


@guard(
    R2,
    nl="wie handelt, heeft hier niet eerder voor een andere organisatie gehandeld",
    en="whoever acts has not acted for another organisation here before",
    reads=Reads.ACTOR,
    field="by.id",
)
def person_acts_for_one_side(dossier: Dossier | ProgrammeDossier, command: Command, norms: Norms) -> Reasons:
    """R2: each organisation has its own people; nobody gives the word of both sides."""
    others = sorted(dossier.sides(command.by.id, command.by.party) - {command.by.party})
    return [
        R2.forbidden(
            "acted-for-other",
            nl=f"`{command.by.id}` heeft hier gehandeld voor `{other}`, en spreekt dus niet voor `{command.by.party}`",
            en=f"`{command.by.id}` has acted for `{other}` here, and so does not speak for `{command.by.party}`",
        )
        for other in others
    ]


@guard(
    R2,
    nl="niemand die wordt genoemd, spreekt hier voor twee organisaties",
    en="nobody who is named speaks for two organisations here",
    reads=Reads.COMMAND,
)
def people_are_of_one_side(dossier: Dossier | ProgrammeDossier, command: Command, norms: Norms) -> Reasons:
    """R2: whoever judges, is responsible or owns something for one organisation does not do so for another, nor acts for it."""
    actor, named = (command.by.id, command.by.party), named_in(command).people
    if named == (actor,):
        return YES

    here: dict[str, set[str]] = {}
    for id, party in named:
        here.setdefault(id, set()).add(party)

    def others_of(id: str, party: str) -> list[str]:
        return sorted((dossier.sides(id, command.by.party) | here[id]) - {party})

    for_two = [(id, party, others) for id, party in named if (id, party) != actor and (others := others_of(id, party))]
    places = where_held(Actor, command, "id", "party") if for_two else {}
    return [
        R2.forbidden(
            "named-for-two",
            nl=f"`{id}` wordt genoemd als iemand van `{party}`, en spreekt hier ook voor {who.ticks(others)}",
            en=f"`{id}` is named as somebody of `{party}`, and speaks for {who.ticks(others)} here as well",
            about={f"{path}.party": others for path in places.get((id, party), ())},
        )
        for id, party, others in for_two
    ]


# -- the plan ----------------------------------------------------------------------------------------------------------


@guard(
    R43,
    nl="de andere partij ondertekent: zij die het plan niet indiende",
    en="the other party signs: the one that did not hand in the plan",
    reads=Reads.ACTOR,
    field="by",
)
def other_party_signs(dossier: Dossier, command: Cosign, norms: Norms) -> Reasons:
    """R43: nobody signs its own draft for the other; what the ministry handed in, both sign."""
    others = dossier.cosigners
    if not others or who.speaks_for(command.by, others):
        return YES
    return [
        R43.forbidden(
            "not-the-other-party",
            nl=f"het plan wacht op de handtekening van {who.ticks(others)}; `{command.by.party}` in de rol `{said(command.by.role).nl}` geeft die niet",
            en=f"the plan waits for the signature of {who.ticks(others)}; `{command.by.party}` in the role `{said(command.by.role).en}` does not give it",
            suppliers=tuple(s for other in others for s in who.owner(other, norms)),
        )
    ]


@guard(
    R43,
    R44,
    nl="wat wordt ondertekend is het laatste plan, en dat is nog niet gebeurd",
    en="what is signed is the last plan, and it was not signed yet",
    reads=Reads.COMMAND,
    field="plan_version",
)
def signature_is_on_the_plan(dossier: Dossier, command: Cosign, norms: Norms) -> Reasons:
    """R44: a signature is on one version, after it was drafted; R43: whoever has signed does not refuse later."""
    waiting = dossier.under_test
    if waiting is None or command.plan_version != waiting.plan.version or command.at < waiting.at:
        return [
            R44.forbidden(
                "not-this-plan",
                nl=f"op {said(norms.day_of(command.at)).nl} was versie {command.plan_version} niet het plan dat wacht op ondertekening",
                en=f"on {said(norms.day_of(command.at)).en} version {command.plan_version} was not the plan that waits for a signature",
                suppliers=who.both_parties(dossier),
                about={"plan_version": waiting.plan.version if waiting else None},
            )
        ]
    signed = dossier.signature(command.plan_version, command.by.party)
    if signed is None or not signed.agrees:
        return YES
    return [
        R43.forbidden(
            "signed-already",
            nl=f"`{signed.by.party}` heeft versie {command.plan_version} al ondertekend; wie iets anders wil, herziet het plan",
            en=f"`{signed.by.party}` has signed version {command.plan_version} already; for something else the plan is revised",
            suppliers=who.both_parties(dossier),
        )
    ]


@guard(R43, nl="een weigering heeft een reden", en="a refusal has a reason", reads=Reads.COMMAND, field="reason")
def refusal_gives_a_reason(dossier: Dossier, command: Cosign, norms: Norms) -> Reasons:
    """R43: drafting together means that the other party can do something with a refusal."""
    if command.agrees or command.reason is not None:
        return YES
    return [
        R43.missing(
            "no-reason",
            nl=f"`{command.by.party}` weigert versie {command.plan_version} zonder reden",
            en=f"`{command.by.party}` refuses version {command.plan_version} without a reason",
            suppliers=who.owner(command.by.party, norms),
        )
    ]


@guard(
    R43,
    nl="beide partijen hebben het plan ondertekend",
    en="both parties have signed the plan",
    by={"not-cosigned": {Cosign: "plan_version"}, "plan-refused": of_the_plan()},
)
def plan_is_cosigned(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R43: a draft or amendment by one is signed by the other; before that it is not tested, nor decided on."""
    handed_in = dossier.under_test
    if Countersigned.PLAN not in norms.countersigned or handed_in is None:
        return YES
    version, reasons = handed_in.plan.version, list[Reason]()
    for other in dossier.cosigners:
        signed = dossier.signature(version, other)
        if signed is None or signed.at > command.at:
            reasons.append(
                R43.missing(
                    "not-cosigned",
                    nl=f"`{other}` heeft versie {version} van het plan niet ondertekend",
                    en=f"`{other}` has not signed version {version} of the plan",
                    suppliers=who.owner(other, norms),
                    about={"plan_version": version, "agrees": True},
                )
            )
        elif not signed.agrees:
            reasons.append(
                R43.forbidden(
                    "plan-refused",
                    nl=f"`{other}` heeft versie {version} van het plan geweigerd",
                    en=f"`{other}` has refused version {version} of the plan",
                    suppliers=who.both_parties(dossier),
                    about={"plan.version": version + 1},
                )
            )
    return reasons


# -- confirm and contest -----------------------------------------------------------------------------------------------


def _entry(dossier: Dossier, number: int) -> Recorded | None:
    return next((e for e in dossier.entries if e.number == number and subject(e.command) is not None), None)


def _rule(entry: Recorded) -> Rule:
    return R61 if isinstance(entry.command, ConsultUnit) else R62 if isinstance(entry.command, CollectInput) else R12


def _of_that_staff(actor: Actor, fact: Command, norms: Norms) -> bool:
    """Whether a works council that speaks on the input of a unit speaks for the staff of that party.

    True for other speakers.
    """
    if not isinstance(fact, CollectInput) or actor.role is not Role.WORKS_COUNCIL:
        return True
    council = norms.body(actor.party)
    return council is not None and council.is_of(fact.party)


@guard(
    R12,
    R61,
    R62,
    nl="de vastlegging gaat over wie haar bevestigt of betwist",
    en="the record is about whoever confirms or contests it",
    reads=Reads.COMMAND,
    field={"about-another": "by", "no-such-record": "record"},
)
def record_is_about_the_speaker(dossier: Dossier, command: Confirm | Contest, norms: Norms) -> Reasons:
    """R12, R61, R62: a body or unit speaks for itself; for the input of a unit, a works council may speak as well."""
    entry = _entry(dossier, command.record)
    if entry is None:
        return [
            R12.forbidden(
                "no-such-record",
                nl=f"vastlegging {command.record} zegt niet wat een orgaan of onderdeel heeft gedaan of te horen kreeg",
                en=f"record {command.record} does not say what a body or unit has done or was told",
            )
        ]
    if speaks_about(command.by, entry.command) and _of_that_staff(command.by, entry.command, norms):
        return YES
    other = subject(entry.command) or ""
    return [
        _rule(entry).forbidden(
            "about-another",
            nl=f"vastlegging {command.record} gaat over `{other}`; `{command.by.party}` in de rol `{said(command.by.role).nl}` spreekt daar niet voor",
            en=f"record {command.record} is about `{other}`; `{command.by.party}` in the role `{said(command.by.role).en}` does not speak for it",
            suppliers=who.speaks_as(entry.command, norms),
        )
    ]


@guard(
    R12,
    R61,
    R62,
    nl="wat wordt bevestigd of betwist, is al gebeurd",
    en="what is confirmed or contested has happened already",
    reads=Reads.COMMAND,
    field="at",
)
def word_follows_the_record(dossier: Dossier, command: Confirm | Contest, norms: Norms) -> Reasons:
    """R12, R61, R62: nobody gives a word on what is of later than that word."""
    entry = _entry(dossier, command.record)
    if entry is None or entry.command.at <= command.at:
        return YES  # another guard refuses what is not on record
    happened = said(entry.command.at)
    return [
        _rule(entry).forbidden(
            "word-of-before",
            nl=f"vastlegging {command.record} is van {happened.nl}, na deze bevestiging of betwisting",
            en=f"record {command.record} is of {happened.en}, after this confirmation or contest",
            suppliers=who.speaks_as(entry.command, norms),
            about={"at": entry.command.at},
        )
    ]


@guard(
    R67,
    nl="de vastlegging is niet al betwist",
    en="the record was not contested before",
    reads=Reads.COMMAND,
    field="record",
)
def contest_is_new(dossier: Dossier, command: Contest, norms: Norms) -> Reasons:
    """R67: what was decided on a contest stands; only a record that was corrected since is contested anew."""
    entry = _entry(dossier, command.record)
    since = (entry.corrected_by or 0) if entry else 0
    return [
        R67.forbidden(
            "contested-already",
            nl=f"vastlegging {command.record} is al betwist, met vastlegging {e.number}",
            en=f"record {command.record} was contested already, by record {e.number}",
            suppliers=who.ministry(norms),
        )
        for e in dossier.entries
        if isinstance(e.command, Contest) and e.command.record == command.record and e.number > since
    ][:1]


@guard(
    R66,
    R67,
    nl="over de betwisting wordt bestuurlijk beslist, door wie daartoe bevoegd is en de vastlegging niet zelf deed",
    en="the contest is resolved at executive level, by somebody with the power for it who did not make the record",
    reads=Reads.COMMAND,
    field={
        "": "by",
        "no-such-contest": "contest",
        "resolved-before": "at",
        "contest-level": "level",
        "no-mandate": "by.mandate",
        "mandate-": "by.mandate",
    },
)
def contest_is_resolved_at_executive_level(dossier: Dossier, command: ResolveContest, norms: Norms) -> Reasons:
    """R67: by somebody with a mandate for this process, not before it was contested.

    Nobody decides on their own record, nor, outside the ministry, on one of their own party.
    """
    contest = dict(dossier.open_contests).get(command.contest)
    if contest is None:
        return [
            R67.forbidden(
                "no-such-contest",
                nl=f"vastlegging {command.contest} is geen betwisting die nog openstaat",
                en=f"record {command.contest} is no contest that is still open",
                about={"contest": [number for number, _ in dossier.open_contests]},
            )
        ]
    reasons: list[Reason] = []
    by, of_ministry = command.by, who.of_the_ministry(command.by, norms)
    if command.at < contest.at:
        reasons.append(
            R67.forbidden(
                "resolved-before",
                nl=f"betwisting {command.contest} is van {said(contest.at).nl}; een beslissing erop is niet van ervoor",
                en=f"contest {command.contest} is of {said(contest.at).en}; a decision on it is not of before that",
                suppliers=who.ministry(norms),
                about={"at": contest.at},
            )
        )
    if command.level is not Level.ADMINISTRATIVE:
        reasons.append(
            R67.forbidden(
                "contest-level",
                nl=f"over een betwisting wordt bestuurlijk beslist, niet op niveau `{said(command.level).nl}`",
                en=f"a contest is resolved at executive level, not at level `{said(command.level).en}`",
                suppliers=who.ministry(norms),
                about={"level": Level.ADMINISTRATIVE},
            )
        )
    reasons += mandate_faults(R67, by, Power.ESCALATION, dossier, command, norms, who.ministry(norms))
    entry = _entry(dossier, contest.record)
    recorder = entry.command.by if entry is not None else None
    if recorder is not None and not of_ministry and recorder.party == by.party:
        reasons.append(
            R67.forbidden(
                "own-record",
                nl=f"`{by.party}` heeft vastlegging {contest.record} zelf gedaan en beslist niet over de betwisting ervan",
                en=f"`{by.party}` made record {contest.record} itself and does not decide on the contest of it",
                suppliers=who.ministry(norms),
            )
        )
    elif recorder is not None and recorder.id == by.id:
        reasons.append(
            R67.forbidden(
                "own-hand",
                nl=f"`{by.id}` heeft vastlegging {contest.record} zelf gedaan; over de betwisting ervan beslist iemand anders",
                en=f"`{by.id}` made record {contest.record}; on the contest of it somebody else decides",
                suppliers=who.ministry(norms),
            )
        )
    return reasons


@guard(R67, nl="er is geen openstaande betwisting", en="there is no open contest", by={ResolveContest: "contest"})
def no_contest_is_open(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R67: what a body or unit contests is resolved before the next step, as an escalation is; what was decided stays decided."""
    return [
        R67.missing(
            "open-contest",
            nl=f"over de betwisting van vastlegging {contest.record} door `{contest.by.party}` is niet bestuurlijk beslist",
            en=f"the contest of record {contest.record} by `{contest.by.party}` was not resolved at executive level",
            suppliers=who.ministry(norms),
            about={"contest": number, "level": Level.ADMINISTRATIVE},
        )
        for number, contest in dossier.open_contests
    ]
