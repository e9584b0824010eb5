"""The logbook: one line per decision, after the commit, whatever a program does with its own logging."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, NoReturn

import attrs
import pytest
import structlog

from ontvlechting import LETTER, InputError, State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.doors import guard
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import Reason, VerdictKind
from ontvlechting.letter.catalogue import R50, R54
from ontvlechting.letter.commands import Command
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Role
from ontvlechting.shell import logbook
from ontvlechting.shell.answers import Outcome
from ontvlechting.shell.logbook import EVENTS, Logbook
from tests.asking import WEBSITES

NOW = datetime(2026, 1, 1, 12, 30, tzinfo=UTC)


def logged(sink: io.StringIO, *commands: Command, **options: Any) -> list[dict[str, Any]]:
    """The lines that these commands leave in the sink, in a new ledger."""
    with Workflow.open("memory:", clock=lambda: NOW, tell=[Logbook(sink)], **options) as flow:
        for command in commands:
            flow.submit(WEBSITES, command)
    return [json.loads(line) for line in sink.getvalue().splitlines()]


@pytest.fixture
def road() -> Road:
    """A fresh road."""
    return Road(letter.PROCESSES[WEBSITES])


@pytest.fixture
def sink() -> io.StringIO:
    """A text stream."""
    return io.StringIO()


# -- what a line says ----------------------------------------------------------------------------------------------------


def test_one_line_per_decision_with_its_name(sink: io.StringIO, road: Road) -> None:
    """A step, a fact, a refusal, a wrong state and an unknown command each leave one line of their own name."""
    without = tuple(a for a in LETTER.arrows if a.command is not c.NotifyBody)
    doors = {kind: guards for kind, guards in LETTER.doors.items() if kind is not c.NotifyBody}
    rules = attrs.evolve(LETTER, name="zonder-melding", arrows=without, doors=doors, others=(c.NotifyBody,))
    commands = (road.identify(), road.consult(), road.stop(note=None), road.start_transfer(), road.notify("dor"))
    lines = logged(sink, *commands, rules=rules)
    assert list(EVENTS) == [line["event"] for line in lines]
    assert ["info", "info", "warning", "warning", "warning"] == [line["level"] for line in lines]
    assert [1, 2, 3, 4, 5] == [line["number"] for line in lines]


def test_every_kind_of_verdict_has_a_name(sink: io.StringIO) -> None:
    """No kind of answer can be forgotten: all that are not `accepted` have a name, and the names are distinct."""
    assert set(VerdictKind) - {VerdictKind.ACCEPTED} == set(logbook._NOT_ACCEPTED)
    assert 5 == len(set(EVENTS))


def test_names_are_stable() -> None:
    """Programs look for these names; a change here breaks them."""
    expected = (
        "ontvlechting.step.accepted",
        "ontvlechting.fact.accepted",
        "ontvlechting.command.refused",
        "ontvlechting.command.not_from_state",
        "ontvlechting.command.unknown",
    )
    assert expected == EVENTS


def test_a_line_says_who_did_what_with_which_answer_when(road: Road) -> None:
    """Every field, in this order, with the values of the stored record."""
    lines: list[str] = []
    with Workflow.open("memory:", clock=lambda: NOW, tell=[Logbook(lines.append)]) as flow:
        command = road.identify(at=road.start)
        flow.submit(WEBSITES, command)
        (record,) = flow.history(WEBSITES)
    expected = {
        "event": "ontvlechting.step.accepted",
        "level": "info",
        "process": "douane/websites",
        "number": 1,
        "hash": record.hash,
        "command": "identify_process",
        "before": "new",
        "after": "identified",
        "verdict": "accepted",
        "reasons": [],
        "warnings": [],
        "actor": command.by.id,
        "role": command.by.role.value,
        "party": command.by.party,
        "at": "2023-04-03T09:00:00+02:00",
        "recorded_at": "2026-01-01T12:30:00+00:00",
        "rules": "letter",
        "rules_version": LETTER.version,
        "rules_hash": LETTER.hash,
    }
    assert [json.dumps(expected)] == lines


def test_a_refusal_names_every_rule_once(sink: io.StringIO, road: Road) -> None:
    """The ids of all rules that kept the door shut, and apart from them of those that warned."""
    outcomes: list[Outcome] = []
    stop = road.stop(by=road.receiver, note=None)
    with Workflow.open("memory:", clock=lambda: NOW, tell=[outcomes.append, Logbook(sink)]) as flow:
        flow.submit(WEBSITES, road.identify())
        flow.submit(WEBSITES, stop)
    line = json.loads(sink.getvalue().splitlines()[-1])
    assert "ontvlechting.command.refused" == line["event"]
    assert "refused" == line["verdict"]
    assert ("identified", "identified") == (line["before"], line["after"])
    assert {r.rule for r in outcomes[-1].reasons if r.shuts} == set(line["reasons"])
    assert len(set(line["reasons"])) == len(line["reasons"]) > 1


def test_warnings_stand_apart_from_reasons(sink: io.StringIO, road: Road) -> None:
    """A command that is accepted with a warning has no reasons, and says which rule warned."""
    *commands, complete = road.until(State.COMPLETED)
    assert isinstance(complete, c.Complete)
    line = logged(sink, *commands, attrs.evolve(complete, report=None))[-1]
    assert ("complete", "accepted", []) == (line["command"], line["verdict"], line["reasons"])
    assert ["R84"] == line["warnings"]


# -- what a line never says ----------------------------------------------------------------------------------------------

HOSTILE = 'Jan de Vries\n{"event": "ontvlechting.step.accepted"}\x1b[31m\u202e<script>'


def test_no_text_that_people_wrote_is_in_a_line(sink: io.StringIO, road: Road) -> None:
    """Neither in an accepted nor in a refused command; not even a piece of it, and every decision stays one line."""
    commands = [
        road.identify(name=HOSTILE),
        road.fall_back(reason=HOSTILE),
        road.stop(reason=HOSTILE, note=None),
        road.stop(reason=HOSTILE),
    ]
    lines = logged(sink, *commands)
    assert 4 == len(lines)
    for piece in ("Jan", "Vries", "\x1b", "u001b", "u202e", "script"):
        assert piece not in sink.getvalue()


def test_no_text_of_a_whole_road_is_in_a_line(sink: io.StringIO, road: Road) -> None:
    """Every text of the fictional road begins with "Fictief"; a log of all of it has none, nor any reason's words."""
    lines = logged(sink, *road.until(State.COMPLETED), road.stop(reason=HOSTILE))
    assert len(lines) > 30
    assert "Fictief" not in sink.getvalue()
    texts = {value for line in lines for value in line.values() if isinstance(value, str) and " " in value}
    assert set() == texts


def test_a_reference_with_odd_characters_stays_one_plain_line(sink: io.StringIO, road: Road) -> None:
    """What a line does carry, such as the actor's id, is written in ASCII, so it cannot turn a screen around."""
    actor = Actor(id='a"\u202eb', role=Role.DIRECTORATE, party=road.process.receiving)
    (line,) = logged(sink, road.identify(by=actor))
    assert actor.id == line["actor"]
    assert sink.getvalue().isascii()


# -- after the commit ----------------------------------------------------------------------------------------------------


def test_the_line_comes_after_the_commit(tmp_path: Path, road: Road) -> None:
    """When a line is written, another program reads its record from the same file, refusals too."""
    address = f"sqlite:///{tmp_path / 'ledger.db'}"
    seen: list[tuple[int, str]] = []
    told: list[tuple[int, str]] = []

    def read_back(line: str) -> None:
        said = json.loads(line)
        told.append((said["number"], said["hash"]))
        with Workflow.open(address) as other:
            last = other.history(said["process"])[-1]
        seen.append((last.number, last.hash))

    with Workflow.open(address, tell=[Logbook(read_back)]) as flow:
        for command in (road.identify(), road.stop(note=None), road.stop()):
            flow.submit(WEBSITES, command)
    assert 3 == len(told)
    assert told == seen


def test_what_is_not_recorded_is_not_logged(sink: io.StringIO, road: Road) -> None:
    """A dry run leaves no line, and neither does input that cannot be recorded."""
    with Workflow.open("memory:", clock=lambda: NOW, tell=[Logbook(sink)]) as flow:
        flow.ask(WEBSITES, road.identify())
        with pytest.raises(InputError):
            flow.submit(WEBSITES, road.identify(at=datetime(2027, 1, 1, tzinfo=UTC)))
    assert "" == sink.getvalue()


def test_a_failing_sink_does_not_touch_the_record(road: Road, caplog: pytest.LogCaptureFixture) -> None:
    """`submit` returns, the record is stored, other listeners are told, and the failure is reported."""

    def full(line: str) -> NoReturn:
        raise OSError("disk full")

    told: list[Outcome] = []
    with Workflow.open("memory:", clock=lambda: NOW, tell=[Logbook(full), told.append]) as flow:
        outcome = flow.submit(WEBSITES, road.identify())
        assert outcome.allowed
        assert [outcome.record] == list(flow.history(WEBSITES))
        assert [outcome] == told
    assert ["a listener failed; the record is stored all the same"] == [r.message for r in caplog.records]


# -- a program's own logging ---------------------------------------------------------------------------------------------


def drop(*_: object) -> NoReturn:
    """A processor that drops every event."""
    raise structlog.DropEvent


class Nothing(structlog.BoundLogger):
    """A logger that drops everything and cannot be bound."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise AssertionError("the program's own logger was used")


class NoContext(dict[Any, Any]):
    """A context that cannot be made."""

    def __init__(self, *args: Any) -> None:
        raise AssertionError("the program's own context was used")


def structlog_drops() -> None:
    """Everything that a program can set, set against us."""
    structlog.configure(
        processors=[drop],
        wrapper_class=Nothing,
        context_class=NoContext,
        logger_factory=structlog.ReturnLoggerFactory(),
        cache_logger_on_first_use=True,
    )


def structlog_filters() -> None:
    """Only critical events pass."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def logging_off() -> None:
    """The standard library's logging is off."""
    logging.disable(logging.CRITICAL)


def logging_configured() -> None:
    """A configuration that disables every logger there is."""
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": True, "root": {"level": "CRITICAL"}})


@pytest.fixture
def restored() -> Iterator[None]:
    """The program's logging as it was."""
    root, everyone = logging.getLogger(), list(logging.root.manager.loggerDict.values())
    kept = (root.level, list(root.handlers), logging.root.manager.disable)
    off = [(g, g.disabled) for g in everyone if isinstance(g, logging.Logger)]
    yield
    structlog.reset_defaults()
    root.setLevel(kept[0])
    root.handlers[:] = kept[1]
    logging.disable(kept[2])
    for logger, disabled in off:
        logger.disabled = disabled


def configuration() -> tuple[object, ...]:
    """All that a program has set, as far as it can be read."""
    root = logging.getLogger()
    loggers = {n: g for n, g in logging.root.manager.loggerDict.items() if isinstance(g, logging.Logger)}
    states = {n: (g.level, g.disabled, g.propagate, list(g.handlers), list(g.filters)) for n, g in loggers.items()}
    return (
        structlog.is_configured(),
        structlog.get_config(),
        root.level,
        list(root.handlers),
        logging.root.manager.disable,
        states,
    )


HOSTS = [structlog_drops, structlog_filters, logging_off, logging_configured]


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize("late", [False, True], ids=["configured-before", "configured-after"])
@pytest.mark.parametrize("configure", HOSTS, ids=[h.__name__ for h in HOSTS])
def test_a_program_that_drops_its_logs_still_has_these(
    configure: Callable[[], None], sink: io.StringIO, road: Road, *, late: bool
) -> None:
    """Whatever is configured, before or after the logbook is made: every line is written and nothing is changed."""
    if not late:
        configure()
        before = configuration()
    book = Logbook(sink)
    if late:
        configure()
        before = configuration()
    with Workflow.open("memory:", clock=lambda: NOW, tell=[book]) as flow:
        flow.submit(WEBSITES, road.identify())
        flow.submit(WEBSITES, road.stop(note=None))
    names = [json.loads(line)["event"] for line in sink.getvalue().splitlines()]
    assert ["ontvlechting.step.accepted", "ontvlechting.command.refused"] == names
    assert before == configuration()


def test_the_programs_context_stays_out_of_the_lines(sink: io.StringIO, road: Road) -> None:
    """What a program binds for its own logs, such as a user's name, does not come along."""
    with structlog.contextvars.bound_contextvars(user="Jan de Vries"):
        (line,) = logged(sink, road.identify())
    assert "user" not in line


def test_the_core_does_without_structlog() -> None:
    """Workflow and stores do not import structlog; only this module does."""
    code = (
        "import sys, ontvlechting.shell.workflow, ontvlechting.record.stores.sqlite; assert 'structlog' not in sys.modules;"
        "import ontvlechting.shell.logbook; assert 'structlog' in sys.modules; print('yes')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603  # our own code
    assert ("yes\n", "") == (done.stdout, done.stderr)


# -- where lines go ------------------------------------------------------------------------------------------------------


def test_without_a_sink_lines_go_to_standard_error(road: Road, capsys: pytest.CaptureFixture[str]) -> None:
    """To the stream of the moment, nothing to standard output."""
    with Workflow.open("memory:", clock=lambda: NOW, tell=[Logbook()]) as flow:
        flow.submit(WEBSITES, road.identify())
    out, err = capsys.readouterr()
    assert "" == out
    assert "identify_process" == json.loads(err)["command"]


@pytest.mark.parametrize("kind", [str, Path], ids=["str", "Path"])
def test_a_file_grows_and_may_be_rotated(
    kind: Callable[[Path], str | Path], tmp_path: Path, road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines come at its end, whatever folder the program goes to; after a rotation, in a new file."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "lines.jsonl"
    file.write_text("first\n", encoding="utf-8")
    book = Logbook(kind(Path("lines.jsonl")))
    monkeypatch.chdir(tmp_path / "elsewhere")
    with Workflow.open("memory:", clock=lambda: NOW, tell=[book]) as flow:
        flow.submit(WEBSITES, road.identify())
        assert ["first", 1] == [file.read_text(encoding="utf-8").splitlines()[0], file.read_text("utf-8").count("{")]
        file.rename(tmp_path / "lines.1.jsonl")
        flow.submit(WEBSITES, road.stop())
    assert "stop" == json.loads(file.read_text(encoding="utf-8"))["command"]


def test_a_sink_that_cannot_be_is_refused_at_once(tmp_path: Path) -> None:
    """A path that cannot be written, and a value that is no sink, are errors before the first decision."""
    with pytest.raises(FileNotFoundError):
        Logbook(tmp_path / "nowhere" / "lines.jsonl")
    with (tmp_path / "bytes").open("ab") as opened, NamedTemporaryFile() as wrapped:
        given: list[Any] = [42, io.BytesIO(), opened, opened.raw, wrapped]  # lines are texts
        for wrong in given:
            with pytest.raises(InputError, match="a text stream, a path or a function") as error:
                Logbook(wrong)
            assert "een tekststroom, een pad of een functie" in error.value.text.nl
    with (tmp_path / "text").open("a") as opened_as_text, NamedTemporaryFile("w") as wrapped_as_text:
        rights: list[Any] = [opened_as_text, wrapped_as_text, io.TextIOWrapper(io.BytesIO()), sys.stderr]
        for right in rights:
            Logbook(right)


def test_threads_do_not_mix_their_lines(road: Road) -> None:
    """A sink that is slow between pieces of a line gets whole lines, one after the other."""
    pieces: list[str] = []
    inside = threading.Lock()

    def slow(line: str) -> None:
        assert inside.acquire(blocking=False), "two lines at once"
        pieces.append(line)
        threading.Event().wait(0.001)
        inside.release()

    book = Logbook(slow)
    with Workflow.open("memory:", clock=lambda: NOW) as flow:
        outcome = flow.submit(WEBSITES, road.identify())

    def write() -> None:
        for _ in range(10):
            book(outcome)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 40 == len(pieces)
    assert 1 == len(set(pieces))


def test_a_rules_own_words_stay_out(sink: io.StringIO, road: Road) -> None:
    """Of a reason only the id of its rule is in the line, once, however many reasons that rule gave."""

    @guard(R50, R54, nl="altijd nee", en="always no")
    def always_no(*_: object) -> list[Reason]:
        return [
            R50.forbidden("geheim-1", nl="geheime woorden", en="secret words"),
            R54.warning("geheim-2", nl="geheime woorden", en="secret words"),
            R50.forbidden("geheim-3", nl="geheime woorden", en="secret words"),
        ]

    rules = LETTER.extended(name="strict", version="2", doors={c.IdentifyProcess: (always_no,)})
    (line,) = logged(sink, road.identify(), rules=rules)
    assert (["R50"], ["R54"]) == (line["reasons"], line["warnings"])
    assert ("strict", "2", rules.hash) == (line["rules"], line["rules_version"], line["rules_hash"])
    for secret in ("geheim", "secret"):
        assert secret not in sink.getvalue()
