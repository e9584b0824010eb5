"""Values to canonical bytes and back, strictly."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from hypothesis import given

from ontvlechting import InputError, State, letter
from ontvlechting.audit import ROOT, Sealed, seal, unseal
from ontvlechting.codec import COMMANDS, canonical, command_from_plain, command_to_plain
from ontvlechting.commands import Command, Route
from ontvlechting.errors import BrokenLedger
from ontvlechting.fiction import Road
from tests.histories import Advance, Move, histories, played
from tests.test_checked import HOSTILE


def _road(route: Route) -> list[Command]:
    return list(Road(letter.PROCESSES["douane/websites"], route=route).until(State.COMPLETED))


@pytest.mark.parametrize("route", Route)
def test_every_command_comes_back_as_it_was(route: Route) -> None:
    """Every command of both roads survives the way to bytes and back."""
    for command in _road(route):
        plain = json.loads(canonical(command_to_plain(command)))
        assert command == command_from_plain(plain)


@given(histories)
def test_every_record_comes_back_as_it_was(history: list[Advance | Move]) -> None:
    """Accepted and refused, with all reasons: what is sealed is what comes out, and the bytes are the same again."""
    for p in played(history):
        sealed = seal(p.event, 1, ROOT, datetime(2026, 1, 1, tzinfo=UTC))
        record = unseal(sealed)
        assert p.event == record.event
        assert sealed == seal(record.event, 1, ROOT, record.recorded_at)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_survive(text: str) -> None:
    """Quotes, newlines, markup, emoji, right-to-left marks and NUL come back unchanged."""
    command = Road(letter.PROCESSES["douane/websites"]).fall_back(reason=text)
    back = command_from_plain(json.loads(canonical(command_to_plain(command))))
    assert command == back


def test_a_moment_keeps_its_offset() -> None:
    """The day of an act is the day at the caller's own offset, also after reading it back."""
    late = datetime(2023, 4, 4, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    command = Road(letter.PROCESSES["douane/websites"]).fall_back(at=late)
    back = command_from_plain(json.loads(canonical(command_to_plain(command))))
    assert late.date() == back.at.date()
    assert late.utcoffset() == back.at.utcoffset()


def test_canonical_means_one_way_to_write() -> None:
    """Keys sorted, no spaces, no escapes, UTF-8; floats that are no numbers are refused."""
    assert '{"a":[1,"é"],"b":null}'.encode() == canonical({"b": None, "a": [1, "é"]})
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


def test_names_of_commands_are_stable() -> None:
    """A command keeps its name in old ledgers; a new name here needs an upcaster."""
    expected = (
        "identify_process record_feasibility draft_plan revise_plan record_contact consult_unit collect_input "
        "answer_input request_advice receive_advice answer_advice notify_body record_test conclude_tests weigh_step "
        "decide return_plan start_transfer start_phase record_indicator record_execution accept_phase report_breach "
        "resolve_breach escalate resolve_escalation update_shared_tasks fall_back conclude_proof shift_budget complete "
        "stop change_route start_strengthening record_agreement record_use_of_agreement conclude_agreements"
    )
    assert expected.split() == list(COMMANDS)


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
    plain = command_to_plain(Road(letter.PROCESSES["douane/websites"]).fall_back())
    with pytest.raises(InputError) as error:
        command_from_plain(bend(plain))
    assert field in error.value.text.en


def test_all_wrong_fields_are_named_together() -> None:
    """One error for a stored command with several faults."""
    plain = command_to_plain(Road(letter.PROCESSES["douane/websites"]).fall_back())
    with pytest.raises(InputError) as error:
        command_from_plain(_bent(plain, reason=3, by=_bent(plain["by"], id=4)))
    assert 2 == len(error.value.problems)


def test_a_command_of_elsewhere_cannot_be_written() -> None:
    """Only the commands of this package have a place in a ledger."""

    @attrs.frozen(kw_only=True)
    class Abdicate(Command):
        pass

    road = Road(letter.PROCESSES["douane/websites"])
    with pytest.raises(InputError):
        command_to_plain(Abdicate(by=road.ministry, at=road.tick()))


def _sealed(bend: Any) -> Sealed:
    """A record, bent by somebody who knows how to compute hashes."""
    p = played([Advance(1)])[0]
    plain = json.loads(seal(p.event, 1, ROOT, datetime(2026, 1, 1, tzinfo=UTC)).body)
    body = bend(plain)
    return Sealed("douane/social-media", 1, hashlib.sha256(body).hexdigest(), body)


SPOILT: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "unknown field": lambda p: canonical(_bent(p, extra=1)),
    "missing field": lambda p: canonical({k: v for k, v in p.items() if k != "verdict"}),
    "other format": lambda p: canonical(_bent(p, format=2)),
    "other process": lambda p: canonical(_bent(p, process="elders")),
    "other number": lambda p: canonical(_bent(p, number=2)),
    "no such state": lambda p: canonical(_bent(p, before="nowhere")),
    "other writing of a moment": lambda p: canonical(_bent(p, recorded_at="2026-01-01 00:00:00+00:00")),
    "unknown field of the command": lambda p: canonical(_bent(p, command=_bent(p["command"], unit_=None))),
    "other writing of the whole": lambda p: json.dumps(p).encode(),
    "no record": lambda p: canonical(list(p)),
    "no text": lambda p: canonical(p)[:-1] + bytes([255]),
    "nothing": lambda p: canonical(p)[:0],
}


@pytest.mark.parametrize("bend", SPOILT.values(), ids=SPOILT)
def test_a_record_that_is_not_canonical_is_broken(bend: Any) -> None:
    """Unknown or missing fields, another writing, another place: not what was sealed, even with a right hash."""
    with pytest.raises(BrokenLedger):
        unseal(_sealed(bend))


def test_a_defaulted_field_may_not_be_missing_from_a_record() -> None:
    """A record writes every field, also one with a default; leaving it out is a change."""

    def without_unit(plain: dict[str, Any]) -> bytes:
        command = {k: v for k, v in plain["command"].items() if k != "unit"}
        return canonical(_bent(plain, command=command))

    with pytest.raises(BrokenLedger, match="lacks fields"):
        unseal(_sealed(without_unit))
