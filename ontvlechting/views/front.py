"""Page one, for people who read no further: what asks for a decision, what is late, and who waits for whom, since when.

The report and the web pages both show it. The views of a letter can make their own page one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import ClassVar

from attrs import frozen

from ontvlechting.engine.agenda import Term
from ontvlechting.engine.command import Command
from ontvlechting.engine.core import ask
from ontvlechting.engine.doors import Reads
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.outlook import Ahead, Outlook
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.shows import Framed, Html
from ontvlechting.engine.text import Language, Text
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import Reason, Supplier
from ontvlechting.views import words
from ontvlechting.views.html import Piece, joined, listed, table, tag, ticked
from ontvlechting.views.letters import own
from ontvlechting.views.links import NOWHERE, Links
from ontvlechting.views.pieces import day, process_name
from ontvlechting.views.words import both

WORDS: dict[str, Text] = {
    "decide": Text(nl="Waarover een besluit nodig is", en="What asks for a decision"),
    "late": Text(nl="Wat te laat of verstoord is", en="What is late or disrupted"),
    "waits": Text(nl="Wie op wie wacht", en="Who waits for whom"),
    "heads": Text(nl="Proces|Wat|Aan zet|Wanneer", en="Process|What|Next action by|When"),
    "untold": Text(
        nl="Van deze processen is dit hier niet te zeggen, want hun regels zijn hier niet bekend",
        en="Of these processes it cannot be told here, because their rules are not known here",
    ),
}
"""The fixed texts of page one."""
NOTHING_IN: dict[str, Text] = {
    "decide": Text(nl="Niets.", en="Nothing."),
    "late": Text(nl="Niets.", en="Nothing."),
    "waits": Text(nl="Niemand.", en="Nobody."),
}
"""The answer to each question when there is nothing to tell."""


@frozen(kw_only=True)
class Matter:
    """Something that somebody has to see.

    Attributes:
        process: the name of its process.
        what: what it is.
        who: who acts next; empty when nobody can be named.
        since: since when; None when that is not known.
        due: its last day; None when there is none.
    """

    process: str
    what: Text
    who: tuple[Supplier, ...] = ()
    since: date | None = None
    due: date | None = None


@frozen(kw_only=True)
class Front(Framed):
    """Page one.

    Attributes:
        decide: what asks for a decision.
        late: what should have been done by now, or is disrupted.
        waits: who waits for whom.
        untold: the names of the processes for which this cannot be told, because their rules are not known here.
    """

    _view: ClassVar[str] = "front"

    decide: tuple[Matter, ...] = ()
    late: tuple[Matter, ...] = ()
    waits: tuple[Matter, ...] = ()
    untold: tuple[str, ...] = ()

    def __add__(self, other: Front) -> Front:
        """Both together, the oldest first."""
        return together((self, other))


NOTHING = Front()
"""A page one with nothing on it."""


def together(given: Iterable[Front]) -> Front:
    """All of these in one page, the oldest first."""
    parts = tuple(given)
    return Front(
        decide=_sorted(m for part in parts for m in part.decide),
        late=_sorted(m for part in parts for m in part.late),
        waits=_sorted(m for part in parts for m in part.waits),
        untold=tuple(name for part in parts for name in part.untold),
    )


def _sorted(given: Iterable[Matter]) -> tuple[Matter, ...]:
    return tuple(sorted(given, key=lambda m: (m.since or m.due or date.max, m.process)))


def of(dossier: Dossier, rules: Rules, ahead: Outlook) -> Front:
    """What page one says of one process: as its letter makes it, or else as `usual` does.

    Args:
        dossier: all that is known of it.
        rules: the rules that it is under.
        ahead: what lies between it and its end.
    """
    ask_own = own(dossier, "front")
    found: Front = usual(dossier, rules, ahead) if ask_own is None else ask_own(dossier, rules, ahead)
    return found


def usual(
    dossier: Dossier,
    rules: Rules,
    ahead: Outlook,
    deciding: Collection[type[Command]] | None = None,
    sides: Sequence[Supplier] = (),
) -> Front:
    """What page one says under any rules: a step that can be taken, terms that have passed, and what the next step waits for.

    Args:
        dossier: all that is known of the process.
        rules: the rules that it is under.
        ahead: what lies between it and its end.
        deciding: the kinds of command by which somebody decides; without them every step is a decision.
        sides: who takes the steps that are no decision; without them that may be anybody who recorded a fact.
    """
    today = rules.norms.day_of(ahead.at)
    late = [
        Matter(process=t.process, what=_term_passed(t), who=t.who, due=t.last)
        for t in dossier.terms(rules.norms)
        if t.last < today and not t.by_itself
    ]
    near = _next_step(ahead)
    if not near:
        return Front(late=_sorted(late))
    step, gaps = near[-1].command, [gap for door in near for gap in door.gaps]
    since = rules.norms.day_of(dossier.since) if dossier.since else None
    if not gaps:
        decision = deciding is None or step in deciding
        among = (*(sides or _who_recorded(dossier)), *(rules.norms.deciders() if decision or not sides else ()))
        matter = Matter(
            process=dossier.process,
            what=_step_can_be_taken(step),
            who=_who_may(among, dossier, rules, step, ahead.at),
            since=since,
        )
        return Front(decide=(matter,) if decision else (), late=_sorted(late), waits=() if decision else (matter,))
    decide = [
        Matter(process=dossier.process, what=gap.text, who=gap.suppliers, since=since)
        for gap in gaps
        if deciding is not None and gap.mends and gap.mends[0].command in {kind.key for kind in deciding}
    ]
    waits = Matter(
        process=dossier.process,
        what=_step_waits(step, gaps),
        who=tuple(dict.fromkeys(s for gap in gaps for s in gap.suppliers)),
        since=since,
        due=max((t.last for t in ahead.terms if t.waits), default=None),
    )
    return Front(decide=tuple(decide), late=_sorted(late), waits=(waits,))


def _next_step(ahead: Outlook) -> list[Ahead]:
    """The next step that moves the process, after the steps that it asks for first; empty when no step leads on."""
    moves = [n for n, door in enumerate(ahead.doors) if door.moves]
    return [*ahead.doors[: moves[0] + 1]] if moves else []


def _term_passed(term: Term) -> Text:
    return Text(nl=f"termijn verstreken: {term.title.nl}", en=f"the term has passed: {term.title.en}")


def _step_can_be_taken(step: type[Command]) -> Text:
    return Text(
        nl=f"«{step.title.nl}» kan nu: er ontbreekt niets", en=f"«{step.title.en}» can be done now: nothing is missing"
    )


def _step_waits(step: type[Command], gaps: list[Reason]) -> Text:
    """What is missing for a step: the first gap, and how many more there are."""
    first, more = gaps[0].text, len(gaps) - 1
    nl = f"; en nog {more}" if more else ""
    en = f"; and {more} more" if more else ""
    return Text(nl=f"«{step.title.nl}»: {first.nl}{nl}", en=f"«{step.title.en}»: {first.en}{en}")


def _who_recorded(dossier: Dossier) -> tuple[Supplier, ...]:
    """Who recorded a fact in this process."""
    return tuple(Supplier(role=e.command.by.role, party=e.command.by.party) for e in dossier.entries)


def _who_may(
    among: Iterable[Supplier], dossier: Dossier, rules: Rules, step: type[Command], at: datetime
) -> tuple[Supplier, ...]:
    """Who of these may take a step.

    Takes those whom the fewest guards about the actor refuse: so a mandate that nobody has shown yet excludes nobody.
    """
    shown = {(by.role, by.party): by for by in (e.command.by for e in dossier.entries)}
    guards = [g for g in rules.guards_of(step) if g.reads is Reads.ACTOR]
    shut: dict[Supplier, int] = {}
    for who in dict.fromkeys(among):
        if who.party is not None:
            by = shown.get((who.role, who.party)) or Actor(id="-", role=who.role, party=who.party)
            shut[who] = sum(r.shuts for r in ask(rules, guards, dossier, Command(by=by, at=at), step))
    least = min(shut.values(), default=0)
    return tuple(who for who, many in shut.items() if many == least)


# -- for people --------------------------------------------------------------------------------------------------------


def html(given: Front, language: Language, *, headings: bool = True, links: Links = NOWHERE) -> Html:
    """The three questions, each with its answer.

    Args:
        given: page one.
        language: the language of the words.
        headings: whether each question has a heading, as on a page; without them it is only the caption of a table.
        links: the links of names of processes.
    """
    told: list[Piece] = []
    for name in ("decide", "late", "waits"):
        title, found = WORDS[name][language], getattr(given, name)
        if headings or not found:
            told.append(tag("h3", title) if headings else tag("p", tag("strong", title)))
        told.append(_table(title, found, language, links) if found else tag("p", NOTHING_IN[name][language]))
    if given.untold:
        names = joined(
            piece for n, name in enumerate(given.untold) for piece in ([", "] * (n > 0) + [process_name(name, links)])
        )
        told.append(tag("p", f"{WORDS['untold'][language]}: ", names, "."))
    return joined(told)


def lines(given: Front, language: Language) -> list[str]:
    """The same as lines of text."""
    told: list[str] = []
    for name in ("decide", "late", "waits"):
        told.append(f"{WORDS[name][language]}:")
        told += [f"  {_line(m, language)}" for m in getattr(given, name)] or [f"  {NOTHING_IN[name][language]}"]
    if given.untold:
        told.append(f"{WORDS['untold'][language]}: {', '.join(given.untold)}")
    return told


def _line(given: Matter, language: Language) -> str:
    """One matter as a line of text."""
    who = words.suppliers(given.who, language)
    parts = [
        f"{given.process}: {given.what[language]}",
        f"{both('aan zet', 'next action by', language)} {who}" if who else "",
        f"{both('sinds', 'since', language)} {words.day(given.since, language)}" if given.since else "",
        f"{both('uiterlijk', 'due', language)} {words.day(given.due, language)}" if given.due else "",
    ]
    return "; ".join(part for part in parts if part)


def _when(given: Matter, language: Language) -> Html | None:
    """Since when, and by when."""
    parts = [
        joined([f"{name} ", day(on, language)])
        for name, on in (
            (both("sinds", "since", language), given.since),
            (both("uiterlijk", "due", language), given.due),
        )
        if on is not None
    ]
    return joined([parts[0], *(piece for part in parts[1:] for piece in (", ", part))]) if parts else None


def _table(title: str, given: Iterable[Matter], language: Language, links: Links) -> Html:
    """A table of matters; those that differ only in what they are share a row."""
    together: dict[tuple[object, ...], list[Matter]] = {}
    for m in given:
        together.setdefault((m.process, m.who, m.since, m.due), []).append(m)
    rows: list[list[Piece]] = []
    for first, *more in together.values():
        told = [ticked(m.what[language]) for m in (first, *more)]
        rows.append([
            process_name(first.process, links), listed(told) if more else told[0],
            words.suppliers(first.who, language), _when(first, language),
        ])  # fmt: skip
    return table(title, WORDS["heads"][language].split("|"), rows, class_="ov-front")
