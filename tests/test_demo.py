"""The main job: six processes, the whole road, every refusal explained, every step recorded."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import attrs
import pytest

from ontvlechting import Ledger, State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.errors import FileUnavailable, InputError, LedgerUnavailable, NotALedger
from ontvlechting.engine.text import LANGUAGES, Language, Text
from ontvlechting.guards import packs
from ontvlechting.letter import demo
from ontvlechting.letter.commands import Stage
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.terms import TERMS
from ontvlechting.record.audit import Record
from tests.test_new_files import room_for


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Language, demo.Shown]:
    """One run of the demo in each language."""
    return {language: demo.run(tmp_path_factory.mktemp("demo"), language=language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def shown(told: Mapping[Language, demo.Shown]) -> demo.Shown:
    """The run in Dutch."""
    return told["nl"]


@pytest.fixture
def made(shown: demo.Shown, tmp_path: Path) -> demo.Shown:
    """What the run in Dutch left, in a folder of this test alone."""
    files = {name: Path(shutil.copy(getattr(shown, name), tmp_path)) for name in ("ledger", "story", "practice")}
    return attrs.evolve(shown, **files)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def histories(shown: demo.Shown) -> dict[str, list[Record]]:
    """What the ledger of that run holds of the processes."""
    with Workflow.open(f"sqlite:///{shown.ledger}", create=False) as flow:
        assert {*demo.SCRIPTS, demo.PROGRAMME} == set(flow.processes())
        return {process: list(flow.history(process)) for process in demo.SCRIPTS}


def test_the_six_processes_of_the_letter_travel_the_whole_road(histories: dict[str, list[Record]]) -> None:
    """All six are there; five end completed and one is stopped, by a record with a reason."""
    assert set(letter.PROCESSES) == set(histories)
    ends = [history[-1].event.after for history in histories.values()]
    assert (5, 1) == (ends.count(State.COMPLETED), ends.count(State.STOPPED))


def test_the_scope_is_the_letters_own(histories: dict[str, list[Record]]) -> None:
    """The tasks of each process are those of the letter, none added and none left out."""
    for process, history in histories.items():
        command = history[0].event.command
        assert isinstance(command, c.IdentifyProcess)
        assert letter.PROCESSES[process].scope == command.scope


def test_at_least_six_refusals_are_on_record_with_their_reasons(histories: dict[str, list[Record]]) -> None:
    """Refusals of different rules, each with every reason in both languages."""
    refused = [r.event.verdict for history in histories.values() for r in history if not r.event.verdict.allowed]
    assert len(refused) >= 6
    assert all(verdict.reasons for verdict in refused)
    assert all(reason.nl and reason.en for verdict in refused for reason in verdict.reasons)
    rules = {reason.rule for verdict in refused for reason in verdict.reasons}
    assert {"R5", "R13", "R30", "R35", "R42", "R43", "R44", "R48", "R50", "R52", "R55", "R64", "R76", "R90"} <= rules


def test_a_breach_is_followed_by_fall_back_and_a_second_transfer(histories: dict[str, list[Record]]) -> None:
    """One process breaks, falls back, starts again and is completed."""
    kinds = [type(r.event.command) for r in histories["douane/websites"] if r.event.verdict.allowed]
    assert 2 == kinds.count(c.StartTransfer)
    breach, back = kinds.index(c.ReportBreach), kinds.index(c.FallBack)
    again = len(kinds) - 1 - kinds[::-1].index(c.StartTransfer)
    assert breach < back < again < kinds.index(c.ConcludeProof) < kinds.index(c.Complete)


def test_one_process_takes_the_governance_route(histories: dict[str, list[Record]]) -> None:
    """It changes route, and ends by agreements in use."""
    states = [r.event.after for r in histories["douane/basisregistraties"]]
    assert State.AGREEMENTS_PROVEN in states
    assert State.PHASED_TRANSFER not in states


def test_all_evidence_says_that_it_is_fictional(histories: dict[str, list[Record]]) -> None:
    """Every actor is fictional, and every free text of a command says so."""
    for history in histories.values():
        for record in history:
            assert record.event.command.by.id.startswith("fictief-")
            reason = attrs.asdict(record.event.command, recurse=False).get("reason")
            assert reason is None or reason.startswith("Fictief")


def test_the_ledger_was_verified_from_its_bytes(shown: demo.Shown, histories: dict[str, list[Record]]) -> None:
    """The report counts every record, and every verdict was given again."""
    records = sum(map(len, histories.values())) + len(demo.programme())
    report = shown.report
    assert (7, records, records, 0) == (report.processes, report.records, report.rejudged, report.redacted)


def test_the_demo_ends_with_the_account_to_parliament(shown: demo.Shown) -> None:
    """What the letter says of motions and advices, and from the ledger that no step was irreversible."""
    story = shown.story.read_text(encoding="utf-8")
    account = story[story.index("## Verantwoording: programma") :]
    assert "**motie-bruins**, afgedaan" in account
    assert "Nee. Op elk moment kon wat verschoven was worden teruggedraaid" in account
    assert [name in account for name in demo.SCRIPTS] == [True] * 6
    with Ledger.open(f"sqlite:///{shown.ledger}") as flow:
        assert all(r.event.verdict.allowed for r in flow.history(demo.PROGRAMME))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_story_tells_every_refusal_with_its_reasons(
    told: Mapping[Language, demo.Shown], language: Language
) -> None:
    """In both languages: what the reader sees by it, and the rule of every reason."""
    made = told[language]
    story = made.story.read_text(encoding="utf-8")
    assert demo.OPENING[language] in story
    for script in demo.chapters().values():
        for line in script:
            if isinstance(line, demo.Refusal):
                assert line.shows[language] in story
            elif isinstance(line, Text):
                assert line[language] in story
    assert f"{made.report.records}" in story


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_seventh_story_is_told_under_every_pack(shown: demo.Shown, tmp_path: Path, language: Language) -> None:
    """Each refusal names a rule of each pack that has one there; the end is completion, and the packs are those that come with it."""
    told = "\n".join(demo._seventh(language))
    assert [p.name for p in packs()] == [p.name for p in demo.packed().packs]
    assert all(
        f"**{rule}**" in told
        for rule in ("R42", "WOR-25-1", "STAFF-1", "STAFF-9", "STAFF-11", "STAFF-12", "NAA-1", "AW-4-1")
    )
    assert f"**{State.COMPLETED.title[language]}**" in told
    if language == "nl":
        assert told in shown.story.read_text(encoding="utf-8")


def test_nothing_but_ledger_and_story_is_left(shown: demo.Shown) -> None:
    """No drafts, no write-ahead files."""
    assert {demo.LEDGER, demo.STORY, demo.PRACTICE} == {p.name for p in shown.ledger.parent.iterdir()}


def test_on_the_practice_ledger_there_is_something_to_do(made: demo.Shown) -> None:
    """Its processes began lately and are under way; it is sound, and the clock of today can go on with it."""
    with Workflow.open(f"sqlite:///{made.practice}", create=False) as flow:
        assert demo.UNDER_WAY == {name: flow.dossier(name).state for name in flow.processes()}
        assert flow.verify(deep=True).whole
        for name in demo.UNDER_WAY:
            assert any(step.moves for step in flow.next_steps(name).open)


def test_a_practice_ledger_that_somebody_used_is_left_alone(made: demo.Shown) -> None:
    """What somebody with a name recorded in it is not replaced."""
    road = Road(letter.PROCESSES["douane/websites"])
    with Workflow.open(f"sqlite:///{made.practice}", create=False) as flow:
        flow.submit("douane/websites", road.identify(by=attrs.evolve(road.receiver, id="actor-17")))
    before = made.ledger.read_bytes()
    with pytest.raises(NotALedger, match=r"practice\.db"):
        demo.run(made.ledger.parent)
    assert before == made.ledger.read_bytes()


def test_a_demo_can_be_run_again(made: demo.Shown) -> None:
    """The ledger of an earlier demo is replaced, whole."""
    before, second = made.ledger.read_bytes(), demo.run(made.ledger.parent)
    assert before != second.ledger.read_bytes()
    assert made == attrs.evolve(second, report=attrs.evolve(second.report, root=made.report.root))
    with Workflow.open(f"sqlite:///{second.ledger}") as flow:
        assert second.report == flow.verify(deep=True)


def test_what_is_not_of_the_demo_is_left_alone(tmp_path: Path) -> None:
    """A real ledger, or another file, in the folder is not replaced."""
    road = Road(letter.PROCESSES["douane/websites"])
    with Workflow.open(f"sqlite:///{tmp_path / demo.LEDGER}") as flow:
        flow.submit("p", road.identify(by=attrs.evolve(road.receiver, id="actor-17")))
    before = (tmp_path / demo.LEDGER).read_bytes()
    with pytest.raises(NotALedger, match="not of the demo"):
        demo.run(tmp_path)
    assert before == (tmp_path / demo.LEDGER).read_bytes()
    (tmp_path / demo.LEDGER).write_text("my notes")
    with pytest.raises(NotALedger):
        demo.run(tmp_path)
    assert "my notes" == (tmp_path / demo.LEDGER).read_text()


def test_a_story_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    """A `story.md` that the demo did not write is not replaced, and no ledger is made beside it."""
    (tmp_path / demo.STORY).write_text("# Once upon a time\n")
    with pytest.raises(InputError) as error:
        demo.run(tmp_path)
    assert ["out"] == [p.field for p in error.value.problems]
    assert "# Once upon a time\n" == (tmp_path / demo.STORY).read_text()
    assert [demo.STORY] == [p.name for p in tmp_path.iterdir()]


def test_a_fictional_ledger_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    """Somebody who tries the fictional road in a ledger of that name does not lose it; nor does an empty ledger go."""
    with Workflow.open(f"sqlite:///{tmp_path / demo.LEDGER}") as flow:
        with pytest.raises(NotALedger):
            demo.run(tmp_path)
        flow.submit("douane/websites", Road(letter.PROCESSES["douane/websites"]).identify())
    with pytest.raises(NotALedger, match="not of the demo"):
        demo.run(tmp_path)
    with Workflow.open(f"sqlite:///{tmp_path / demo.LEDGER}", create=False) as flow:
        assert ["douane/websites"] == list(flow.processes())


def test_a_demo_ledger_that_was_changed_is_left_alone(made: demo.Shown) -> None:
    """Who tampers with it to see `verify` fail keeps what was made; the error says what to do."""
    with closing(sqlite3.connect(made.ledger)) as plain:
        plain.executescript(
            "DROP TRIGGER ontvlechting_no_update;"
            "UPDATE ontvlechting_records SET body = replace(body, 'letter', 'LETTER') WHERE position = 5"
        )
    before = made.ledger.read_bytes()
    with pytest.raises(NotALedger, match="changed since"):
        demo.run(made.ledger.parent)
    assert before == made.ledger.read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_counts_what_the_ledger_holds(told: Mapping[Language, demo.Shown], language: Language) -> None:
    """One row per process: how it ended, how many records, and how many of them are refusals."""
    made = told[language]
    rows = [
        line.strip("|").split("|") for line in made.story.read_text(encoding="utf-8").split("\n") if line[:1] == "|"
    ]
    with Workflow.open(f"sqlite:///{made.ledger}", create=False) as flow:
        expected = [
            [
                process.name,
                flow.dossier(name).state.title[language],
                str(len(flow.history(name))),
                str(sum(not r.event.verdict.allowed for r in flow.history(name))),
            ]
            for name, process in letter.PROCESSES.items()
        ]
    assert sorted(expected) == sorted(rows[2:])


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    """A file where the folder should be: nothing is made."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(LedgerUnavailable):
        demo.run(tmp_path / "file" / "out")
    assert ["file"] == [p.name for p in tmp_path.iterdir()]


def test_a_surprise_is_an_error_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a script and the rules do not agree, no ledger and no story are left."""

    def too_early(road: Road) -> list[demo.Line]:
        return [road.identify(), road.decide()]

    monkeypatch.setitem(demo.SCRIPTS, "douane/websites", too_early)
    with pytest.raises(demo.Surprise, match="decide"):
        demo.run(tmp_path)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("stage", Stage)
def test_what_a_contact_is_about_is_said_in_dutch(stage: Stage) -> None:
    """The text of a fictional act is what people would write, and not the name that a record has for it."""
    said = Road(letter.PROCESSES["douane/websites"]).contact("dor", stage).subject
    assert f"Fictief: overleg over {TERMS[stage].nl}" == said


@pytest.mark.parametrize("room", [0, 4_096, 100_000])
def test_on_a_disk_that_is_full_nothing_of_the_demo_is_left(tmp_path: Path, room: int) -> None:
    """One error, which names the folder that was asked; a folder that was there before stays."""
    there = tmp_path / "there"
    there.mkdir()
    for out in (tmp_path / "new" / "demo", there):
        with room_for(room), pytest.raises(FileUnavailable) as error:
            demo.run(out)
        assert str(out) == error.value.where
    assert [there] == sorted(tmp_path.rglob("*"))
