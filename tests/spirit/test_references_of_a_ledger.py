"""R86, between the processes of a ledger: one reference has one content, whoever names it, by whichever way it comes in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontvlechting import InputError, Ledger, Outcome, State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.dossier import Recorded
from ontvlechting.engine.retention import REDACTED
from ontvlechting.letter.commands import Command
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.fiction.evidence import START
from ontvlechting.letter.naming import Described
from ontvlechting.letter.registers import ProgrammeDossier
from ontvlechting.letter.values import Document, DocumentKind
from ontvlechting.record.codec import command_to_plain
from ontvlechting.record.standing import Naming
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.port import Store
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.record.verifier import Twofold
from ontvlechting.shell.asynchronous import AsyncWorkflow
from ontvlechting.shell.machine import Governed, GovernedMachine
from ontvlechting.views.verified import sentences
from tests.asking import WEBSITES
from tests.command_line import run
from tests.programmes import OPENING, document
from tests.test_set_aside import CASE, spoilt

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
ID = "fictief-onderzoek"
STUDY = Document(id=ID, kind=DocumentKind.STUDY, title="Fictief stuk", on=date(2023, 3, 1), origin=letter.GALAN)
"""What the first to name it says that it is."""
BENT: tuple[tuple[str, Any, str], ...] = (
    ("kind", DocumentKind.REPORT, "'study'"),
    ("title", "Fictief: iets anders", "'Fictief stuk'"),
    ("on", date(2023, 3, 2), "'2023-03-01'"),
    ("origin", letter.COB, "'de-galan-groep'"),
)
"""Each part of what a document is: what another says of it, and what the first said."""


def made(store: Store | None = None) -> Workflow:
    """A ledger, new where none is given."""
    return Workflow(MemoryStore() if store is None else store, clock=lambda: NOW)


def finding(study: Document = STUDY, days: int = 1) -> c.RecordFeasibility:
    """A finding of feasibility that rests on this document."""
    road = Road(letter.PROCESSES[WEBSITES])
    found = road.record_feasibility(c.Feasibility.FEASIBLE)
    return attrs.evolve(found, finding=attrs.evolve(found.finding, document=study), at=found.at + days * DAY)


def opened(flow: Workflow, *names: str) -> Workflow:
    """The same ledger, with these processes in it."""
    flow.submit_many([(name, Road(letter.PROCESSES[WEBSITES]).identify()) for name in names])
    return flow


def named(flow: Workflow, *pairs: tuple[str, Document]) -> list[Outcome]:
    """What becomes of these processes when each names its document."""
    return [flow.submit(name, finding(study)) for name, study in pairs]


def correction(flow: Workflow, process: str, study: Document) -> c.Correct:
    """The last finding of a process should have named this document."""
    last = flow.dossier(process).entries[-1]
    assert isinstance(last.command, c.RecordFeasibility)
    holds = attrs.evolve(last.command, finding=attrs.evolve(last.command.finding, document=study))
    wrong = "Fictief: verschreven"
    return c.Correct(by=last.command.by, at=last.command.at + DAY, record=last.number, wrong=wrong, holds=holds)


def told(work: Callable[[], object]) -> list[tuple[str, str, str]]:
    """What is wrong with what is asked: where, what was given, and what is expected instead."""
    with pytest.raises(InputError) as error:
        work()
    return [(p.field, p.value, p.expected.en) for p in error.value.problems]


def as_named(value: str, process: str = "een", reference: str = ID) -> str:
    """What is expected where another process said so before."""
    return f"{value}, as `{process}` named it before by `{reference}`"


# ── another content is refused at the door, the same is not ──────────────────────────────────────


@pytest.mark.parametrize(("field", "other", "first"), BENT, ids=[field for field, *_ in BENT])
def test_r86_one_reference_has_one_content_in_a_ledger(field: str, other: Any, first: str) -> None:
    """R86: what another process calls a study of 1 March is not a report, nor of 2 March, nor of somebody else, nor called otherwise.

    It is an error of what was given, with the field and what the first said; nothing is recorded, and a dry run says the same.
    """
    flow = opened(made(), "een", "twee")
    assert all(o.allowed for o in named(flow, ("een", STUDY)))
    bent = attrs.evolve(STUDY, **{field: other})
    before = flow.records()
    path = f"command.finding.document.{field}"
    expected = [(path, repr(getattr(other, "value", str(other))), as_named(first))]
    assert expected == told(partial(flow.ask, "twee", finding(bent)))
    assert expected == told(partial(flow.submit, "twee", finding(bent)))
    assert before == flow.records()
    (outcome,) = named(flow, ("twee", STUDY))
    assert outcome.allowed
    report = flow.verify(deep=True)
    assert (True, ()) == (report.sound, report.twofold)


def test_r86_one_document_in_two_processes_is_one() -> None:
    """R86: named alike, or made public since, it is the same; so is one of which a title was removed, or the programme tells less."""
    flow = opened(made(), "een", "twee", "drie")
    pairs = ("een", STUDY), ("twee", attrs.evolve(STUDY, public=True)), ("drie", STUDY)
    assert all(outcome.allowed for outcome in named(flow, *pairs))
    assert () == flow.verify(deep=True).twofold
    one = Described(DocumentKind.STUDY, "Fictief", date(2023, 1, 1), letter.GALAN)
    assert {} == one.differs(attrs.evolve(one, title=REDACTED))
    assert {} == one.differs(attrs.evolve(one, on=None, origin=None))
    assert {"kind": DocumentKind.REPORT} == one.differs(attrs.evolve(one, kind=DocumentKind.REPORT))
    programme = ProgrammeDossier(process="programma").with_entries((Recorded(1, document(id="fictief-stuk")),))
    means = programme.meant_by("fictief-stuk")
    assert means is not None
    assert Described(DocumentKind.LETTER, None, None, None) == means == programme.described()["fictief-stuk"]
    assert {} == means.differs(attrs.evolve(one, kind=DocumentKind.LETTER))


def test_r86_every_difference_is_told_at_once_in_both_languages() -> None:
    """R86: of every document that a command names, every field; each with the process that named it before."""
    flow = opened(made(), "een", "twee")
    named(flow, ("een", STUDY))
    bent = attrs.evolve(STUDY, kind=DocumentKind.REPORT, title="Fictief: iets anders", on=date(2023, 3, 3))
    with pytest.raises(InputError) as error:
        flow.submit("twee", finding(bent))
    where = "command.finding.document"
    assert error.value.text.nl.splitlines() == [
        "`submit` klopt niet:",
        f"- `{where}.kind`: verwacht 'study', zoals `een` het eerder onder `{ID}` noemde; kreeg 'report'",
        f"- `{where}.title`: verwacht 'Fictief stuk', zoals `een` het eerder onder `{ID}` noemde; kreeg 'Fictief: iets anders'",
        f"- `{where}.on`: verwacht '2023-03-01', zoals `een` het eerder onder `{ID}` noemde; kreeg '2023-03-03'",
    ]
    assert f"`{where}.on`: expected '2023-03-01', as `een` named it before by `{ID}`; got '2023-03-03'" in str(
        error.value
    )
    process = letter.PROCESSES[WEBSITES]
    flow.submit_many([("drie", command) for command in Road(process).until(State.PLAN_DRAFTED)])
    later = list(Road(process, start=START + 30 * DAY).until(State.PLAN_DRAFTED))
    draft = next(command for command in later if isinstance(command, c.DraftPlan))
    flow.submit_many([("vier", command) for command in later[: later.index(draft)]])
    agreement, budget = (f"fictief-{name}-douane-websites" for name in ("afspraak-gedeelde-taken", "begroting"))
    assert [
        ("command.plan.shared_tasks.agreement.on", "'2023-05-03'", as_named("'2023-04-03'", "drie", agreement)),
        ("command.plan.budget.coverage.document.on", "'2023-05-03'", as_named("'2023-04-03'", "drie", budget)),
    ] == told(partial(flow.submit, "vier", draft))


def test_r86_also_between_the_commands_of_one_call() -> None:
    """R86: which of them it is stands in the path; of the whole call nothing is recorded. Alike, all of it is."""
    flow = opened(made(), "een", "twee")
    before = flow.records()
    bent = attrs.evolve(STUDY, origin=letter.COB)
    both = [("een", finding()), ("twee", finding(bent))]
    expected = [("commands[1].command.finding.document.origin", repr(letter.COB), as_named("'de-galan-groep'"))]
    assert expected == told(partial(flow.submit_many, both))
    assert before == flow.records()
    assert all(o.allowed for o in flow.submit_many([("een", finding()), ("twee", finding())]))
    assert flow.verify(deep=True).sound


def test_r86_what_was_refused_names_nothing() -> None:
    """R86: a no is recorded, and its documents are those of nobody: another may say what the document is."""
    flow = opened(made(), "een", "twee")
    early = attrs.evolve(finding(), by=Road(letter.PROCESSES[WEBSITES]).worker)
    assert not flow.submit("een", early).allowed
    bent = attrs.evolve(STUDY, origin=letter.COB)
    assert named(flow, ("twee", bent))[0].allowed
    assert not flow.submit("een", early).allowed
    assert 1 == len(told(partial(flow.submit, "een", finding())))
    assert flow.verify(deep=True).sound


def test_r86_a_programme_and_a_process_mean_one_document() -> None:
    """R86: whichever is first. What a programme calls a document is not compared with its title."""
    said = document(id=ID, kind=DocumentKind.STUDY, name="Fictief: in het register", on=STUDY.on, origin=STUDY.origin)
    flow = opened(made(), "een")
    flow.submit_many([("programma", command) for command in OPENING])
    flow.submit("programma", attrs.evolve(said, on=date(2023, 3, 2))).or_raise()
    expected = [("command.finding.document.on", "'2023-03-01'", as_named("'2023-03-02'", "programma"))]
    assert expected == told(partial(flow.submit, "een", finding()))
    other = attrs.evolve(STUDY, id="fictief-ander")
    assert named(flow, ("een", other))[0].allowed
    expected = [("command.kind", "'letter'", as_named("'study'", "een", "fictief-ander"))]
    assert expected == told(partial(flow.submit, "programma", document(id="fictief-ander")))
    flow.submit("programma", attrs.evolve(said, id="fictief-ander")).or_raise()
    assert () == flow.verify(deep=True).twofold


def test_r86_whoever_waits_for_the_answer_is_told_the_same() -> None:
    """R86: the way without waiting is the same way."""
    flow = opened(made(), "een", "twee")
    named(flow, ("een", STUDY))
    bent = finding(attrs.evolve(STUDY, kind=DocumentKind.REPORT))
    assert [("command.finding.document.kind", "'report'", as_named("'study'"))] == told(
        lambda: asyncio.run(AsyncWorkflow(flow).submit("twee", bent))
    )


def test_r86_a_governed_model_and_the_command_line_are_told_the_same(tmp_path: Path) -> None:
    """R86: a trigger of a model goes the same way, and the model stays where it is; a command in a file is wrong use."""
    process, path = letter.PROCESSES[WEBSITES], tmp_path / "ledger.db"
    later = list(Road(process, start=START + 30 * DAY).until(State.PLAN_DRAFTED))
    draft = next(command for command in later if isinstance(command, c.DraftPlan))
    with made(SqliteStore(path)) as flow:
        flow.submit_many([("een", command) for command in Road(process).until(State.PLAN_DRAFTED)])
        flow.submit_many([("twee", command) for command in later[: later.index(draft)]])
        model = Governed(GovernedMachine(flow), "twee")
        expected = told(partial(flow.submit, "twee", draft))
        assert 2 == len(expected)
        assert expected == told(partial(model.trigger, "draft_plan", draft))
        assert ("identified", later.index(draft)) == (model.state, len(flow.history("twee")))
    for asked in ("ask", "submit"):
        code, _, errors = run(asked, path, "twee", "-", "--lang", "en", given=json.dumps(command_to_plain(draft)))
        assert 2 == code
        for field, value, wanted in expected:
            assert f"`{field}`: expected {wanted}; got {value}" in errors
    with Ledger.open(f"sqlite:///{path}") as ledger:
        assert later.index(draft) == len(ledger.history("twee"))


def test_r86_the_same_id_again_gives_the_first_answer() -> None:
    """R86: what is on record is not asked again, also where another has said since what the document is."""
    flow = opened(made(), "een", "twee")
    first = flow.submit("een", finding(), id="een-keer")
    flow.submit("een", correction(flow, "een", attrs.evolve(STUDY, origin=letter.COB))).or_raise()
    assert first.record == flow.submit("een", finding(), id="een-keer").record


# ── who was mistaken corrects it ─────────────────────────────────────────────────────────────────


def test_r86_whoever_named_it_first_can_correct_it_and_the_others_are_told_by_verifying() -> None:
    """R86: else nobody could mend a mistake. The others go on, follow, and cannot go another way; then nothing is named any more."""
    flow = opened(made(), "een", "twee")
    named(flow, ("een", STUDY), ("twee", STUDY))
    right = attrs.evolve(STUDY, on=date(2023, 3, 2))
    flow.submit("een", correction(flow, "een", right)).or_raise()
    report = flow.verify(deep=True)
    assert ((Twofold(ID, ("een", "twee")),), True) == (report.twofold, report.sound)
    assert () == flow.verify().twofold
    for language, sentence in (
        ("nl", "Eén verwijzing, verschillende stukken: fictief-onderzoek in een, twee."),
        ("en", "One reference, different documents: fictief-onderzoek in een, twee."),
    ):
        assert any(sentence in s for s in sentences(report, language))
    assert flow.submit("twee", finding(days=2)).allowed  # what it named stays what it was to it
    elsewhere = correction(flow, "twee", attrs.evolve(STUDY, on=date(2023, 3, 3)))
    where = "command.holds.finding.document.on"
    assert [(where, "'2023-03-03'", as_named("'2023-03-02'"))] == told(partial(flow.submit, "twee", elsewhere))
    flow.submit("twee", correction(flow, "twee", right)).or_raise()
    assert () == flow.verify(deep=True).twofold


def test_r86_a_correction_does_not_go_away_from_who_was_first() -> None:
    """R86: what two processes mean alike, the second does not call something else by correcting; another reference it may name."""
    flow = opened(made(), "een", "twee")
    named(flow, ("een", STUDY), ("twee", STUDY))
    before = flow.records()
    away = correction(flow, "twee", attrs.evolve(STUDY, kind=DocumentKind.REPORT))
    expected = [("command.holds.finding.document.kind", "'report'", as_named("'study'"))]
    assert expected == told(partial(flow.submit, "twee", away))
    assert before == flow.records()
    flow.submit("twee", correction(flow, "twee", attrs.evolve(STUDY, id="fictief-ander"))).or_raise()
    assert flow.verify(deep=True).sound


def test_r86_a_programme_that_corrects_a_document_is_told_where() -> None:
    """R86: in what holds instead."""
    flow = opened(made(), "een")
    flow.submit_many([("programma", command) for command in OPENING])
    named(flow, ("een", STUDY))
    said = document(id=ID, kind=DocumentKind.STUDY)
    number = flow.submit("programma", said).or_raise().record.number
    away = attrs.evolve(said, kind=DocumentKind.REPORT)
    command = c.Correct(by=said.by, at=said.at + DAY, record=number, wrong="Fictief: verschreven", holds=away)
    assert [("command.holds.kind", "'report'", as_named("'study'"))] == told(partial(flow.submit, "programma", command))


# ── who cannot be read holds up nobody ───────────────────────────────────────────────────────────


def test_r86_a_process_that_cannot_be_read_holds_up_nobody() -> None:
    """R86: nobody is held to what nobody can read; what it named first stays its own, and it is told as not checked."""
    store = MemoryStore()
    flow = opened(made(store), "een", "twee")
    named(flow, ("een", STUDY))
    place = store._positions["een"][-1]
    sealed = store._records[place]
    store._records[place] = sealed._replace(body=sealed.body.replace(b"record_feasibility", b"record_feasibilitx"))
    late = made(store)
    assert named(late, ("twee", attrs.evolve(STUDY, origin=letter.COB)))[0].allowed
    assert [Naming(ID, "een", 2)] == list(store.named([ID]))


def test_r86_a_process_of_which_a_record_cannot_be_read_is_compared_once_that_was_set_aside() -> None:
    """R86: that record may say what a document is. Once it counts no longer, the others are held to what can be read."""
    flow = made()
    road, number = spoilt(flow)
    process, name = letter.PROCESSES[CASE], f"fictief-begroting-{CASE.replace('/', '-')}"
    later = list(Road(process, start=START + 30 * DAY).until(State.PLAN_DRAFTED))
    draft = next(command for command in later if isinstance(command, c.DraftPlan))
    for other in ("twee", "drie"):
        flow.submit_many([(other, command) for command in later[: later.index(draft)]])
    flow.submit("twee", draft).or_raise()
    report = flow.verify(deep=True)
    assert ((), [(CASE,)]) == (report.twofold, [found.processes for found in report.unchecked])
    flow.submit(CASE, road.set_aside((number,))).or_raise()
    assert ("command.plan.budget.coverage.document.on", "'2023-05-03'", as_named("'2023-04-03'", CASE, name)) in told(
        partial(flow.submit, "drie", draft)
    )


# ── moving a ledger ──────────────────────────────────────────────────────────────────────────────


def test_r86_a_ledger_that_is_moved_keeps_who_was_first(tmp_path: Path) -> None:
    """R86: also one in which a correction has left two contents: it is read, the first stays the first, and verifying tells."""
    flow = opened(made(), "een", "twee", "drie")
    named(flow, ("een", STUDY), ("twee", STUDY))
    right = attrs.evolve(STUDY, on=date(2023, 3, 2))
    flow.submit("een", correction(flow, "een", right)).or_raise()
    flow.export(tmp_path / "ledger.jsonl")
    with made(SqliteStore(tmp_path / "ledger.db")) as moved:
        moved.load(tmp_path / "ledger.jsonl")
        assert sorted(flow._store.named()) == sorted(moved._store.named())
        report = moved.verify(deep=True)
        assert ((Twofold(ID, ("een", "twee")),), True) == (report.twofold, report.sound)
        assert [("command.finding.document.on", "'2023-03-01'", as_named("'2023-03-02'"))] == told(
            partial(moved.submit, "drie", finding())
        )


# ── at the same moment, and by chance ────────────────────────────────────────────────────────────


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def writers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Workflow, Workflow]]:
    """Two who write to one ledger: two programs, where the store lets there be two."""
    if request.param == "memory":
        store = MemoryStore()
        yield made(store), made(store)
        return
    if request.param == "sqlite":
        path = tmp_path / "ledger.db"
        one, two = SqliteStore(path), SqliteStore(path)
    else:
        database = request.getfixturevalue("database")
        one, two = PostgresStore(database), PostgresStore(database)  # type: ignore[assignment]
    with closing(one), closing(two):
        yield made(one), made(two)


def test_r86_of_two_who_name_it_at_once_one_is_first(writers: tuple[Workflow, Workflow]) -> None:
    """R86: whoever comes second is judged again and told; so no two contents are ever accepted, and nobody waits in vain."""
    opened(writers[0], "een", "twee")
    rounds = 12
    start = Barrier(2, timeout=60)

    def write(n: int, which: int) -> str | None:
        study = attrs.evolve(STUDY, id=f"fictief-onderzoek-{n}", origin=(letter.GALAN, letter.COB)[which])
        start.wait()
        try:
            assert writers[which].submit(("een", "twee")[which], finding(study)).allowed
        except InputError as error:
            return error.problems[0].value
        return None

    with ThreadPoolExecutor(2) as pool:
        for n in range(rounds):
            found = [job.result() for job in [pool.submit(write, n, which) for which in range(2)]]
            assert found in ([None, repr(letter.COB)], [repr(letter.GALAN), None]), n
    report = writers[0].verify(deep=True)
    assert (2 + rounds, (), True) == (report.records, report.twofold, report.sound)


def test_r86_of_two_who_name_the_same_at_once_both_are_recorded(writers: tuple[Workflow, Workflow]) -> None:
    """R86: whoever comes second is judged again, and means the same."""
    opened(writers[0], "een", "twee")
    start = Barrier(2, timeout=60)

    def write(n: int, which: int) -> bool:
        start.wait()
        return writers[which].submit(("een", "twee")[which], finding(attrs.evolve(STUDY, id=f"fictief-{n}"))).allowed

    with ThreadPoolExecutor(2) as pool:
        for n in range(12):
            assert all(job.result() for job in [pool.submit(write, n, which) for which in range(2)])
    report = writers[0].verify(deep=True)
    assert (26, (), True) == (report.records, report.twofold, report.sound)


STEPS = st.tuples(
    st.sampled_from(["een", "twee", "drie"]),
    st.sampled_from(["fictief-a", "fictief-b"]),
    st.sampled_from([letter.GALAN, letter.COB]),
    st.booleans(),
)
"""Who names which document as whose, and whether that corrects what it named last."""


@given(st.lists(STEPS, max_size=12))
def test_r86_by_chance_only_a_correction_of_the_first_leaves_two_contents(
    steps: list[tuple[str, str, str, bool]],
) -> None:
    """R86: a dumb register of one line for each reference says beforehand of every step whether it is recorded."""
    flow, first, own = opened(made(), "een", "twee", "drie"), dict[str, str](), dict[tuple[str, str], str]()
    last: dict[str, str] = {}
    for process, reference, origin, corrects in steps:
        if corrects and process not in last:
            continue
        study = attrs.evolve(STUDY, id=reference, origin=origin)
        command: Command = correction(flow, process, study) if corrects else finding(study)
        try:
            allowed = flow.submit(process, command).allowed
        except InputError:
            allowed = None
        there = own.get((process, reference))
        meant = own.get((first.get(reference, process), reference), origin)
        if not corrects and there not in (None, origin):
            assert False is allowed  # the process itself named something else by it
        elif there != origin and first.get(reference, process) != process and meant != origin:
            assert None is allowed
        else:
            assert True is allowed
            first.setdefault(reference, process)
            own[process, reference] = origin
            last[process] = reference
    report = flow.verify(deep=True)
    assert report.sound
    said = {reference: {o for (_, r), o in own.items() if r == reference} for reference in first}
    assert sorted(r for r, contents in said.items() if len(contents) > 1) == [t.reference for t in report.twofold]
    assert sorted(first.items()) == sorted(
        (n.reference, n.process) for n in flow._store.named() if n.reference in first
    )
