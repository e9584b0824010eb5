"""What is said when a process is to come under other rules, on file: `tests/transcripts/adoption.txt`.

Each adoption of the examples in `tests/test_adoption.py`, asked for and recorded: what departs, the answer with every reason,
where the process stands after it, by which rules, and whether it can all be judged again. `ONTVLECHTING_RECORD` records it
anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import attrs
import pytest

from ontvlechting import LETTER, PROGRAMME, Dossier, Rules, State, Workflow
from ontvlechting import commands as c
from ontvlechting.engine.adoption import KnownRules, departures
from ontvlechting.engine.doors import Reasons, guard
from ontvlechting.engine.values import UnknownRules
from ontvlechting.engine.verdicts import Rule
from ontvlechting.letter.commands import Command, Exemption
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.registers import ProgrammeDossier
from tests.on_file import OnFile, told
from tests.programmes import EVERY
from tests.test_adoption import HOUSE, OTHER_TABLES, road, stricter, under_way
from tests.test_adoption import _elsewhere as elsewhere

FILE = OnFile("adoption.txt")
Made = tuple[Workflow, Road, Rules, tuple[Exemption, ...]]


def returned(rules: Rules, *, motivated: bool) -> Made:
    """A process that was on its way for a while, with or without a motivation for what departs."""
    flow, walked = under_way(State.PRECONDITIONS_TESTED, known=[rules])
    flow.submit("p", walked.return_plan()).or_raise()
    named = tuple(d.exempted("Fictief: zo was het") for d in flow.departures("p", rules)) if motivated else ()
    return flow, walked, rules, named


def stopped() -> Made:
    """A process that has ended."""
    rules = stricter(c.ConsultUnit)
    flow, walked = under_way(known=[rules])
    flow.submit("p", walked.stop()).or_raise()
    return flow, walked, rules, ()


def wrongly_exempted() -> Made:
    """Something that does not depart is exempted."""
    rules = stricter(c.ConsultUnit, rules=HOUSE)
    flow, walked = under_way(known=[rules])
    first = flow.departures("p", rules)[0].exempted("Fictief")
    return flow, walked, rules, (first, Exemption(record=1, rule="R1", motivation="Fictief"))


def not_known() -> Made:
    """The rules that are left are not known any more."""
    flow, walked = under_way(rules=stricter(c.Decide))
    return Workflow(flow._store), walked, LETTER, ()


def back() -> Made:
    """From stricter rules to milder ones."""
    flow, walked = under_way(rules=stricter(c.Decide), known=[LETTER])
    return flow, walked, LETTER, ()


def new() -> Made:
    """A process of which only a refusal is on record."""
    rules = stricter(c.ConsultUnit)
    flow, walked = Workflow.open("memory:", rules=stricter(c.IdentifyProcess), known=[rules]), road()
    flow.submit("p", walked.identify())
    return flow, walked, rules, ()


def pinned_to_others() -> Made:
    """The rules of the process shut what those of new ones, which it is to adopt, leave open."""
    shut = stricter(c.AdoptRules)
    flow, walked = under_way(rules=shut)
    return Workflow(flow._store, known=[shut]), walked, LETTER, ()


@guard(Rule(id="HUIS-3", source=HOUSE[0].source, title=HOUSE[0].title), nl="later", en="later")
def not_before_long(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """Says from when it may."""
    (rule,) = not_before_long.rules
    return [rule.not_yet("wait", nl="wacht", en="wait", earliest=command.at + timedelta(days=1))]


def shut_by_who_is_not_known() -> Made:
    """The rules of the process shut it, and nobody here knows them."""
    flow, walked = under_way(rules=stricter(c.AdoptRules))
    return Workflow(flow._store), walked, LETTER, ()


def moved(adopted: Rules) -> Made:
    """By the rules that are left, who adopts others has stopped."""
    left = elsewhere(c.AdoptRules, State.STOPPED)
    flow, walked = under_way(rules=left, known=[adopted])
    return flow, walked, adopted, ()


def later() -> Made:
    """What departs would have had to wait."""
    rules = LETTER.extended(name="later", version="1", doors={c.ConsultUnit: (not_before_long,)})
    return (*under_way(known=[rules]), rules, ())


def cannot_tell() -> Made:
    """What departs cannot be judged."""

    @guard(HOUSE[0], nl="faalt", en="fails")
    def fails(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        raise ZeroDivisionError

    rules = LETTER.extended(name="faalt", version="1", doors={c.ConsultUnit: (fails,)})
    return (*under_way(known=[rules]), rules, ())


MADE: dict[str, Callable[[], Made]] = {
    **{
        f"{name}, {how}": lambda rules=rules, how=how: returned(rules, motivated=how == "motivated")  # type: ignore[misc]
        for name, (rules, _) in OTHER_TABLES.items()
        for how in ("bare", "motivated")
    },
    "stricter, bare": lambda: returned(stricter(c.ConsultUnit, c.ReturnPlan, rules=HOUSE), motivated=False),
    "stricter, motivated": lambda: returned(stricter(c.ConsultUnit, c.ReturnPlan, rules=HOUSE), motivated=True),
    "shut by both": lambda: (*under_way(known=[stricter(c.AdoptRules)]), stricter(c.AdoptRules), ()),
    "its own": lambda: (*under_way(), LETTER, ()),
    "of one that has ended": stopped,
    "exempted wrongly": wrongly_exempted,
    "rules that are left are not known": not_known,
    "back to milder ones": back,
    "of one that is not there yet": new,
    "pinned to rules that shut it": pinned_to_others,
    "shut by rules that are not known": shut_by_who_is_not_known,
    "moved by it": lambda: moved(LETTER),
    "moved by it, were it not refused": lambda: moved(stricter(c.ConsultUnit)),
    "what had to wait": later,
    "what cannot be told": cannot_tell,
}
"""Who is to come under which rules."""


def said(flow: Workflow, command: Command, rules: Rules) -> Iterator[str]:
    """All that is told of one adoption."""
    for d in flow.departures("p", rules):
        yield f"departs: {d.record} {d.command.key} {d.rule} {[r.code for r in d.reasons]}"
    asked = flow.ask("p", command)
    outcome = flow.submit("p", command)
    assert asked == outcome.verdict
    yield f"{outcome.verdict.kind.value}: {outcome.record.event.before.value} -> {outcome.record.event.after.value}"
    yield from (told(r) + ("" if r.earliest is None else f"  {r.earliest}\n") for r in outcome.reasons)
    report = flow.verify(deep=True)
    yield f"judged by {outcome.record.event.rules.name}, pinned to {outcome.dossier.rules and outcome.dossier.rules.name}"
    yield f"{report.answer.value}: {report.rejudged} of {report.records}"
    every = Workflow(flow._store, known=[rules, *flow.known, stricter(c.AdoptRules), stricter(c.Decide)]).verify(
        deep=True
    )
    yield f"{every.answer.value}: {every.rejudged} of {every.records}, for who knows all rules"
    later = flow.ask("p", road().consult(at=command.at))
    yield f"then: {later.kind.value} {[r.code for r in later.reasons]}"


@pytest.mark.parametrize("name", MADE)
def test_every_word_of_an_adoption_is_on_file(name: str) -> None:
    """What departs, every reason in both languages, who supplies what is missing, and what holds from then on."""
    flow, walked, rules, named = MADE[name]()
    FILE.holds(name, "\n".join(said(flow, walked.adopt(rules.ref, exemptions=named), rules)))


def test_the_file_holds_nothing_else() -> None:
    """Every case, in this order."""
    FILE.holds_only(MADE)


# -- which rules judge ---------------------------------------------------------------------------------------------------


def test_which_rules_judge_follows_from_what_a_dossier_is_pinned_to() -> None:
    """A new one: the first that can open it, those of a programme last; a pinned one: its own, whatever others are known."""
    strict, strange = stricter(c.Decide), stricter(c.Stop)
    known = KnownRules(strict, [LETTER, strict])
    assert (strict, (strict, LETTER)) == (known.rules, known.all)
    fresh, consult, identify = Dossier(process="p"), road().consult(), road().identify()
    assert strict is known.of(fresh) is known.of(fresh, consult) is known.of(fresh, identify)
    assert PROGRAMME is known.of(fresh, EVERY[0])
    for rules in (strict, LETTER, PROGRAMME):
        assert rules is known.of(attrs.evolve(fresh, rules=rules.ref), consult)
    with pytest.raises(UnknownRules) as error:
        known.of(attrs.evolve(fresh, rules=strange.ref))
    assert ("p", strange.ref, (strict.ref, LETTER.ref)) == (error.value.process, error.value.asked, error.value.known)
    asked = (identify, EVERY[0], consult, road().draft(), road().set_aside((1,)))
    assert [True, True, False, False, False] == [known.opens(x) for x in asked]
    blank = known.blank("programma", EVERY[0])
    assert (Dossier, ProgrammeDossier) == (type(known.blank("p")), type(blank))
    opened = known.judge(blank, EVERY[0], list)
    assert (PROGRAMME.ref, True) == (opened.rules, opened.verdict.allowed)


def test_a_record_leads_where_the_table_of_its_rules_says() -> None:
    """A no leads nowhere; of rules that are not known nothing can be said against it."""
    flow, walked = under_way()
    refused = flow.submit("p", walked.draft()).record.event
    accepted = flow.history("p")[0].event
    known, stranger = KnownRules(LETTER), KnownRules(stricter(c.Decide))
    astray = attrs.evolve(accepted, after=State.STOPPED)
    lost = attrs.evolve(accepted, before=State.COMPLETED)
    moved = attrs.evolve(refused, after=State.STOPPED)
    assert [True, True, False, False, False] == [known.leads(e) for e in (accepted, refused, astray, lost, moved)]
    assert [True, True, True, True, False] == [stranger.leads(e) for e in (accepted, refused, astray, lost, moved)]
    assert ((), (LETTER.ref,)) == (known.lacking(accepted), stranger.lacking(accepted))
    strict = attrs.evolve(LETTER, norms=attrs.evolve(LETTER.norms, origin_required=True))
    asking = KnownRules(strict)
    by_strict = attrs.evolve(accepted, rules=strict.ref)
    assert [False, False, True] == [
        known.ask_origin(accepted),
        asking.ask_origin(accepted),
        asking.ask_origin(by_strict),
    ]


def test_an_adoption_was_judged_by_what_it_names_as_well() -> None:
    """So both have to be known to judge it again."""
    strict = stricter(c.Decide)
    flow, walked = under_way(known=[strict])
    event = flow.submit("p", walked.adopt(strict.ref)).record.event
    both = (LETTER.ref, strict.ref)
    assert [both, (strict.ref,), (LETTER.ref,), ()] == [
        KnownRules(rules, more).lacking(event)
        for rules, more in ((stricter(c.Stop), ()), (LETTER, ()), (strict, ()), (strict, [LETTER]))
    ]


def test_what_departs_is_judged_on_what_was_known_then() -> None:
    """Each record by its own number; what was refused and what nothing is known of departs from nothing."""
    strict = stricter(c.ConsultUnit, c.DraftPlan)
    flow, walked = under_way()
    flow.submit("p", walked.draft())
    history = [r.event for r in flow.history("p")]
    found = departures(strict, history)
    expected = [
        n for n, e in enumerate(history, 1) if e.verdict.allowed and type(e.command) in (c.ConsultUnit, c.DraftPlan)
    ]
    assert expected == [d.record for d in found]
    assert () == departures(LETTER, history) == departures(strict, [])
