"""Which rules judge a process, and how it comes under others: pinned, adopted, exempted, recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from ontvlechting import LETTER, Codec, Dossier, Federation, InputError, Ledger, Rules, State, Workflow, evolve, letter
from ontvlechting import commands as c
from ontvlechting.engine.adoption import Departure, departures
from ontvlechting.engine.chart import Arrow, staying
from ontvlechting.engine.command import fills
from ontvlechting.engine.doors import YES, Reasons, guard
from ontvlechting.engine.errors import BrokenLedger
from ontvlechting.engine.rulebook import judge_alike
from ontvlechting.engine.values import Role, RulesRef, Source, UnknownRules
from ontvlechting.engine.verdicts import Reason, ReasonKind, Rule, Supplier, VerdictKind
from ontvlechting.letter.catalogue import R50
from ontvlechting.letter.commands import Command, Exemption
from ontvlechting.letter.fiction import CouncilRoad, Road
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.record.audit import Sealed, seal, unseal
from ontvlechting.record.judging import ALONE, UNKNOWN
from ontvlechting.record.standing import Snapshot, dossier_of, rows_of, shape_of, snapshot_of
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.verifier import Answer, Otherwise, Report, Unchecked, verify
from ontvlechting.shell.machine import Governed, GovernedMachine
from ontvlechting.states import FINAL
from ontvlechting.testing.letter.machine import GovernanceMachine
from ontvlechting.testing.letter.strategies import MOVES, Player, histories
from ontvlechting.testing.letter.transcripts import transcript
from ontvlechting.testing.strategies import Advance, Move
from tests import permits
from tests.asking import CODEC
from tests.permits import PERMITS, V1, Permit

CASE = "douane/social-media"
FULL = LETTER + WORKS_COUNCILS_ACT
NOWHERE = RulesRef("elders", "1", "0" * 64)
"""Rules that nobody here knows."""


def _house_rule(number: int) -> Rule:
    return Rule(
        id=f"HUIS-{number}",
        source=Source(document="Fictief: huisregels", section=f"artikel {number}", term="dat doen wij hier niet"),
        title=c.Command.title,
    )


HOUSE = (_house_rule(1), _house_rule(2))


def never(rule: Rule) -> Any:
    """A guard that says no to everything, twice, for this rule."""

    @guard(rule, nl="nooit", en="never")
    def never(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        return [rule.forbidden(f"never-{n}", nl=f"dat mag niet ({n})", en=f"that is not allowed ({n})") for n in "ab"]

    return never


def stricter(*kinds: type[Command], rules: Iterable[Rule] = HOUSE[:1], base: Rules = LETTER) -> Rules:
    """The letter's rules, and rules of the house by which these commands are never accepted."""
    guards = tuple(attrs.evolve(never(r), name=f"never_{r.id}") for r in rules)
    name = "huis-" + "-".join(sorted(k.key for k in kinds))[:150] + f"-{len(guards)}"
    return base.extended(name=name, version="1", doors=dict.fromkeys(kinds, guards))


def road(process: str = CASE) -> Road:
    """A fresh road."""
    return Road(letter.PROCESSES[process])


def under_way(state: State = State.PLAN_DRAFTED, **given: Any) -> tuple[Workflow, Road]:
    """A workflow with one process, `p`, that was brought to this state."""
    flow, walked = Workflow(MemoryStore(), **given), road()
    flow.submit_many([("p", command) for command in walked.until(state)])
    assert state is flow.dossier("p").state
    return flow, walked


def live_from(history: list[Advance | Move], flow: Workflow) -> Player:
    """Play a history on a workflow; the player stands where the process stands, after its identification at least."""
    player = Player(process=CASE)
    for move in [Advance(1), *history]:
        for command in player.commands(move):
            player.dossier = flow.submit("p", command).dossier
    return player


# -- pinned --------------------------------------------------------------------------------------------------------------

doors = st.sets(st.sampled_from(sorted(LETTER.doors, key=lambda k: k.key)), min_size=1, max_size=4)
"""The commands at which rules are stricter."""


@settings(max_examples=25)
@given(histories(most=6), histories(most=6), doors)
def test_a_process_stays_judged_by_the_rules_it_is_pinned_to(
    before: list[Advance | Move], after: list[Advance | Move], kinds: set[type[Command]]
) -> None:
    """Whatever rules a workflow has for new processes, one that is under way gets the answers of its own."""
    store = MemoryStore()
    player = live_from(before, Workflow(store))
    mine, other = Workflow(store, rules=stricter(*kinds), known=[LETTER]), Workflow(store)
    for move in after:
        for command in player.commands(move):
            assert other.ask("p", command) == mine.ask("p", command)
            outcome = mine.submit("p", command)
            player.dossier = outcome.dossier
            assert LETTER.ref == outcome.record.event.rules == outcome.dossier.rules
    moment = player.road.moment
    assert other.next_steps("p", at=moment) == mine.next_steps("p", at=moment)


def test_a_new_process_is_pinned_to_the_rules_of_the_workflow() -> None:
    """By its first accepted command; what was refused before it, by whatever rules, pins nothing."""
    store, strict = MemoryStore(), stricter(c.IdentifyProcess)
    assert not Workflow(store, rules=strict).submit("p", road().identify()).allowed
    assert None is Workflow(store, rules=strict).dossier("p").rules
    assert LETTER.ref == Workflow(store).submit("p", road().identify()).dossier.rules
    assert not Workflow(store, rules=strict, known=[LETTER]).submit("q", road().identify()).allowed


ASKED: dict[str, Callable[[Workflow, Road], object]] = {
    "submit": lambda flow, r: flow.submit("p", r.consult()),
    "submit_many": lambda flow, r: flow.submit_many([("q", r.identify()), ("p", r.consult())]),
    "ask": lambda flow, r: flow.ask("p", r.consult()),
    "next_steps": lambda flow, _: flow.next_steps("p"),
}


@pytest.mark.parametrize("how", ASKED)
def test_rules_that_are_not_known_are_one_clear_error(how: str) -> None:
    """It names the process, the rules that are needed and those that are known, in both languages; nothing is recorded."""
    flow, walked = under_way(rules=stricter(c.Decide))
    stranger = Workflow(flow._store, known=[FULL])
    records = len(flow.records())
    with pytest.raises(UnknownRules) as error:
        ASKED[how](stranger, walked)
    assert records == len(flow.records())
    assert ("p", flow.rules.ref) == (error.value.process, error.value.asked)
    assert (LETTER.ref, FULL.ref) == error.value.known
    for text in (error.value.text.nl, error.value.text.en):
        assert all(f"`{r.name}`" in text and r.hash[:12] in text for r in (flow.rules, LETTER, FULL))


CELL = """
from attrs import evolve, frozen
from ontvlechting.engine.command import Command, fills
from ontvlechting.engine.doors import YES, guard
from ontvlechting.engine.text import Text
from tests.permits import PERMITS, GrantPermit, V1

def saying(answer, *, limit=len):
    @guard(V1, nl="mag het", en="may it")
    def it_may(dossier, command, norms, few=frozenset({1})):
        def within():
            return again
        again = within
        return YES if answer and limit((1, 2)) == 2 else [V1.forbidden("x", nl="nee", en="no")]
    return it_may

class Asked:
    def __init__(self, answer):
        self.answer = answer
    def __call__(self, dossier, command, norms):
        return YES

ours = evolve(PERMITS, name="ours", doors={**PERMITS.doors, GrantPermit: (saying(True), evolve(saying(True), name="asked", check=Asked({"a": 1})))})
"""
"""Some rules as somebody makes them in a cell of a notebook."""


def of_a_cell(source: str) -> Rules:
    """The rules that are made when it runs."""
    names: dict[str, Any] = {"__name__": "cell"}
    exec(source, names)  # noqa: S102 - our own text
    found: Rules = names["ours"]
    return found


@pytest.mark.parametrize("cell", [CELL, "\n\n" + CELL])
def test_rules_that_are_made_again_are_the_same_rules(cell: str) -> None:
    """A cell that runs again makes other functions of the same code, wherever it then stands."""
    first, again = of_a_cell(CELL), of_a_cell(cell)
    assert (first.ref, False) == (again.ref, first == again)
    assert first is Codec.of(first, again).known.named(again.ref)
    assert (first,) == Workflow.open("memory:", rules=first, known=[again]).known


OTHERWISE = {
    "a guard says otherwise": ("[V1.forbidden", "[] and [V1.forbidden"),
    "a constant": ("== 2 else", "== 3 else"),
    "a number for a yes": ("saying(True),", "saying(1),"),
    "what it was made with": ("(saying(True), ", "(saying(False), "),
    "a value to begin with": ("few=frozenset({1})", "few=frozenset({2})"),
    "a function to begin with": ("limit=len", "limit=max"),
    "what a guard holds": ('Asked({"a": 1})', 'Asked({"a": 2})'),
    "what a guard that is no function runs": ("        return YES\n\nours", "        return [] or YES\n\nours"),
    "another name in it": ("it_may(dossier, ", "it_may(d, "),
}


@pytest.mark.parametrize("how", OTHERWISE)
def test_two_rules_of_one_name_that_judge_otherwise_are_refused(how: str, tmp_path: Path) -> None:
    """One would judge and the other verify; both are named, and nothing is opened."""
    one, other = of_a_cell(CELL), of_a_cell(CELL.replace(*OTHERWISE[how]))
    assert one.ref == other.ref
    address = f"sqlite:///{tmp_path / 'a.db'}"
    for opening, field, called in (
        (lambda: Workflow.open(address, rules=one, known=[other]), "known[0]", "rules"),
        (lambda: Ledger.open(address, rules=LETTER, known=[one, other]), "known[1]", "known[0]"),
        (lambda: Federation.of({"a": address}, known=[one, other]), "known[1]", "known[0]"),
        (lambda: Codec.of(one, other), "known[0]", "rules"),
        (
            lambda: Workflow.open(address, rules=attrs.evolve(one, name="x", companions=(other,)), known=[one]),
            "rules.companions[0]",
            "known[0]",
        ),
    ):
        with pytest.raises(InputError) as error:
            opening()
        (problem,) = error.value.problems
        assert field == problem.field
        assert f"the same functions as `{called}`, which has the same name, version and hash" in problem.text.en
        assert f"dezelfde functies oordelen als `{called}`" in problem.text.nl
    assert not (tmp_path / "a.db").exists()


def test_an_effect_is_part_of_how_rules_judge() -> None:
    """What a dossier holds hangs on it, and so does every later answer."""
    kinds = [
        attrs.frozen(kw_only=True)(type("Keep", (c.Command,), {"effect": effect}))
        for effect in (fills("asked"), fills("asked"), fills("asked_too"), lambda command, dossier: {})
    ]
    held_there: Any = c.Command | None
    held = attrs.make_class(
        "Held",
        {"asked_too": attrs.field(default=None, type=held_there)},
        bases=(Permit,),
        frozen=True,
        kw_only=True,
    )
    one, alike, elsewhere, none = (
        attrs.evolve(
            PERMITS,
            name="keeping",
            dossier=held,
            arrows=(*PERMITS.arrows, *staying({PERMITS.arrows[0].target}, kind)),
            doors={**PERMITS.doors, kind: ()},
        )
        for kind in kinds
    )
    assert [True, False, False] == [judge_alike(one, other) for other in (alike, elsewhere, none)]


def test_reading_goes_on_without_knowing_the_rules() -> None:
    """Dossier, history, overview, departures and comparing bytes ask nothing of rules; deep, it says what it could not check."""
    flow, _ = under_way(rules=stricter(c.Decide))
    stranger = Workflow(flow._store)
    assert flow.dossier("p") == stranger.dossier("p")
    assert flow.history("p") == stranger.history("p")
    assert flow.overview() == stranger.overview()
    assert () == stranger.departures("p", LETTER)
    assert flow.verify() == stranger.verify()
    records = len(flow.history("p"))
    assert (Answer.SOUND, records) == (flow.verify(deep=True).answer, flow.verify(deep=True).rejudged)
    found = stranger.verify(deep=True)
    assert (Answer.NOT_CHECKED, 0) == (found.answer, found.rejudged)
    assert (Unchecked(UNKNOWN, flow.rules.ref, ("p",), records),) == found.unchecked


def test_the_first_answer_is_given_again_without_knowing_the_rules() -> None:
    """Repeating a command by its id judges nothing, so it needs no rules."""
    flow, walked = under_way(rules=stricter(c.Decide))
    command = walked.consult()
    first = flow.submit("p", command, id="een")
    assert first == Workflow(flow._store).submit("p", command, id="een")


# -- adopted -------------------------------------------------------------------------------------------------------------


@st.composite
def exemptions_near(draw: st.DrawFn, keys: list[tuple[int, str]]) -> set[tuple[int, str]]:
    """What departs, or all but one of it, or something that does not depart besides."""
    named, wrong = set(keys), draw(st.sampled_from(("exact", "exact", "one less", "one more")))
    if wrong == "one less" and named:
        named.discard(draw(st.sampled_from(sorted(named))))
    if wrong == "one more":
        named.add((draw(st.integers(1, 40)), draw(st.sampled_from(["HUIS-1", "HUIS-2", "R1"]))))
    return named


@settings(max_examples=40)
@given(histories(most=6), doors, st.sampled_from([HOUSE, HOUSE[:1]]), st.data())
def test_adopted_iff_the_history_stands_or_the_exemptions_name_exactly_what_departs(
    history: list[Advance | Move], kinds: set[type[Command]], rules: tuple[Rule, ...], data: st.DataObject
) -> None:
    """Every accepted record at a stricter door departs, once for each rule; each is told, each needs its exemption."""
    store, strict = MemoryStore(), stricter(*kinds - {c.AdoptRules}, rules=rules)
    player = live_from(history, Workflow(store))
    flow = Workflow(store, known=[strict])
    told = [(r.number, r.event) for r in flow.history("p") if r.event.verdict.allowed]
    expected = [(n, rule.id) for n, e in told if type(e.command) in kinds - {c.AdoptRules} for rule in rules]
    assert expected == [(d.record, d.rule) for d in flow.departures("p", strict)]
    named = data.draw(exemptions_near(expected))
    command = player.road.adopt(
        strict.ref,
        exemptions=tuple(Exemption(record=n, rule=r, motivation="Fictief: zo was het") for n, r in sorted(named)),
    )
    before, asked = flow.dossier("p"), flow.ask("p", command)
    outcome = flow.submit("p", command)
    live = before.state not in FINAL
    assert asked == outcome.verdict
    assert (live and named == set(expected)) == outcome.allowed
    assert 2 * len(set(expected) - named) == sum(r.code == "departs" for r in outcome.reasons)
    assert len(named - set(expected)) == sum(r.code == "nothing-departs" for r in outcome.reasons)
    after = attrs.evolve(before, rules=strict.ref, at=command.at, moved_at=command.at) if outcome.allowed else before
    assert after == outcome.dossier == flow.dossier("p")


@settings(max_examples=20)
@given(histories(most=5), doors, st.sampled_from(("motivated", "bare")), histories(most=3))
def test_an_adoption_replays_verifies_and_is_there_when_the_ledger_is_opened_again(
    history: list[Advance | Move], kinds: set[type[Command]], how: str, after: list[Advance | Move]
) -> None:
    """From the records alone follows the same dossier; deep, every verdict comes out the same, by the rules of its day."""
    store, strict = MemoryStore(), stricter(*kinds)
    player = live_from(history, Workflow(store))
    flow = Workflow(store, known=[strict])
    found = flow.departures("p", strict)
    named = tuple(d.exempted("Fictief: zo was het") for d in found if how == "motivated")
    outcome = flow.submit("p", player.road.adopt(strict.ref, exemptions=named))
    player.dossier = outcome.dossier
    for move in after:
        for command in player.commands(move):
            player.dossier = flow.submit("p", command).dossier
    folded = Dossier(process="p")
    for record in flow.history("p"):
        folded = evolve(folded, record.event, record.number)
    for reopened in (flow, Workflow(store, rules=strict, known=[LETTER])):
        report = reopened.verify(deep=True)
        unreadable = report.redacted  # a refusal whose content is gone cannot be judged again
        assert report.rejudged is not None
        assert report.records >= report.rejudged >= report.records - unreadable
        assert folded == reopened.dossier("p")
    adoptions = [r.number for r in flow.history("p") if getattr(r.event.command, "rules", None) == strict.ref]
    by_letter = [r for r in flow.history("p") if r.event.rules == LETTER.ref and r.number not in adoptions]
    gone = [r for r in by_letter if r.removed and not r.event.verdict.allowed]
    assert len(by_letter) - len(gone) == Workflow(store).verify(deep=True).rejudged


class Adopting(GovernanceMachine):
    """One process that now and then comes under other rules, and back."""

    known: ClassVar[tuple[Rules, ...]] = (stricter(c.ReturnPlan, c.ConsultUnit), FULL)

    @rule(choice=st.integers(0, 2), motivated=st.booleans())
    def adopt(self, choice: int, *, motivated: bool) -> None:
        """Adopt one of the rules that are known, with every departure motivated, or none."""
        rules = self.flow.known[choice]
        found = self.flow.departures(self.case, rules) if motivated else ()
        named = tuple(d.exempted("Fictief: dat blijft") for d in found)
        self.ask(self.player.road.adopt(rules.ref, exemptions=named))


def test_whatever_else_happens_a_process_adopts_rules_and_every_check_holds() -> None:
    """Among refusals, ways back and trouble: what the kit checks after every command also holds with adoptions."""
    few = settings(max_examples=12, stateful_step_count=8, derandomize=True, database=None)
    run_state_machine_as_test(Adopting, settings=few)


# -- by example ----------------------------------------------------------------------------------------------------------


def test_a_process_comes_under_the_works_councils_act_halfway() -> None:
    """Before the decision nothing departs; from then on the pack asks what it asks, and opens its commands."""
    flow, _ = under_way(State.PRECONDITIONS_TESTED, known=[FULL])
    walked = CouncilRoad(letter.PROCESSES[CASE])
    for _ in range(40):
        walked.tick()
    assert VerdictKind.UNKNOWN_COMMAND is flow.ask("p", walked.advice_basis()).kind
    assert () == flow.departures("p", FULL)
    flow.submit("p", walked.adopt(FULL.ref)).or_raise()
    flow.submit("p", walked.name_director()).or_raise()
    assert flow.submit("p", walked.advice_basis()).allowed
    assert FULL.ref == flow.history("p")[-1].event.rules


def test_a_reason_names_the_rule_its_source_the_record_and_the_command() -> None:
    """Whoever is refused reads what in the history would not have stood, by which rule, and who can motivate it."""
    strict = stricter(c.ConsultUnit)
    flow, walked = under_way(known=[strict])
    (number,) = (r.number for r in flow.history("p") if isinstance(r.event.command, c.ConsultUnit))
    outcome = flow.submit("p", walked.adopt(strict.ref))
    first, second = outcome.reasons
    assert ("HUIS-1", HOUSE[0].source, "departs", ReasonKind.MISSING) == (
        first.rule,
        first.source,
        first.code,
        first.kind,
    )
    assert [letter.MINISTRY] == [s.party for s in first.suppliers]
    assert (
        f"record {number} («Consult a unit») would not have stood, and is not exempted with a motivation: "
        "that is not allowed (a)"
    ) == first.en
    assert f"vastlegging {number} (" in second.nl
    (found,) = flow.departures("p", strict)
    assert (number, c.ConsultUnit, "HUIS-1", 2) == (found.record, found.command, found.rule, len(found.reasons))
    assert Exemption(record=number, rule="HUIS-1", motivation="zo") == found.exempted("zo")


def _without(kind: type[Command]) -> Rules:
    doors = {k: g for k, g in LETTER.doors.items() if k is not kind}
    arrows = tuple(a for a in LETTER.arrows if a.command is not kind)
    return attrs.evolve(LETTER, name="zonder", arrows=arrows, doors=doors)


def _elsewhere(kind: type[Command], target: State) -> Rules:
    arrows = tuple(attrs.evolve(a, target=target) if a.command is kind else a for a in LETTER.arrows)
    return attrs.evolve(LETTER, name="elders heen", arrows=arrows)


OTHER_TABLES: dict[str, tuple[Rules, list[tuple[type[Command], str]]]] = {
    "no such command": (_without(c.ConsultUnit), [(c.ConsultUnit, "unknown-command")]),
    "leads elsewhere": (_elsewhere(c.ReturnPlan, State.IDENTIFIED), [(c.ReturnPlan, "leads-elsewhere")]),
    "not from that state": (
        attrs.evolve(
            LETTER,
            name="eerder",
            arrows=tuple(a for a in LETTER.arrows if (a.command, a.source) != (c.CollectInput, State.PLAN_DRAFTED)),
        ),
        [(c.CollectInput, "not-from-state")],
    ),
}


@pytest.mark.parametrize("how", OTHER_TABLES)
def test_another_table_departs_too(how: str) -> None:
    """A command that the adopted rules do not have, do not have there, or that leads elsewhere, would not have stood."""
    rules, expected = OTHER_TABLES[how]
    flow, walked = under_way(State.PRECONDITIONS_TESTED, known=[rules])
    flow.submit("p", walked.return_plan()).or_raise()
    found = flow.departures("p", rules)
    assert expected == [(d.command, r.code) for d in found for r in d.reasons]
    assert {"R47"} == {d.rule for d in found}
    flow.submit("p", walked.adopt(rules.ref, exemptions=[d.exempted("Fictief: zo") for d in found])).or_raise()
    assert flow.verify(deep=True).records == flow.verify(deep=True).rejudged


def test_a_guard_that_fails_on_the_past_cannot_tell() -> None:
    """What the adopted rules cannot judge departs as well, and says so by its kind."""

    @guard(R50, nl="faalt", en="fails")
    def fails(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        if dossier.state is State.IDENTIFIED:
            raise ZeroDivisionError
        return YES

    rules = LETTER.extended(name="faalt", version="1", doors={c.ConsultUnit: (fails,)})
    flow, walked = under_way(known=[rules])
    outcome = flow.submit("p", walked.adopt(rules.ref))
    assert [ReasonKind.CANNOT_TELL] == [r.kind for r in outcome.reasons]
    assert not outcome.allowed


def test_both_sets_of_rules_have_to_allow_it() -> None:
    """A no at the door of the rules that are left is a no, and so is one of those that are adopted; each is said once."""
    shut = stricter(c.AdoptRules)
    flow, walked = under_way(known=[shut])
    into = flow.ask("p", walked.adopt(shut.ref, by=walked.receiver))
    assert ["not-the-ministry", "mandate-lacks-power", "never-a", "never-b"] == [r.code for r in into.reasons]
    flow, walked = under_way(rules=shut, known=[LETTER])
    out = flow.submit("p", walked.adopt(LETTER.ref))
    assert (VerdictKind.REFUSED, ["never-a", "never-b"]) == (out.verdict.kind, [r.code for r in out.reasons])
    assert shut.ref == out.record.event.rules == out.dossier.rules
    bare = _without(c.AdoptRules)
    flow, walked = under_way(rules=bare, known=[LETTER])
    assert VerdictKind.UNKNOWN_COMMAND is flow.submit("p", walked.adopt(LETTER.ref)).verdict.kind


def test_where_the_rules_that_are_left_are_not_known_the_adopted_ones_judge_alone() -> None:
    """A process of rules that nobody has kept is not stuck; the record says which rules judged, and is judged again."""
    strict = stricter(c.Decide)
    flow, walked = under_way(rules=strict)
    later = Workflow(flow._store)
    refused = later.submit("p", walked.adopt(LETTER.ref, by=walked.receiver))
    assert (VerdictKind.REFUSED, LETTER.ref) == (refused.verdict.kind, refused.record.event.rules)
    outcome = later.submit("p", walked.adopt(LETTER.ref)).or_raise()
    assert (LETTER.ref, LETTER.ref) == (outcome.record.event.rules, outcome.dossier.rules)
    assert later.submit("p", walked.consult()).allowed
    records = len(later.history("p"))
    assert (3, records) == (
        later.verify(deep=True).rejudged,
        Workflow(flow._store, known=[strict]).verify(deep=True).rejudged,
    )


def test_who_knows_the_rules_that_were_left_asks_them_as_well() -> None:
    """Adopted rules that judged alone said yes; the rules of the process, which are known here, would not have."""
    shut = stricter(c.AdoptRules)
    flow, walked = under_way(rules=shut)
    Workflow(flow._store).submit("p", walked.adopt(LETTER.ref)).or_raise()
    assert Answer.JUDGED_OTHERWISE is Workflow(flow._store, known=[shut]).verify(deep=True).answer
    (unchecked,) = Workflow(flow._store).verify(deep=True).unchecked
    assert (shut.ref, len(flow.history("p")) - 1) == (unchecked.rules, unchecked.records)


def test_rules_that_are_not_known_cannot_be_adopted() -> None:
    """That is an error and no refusal: somebody who knows them might give another answer."""
    flow, walked = under_way()
    records = len(flow.records())
    for ask in (flow.ask, flow.submit):
        with pytest.raises(UnknownRules, match="`elders` version 1"):
            ask("p", walked.adopt(NOWHERE))
    assert records == len(flow.records())


def test_the_rules_that_hold_already_are_not_adopted() -> None:
    """Refused and recorded; an exemption then exempts nothing."""
    flow, walked = under_way()
    outcome = flow.submit("p", walked.adopt(LETTER.ref, exemptions=[Exemption(record=1, rule="R1", motivation="x")]))
    assert ["rules-already", "nothing-departs"] == [r.code for r in outcome.reasons]
    assert ["R13", "R13"] == [r.rule for r in outcome.reasons]


def test_an_exemption_is_given_for_these_rules_only() -> None:
    """Who later adopts still other rules motivates anew what departs from those."""
    first, second = stricter(c.ConsultUnit), stricter(c.ConsultUnit, c.Decide)
    flow, walked = under_way(known=[first, second])
    flow.submit("p", walked.adopt(first.ref, exemptions=[d.exempted("a") for d in flow.departures("p", first)]))
    assert not flow.submit("p", walked.adopt(second.ref)).allowed
    again = [d.exempted("b") for d in flow.departures("p", second)]
    assert flow.submit("p", walked.adopt(second.ref, exemptions=again)).allowed
    assert flow.verify(deep=True).records == flow.verify(deep=True).rejudged


def test_commands_of_one_commit_follow_each_other_into_the_new_rules() -> None:
    """What is about to be stored counts as history, and what comes after an adoption is judged by what it adopted."""
    strict = stricter(c.ConsultUnit)
    walked = road()
    flow = Workflow(MemoryStore(), known=[strict])
    identify, consult = walked.identify(), walked.consult()
    early = walked.adopt(strict.ref)
    adopt = walked.adopt(strict.ref, exemptions=[Exemption(record=2, rule="HUIS-1", motivation="Fictief")])
    asked = [identify, consult, early, adopt, walked.consult()]
    outcomes = flow.submit_many([("p", command) for command in asked])
    assert [True, True, False, True, False] == [o.allowed for o in outcomes]
    assert [LETTER.ref] * 4 + [strict.ref] == [o.record.event.rules for o in outcomes]
    assert 5 == flow.verify(deep=True).rejudged


def test_who_is_behind_judges_anew() -> None:
    """What others wrote meanwhile is part of the history; also for who redacts, nothing looks broken."""
    strict = stricter(c.ConsultUnit)
    flow, walked = under_way(State.IDENTIFIED, known=[strict])
    other = Workflow(flow._store)
    other.submit("p", walked.consult()).or_raise()
    outcome = flow.submit("p", walked.adopt(strict.ref))
    assert [3, "departs"] == [outcome.record.number, outcome.reasons[0].code]
    other.submit("p", walked.consult()).or_raise()
    assert 5 == flow.submit("p", walked.redact((1,))).or_raise().record.number


def test_one_exemption_for_one_departure() -> None:
    """The same record and rule twice is not well formed."""
    twice = (Exemption(record=1, rule="R1", motivation="a"), Exemption(record=1, rule="R1", motivation="b"))
    with pytest.raises(InputError) as error:
        road().adopt(NOWHERE, exemptions=twice)
    assert ["exemptions"] == [p.field for p in error.value.problems]


def test_what_was_redacted_changes_nothing() -> None:
    """Texts of the past that are gone, those of the adoption itself, and a refusal that is gone whole: all the same."""
    strict = stricter(c.ConsultUnit)
    flow, walked = under_way(known=[strict])
    refused = flow.submit("p", walked.decide()).record.number
    before = flow.departures("p", strict)
    told = [r.number for r in flow.history("p")[: refused - 1] if not isinstance(r.event.command, c.Cosign)]
    flow.submit("p", walked.redact(tuple(told))).or_raise()  # a signature holds no text
    flow.submit("p", walked.redact((refused,))).or_raise()
    assert before == flow.departures("p", strict)
    exemptions = [d.exempted("Fictief: de afspraak met mevrouw Voorbeeld") for d in before]
    adopted = flow.submit("p", walked.adopt(strict.ref, exemptions=exemptions)).or_raise().record.number
    flow.submit("p", walked.redact((adopted,), fields=("exemptions[0].motivation",))).or_raise()
    assert "exemptions[0].motivation" in flow.history("p")[adopted - 1].removed
    assert strict.ref == Workflow(flow._store).dossier("p").rules
    report = flow.verify(deep=True)
    assert report.records - 1 == report.rejudged  # a refusal whose content is gone cannot be judged again


def test_a_table_that_is_only_read_gives_departures() -> None:
    """The pure function asks for events alone; an empty history departs from nothing."""
    assert () == departures(LETTER, [])
    assert "record" in {a.name for a in attrs.fields(Departure)}


# -- verified ------------------------------------------------------------------------------------------------------------


def _kept(records: list[Sealed], *, known: Iterable[Rules], reread: bool = True) -> Report:
    """Verify these records of `p` deeply."""
    (last,) = rows_of(records, CODEC).values()
    read = (lambda _: records) if reread else None
    return verify(enumerate(records, start=1), [last], LETTER, known=known, reread=read, deep=True)


def _again(sealed: Sealed, **changes: Any) -> Sealed:
    """The record with another event, by somebody who can compute hashes."""
    record = unseal(sealed, CODEC)
    event = attrs.evolve(record.event, **changes)
    return seal(event, id=record.id, number=record.number, previous=record.previous, recorded_at=record.recorded_at)


def test_a_forged_adoption_is_seen_by_looking_deeper() -> None:
    """An adoption that the history does not bear is judged again with that history; who cannot, does not say it is sound."""
    strict = stricter(c.ConsultUnit)
    flow, walked = under_way(known=[strict])
    flow.submit("p", walked.adopt(strict.ref))
    *before, refused = flow._store.read("p")
    assert len(before) + 1 == _kept([*before, refused], known=[strict]).rejudged
    verdict = attrs.evolve(unseal(refused, CODEC).event.verdict, kind=VerdictKind.ACCEPTED, reasons=())
    forged = [*before, _again(refused, verdict=verdict)]
    found, there = _kept(forged, known=[strict]), (("p", len(forged)),)
    assert (Answer.JUDGED_OTHERWISE, len(before)) == (found.answer, found.rejudged)
    assert (Otherwise(LETTER.ref, there), Otherwise(strict.ref, there)) == found.otherwise
    for found, why, rules in (
        (_kept(forged, known=[]), UNKNOWN, strict.ref),  # whoever does not know the rules folds it
        (_kept(forged, known=[strict], reread=False), ALONE, None),  # and so does who cannot look back
    ):
        assert (Answer.NOT_CHECKED, len(before)) == (found.answer, found.rejudged)
        assert (Unchecked(why, rules, ("p",), 1),) == found.unchecked
    with pytest.raises(BrokenLedger, match="what was before it is missing"):
        verify(
            enumerate(forged, start=1),
            rows_of(forged, CODEC).values(),
            LETTER,
            known=[strict],
            reread=lambda _: (),
            deep=True,
        )


def test_a_record_by_other_rules_than_the_adopted_ones_is_seen_by_looking_deeper() -> None:
    """After an adoption every record is judged by the rules that were adopted; one that is not was not written here."""
    strict = stricter(c.Decide)
    flow, walked = under_way(known=[strict])
    flow.submit("p", walked.adopt(strict.ref)).or_raise()
    flow.submit("p", walked.consult()).or_raise()
    *before, last = flow._store.read("p")
    assert len(before) + 1 == _kept([*before, last], known=[strict]).rejudged
    for known in ([strict], []):
        with pytest.raises(BrokenLedger, match="other rules judged"):
            _kept([*before, _again(last, rules=LETTER.ref)], known=known)


def test_a_dossier_that_was_kept_without_its_rules_is_read_past() -> None:
    """What an earlier version kept says nothing of rules; the records do."""
    flow, _ = under_way()
    dossier, last = flow.dossier("p"), flow.history("p")[-1]
    kept = snapshot_of(dossier, last)
    found = dossier_of(kept, CODEC)
    assert found is not None
    assert LETTER.ref == found[0].rules
    body = kept.body.replace(shape_of(Dossier).encode(), b"0" * 16)
    assert None is dossier_of(Snapshot(kept.process, kept.number, kept.hash, body), CODEC)


# -- around it -----------------------------------------------------------------------------------------------------------


def test_a_governed_model_follows_its_process_into_other_rules() -> None:
    """The machine has the triggers of all rules that are known; callbacks run along the arrow that was taken."""
    far = _elsewhere(c.ReturnPlan, State.IDENTIFIED)
    flow, walked = under_way(State.PRECONDITIONS_TESTED, rules=LETTER, known=[far, FULL])
    entered: list[str] = []
    machine = GovernedMachine(flow)
    machine.after_state_change = lambda event: entered.append(event.transition.dest)
    model = Governed(machine, "p")
    model.trigger("adopt_rules", walked.adopt(far.ref))
    model.trigger("return_plan", walked.return_plan())
    assert [None, State.IDENTIFIED.value] == entered
    assert "record_advice_basis" in machine.events
    assert Arrow(c.ReturnPlan, State.PRECONDITIONS_TESTED, State.PLAN_DRAFTED) in LETTER.arrows


def test_a_transcript_tells_an_adoption_as_a_workflow_answers_it() -> None:
    """With the reasons of the history; rules that it was not given are an error there too."""
    strict, walked = stricter(c.ConsultUnit), road()
    asked = [walked.identify(), walked.consult(), walked.adopt(strict.ref)]
    told = transcript(LETTER, asked, "en", known=[strict])
    assert "HUIS-1 (missing): record 2 («Consult a unit») would not have stood" in told
    with pytest.raises(UnknownRules):
        transcript(LETTER, asked)


@pytest.mark.parametrize("where", ["sqlite", "postgres"])
def test_a_kept_ledger_goes_on_under_adopted_rules(where: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Opened again, by whoever has the rules, it goes on and verifies; by who has not, it says which are needed."""
    address = f"sqlite:///{tmp_path}/ledger.db" if where == "sqlite" else request.getfixturevalue("database")
    strict, walked = stricter(c.Decide), road()
    with Workflow.open(address, known=[strict]) as flow:
        flow.submit_many([("p", command) for command in walked.until(State.PLAN_DRAFTED)])
        flow.submit("p", walked.adopt(strict.ref)).or_raise()
        assert flow.verify(deep=True).records == flow.verify(deep=True).rejudged
    with Workflow.open(address, rules=strict) as flow:
        assert flow.submit("p", walked.consult()).allowed
        flow.export(tmp_path / "ledger.jsonl")
    with Workflow.open("memory:", known=[strict]) as moved:
        moved.load(tmp_path / "ledger.jsonl")
        assert strict.ref == moved.dossier("p").rules
        assert moved.verify(deep=True).records == moved.verify(deep=True).rejudged
    with Workflow.open(address) as flow, pytest.raises(UnknownRules):
        flow.submit("p", walked.consult())


def test_every_reason_of_an_adoption_is_told_in_both_languages() -> None:
    """What adoption itself says, in words that differ."""
    strict = stricter(c.ConsultUnit)
    flow, walked = under_way(known=[strict])
    extra = Exemption(record=1, rule="R1", motivation="Fictief")
    reasons: tuple[Reason, ...] = flow.ask("p", walked.adopt(strict.ref, exemptions=[extra])).reasons
    assert ["departs", "departs", "nothing-departs"] == [r.code for r in reasons]
    assert all(r.nl != r.en for r in reasons)
    assert "de uitzondering voor vastlegging 1 en regel R1 zondert niets uit: daar wijkt niets af" == reasons[-1].nl


class Clerks(Role):
    """The roles of a town that also has a clerk."""

    CITIZEN = "citizen"
    MAYOR = "mayor"
    CLERK = "clerk"


@guard(V1, nl="de griffier en de burgemeester vinden het goed", en="the clerk and the mayor agree")
def clerk_agrees(dossier: Permit, command: Command, norms: Norms) -> Reasons:
    """Whether they did: never."""
    by = tuple(Supplier(role=role, party="gemeente") for role in (Clerks.CLERK, Clerks.MAYOR))
    return [V1.warning("clerk", nl="de griffier heeft dat niet gezegd", en="the clerk did not say so", suppliers=by)]


def with_clerks() -> tuple[Rules, Rules]:
    """The rules of a town, and those that it may adopt, which also have a clerk."""
    arrows = (*PERMITS.arrows, *staying({permits.State.ASKED}, c.AdoptRules))
    first = attrs.evolve(PERMITS, arrows=arrows, doors={**PERMITS.doors, c.AdoptRules: ()})
    doors = {**dict.fromkeys(first.doors, ()), c.AdoptRules: (clerk_agrees,)}
    return first, attrs.evolve(first, version="2", roles=Clerks, doors=doors)


def test_who_is_behind_takes_the_words_of_the_adopted_rules() -> None:
    """A role that the process has since it came under other rules is no mistake for a workflow that did not hear of that."""
    first, newer = with_clerks()
    store = MemoryStore()
    one, other = (Workflow(store, rules=first, known=[newer]) for _ in range(2))
    one.submit("p", permits.ASKED).or_raise()
    adopted = c.AdoptRules(by=permits.CITIZEN, at=permits.MOMENT, rules=newer.ref, reason="Fictief")
    other.submit("p", adopted).or_raise()
    by_clerk = attrs.evolve(permits.HEARD, by=attrs.evolve(permits.CITIZEN, role=Clerks.CLERK))
    assert (True, 3) == ((outcome := one.submit("p", by_clerk)).allowed, outcome.record.number)


@pytest.mark.parametrize("alone", [False, True], ids=["with those it leaves", "alone"])
def test_what_rules_with_other_roles_say_of_an_adoption_can_be_read_back(*, alone: bool) -> None:
    """Who can supply something is told in the roles of the rules that the record names; one that those do not have is left out."""
    first, newer = with_clerks()
    store = MemoryStore()
    Workflow(store, rules=first).submit("p", permits.ASKED).or_raise()
    flow = Workflow(store, rules=newer, known=() if alone else [first])
    by = attrs.evolve(permits.CITIZEN, role=Clerks.CITIZEN) if alone else permits.CITIZEN
    outcome = flow.submit("p", c.AdoptRules(by=by, at=permits.MOMENT, rules=newer.ref, reason="Fictief"))
    expected = [Clerks.CLERK, Clerks.MAYOR] if alone else [permits.Role.MAYOR]
    assert (True, expected) == (outcome.allowed, [s.role for r in outcome.reasons for s in r.suppliers])
    again = Workflow(store, rules=newer, known=[first])
    assert outcome.record.event == again.history("p")[-1].event
    assert Answer.SOUND is again.verify(deep=True).answer


def test_the_moves_of_the_kit_ask_for_the_rules_that_hold() -> None:
    """So a generated history never asks for rules that a workflow cannot know, under whichever rules it is played."""
    player = Player(rules=FULL, process=CASE)
    for move in (Advance(1), Move("adopt")):
        (command,) = player.commands(move)
        player.dossier = evolve(
            player.dossier, Workflow(MemoryStore(), rules=FULL)._rules.judge(player.dossier, command, list)
        )
    assert isinstance(command, c.AdoptRules)
    assert FULL.ref == command.rules
    assert {"adopt", "receiver-adopts"} <= set(MOVES)
