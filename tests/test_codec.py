"""Values to canonical bytes and back, strictly."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ontvlechting import LETTER, Dossier, InputError, State, letter
from ontvlechting.engine.checked import shows
from ontvlechting.engine.errors import nearest
from ontvlechting.letter.commands import ALL, Command, Exemption, Route
from ontvlechting.letter.fiction import CouncilRoad, Road
from ontvlechting.letter.workflow import Workflow
from ontvlechting.record import codec
from ontvlechting.record.codec import (
    TOLD,
    WRONG,
    canonical,
    command_to_plain,
    written,
    written_event,
)
from ontvlechting.testing.letter.strategies import MOVES, histories, played
from ontvlechting.testing.stores import CODEC
from ontvlechting.testing.strategies import Advance, Move
from tests import asking
from tests.programmes import EVERY
from tests.test_checked import HOSTILE


def _road(route: Route = Route.SHIFT) -> Road:
    return Road(letter.PROCESSES["douane/websites"], route=route)


def _every_command() -> list[Command]:
    """Every command of both roads, every move in every wrong form, and the commands of packs."""
    roads = [command for route in Route for command in _road(route).until(State.COMPLETED)]
    council = CouncilRoad(letter.PROCESSES["douane/websites"])
    of_packs = [*council.until(State.COMPLETED), council.waive(), council.appeal(), council.prohibition()]
    of_packs += [council.contest_basis(), council.settle_basis(), council.decline_consultation(), council.withdraw()]
    exemptions = (
        Exemption(record=1, rule="R61", motivation="Fictief"),
        Exemption(record=2, rule="R1", motivation="«é»"),
    )
    adoption = _road().adopt(LETTER.ref, exemptions=exemptions)
    return [*roads, *of_packs, *EVERY, adoption, _road().set_aside((1, 2)), *(make(_road()) for make in MOVES.values())]


def test_two_classes_of_one_name_are_each_written_as_they_are() -> None:
    """Which class a field holds decides how it is written, not what that class is called."""

    def part(**fields: type) -> type:
        return attrs.make_class("Part", {name: attrs.field(type=kind) for name, kind in fields.items()})

    first, second = part(number=int), part(name=str, valid=bool)
    whole = attrs.make_class("Whole", {"first": attrs.field(type=first), "second": attrs.field(type=second)})
    expected = '{"first":{"number":1},"second":{"name":"é","valid":true}}'
    assert expected == written(whole(first(1), second("é", valid=True)))


def test_every_command_comes_back_as_it_was() -> None:
    """Every command, in every form, survives the way to bytes and back; none is left out."""
    commands = _every_command()
    assert {c.key for c in ALL} == {c.key for c in commands}
    for command in commands:
        plain = json.loads(canonical(command_to_plain(command)))
        assert command == CODEC.command(plain)
        assert written(command).encode() == canonical(plain)


@given(histories())
def test_every_event_comes_back_as_it_was(history: list[Advance | Move]) -> None:
    """Accepted and refused, with all reasons: what is written is what is read, and it is canonical."""
    for p in played(history):
        text = written_event(p.event)
        plain = json.loads(text)
        assert p.event == CODEC.event(p.event.process, plain)
        assert text.encode() == canonical(plain)


@example([Advance(4), Move("renew-reversal")])  # a fact without a field of its own
@given(histories())
def test_every_dossier_comes_back_as_it_was(history: list[Advance | Move]) -> None:
    """All that is known of a process survives the way to bytes and back, after every command."""
    for p in played(history):
        if p.after is not p.before:
            comes_back(p.after, written(p.after))


CAME_BACK: dict[str, Dossier] = {}
"""What came back already, by what was written of it: histories that begin alike share the asking."""


def comes_back(dossier: Dossier, text: str) -> None:
    """What is written of this dossier is what is read, and it is canonical."""
    if CAME_BACK.get(text) == dossier:
        return
    plain = json.loads(text)
    assert dossier == CODEC.dossier(plain)
    assert text.encode() == canonical(plain)
    CAME_BACK[text] = dossier


def test_facts_of_any_kind_come_back_as_they_were() -> None:
    """Also those that a dossier keeps among facts of no kind of their own."""
    road, dossier = asking.at(State.PLAN_DRAFTED)
    dossier = asking.fold(dossier, [road.renew_reversal()])
    assert 1 == len(dossier.facts)
    comes_back(dossier, written(dossier))


def test_an_empty_dossier_comes_back_as_it_was() -> None:
    """Also when nothing is known yet."""
    assert Dossier(process="p") == CODEC.dossier(json.loads(written(Dossier(process="p"))))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_survive(text: str) -> None:
    """Quotes, newlines, markup, emoji, right-to-left marks and NUL come back unchanged."""
    command = _road().fall_back(reason=text)
    back = CODEC.command(json.loads(written(command)))
    assert command == back
    assert written(command).encode() == canonical(command_to_plain(command))


@given(st.text(min_size=1).filter(shows))
def test_any_text_is_written_in_one_way(text: str) -> None:
    """Whatever a text holds, writing it by hand gives what writing it as JSON in canonical form gives."""
    command = _road().fall_back(reason=text)
    assert written(command).encode() == canonical(command_to_plain(command))


def test_a_moment_keeps_its_offset() -> None:
    """What somebody wrote as half past midnight reads back as half past midnight, at the same offset."""
    late = datetime(2023, 4, 4, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    command = _road().fall_back(at=late)
    back = CODEC.command(json.loads(canonical(command_to_plain(command))))
    assert late.date() == back.at.date()
    assert late.utcoffset() == back.at.utcoffset()


def test_canonical_means_one_way_to_write() -> None:
    """Keys sorted, no spaces, no escapes, UTF-8; floats that are no numbers are refused."""
    assert '{"a":[1,"é"],"b":null}'.encode() == canonical({"b": None, "a": [1, "é"]})
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


def test_what_is_hidden_are_the_free_texts_and_nothing_else() -> None:
    """`hide` gets each free text as JSON; when it gives it back, what is written is the same."""
    texts: list[str] = []

    def hide(text: str) -> str:
        texts.append(json.loads(text))
        return text

    command = _road().fall_back(reason='first \N{LATIN SMALL LETTER E WITH ACUTE} "second"\n')
    assert written(command) == written(command, hide)
    assert ['first é "second"\n'] == texts
    assert "X" == json.loads(written(command, lambda _: '"X"'))["reason"]
    hidden = json.loads(written(command, lambda _: '"X"'))
    assert {**command_to_plain(command), "reason": "X"} == hidden


def test_a_refusal_is_hidden_as_a_whole_and_an_accepted_command_is_not() -> None:
    """Of a refusal what was asked and why it was refused can go; of an accepted command only its free texts."""
    accepted, refused = played([Advance(1), Move("complete")])
    assert accepted.event.verdict.allowed
    assert not refused.event.verdict.allowed
    plain = json.loads(written_event(refused.event, lambda _: '"X"'))
    assert ("X", "X") == (plain["command"], plain["verdict"]["reasons"])
    plain = json.loads(written_event(accepted.event, lambda _: '"X"'))
    assert accepted.event.command.key == plain["command"]["type"]
    assert [] == plain["verdict"]["reasons"]


def test_names_of_commands_are_stable() -> None:
    """A command keeps its name in old ledgers; with a new name here they could not be read."""
    expected = (
        "identify_process record_feasibility draft_plan revise_plan propose_amendment record_contact consult_unit "
        "collect_input answer_input request_advice receive_advice answer_advice notify_body cosign confirm contest "
        "resolve_contest record_test conclude_tests weigh_step decide return_plan amend_plan start_transfer "
        "start_phase record_indicator record_execution accept_phase report_breach resolve_breach escalate "
        "resolve_escalation update_shared_tasks renew_reversal fall_back reverse_phase replace conclude_proof "
        "shift_budget complete record_evaluation stop change_route start_strengthening record_agreement "
        "record_use_of_agreement conclude_agreements redact set_aside correct adopt_rules record_director "
        "record_advice_basis contest_basis settle_basis record_written_request record_consultation "
        "decline_consultation waive_suspension record_appeal record_prohibition withdraw_decision open_programme "
        "record_document record_motion record_commitment record_request record_advice record_dependency "
        "record_signal discharge answer_request answer_element report_to_house hand_over_signal close_signal "
        "record_portfolio close_programme"
    )
    assert expected.split() == [c.key for c in ALL]


def _bent(plain: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**plain, **changes}


BENT: dict[str, tuple[Callable[[dict[str, Any]], dict[str, Any]], str]] = {
    "unknown": (lambda p: _bent(p, extra=1), "extra"),
    "missing": (lambda p: {k: v for k, v in p.items() if k != "reason"}, "reason"),
    "number for text": (lambda p: _bent(p, reason=3), "reason"),
    "naive moment": (lambda p: _bent(p, at="2023-04-03T09:00:00"), "at"),
    "no moment": (lambda p: _bent(p, at="soon"), "at"),
    "no such role": (lambda p: _bent(p, by=_bent(p["by"], role="king")), "by.role"),
    "no such command": (lambda p: _bent(p, type="abdicate"), "type"),
    "no command": (lambda p: _bent(p, type=None), "type"),
}


@pytest.mark.parametrize(("bend", "field"), BENT.values(), ids=BENT)
def test_unknown_missing_and_wrong_fields_are_refused(bend: Any, field: str) -> None:
    """Reading is strict, and the error names the field."""
    plain = command_to_plain(_road().fall_back())
    with pytest.raises(InputError) as error:
        CODEC.command(bend(plain))
    assert field in error.value.text.en


def test_all_wrong_fields_are_named_together() -> None:
    """One error for a stored command with several faults."""
    plain = command_to_plain(_road().fall_back())
    with pytest.raises(InputError) as error:
        CODEC.command(_bent(plain, reason=3, by=_bent(plain["by"], id=4)))
    assert 2 == len(error.value.problems)


def test_whatever_is_wrong_anywhere_is_told_in_one_error() -> None:
    """Every text empty and every number a text, in every command of a road: what is wrong with each alone, of all together."""
    for command in Road(letter.PROCESSES["douane/websites"]).until(State.COMPLETED):
        plain = command_to_plain(command)
        places = [place for place in _leaves(plain) if place != ("type",)]
        alone = [_fields_refused(_spoiled(plain, [place])) for place in places]
        assert sorted({field for found in alone for field in found}) == sorted(_fields_refused(_spoiled(plain, places)))


def _leaves(plain: Any) -> list[tuple[Any, ...]]:
    """The way to each text, number, and yes or no in plain data."""
    if isinstance(plain, dict | list):
        inner = plain.items() if isinstance(plain, dict) else enumerate(plain)
        return [(at, *rest) for at, value in inner for rest in _leaves(value)]
    return [] if plain is None else [()]


def _spoiled(plain: Any, places: list[tuple[Any, ...]]) -> Any:
    """The data with what cannot stand there in these places."""
    given = deepcopy(plain)
    for *within, last in places:
        held = given
        for at in within:
            held = held[at]
        held[last] = ""
    return given


def _fields_refused(plain: Any) -> list[str]:
    with pytest.raises(InputError) as error:
        codec.command_from_plain(plain, LETTER)
    return [p.field for p in error.value.problems]


DOSSIERS: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "unknown": (lambda p: _bent(p, extra=1), "extra"),
    "missing": (lambda p: {k: v for k, v in p.items() if k != "process"}, "process"),
    "no such state": (lambda p: _bent(p, state="nowhere"), "state"),
    "another kind of command": (lambda p: _bent(p, contacts=[{"type": "abdicate"}]), "contacts[0].type"),
    "no list": (lambda p: _bent(p, contacts=1), "contacts"),
    "no dossier": (list, "dossier"),
}


@pytest.mark.parametrize(("bend", "field"), DOSSIERS.values(), ids=DOSSIERS)
def test_a_dossier_that_was_bent_is_refused(bend: Any, field: str) -> None:
    """What was kept in another way, or by another version, is not taken for a dossier."""
    dossier = played([Advance(5)])[-1].after
    with pytest.raises(InputError) as error:
        CODEC.dossier(bend(json.loads(written(dossier))))
    assert field in error.value.text.en


EVENTS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "unknown": lambda p: _bent(p, extra=1),
    "missing": lambda p: {k: v for k, v in p.items() if k != "rules"},
    "no such state": lambda p: _bent(p, before="nowhere"),
    "no such verdict": lambda p: _bent(p, verdict=_bent(p["verdict"], kind="perhaps")),
    "no command": lambda p: _bent(p, command=None),
    "a list for a command": lambda p: _bent(p, command=[]),
}


@pytest.mark.parametrize("bend", EVENTS.values(), ids=EVENTS)
def test_an_event_that_was_bent_is_refused(bend: Any) -> None:
    """Unknown, missing and wrong fields of an event are refused as well."""
    (p,) = played([Advance(1)])
    with pytest.raises(InputError):
        CODEC.event(p.event.process, bend(json.loads(written_event(p.event))))


@pytest.mark.parametrize("many", [1, TOLD, TOLD + 1, 20_000])
def test_many_unknown_fields_are_told_in_short(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    """So many one by one, with what may have been meant, and of the others how many; no more is compared than is told."""
    plain = {**command_to_plain(_road().identify()), **{f"routes{n:05}": n for n in range(many)}}
    compared: list[object] = []

    def counted(name: object, names: Any) -> tuple[str, ...]:
        compared.append(name)
        return nearest(name, names)

    monkeypatch.setattr(codec, "nearest", counted)
    with pytest.raises(InputError) as error:
        CODEC.command(plain)
    told = min(many, TOLD)
    assert [f"routes{n:05}" for n in range(told)] == [p.field for p in error.value.problems[:TOLD]]
    assert told == len(compared)
    rest = [p.text.en for p in error.value.problems[TOLD:]]
    expected = f"`$`: expected none of {many - TOLD} other fields either; got ['routes{TOLD:05}'"
    assert [expected] * (many > TOLD) == [text[: len(expected)] for text in rest]
    assert len(str(error.value)) < 10_000


@pytest.mark.parametrize("many", [WRONG // 2, WRONG // 2 + 1, 20_000])
def test_of_very_many_problems_the_first_are_told(many: int) -> None:
    """Two of each item, which is empty, in their order; and then that there are more, with where the next one is."""
    plan = command_to_plain(_road().draft())["plan"] | {"tasks": [{}] * many}
    with pytest.raises(InputError) as error:
        CODEC.command(command_to_plain(_road().draft()) | {"plan": plan})
    told = [f"plan.tasks[{n}].{field}" for n in range(WRONG // 2) for field in ("task", "disposition")]
    rest = f"`$`: expected the rest to be right as well; these are the first {WRONG}; got plan.tasks[{WRONG // 2}].task"
    assert told == [p.field for p in error.value.problems[:WRONG]]
    assert [rest] * (2 * many > WRONG) == [p.text.en for p in error.value.problems[WRONG:]]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (5, "5"),
        (None, "None"),
        ("half \ud800", "'half \\ud800'"),
        ("turned \u202e", "'turned \\u202e'"),
        ("x" * 5_000, f"'{'x' * 119}… (5002 characters)"),
        ("één-veld 🧵", "één-veld 🧵"),
    ],
)
def test_a_field_of_any_name_is_told(key: Any, told: str) -> None:
    """Also one that is no text, too long, or not to be written as it is; beside others of another kind."""
    with pytest.raises(InputError) as error:
        CODEC.command({**command_to_plain(_road().identify()), "a": 1, key: 1})
    assert {"a", told} == {p.field for p in error.value.problems}
    error.value.text.en.encode()


def test_a_command_of_elsewhere_cannot_be_written() -> None:
    """Only commands that the rules of a ledger know have a place in it; also where another command holds them."""

    @attrs.frozen(kw_only=True)
    class Abdicate(Command):
        pass

    road = _road()
    strange = Abdicate(by=road.ministry, at=road.tick())
    with pytest.raises(InputError, match="`command`: expected a command that these rules know"):
        Workflow.open("memory:").submit("douane/websites", strange)


def test_a_value_without_a_command_is_written_as_well() -> None:
    """Any value of the package has one way to be written."""
    plan = _road().draft()
    assert written(plan).encode() == canonical(json.loads(written(plan)))


@pytest.mark.parametrize("given", [None, "x", 5, [], ["type"]], ids=repr)
def test_what_has_no_fields_is_no_command(given: Any) -> None:
    """One clear error, as for every other form that is not one."""
    with pytest.raises(InputError) as error:
        CODEC.command(given)
    assert ["$" if not isinstance(given, dict) else "type"] == [p.field for p in error.value.problems]


def test_what_belongs_in_a_field_is_told_as_a_form_would() -> None:
    """No name of a class of Python: a text, a moment, a list, one of these; and whose fields belong there."""
    plain = command_to_plain(_road().identify())
    wrong = {**plain, "process": 5, "at": "gisteren", "scope": 7, "route": "elders", "by": None}
    with pytest.raises(InputError) as error:
        CODEC.command(wrong)
    expected = {p.field: p.expected for p in error.value.problems}
    assert "een moment, zoals `2026-01-31T09:00:00+01:00`" == expected["at"].nl
    assert "one of `shift`, `governance`" == expected["route"].en
    assert ("een lijst", "velden van `Actor`") == (expected["scope"].nl, expected["by"].nl)
