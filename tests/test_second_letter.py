"""Everything that is not of a letter works for another letter: it is judged, recorded, read back, checked and shown.

`second_letter.py` is that letter: fictional, and made of `ontvlechting.engine` alone.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import evolve

from ontvlechting import LETTER, Ledger, Workflow, add_language, engine, letter
from ontvlechting import commands as c
from ontvlechting.engine import text
from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.errors import BrokenLedger, DefinitionError, InputError
from ontvlechting.engine.values import UnknownRules
from ontvlechting.engine.verdicts import ACCEPTED, ReasonKind, VerdictKind
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Role as LetterRole
from ontvlechting.record.audit import Sealed, seal, unseal_anyway
from ontvlechting.record.codec import Codec
from ontvlechting.record.standing import dossier_of, row
from ontvlechting.record.verifier import Answer as Found
from ontvlechting.shell.ledger import Ledger as OfNoLetter
from ontvlechting.shell.machine import Governed, GovernedMachine, definition
from tests import second_letter as s
from tests.command_line import run
from tests.second_letter import NEXT, SCANS, SECOND, Dossier, Power, Role, State, Wave
from tests.test_progress import Bar
from tests.test_set_aside import bent

START = datetime(2024, 3, 1, 9, tzinfo=UTC)
NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
UNTIL = date(2024, 4, 12)
_MANDATE = engine.Mandate(id="mandaat-1", powers=(Power.DECIDE,), valid_from=date(2024, 1, 1))
BOARD = engine.Actor(id="actor-1", role=Role.BOARD, party="streek", mandate=_MANDATE)
NORTH = engine.Actor(id="actor-2", role=Role.ARCHIVE, party="noord")
STAFF = engine.Actor(id="actor-3", role=Role.WORKS_COUNCIL, party="or-noord")
MAPS, DEEDS = "kaarten", "akten"


def act(kind: type[Any], day: int = 0, by: engine.Actor = NORTH, **fields: Any) -> Any:
    """A command on the so-manieth day."""
    return kind(by=by, at=START + timedelta(days=day), **fields)


def proposed(wave: Wave = Wave.FIRST) -> s.Propose:
    """The first command of a collection of ten metres."""
    found: s.Propose = act(
        s.Propose, keeper="noord", receiver="zuid", metres=10, wave=wave, reason="Het depot in Noord is vol."
    )
    return found


def objected(reference: str, day: int = 2) -> s.Object:
    """An objection."""
    says = f"Bezwaar van mevrouw Voorbeeld, {reference}."
    return s.Object(by=STAFF, at=START + timedelta(days=day), reference=reference, says=says)


ROAD = (
    proposed(),
    act(s.Announce, until=UNTIL),
    objected("b-1"),
    act(s.Answer, 3, reference="b-1", says="Er rijdt een bus."),
    act(s.Decide, 43, BOARD),
    act(s.RecordLoad, 44, metres=6),
    act(s.BringBack, 45),
    act(s.RecordLoad, 46, metres=4),
    act(s.RecordLoad, 47, metres=6),
    act(s.Complete, 48, BOARD),
)
"""From proposal to merger, with everything brought back once."""
REFUSED = act(s.Decide, 3)
"""Asked by who may not, while it lies open."""


def opened(address: str = "memory:", rules: engine.Rules = SECOND, **options: Any) -> Workflow:
    """A ledger of this letter, on the first of June."""
    return Workflow.open(address, rules=rules, clock=lambda: NOW, **options)


def walked(flow: Workflow, process: str = MAPS, most: int = len(ROAD)) -> None:
    """The first commands of the road, each of them accepted."""
    for command in ROAD[:most]:
        flow.submit(process, command).or_raise()


@pytest.fixture
def flow() -> Iterator[Workflow]:
    """Maps lie open with an objection, and a decision was refused."""
    with opened() as found:
        walked(found, most=3)
        found.submit(MAPS, REFUSED)
        yield found


@pytest.fixture
def frisian(monkeypatch: pytest.MonkeyPatch) -> None:
    """A third language, which knows what this letter taught it."""
    monkeypatch.setattr(text, "_SPOKEN", dict(text._SPOKEN))
    add_language("fy", lambda said: s.FRISIAN.get(said.nl, said.en))


# -- judged ------------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger can be kept."""
    found = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path / 'ledger.db'}"}.get(request.param)
    return found or request.getfixturevalue("database")


def test_a_collection_goes_its_whole_road_in_every_store(address: str) -> None:
    """Each command is accepted, the refusal is recorded, and all of it is judged again by the rules of this letter."""
    with opened(address) as flow:
        walked(flow, most=3)
        assert not flow.submit(MAPS, REFUSED)
        for command in ROAD[3:]:
            flow.submit(MAPS, command).or_raise()
        assert flow.submit(MAPS, ROAD[0], id="anew").verdict.kind is VerdictKind.NOT_FROM_STATE
        found = flow.verify(deep=True)
        assert (12, 12, Found.SOUND) == (found.records, found.rejudged, found.answer)
        dossier: Any = flow.dossier(MAPS)
        assert (Dossier, State.COMPLETED, SECOND.ref) == (type(dossier), dossier.state, dossier.rules)
        assert (4, 6) == tuple(x.metres for x in dossier.loads)
    if address != "memory:":
        with Ledger.open(address, rules=SECOND) as there:
            assert dossier == there.dossier(MAPS)
            assert 12 == there.verify(deep=True).rejudged


def test_the_first_answer_is_given_again() -> None:
    """The same id with the same command; with another command it is refused."""
    with opened() as flow:
        first = flow.submit(MAPS, proposed(), id="one")
        assert first == flow.submit(MAPS, proposed(), id="one")
        with pytest.raises(InputError):
            flow.submit(MAPS, proposed(Wave.SECOND), id="one")


@pytest.mark.usefixtures("frisian")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "geweigerd\n- A1: dat is aan het bestuur\n- A3: bezwaar kan nog\n- A4: `b-1` wacht"),
        ("en", "refused\n- A1: that is for the board\n- A3: objections can still be made\n- A4: `b-1` waits"),
        ("fy", "wegere\n- A1: dat is oan it bestjoer\n- A3: objections can still be made\n- A4: `b-1` waits"),
    ],
)
def test_a_refusal_is_complete_in_every_language(flow: Workflow, language: str, said: str) -> None:
    """Every reason of every guard: of the actor, of the moment, and of the dossier; also in a language that was added."""
    assert said == flow.ask(MAPS, REFUSED).text(language)


def test_a_refusal_cites_the_source_of_this_letter(flow: Workflow) -> None:
    """Where each rule stands, who can supply what is missing, and from when a term lets it pass."""
    board, term, waits = flow.history(MAPS)[-1].event.verdict.reasons
    assert {"Fictief: nota Streekarchief"} == {r.source.document for r in (board, term, waits)}
    assert [ReasonKind.FORBIDDEN, ReasonKind.NOT_YET, ReasonKind.MISSING] == [r.kind for r in (board, term, waits)]
    assert datetime(2024, 4, 12, 22, tzinfo=UTC) == term.earliest
    assert [(Role.BOARD, "streek")] == [(x.role, x.party) for x in waits.suppliers]


def test_a_guard_of_the_command_reads_what_it_carries() -> None:
    """A day that is too early, and an archive that is sent to itself."""
    with opened() as flow:
        to_itself = evolve(proposed(), receiver="noord")
        assert ["A2"] == [r.rule for r in flow.submit(MAPS, to_itself).reasons]
        flow.submit(MAPS, proposed()).or_raise()
        early = act(s.Announce, until=UNTIL - timedelta(days=1))
        assert "refused\n- A3: not before 2024-04-12" == flow.submit(MAPS, early).text("en")


def test_a_command_that_its_rules_do_not_have_is_unknown() -> None:
    """The command of a pack, in a process that is judged without it, where the pack is known all the same."""
    with opened(known=[SECOND + SCANS]) as flow:
        walked(flow, most=6)
        assert VerdictKind.UNKNOWN_COMMAND is flow.submit(MAPS, act(s.RecordScan, 45)).verdict.kind


def test_a_command_that_no_rules_know_is_refused_before_anything_is_stored(flow: Workflow) -> None:
    """That of the pack, where the pack is not known; and one of the letter."""
    for command in (act(s.RecordScan, 3), Road(letter.PROCESSES["douane/websites"]).identify()):
        with pytest.raises(InputError) as refused:
            flow.submit(MAPS, command)
        assert ["command"] == [p.field for p in refused.value.problems]
    assert 4 == len(flow.history(MAPS))


def test_a_command_from_the_wrong_state_says_from_which_it_can_be_given(flow: Workflow) -> None:
    """By the rule that the letter names for the order of its steps, with the titles of its states."""
    verdict = flow.ask(MAPS, act(s.Complete, 4, BOARD))
    assert VerdictKind.NOT_FROM_STATE is verdict.kind
    assert ("A1", "«Merge» cannot be done from `open to objections`, only from `on the move`") == (
        verdict.reasons[0].rule,
        verdict.reasons[0].en,
    )


def test_what_is_next_is_told_for_the_moment_and_for_the_actor(flow: Workflow) -> None:
    """Every arrow from here in the order of the table; what reads the command is left to `asks`."""
    steps = flow.next_steps(MAPS, at=START + timedelta(days=4))
    assert [a.command for a in SECOND.arrows if a.source is State.OPEN] == [step.command for step in steps]
    decide = next(step for step in steps if step.command is s.Decide)
    assert (["A3", "A4"], ["by a mandate"]) == (
        [r.rule for r in decide.reasons],
        [t.en.partition(", ")[2] for t in decide.asks],
    )
    later = flow.next_steps(MAPS, by=BOARD, at=START + timedelta(days=43))
    assert ["A4"] == [r.rule for step in later if step.command is s.Decide for r in step.reasons]


def test_a_pack_brings_a_command_and_a_guard() -> None:
    """Without a scan the merger is warned about and goes on; with one it is not."""
    for scanned, said in ((False, ["A6"]), (True, [])):
        with opened(rules=SECOND + SCANS) as flow:
            walked(flow, most=9)
            if scanned:
                flow.submit(MAPS, act(s.RecordScan, 47)).or_raise()
            outcome = flow.submit(MAPS, ROAD[-1]).or_raise()
            assert said == [r.rule for r in outcome.reasons]
            assert flow.verify(deep=True).answer is Found.SOUND


# -- kept --------------------------------------------------------------------------------------------------------------


def forged(flow: Workflow, command: engine.Command, after: State) -> Sealed:
    """A record of something that was accepted by nobody, sealed as a real one."""
    last = flow.history(MAPS)[-1]
    event = engine.Event(MAPS, command, ACCEPTED, last.event.after, after, SECOND.ref)
    return seal(event, id="forged", number=last.number + 1, previous=last.hash, recorded_at=NOW)


def stored(flow: Workflow, sealed: Sealed) -> None:
    """Put a record into the ledger, past the workflow."""
    record = unseal_anyway(sealed, Codec.of(SECOND))
    after = engine.evolve(flow.dossier(MAPS), record.event, record.number)
    flow._store.append([sealed], [row(after, record)])


def test_a_record_that_nobody_accepted_is_judged_otherwise(flow: Workflow) -> None:
    """A decision that the rules refuse, sealed as a real one, is told by its number."""
    stored(flow, forged(flow, act(s.Decide, 3, BOARD), State.DECIDED))
    assert Found.BYTES_MATCH is flow.verify().answer
    found = flow.verify(deep=True)
    assert (Found.JUDGED_OTHERWISE, 4) == (found.answer, found.rejudged)


def test_a_record_that_leads_where_no_arrow_does_is_broken(flow: Workflow) -> None:
    """The table of the letter says where each command leads."""
    stored(flow, forged(flow, objected("b-2"), State.COMPLETED))
    with pytest.raises(BrokenLedger):
        flow.verify(deep=True)


def test_a_changed_byte_is_seen(flow: Workflow, tmp_path: Path) -> None:
    """An export that says another number of metres is not read."""
    flow.export(tmp_path / "ledger.jsonl")
    lines = (tmp_path / "ledger.jsonl").read_text()
    (tmp_path / "other.jsonl").write_text(lines.replace('metres\\":10', 'metres\\":11'))
    with opened() as empty, pytest.raises(BrokenLedger):
        empty.load(tmp_path / "other.jsonl")


def test_an_export_is_read_into_another_ledger(flow: Workflow, tmp_path: Path) -> None:
    """The same records, dossiers and root; only where its rules are known can it be judged again."""
    flow.export(tmp_path / "ledger.jsonl")
    with opened() as there, Workflow.open("memory:", clock=lambda: NOW) as elsewhere:
        assert 4 == there.load(tmp_path / "ledger.jsonl")
        assert flow.dossier(MAPS) == there.dossier(MAPS)
        assert flow.verify(deep=True) == there.verify(deep=True)
        elsewhere.load(tmp_path / "ledger.jsonl")
        assert Found.NOT_CHECKED is elsewhere.verify(deep=True).answer
        with pytest.raises(UnknownRules):
            elsewhere.next_steps(MAPS)


def test_a_long_history_is_read_from_a_snapshot() -> None:
    """After 64 records the dossier is kept beside them: what is read from it is what the records make."""
    with opened() as flow:
        walked(flow, most=2)
        flow.submit_many([(MAPS, objected(f"b-{n}")) for n in range(80)])
        snapshot = flow._store.snapshot(MAPS)
        assert snapshot is not None
        read = dossier_of(snapshot, Codec.of(SECOND))
        assert read is not None
        assert (64, 62) == (read[1].number, len(read[0].objections))  # type: ignore[attr-defined]
        anew = Workflow(flow._store, rules=SECOND, clock=lambda: NOW)
        assert flow.dossier(MAPS) == anew.dossier(MAPS)
        assert 82 == anew.verify(deep=True).rejudged


def test_a_text_is_redacted(flow: Workflow, tmp_path: Path) -> None:
    """A free text of a command of this letter goes from the bytes; the record counts, and the board has to ask."""
    field: dict[str, Any] = {"records": (3,), "fields": ("says",), "ground": "Verzoek van de indiener (fictief)."}
    assert not flow.submit(MAPS, act(engine.Redact, 5, STAFF, **field))
    flow.submit(MAPS, act(engine.Redact, 5, BOARD, **field)).or_raise()
    flow.export(tmp_path / "ledger.jsonl")
    assert "mevrouw Voorbeeld" not in (tmp_path / "ledger.jsonl").read_text()
    dossier: Any = flow.dossier(MAPS)
    assert ("b-1",) == dossier.unanswered
    found = flow.verify(deep=True)
    assert (1, 6, Found.SOUND) == (found.redacted, found.rejudged, found.answer)


def test_a_record_that_cannot_be_read_is_set_aside(flow: Workflow) -> None:
    """It shuts nothing but what it may have changed; once it is set aside the process goes on."""
    stored(flow, bent(forged(flow, objected("b-2"), State.OPEN), lambda e: e["command"].update(type="sing")))
    assert (5,) == flow.dossier(MAPS).unread
    aside = act(engine.SetAside, 5, BOARD, records=(5,), motivation="Onleesbaar (fictief).")
    flow.submit(MAPS, aside).or_raise()
    assert () == flow.dossier(MAPS).unread
    assert flow.submit(MAPS, objected("b-3", 6))


# -- under other rules -------------------------------------------------------------------------------------------------


def test_a_process_comes_under_version_2_of_its_rules(flow: Workflow) -> None:
    """What would not have stood is named record by record, and may stay with a reason."""
    newer = Workflow(flow._store, rules=NEXT, known=[SECOND], clock=lambda: NOW)
    (departure,) = newer.departures(MAPS, NEXT)
    assert (3, s.Object, "A1") == (departure.record, departure.command, departure.rule)
    bare = act(engine.AdoptRules, 5, BOARD, rules=NEXT.ref, reason="Versie 2 (fictief).")
    assert ["A1"] == [r.rule for r in newer.submit(MAPS, bare).reasons]
    exempt = evolve(bare, exemptions=(departure.exempted("Toen mocht het (fictief)."),))
    newer.submit(MAPS, exempt).or_raise()
    assert NEXT.ref == newer.dossier(MAPS).rules
    assert not newer.submit(MAPS, objected("b-2", 6))
    found = newer.verify(deep=True)
    assert (7, Found.SOUND) == (found.rejudged, found.answer)


# -- beside the letter -------------------------------------------------------------------------------------------------

WEBSITES = "douane/websites"


@pytest.fixture(params=["the letter first", "the second letter first"])
def both(request: pytest.FixtureRequest) -> Iterator[tuple[Workflow, Road]]:
    """One ledger with a process of each letter, whichever judges a new one."""
    first, other = (LETTER, SECOND) if request.param == "the letter first" else (SECOND, LETTER)
    road = Road(letter.PROCESSES[WEBSITES])
    with Workflow.open("memory:", rules=first, known=[other], clock=lambda: datetime(2026, 11, 1, tzinfo=UTC)) as flow:
        for command in road.until(letter_state("MINISTRY_DECIDED")):
            flow.submit(WEBSITES, command).or_raise()
        walked(flow)
        yield flow, road


def letter_state(name: str) -> Any:
    """A state of the letter."""
    return type(LETTER.start)[name]


def test_two_letters_in_one_ledger_are_each_judged_by_their_own(both: tuple[Workflow, Road]) -> None:
    """Commands of one name, roles of one value, states of one name: each process keeps those of its own letter."""
    flow, _ = both
    known = {
        type(r.event.command) for p in (MAPS, WEBSITES) for r in flow.history(p) if r.event.command.key == "decide"
    }
    assert {s.Decide, c.Decide} == known
    maps, websites = (type(flow.dossier(process)).__module__ for process in (MAPS, WEBSITES))
    assert (Dossier.__module__, LETTER.dossier.__module__) == (maps, websites)
    (said,) = {r.event.command.by.role for r in flow.history(MAPS) if r.event.command.key == "object"}
    assert said is Role.WORKS_COUNCIL
    assert {State.COMPLETED, letter_state("MINISTRY_DECIDED")} == {line.state for line in flow.overview()}
    found = flow.verify(deep=True)
    assert (found.records, Found.SOUND) == (found.rejudged, found.answer)


def test_two_letters_in_one_ledger_are_read_back_alike(both: tuple[Workflow, Road], tmp_path: Path) -> None:
    """From an export, in whichever order the rules are known."""
    flow, _ = both
    flow.export(tmp_path / "ledger.jsonl")
    for rules, known in ((LETTER, SECOND), (SECOND, LETTER)):
        with Workflow.open("memory:", rules=rules, known=[known]) as there:
            there.load(tmp_path / "ledger.jsonl")
            assert [flow.dossier(p) for p in (MAPS, WEBSITES)] == [there.dossier(p) for p in (MAPS, WEBSITES)]
            assert Found.SOUND is there.verify(deep=True).answer


def test_a_command_of_the_other_letter_is_refused_before_anything_is_stored(both: tuple[Workflow, Road]) -> None:
    """It could not be read back from a record of the rules of the process, which have another command of that name."""
    flow, road = both
    before = flow.verify().records
    for asked in ([(MAPS, road.stop())], [(WEBSITES, act(s.Stop, 50, BOARD))], [(MAPS, road.consult())]):
        with pytest.raises(InputError) as refused:
            flow.submit_many([*asked, (MAPS, act(s.Stop, 50, BOARD))])
        assert ["commands[0].command"] == [p.field for p in refused.value.problems]
        with pytest.raises(InputError):
            flow.ask(*asked[0])
    assert before == flow.verify().records


def test_a_process_does_not_come_under_the_rules_of_another_letter(both: tuple[Workflow, Road]) -> None:
    """Its states and its dossier are others, so that is refused, and neither are departures counted."""
    flow, road = both
    flow.submit(DEEDS, proposed()).or_raise()
    for process, by, rules, own in ((DEEDS, BOARD, LETTER, "A1"), (WEBSITES, road.ministry, SECOND, "R47")):
        command = engine.AdoptRules(by=by, at=road.moment, rules=rules.ref, reason="Een vergissing (fictief).")
        outcome = flow.submit(process, command if process == WEBSITES else evolve(command, at=START))
        assert [(own, "another-letter")] == [(r.rule, r.code) for r in outcome.reasons]
        with pytest.raises(InputError):
            flow.departures(process, rules)
    assert Found.SOUND is flow.verify(deep=True).answer


def test_a_process_of_which_nothing_was_accepted_may_become_one_of_either_letter(both: tuple[Workflow, Road]) -> None:
    """A refusal settles nothing: not even of which letter the process is."""
    flow, road = both
    to_itself, elsewhere = evolve(proposed(), receiver="noord"), evolve(road.identify(), receiving="zuid")
    for process, tries, state in (
        ("a", (to_itself, elsewhere, proposed()), State.PROPOSED),
        ("b", (elsewhere, to_itself, road.identify()), letter_state("IDENTIFIED")),
    ):
        kinds = [flow.submit(process, command).verdict.kind for command in tries]
        assert [VerdictKind.REFUSED, VerdictKind.REFUSED, VerdictKind.ACCEPTED] == kinds
        assert state is flow.dossier(process).state
        assert flow.dossier(process) == Workflow(flow._store, rules=flow.rules, known=flow.known).dossier(process)
    assert Found.SOUND is flow.verify(deep=True).answer


def test_who_does_not_know_the_rules_of_a_process_does_not_judge_it(flow: Workflow) -> None:
    """Of a process of another letter nothing can be read; so it is not taken for a new one, and nothing can be set aside."""
    road = Road(letter.PROCESSES[WEBSITES])
    elsewhere = Workflow(flow._store, clock=lambda: NOW)
    aside = engine.SetAside(by=road.ministry, at=NOW, records=(1, 2, 3), motivation="Onleesbaar (fictief).")
    for command in (evolve(road.identify(), at=NOW), aside):
        with pytest.raises(UnknownRules):
            elsewhere.submit(MAPS, command)
        with pytest.raises(UnknownRules):
            elsewhere.ask(MAPS, command)
    assert 4 == len(flow.history(MAPS)) == len(elsewhere.history(MAPS))


def test_a_role_of_the_other_letter_is_refused_before_anything_is_stored(flow: Workflow) -> None:
    """Also where it has the same value: what would be read back is another role."""
    elsewhere = evolve(STAFF, role=LetterRole.WORKS_COUNCIL)
    with pytest.raises(InputError) as refused:
        flow.submit(MAPS, evolve(objected("b-2"), by=elsewhere))
    (problem,) = refused.value.problems
    assert ("command.by.role", "one of `Role.BOARD`, `Role.ARCHIVE`, `Role.WORKS_COUNCIL`") == (
        problem.field,
        problem.expected.en,
    )
    assert 4 == len(flow.history(MAPS))


def test_a_role_of_the_other_letter_is_refused_where_both_are_known(both: tuple[Workflow, Road]) -> None:
    """The rules of the process would read another role than was given."""
    flow, _ = both
    with pytest.raises(InputError) as refused:
        flow.submit(MAPS, evolve(objected("b-2"), by=evolve(STAFF, role=LetterRole.WORKS_COUNCIL)))
    assert ["command.by.role"] == [p.field for p in refused.value.problems]


# -- shown -------------------------------------------------------------------------------------------------------------


def test_an_overview_has_the_columns_of_the_dossier(flow: Workflow) -> None:
    """Each with what stands in it."""
    flow.submit(DEEDS, proposed(Wave.SECOND)).or_raise()
    maps, deeds = reversed(flow.overview())
    assert (Wave.FIRST, "noord", UNTIL, 1) == (maps.wave, maps.keeper, maps.open_until, maps.open)
    assert (Wave.SECOND, "noord", None, 0) == (deeds.wave, deeds.keeper, deeds.open_until, deeds.open)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"wave": Wave.SECOND}, [DEEDS]),
        ({"keeper": "noord"}, [DEEDS, MAPS]),
        ({"keeper": "zuid"}, []),
        ({"open_until": UNTIL}, [MAPS]),
        ({"open_until": UNTIL - timedelta(days=1)}, []),
        ({"contested": True}, [MAPS]),
        ({"contested": False}, [DEEDS]),
        ({"state": State.OPEN, "wave": Wave.FIRST}, [MAPS]),
    ],
)
def test_an_overview_is_asked_by_the_columns_of_the_dossier(
    address: str, asked: dict[str, Any], found: list[str]
) -> None:
    """Equal, up to, and any at all; together they narrow."""
    with opened(address) as flow:
        walked(flow, most=3)
        flow.submit(DEEDS, proposed(Wave.SECOND)).or_raise()
        assert found == [line.process for line in flow.overview(**asked)]


def test_an_overview_refuses_a_column_that_there_is_not(flow: Workflow) -> None:
    """With the nearest that there is."""
    with pytest.raises(InputError) as refused:
        flow.overview(wawe=Wave.FIRST)
    assert ("wave",) == refused.value.problems[0].nearest


def test_an_overview_becomes_a_frame_with_the_columns_of_the_dossier(flow: Workflow) -> None:
    """And none of the letter's."""
    names = set(flow.overview().to_frame(backend="polars").columns)
    assert {"wave", "keeper", "open_until", "open"} <= names
    assert not {"route", "delivering", "receiving", "breaches"} & names


def test_a_history_becomes_a_frame(flow: Workflow) -> None:
    """One row for each record."""
    assert (4, "object") == (len(found := flow.history(MAPS).to_frame(backend="polars")), found["command"][2])


@pytest.mark.usefixtures("frisian")
@pytest.mark.parametrize("language", ["nl", "en", "fy"])
def test_plain_lines_say_it_in_every_language(flow: Workflow, language: str) -> None:
    """A history, steps, an outcome, an overview."""
    title = State.OPEN.title[language]
    for shown in (flow.history(MAPS), flow.overview(), flow.submit(MAPS, REFUSED), flow.records()):
        assert (s.Decide.title[language] in shown.lines(language)) or (title in shown.lines(language))
    assert s.Stop.title[language] in flow.next_steps(MAPS).lines(language)


@pytest.mark.usefixtures("frisian")
@pytest.mark.parametrize("language", ["nl", "en", "fy"])
def test_everything_shows_itself_in_a_notebook(flow: Workflow, language: str) -> None:
    """With the words of this letter, and none of the other."""
    outcome = flow.submit(MAPS, REFUSED)
    every = [outcome, outcome.record, outcome.verdict, outcome.reasons[0], flow.dossier(MAPS), flow.history(MAPS)]
    every += [flow.next_steps(MAPS), flow.overview(), flow.records(), flow.verify(), SECOND]
    for shown in every:
        assert "<" in shown.html(language)
        assert "overdragende" not in shown.html(language)
    assert State.OPEN.title[language] in flow.dossier(MAPS).html(language)


def test_the_road_and_the_timeline_of_a_collection_are_drawn(flow: Workflow) -> None:
    """The lifecycle of its own rules with its own states, and when it stood where."""
    history = flow.history(MAPS)
    for drawn in (history.road("en"), history.timeline("en")):
        assert State.OPEN.title.en in drawn._repr_html_()
    assert State.OPEN.title.en in flow.timeline("en")._repr_html_()


def test_a_report_tells_of_the_collections(flow: Workflow) -> None:
    """One page, with the states and the reasons of this letter, and no chapter of the other."""
    page = flow.report("en")
    assert all(said in page for said in (MAPS, State.OPEN.title.en, "objections can still be made"))
    assert "transferring party" not in page


def test_a_ledger_that_knows_no_letter_tells_the_same(flow: Workflow) -> None:
    """Where there is no programme the ledger of the letter has nothing to add: page, picture, and what a bar hears."""
    own = OfNoLetter(flow._store, rules=SECOND, clock=lambda: NOW)
    bars = Bar(), Bar()
    pages = flow.report("en", progress=bars[0]), own.report("en", progress=bars[1])
    assert pages[0] == pages[1]
    assert bars[0].told == bars[1].told
    assert flow.timeline("en").text == own.timeline("en").text
    assert list(flow.overview()) == list(own.overview())


def test_a_report_tells_of_a_process_that_began_anew() -> None:
    """What the other letter refused before that leaves nothing behind: all is told by the rules under which it then began."""
    other = Workflow.open("memory:", known=[SECOND], clock=lambda: NOW)
    assert not other.submit(MAPS, evolve(Road(letter.PROCESSES["douane/websites"]).identify(), unit="kaarten"))
    walked(other, most=2)
    page = other.report("en")
    dossier: Any = other.dossier(MAPS)
    assert (Dossier, State.OPEN) == (type(dossier), dossier.state)
    assert all(said in page for said in (State.OPEN.title.en, s.Decide.title.en, s.Stop.title.en))
    assert State.OPEN.title.en in other.history(MAPS).timeline("en").text


def test_without_the_rules_nobody_is_told_where_it_stands(flow: Workflow) -> None:
    """No dossier of another letter is given for it, also of a day before, and no picture of a road that it never went."""
    elsewhere = Workflow(flow._store, clock=lambda: NOW)
    with pytest.raises(UnknownRules) as next_:
        elsewhere.next_steps(MAPS)
    for ask in (
        lambda: elsewhere.dossier(MAPS),
        lambda: elsewhere.dossier(MAPS, known=NOW),
        lambda: elsewhere.departures(MAPS, elsewhere.rules),
    ):
        with pytest.raises(UnknownRules) as error:
            ask()
        assert str(next_.value) == str(error.value)
    assert "ov-road" in flow.report("en").split("<body")[1]
    assert "ov-road" not in elsewhere.report("en").split("<body")[1]


def test_a_report_without_the_rules_says_which_are_needed(flow: Workflow) -> None:
    """Where nothing of a process can be read, nothing is told of what is next by rules that it does not know."""
    elsewhere = Workflow(flow._store, clock=lambda: NOW)
    with pytest.raises(UnknownRules) as error:
        elsewhere.next_steps(MAPS)
    with pytest.raises(UnknownRules) as ahead:
        elsewhere.outlook(MAPS)
    assert str(error.value) == str(ahead.value)
    page = elsewhere.report("en")
    needed = f"What is next cannot be told here: {error.value.needed.en}.".split("`")
    assert all(part in page for part in needed)
    assert "What is next cannot be told here" not in flow.report("en")


# -- other tools -------------------------------------------------------------------------------------------------------


def test_the_definition_is_the_table_of_this_letter() -> None:
    """Every state and every trigger, from every source to every target, and nothing more."""
    machine = definition(SECOND)
    assert {x.value for x in SECOND.states} == set(machine.states)
    drawn = {
        (trigger, move.source, move.dest or move.source)
        for trigger, event in machine.events.items()
        for moves in event.transitions.values()
        for move in moves
    }
    assert {(a.command.key, a.source.value, a.target.value) for a in SECOND.arrows} == drawn


def test_a_governed_model_follows_the_ledger() -> None:
    """Judged and recorded first; then the callbacks of its states run."""

    class Collection(Governed):
        seen: tuple[str, ...] = ()

        def on_enter_open(self, event: Any) -> None:
            self.seen = (*self.seen, event.kwargs["command"].key)

    with opened() as flow:
        maps: Any = Collection(GovernedMachine(flow), MAPS)
        assert ("new", True) == (maps.state, maps.is_new())
        maps.trigger("propose", ROAD[0])
        maps.trigger("announce", ROAD[1])
        assert ("open", ("announce",)) == (maps.state, maps.seen)
        assert not maps.may_trigger("decide", REFUSED)
        with pytest.raises(engine.Refused):
            maps.trigger("decide", REFUSED)
        assert ["object", "answer"] == maps.get_triggers(at=START)[:2]
        assert 3 == len(flow.history(MAPS))


def test_a_governed_model_of_either_letter_runs_the_callbacks_of_its_own(both: tuple[Workflow, Road]) -> None:
    """Two letters in one machine: a trigger that both have leads each model where its own table says."""
    flow, road = both
    machine = GovernedMachine(flow)
    websites, deeds = Governed(machine, WEBSITES), Governed(machine, DEEDS)
    deeds.trigger("propose", proposed())
    deeds.trigger("stop", act(s.Stop, 1, BOARD))
    websites.trigger("stop", road.stop())
    assert ("stopped", "stopped") == (websites.state, deeds.state)
    assert [State.STOPPED, letter_state("STOPPED")] == [flow.dossier(p).state for p in (DEEDS, WEBSITES)]


def test_rules_and_dossiers_go_to_another_process(flow: Workflow) -> None:
    """By the names under which they stand in their module."""
    assert SECOND is pickle.loads(pickle.dumps(SECOND))  # noqa: S301 - what we made ourselves
    assert flow.dossier(MAPS) == pickle.loads(pickle.dumps(flow.dossier(MAPS)))  # noqa: S301


@pytest.mark.parametrize("line", ["list LEDGER", "show LEDGER kaarten", "verify LEDGER --deep"])
def test_the_command_line_knows_rules_that_are_named(tmp_path: Path, line: str) -> None:
    """`--rules tests.second_letter:SECOND`."""
    path = tmp_path / "ledger.db"
    with opened(f"sqlite:///{path}") as flow:
        walked(flow, most=3)
    arguments = [path if word == "LEDGER" else word for word in line.split()]
    code, out, errors = run(*arguments, "--rules", "tests.second_letter:SECOND", "--lang", "en")
    assert (0, "") == (code, errors)
    assert MAPS in out or "3 records" in out


def test_a_machine_plays_this_letter() -> None:
    """Generated histories, with the checks that hold for any rules."""
    from hypothesis import settings
    from hypothesis.stateful import run_state_machine_as_test

    from ontvlechting.testing.machine import GovernanceMachine

    class Archives(GovernanceMachine):
        judges = SECOND
        moves = {type(command).key: lambda _, command=command: command for command in ROAD}  # type: ignore[misc]  # noqa: RUF012

    run_state_machine_as_test(Archives, settings=settings(max_examples=20, stateful_step_count=15))


def _scope() -> Any:
    """The commands of the road, in any order."""
    from ontvlechting.testing.scopes import Scope

    named: Any = {type(command).key: lambda _, command=command: command for command in ROAD}
    nothing = engine.Text(nl="niets", en="nothing")
    return Scope(name="archives", title=nothing, moves=tuple(named), named=named, leaves_out=nothing)


def test_the_kit_explores_this_letter() -> None:
    """Every state that its moves can reach."""
    from ontvlechting.testing.explorer import explore

    assert not explore(SECOND, _scope()).violations


def test_mistakes_in_the_rules_of_this_letter_are_told() -> None:
    """A check that plays the road sees an arrow or a guard that is not what it was; what it never asks it does not see."""
    from ontvlechting.testing.perturbation import perturb

    def road_is_open(rules: engine.Rules) -> None:
        with opened(rules=rules) as flow:
            walked(flow)
            assert not flow.submit(DEEDS, evolve(proposed(), receiver="noord"))

    found = perturb(SECOND, [road_is_open], only="*Propose*")
    assert found.fates
    assert all(fate.killer for fate in found.fates if "goes_to_the_other" in fate.mutant)


def test_two_versions_of_this_letter_are_compared() -> None:
    """Version 2 asks the board for an objection."""
    from ontvlechting.testing.comparison import compare

    assert compare(SECOND, NEXT, scopes=(_scope(),)).at(s.Object)


# -- a definition that is none -----------------------------------------------------------------------------------------


class OtherState(engine.State):
    """States of another class."""

    ELSEWHERE = "elsewhere", "elders", "elsewhere"


@engine.guard(s.A1, nl="ja", en="yes")
def passes(dossier: Any, command: Any, norms: Any) -> engine.Reasons:
    """Always."""
    return engine.YES


def _without(command: type[engine.Command]) -> dict[str, Any]:
    return {
        "arrows": tuple(a for a in SECOND.arrows if a.command is not command),
        "doors": {k: g for k, g in SECOND.doors.items() if k is not command},
    }


def _with(source: engine.State, target: engine.State) -> dict[str, Any]:
    return {
        "arrows": (*SECOND.arrows, engine.Arrow(s.RecordScan, source, target)),
        "doors": {**s.DOORS, s.RecordScan: ()},
    }


class TwoOfOneName(Dossier):
    """Two columns of one name."""

    columns: ClassVar[Any] = (Dossier.columns[0], evolve(Dossier.columns[1], name="wave"))


class TwoAskedAlike(Dossier):
    """Two columns that are asked for by one word."""

    columns: ClassVar[Any] = (Dossier.columns[0], evolve(Dossier.columns[1], asked="wave"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (_with(State.MOVING, OtherState.ELSEWHERE), "the states come from `State`, `OtherState`"),
        (_with(State.DECIDED, State.NEW), "an arrow leads back to `new`"),
        (_with(State.STOPPED, State.OPEN), "`stopped` is final but has a way out"),
        ({"final": frozenset({State.STOPPED}), "back": None}, "`completed` is a dead end"),
        (_without(s.BringBack), "from `moving` there is no way back"),
        (_without(s.Announce), "`open` cannot be reached"),
        ({"roles": State}, "`roles` of the rules: expected a class made from `Role`"),
        ({"dossier": TwoOfOneName}, "are called `wave`"),
        ({"dossier": TwoAskedAlike}, "are called `wave`"),
    ],
)
def test_a_definition_that_is_not_sound_is_refused(changes: dict[str, Any], said: str) -> None:
    """When the rules are made, with what is wrong, in both languages."""
    with pytest.raises(DefinitionError) as refused:
        evolve(SECOND, name="unsound", **changes)
    assert said in refused.value.text.en
    assert refused.value.text.nl != refused.value.text.en


def test_a_column_that_is_called_as_what_every_line_has_is_refused() -> None:
    """A line has a process, a number and a state already."""
    for name in ("process", "number", "state"):
        with pytest.raises(DefinitionError):
            evolve(Dossier.columns[0], name=name)


def test_rules_that_are_known_beside_others_open_their_own_processes() -> None:
    """Whose command is the first of a process, those judge it."""
    known = KnownRules(LETTER, [SECOND])
    assert (SECOND, True) == (known.of(known.blank("p", proposed()), proposed()), known.opens(proposed()))
