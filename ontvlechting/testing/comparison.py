"""Two sets of rules side by side: which doors became stricter or looser, each with a history that shows it.

`compare` lists what differs in the text of the rules (arrows, guards, norms), and then looks for commands that one set
accepts and the other refuses: in every dossier that a scope can reach under either of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import NoReturn

from attrs import asdict, field, frozen

from ontvlechting.engine.chart import State
from ontvlechting.engine.checked import refuse
from ontvlechting.engine.command import Command
from ontvlechting.engine.core import decide
from ontvlechting.engine.errors import InputError, Problem
from ontvlechting.engine.outside import problems_of_each, several
from ontvlechting.engine.rulebook import Rules, problems_of_rules
from ontvlechting.engine.text import Language, Text, spoken
from ontvlechting.engine.values import RulesRef
from ontvlechting.engine.verdicts import VERDICTS, Verdict
from ontvlechting.testing.explorer import Walk
from ontvlechting.testing.scopes import Scope, problems_of_scope
from ontvlechting.testing.transcripts import PLAIN, Telling, transcript


class Direction(Enum):
    """How the second set of rules differs from the first at a door (*strenger*, *ruimer*)."""

    STRICTER = "stricter"
    LOOSER = "looser"


@frozen
class Difference:
    """One reason for which one set of rules refuses what the other accepts.

    Attributes:
        command: at which door.
        direction: whether the second set is stricter or looser there.
        rule: the id of the rule that refuses; None when that set does not know the command, or not from there.
        code: which reason of that rule.
        history: the shortest commands that were found to show it, the last of which is answered differently; the ones
            before it are accepted by the set under which they were found.
        one, other: the answers of the first and of the second set to that last command.
        found_under: which of the two accepts the commands before it.
        telling: how its story is told.
    """

    command: type[Command]
    direction: Direction
    rule: str | None
    code: str | None
    history: tuple[Command, ...]
    one: Verdict
    other: Verdict
    found_under: RulesRef
    telling: Telling = field(default=PLAIN, repr=False, eq=False)

    @property
    def why(self) -> Text:
        """Why the stricter of the two refuses."""
        refusal = self.other if self.direction is Direction.STRICTER else self.one
        for r in refusal.reasons:
            if (r.rule, r.code) == (self.rule, self.code):
                return Text(nl=f"{r.rule}: {r.nl}", en=f"{r.rule}: {r.en}")
        return VERDICTS[refusal.kind]

    def story(self, one: Rules, other: Rules, language: Language | None = None) -> str:
        """The history as a transcript, under the rules that accept it up to its last command."""
        standing = one if self.found_under == one.ref else other
        return transcript(standing, self.history, spoken(language), telling=self.telling)


@frozen
class Comparison:
    """What differs between two sets of rules.

    Attributes:
        one, other: the two.
        written: what differs in how they are written, in both languages; empty when they have the same structure.
        differences: what differs in what they answer.
        scopes: the names of the scopes that were searched; outside of them nothing is known.
    """

    one: RulesRef
    other: RulesRef
    written: tuple[Text, ...]
    differences: tuple[Difference, ...]
    scopes: tuple[str, ...]

    def __bool__(self) -> NoReturn:
        """Refused, because it is not clear whether True would mean that they differ.

        Raises:
            InputError: always; ask for what differs.
        """
        expected = Text(nl="`differences` of `written`", en="`differences` or `written`")
        raise InputError("Comparison", [Problem("bool", "bool(comparison)", expected)])

    def at(self, command: type[Command], direction: Direction | None = None) -> tuple[Difference, ...]:
        """The differences at one door."""
        return tuple(d for d in self.differences if d.command is command and direction in (None, d.direction))

    def text(self, language: Language | None = None) -> str:
        """The comparison as plain lines, one for each difference, without the histories."""
        language = spoken(language)
        said = {
            Direction.STRICTER: Text(nl="strenger", en="stricter"),
            Direction.LOOSER: Text(nl="ruimer", en="looser"),
        }
        lines = [f"{_named(self.one)} → {_named(self.other)}"]
        lines += [f"- {w[language]}" for w in self.written]
        lines += [
            f"- {d.command.title[language]}: {said[d.direction][language]}, {d.why[language]}" for d in self.differences
        ]
        where = (
            Text(
                nl=f"Gezocht in: {', '.join(self.scopes)}; daarbuiten is niet gekeken.",
                en=f"Looked in: {', '.join(self.scopes)}; nothing is known outside of these.",
            )
            if self.scopes
            else Text(
                nl="Nergens is gezocht: wat zij antwoorden, is niet vergeleken.",
                en="Nowhere was looked: what they answer was not compared.",
            )
        )
        return "\n".join([*lines, where[language]])


def compare(one: Rules, other: Rules, *, scopes: Sequence[Scope] = ()) -> Comparison:
    """What differs between two sets of rules: how they are written, and what they answer.

    Every command of the scopes is asked in every dossier that they can reach under the first set, and under the second;
    where one accepts what the other refuses, each reason of the refusal is a difference, shown by the shortest history
    that was found. Refusals on different grounds are no difference.

    Args:
        one: the first set.
        other: the second.
        scopes: where to look; without any, only how the two are written is compared.

    Raises:
        InputError: these are no rules or no scopes; or under one of the two, the road of a scope does not reach its
            start.
    """
    scopes = several(scopes)
    given = [*problems_of_rules(one, "one"), *problems_of_rules(other, "other")]
    refuse("compare", [*given, *problems_of_each(scopes, "scopes", problems_of_scope)])
    found: dict[tuple[type[Command], Direction, str | None, str | None], Difference] = {}
    for scope in scopes:
        for standing, beside in ((one, other), (other, one)):
            for difference in _differences(standing, beside, scope, first=standing is one):
                key = difference.command, difference.direction, difference.rule, difference.code
                known = found.get(key)
                if known is None or len(difference.history) < len(known.history):
                    found[key] = difference
    return Comparison(
        one.ref,
        other.ref,
        tuple(_written(one, other)),
        tuple(sorted(found.values(), key=lambda d: (d.command.key, d.direction.value, d.rule or "", d.code or ""))),
        tuple(s.name for s in scopes),
    )


def _differences(standing: Rules, beside: Rules, scope: Scope, *, first: bool) -> Iterator[Difference]:
    """Where `beside` answers otherwise in the dossiers that the scope can reach under `standing`; each kind once."""
    walk = Walk(standing, scope)
    seen: set[tuple[type[Command], bool, str | None, str | None]] = set()
    for step in walk.steps():
        for place, act in enumerate(step.acts):
            command, ours = act.event.command, act.event.verdict
            theirs = decide(beside, act.before, command).verdict
            if ours.allowed is theirs.allowed:
                continue
            refusal = theirs if ours.allowed else ours
            reasons: list[tuple[str | None, str | None]] = [(r.rule, r.code) for r in refusal.reasons if r.shuts]
            for rule, code in reasons or [(None, None)]:
                key = type(command), ours.allowed, rule, code
                if key in seen:
                    continue
                seen.add(key)
                yield Difference(
                    command=type(command),
                    direction=Direction.STRICTER if ours.allowed is first else Direction.LOOSER,
                    rule=rule,
                    code=code,
                    history=walk.story(step.source, step.acts[: place + 1]),
                    one=ours if first else theirs,
                    other=theirs if first else ours,
                    found_under=standing.ref,
                    telling=scope.telling,
                )


def _written(one: Rules, other: Rules) -> Iterator[Text]:
    """What differs in how two sets of rules are written."""
    for rules, beside, nl, en in ((one, other, "verdwenen", "gone"), (other, one, "nieuw", "new")):
        arrows: dict[tuple[type[Command], State | None], list[State]] = {}
        for arrow in rules.arrows:
            if arrow not in beside.arrows:
                arrows.setdefault((arrow.command, arrow.target if arrow.moves else None), []).append(arrow.source)
        for (command, target), sources in arrows.items():
            to = (
                Text(nl="", en="")
                if target is None
                else Text(nl=f" naar {target.title.nl}", en=f" to {target.title.en}")
            )
            yield Text(
                nl=f"pijlen {nl}: {command.title.nl}, vanuit {', '.join(s.title.nl for s in sources)}{to.nl}",
                en=f"arrows {en}: {command.title.en}, from {', '.join(s.title.en for s in sources)}{to.en}",
            )
        theirs = {c: {g.name for g in beside.guards_of(c)} for c in beside.doors}
        for command in rules.doors:
            for guard in rules.guards_of(command):
                if command in theirs and guard.name not in theirs[command]:
                    yield Text(
                        nl=f"toets {nl} bij {command.title.nl}: {guard.title.nl}",
                        en=f"guard {en} at {command.title.en}: {guard.title.en}",
                    )
    before, after = _norms(one), _norms(other)
    for name in dict.fromkeys((*before, *after)):
        if (was := before.get(name)) != (now := after.get(name)):
            yield Text(nl=f"norm `{name}`: {was} → {now}", en=f"norm `{name}`: {was} → {now}")


def _norms(rules: Rules) -> Mapping[str, object]:
    return asdict(rules.norms, recurse=False)


def _named(rules: RulesRef) -> str:
    return f"{rules.name} {rules.version}"
