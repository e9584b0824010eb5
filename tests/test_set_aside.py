"""A record that cannot be read blocks nothing but its own process, and that has a way out which is on record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, InputError, State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.core import decide, evolve
from ontvlechting.engine.errors import BrokenLedger, ClockBehind, UnknownProcess, UnreadableRecord
from ontvlechting.engine.events import Event
from ontvlechting.engine.text import LANGUAGES
from ontvlechting.engine.verdicts import ACCEPTED, ReasonKind
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Power, Role
from ontvlechting.letter.views import account as views
from ontvlechting.record.audit import ROOT, Sealed, closing, opening, seal, unseal, unseal_anyway
from ontvlechting.record.codec import quoted
from ontvlechting.record.standing import Naming, row
from ontvlechting.record.verifier import Answer
from tests.asking import CODEC, no
from tests.programmes import CLOSING, DONE, OPENING, folded

CASE, OTHER = "douane/websites", "douane/social-media"
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def of(process: str) -> Road:
    """Fictional commands of a process."""
    return Road(letter.PROCESSES[process])


def bent(sealed: Sealed, change: Callable[[dict[str, Any]], None]) -> Sealed:
    """The record with another content, and the hash of that."""
    plain = json.loads(sealed.body)
    change(plain["event"])
    event = json.dumps(plain["event"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    start = opening(quoted(sealed.process), sealed.number, quoted(sealed.id), sealed.previous)
    rest = f'"event":{event},"format":{plain["format"]},"recorded_at":"{plain["recorded_at"]}",'
    body = f"{start}{rest}".encode() + closing(sealed.disclosures)
    return sealed._replace(body=body, hash=hashlib.sha256(body).hexdigest())


def _another_command(event: dict[str, Any]) -> None:
    event["command"]["type"] = "consult_planet"


def _no_content(event: dict[str, Any]) -> None:
    event.clear()


BENT = {"a command of elsewhere": _another_command, "no content at all": _no_content}


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def flow(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workflow]:
    """An empty ledger in each of the stores."""
    address = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path / 'ledger.db'}"}.get(request.param)
    with Workflow.open(address or request.getfixturevalue("database"), clock=lambda: NOW) as found:
        yield found


def spoilt(flow: Workflow, change: Callable[[dict[str, Any]], None] = _another_command) -> tuple[Road, int]:
    """A process with an accepted record that no version of this package can read, beside one that is well."""
    road, other = of(CASE), of(OTHER)
    flow.submit_many([(CASE, command) for command in road.until(State.PLAN_DRAFTED)])
    flow.submit_many([(OTHER, command) for command in other.until(State.IDENTIFIED)])
    dossier, last = flow.dossier(CASE), flow.history(CASE)[-1]
    event = Event(CASE, road.consult(), ACCEPTED, dossier.state, dossier.state, LETTER.ref)
    whole = seal(event, id="spoilt", number=last.number + 1, previous=last.hash, recorded_at=NOW)
    sealed = bent(whole, change)
    record = unseal_anyway(sealed, CODEC)
    flow._store.append([sealed], [row(evolve(dossier, record.event, record.number), record)])
    return road, sealed.number


@pytest.mark.parametrize("bent_by", BENT)
def test_a_record_that_cannot_be_read_is_named_and_the_rest_goes_on(
    flow: Workflow, bent_by: str, tmp_path: Path
) -> None:
    """Overview, feed, histories, report and export go around it; the other process moves on."""
    _, number = spoilt(flow, BENT[bent_by])
    assert [OTHER, CASE] == [s.process for s in flow.overview()]
    feed = flow.records(limit=1_000)
    assert [(CASE, number)] == [(e.record.event.process, e.record.number) for e in feed if e.record.unreadable]
    history = flow.history(CASE)
    assert [number] == [r.number for r in history if r.unreadable is not None]
    for language in LANGUAGES:
        said = history[-1].unreadable
        assert said is not None
        for shown in (history.lines(language), str(history.html(language)), flow.report(language)):
            assert c.ALL[0] is not None
            assert said[language].split(":")[0] in shown
    assert len(feed) == flow.export(tmp_path / "export.jsonl")
    assert flow.submit(OTHER, of(OTHER).consult()).record.number == len(flow.history(OTHER))
    assert flow.timeline() is not None


def test_an_account_says_what_it_could_not_read() -> None:
    """The account of a programme is given all the same, and names the record that it goes around, in every form."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    flow.submit_many([("programma", command) for command in OPENING])
    _, number = spoilt(flow)
    account = flow.accountability("programma")
    assert [(CASE, number)] == [(x.process, x.record) for x in account.unreadable]
    assert [LETTER.ref, PROGRAMME.ref] == sorted(account.rules, key=lambda r: r.name)
    assert [{"process": CASE, "record": number}] == [
        {k: x[k] for k in ("process", "record")} for x in views.plain(account)["unreadable"]
    ]
    for language in LANGUAGES:
        for page in ("\n".join(views.account(account, language)), str(account.html(language))):
            assert f"{CASE} {number}." in page


def test_r47_a_process_with_a_record_that_cannot_be_read_has_something_unresolved() -> None:
    """R47, R50: what it says may be a breach, so no programme closes over it; once it is set aside, nothing is left of it."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    road, number = spoilt(flow)
    (read,) = flow.portfolio([CASE])
    assert (f"unread-{number}",) == read.unresolved
    closing = attrs.evolve(CLOSING, readings=(read,))
    (reason,) = no(
        "nothing_is_left_in_a_process", folded(DONE, folded(OPENING)), closing, "left-unresolved", rules=PROGRAMME
    )
    assert f"`unread-{number}`" in reason.en
    flow.submit(CASE, road.set_aside((number,))).or_raise()
    assert [()] == [r.unresolved for r in flow.portfolio([CASE])]


def test_opening_it_strictly_says_what_it_is() -> None:
    """Its hash and place are right, so it is not called broken by somebody; it is named as what cannot be read."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    _, number = spoilt(flow)
    sealed = flow._store.read(CASE)[-1]
    with pytest.raises(UnreadableRecord) as raised:
        unseal(sealed, CODEC)
    assert (CASE, number) == (raised.value.process, raised.value.number)
    touched = sealed._replace(body=sealed.body + b" ")
    with pytest.raises(BrokenLedger) as broken:
        unseal_anyway(touched, CODEC)
    assert not isinstance(broken.value, UnreadableRecord)


def test_a_record_of_a_programme_that_cannot_be_read_counts_nowhere() -> None:
    """Also where a correction of it can be read: the account and the timeline hold no line that the registers do not hold."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    flow.submit_many([("programma", command) for command in OPENING])
    motion = attrs.evolve(OPENING[4], id="motie-2")
    corrected = c.Correct(by=motion.by, at=motion.at, record=12, wrong="Fictief", holds=motion)
    for command, change in ((motion, _another_command), (corrected, lambda _: None)):
        dossier, last = flow.dossier("programma"), flow.history("programma")[-1]
        event = Event("programma", command, ACCEPTED, dossier.state, dossier.state, PROGRAMME.ref)
        whole = seal(event, id=str(last.number), number=last.number + 1, previous=last.hash, recorded_at=NOW)
        record = unseal_anyway(sealed := bent(whole, change), CODEC)
        flow._store.append([sealed], [row(evolve(dossier, record.event, record.number), record)])
    assert flow.submit("programma", of(CASE).set_aside((12,), at=NOW)).allowed
    account = flow.accountability("programma")
    assert ["motie"] == [line.id for line in flow.registers("programma").motions]
    assert (flow.registers("programma", as_of=NOW.date()), [12]) == (
        account.registers,
        [x.record for x in account.unreadable],
    )
    assert ["motie (open)"] == [s.what for s in flow.timeline("nl").spans if "motie" in s.what]


def test_until_it_is_set_aside_every_door_says_so(flow: Workflow) -> None:
    """Who asks hears which record it is and that the ministry can act; the refusal is recorded."""
    road, number = spoilt(flow)
    outcome = flow.submit(CASE, road.consult())
    (reason,) = outcome.reasons
    assert (False, "unreadable", ReasonKind.MISSING) == (outcome.allowed, reason.code, reason.kind)
    assert str(number) in reason.nl
    assert str(number) in reason.en
    assert {Role.MINISTRY} == {s.role for s in reason.suppliers}
    opened = {step.command for step in flow.next_steps(CASE).open}
    assert {c.Redact, c.SetAside} == opened


def test_the_ministry_sets_it_aside_and_the_process_goes_on_to_its_end(flow: Workflow) -> None:
    """Not a party, not without a mandate; then yes, on record, and the whole road is open again, also for a newcomer."""
    road, number = spoilt(flow)
    bare = attrs.evolve(road.ministry, mandate=None)
    assert not flow.submit(CASE, road.set_aside((number,), by=road.receiver)).allowed
    assert not flow.submit(CASE, road.set_aside((number,), by=bare)).allowed
    assert flow.dossier(CASE).unread == (number,)
    flow.submit(CASE, road.set_aside((number,))).or_raise()
    assert flow.dossier(CASE).unread == ()
    newcomer = Workflow(flow._store, clock=lambda: NOW)
    assert flow.dossier(CASE) == newcomer.dossier(CASE)
    for leg, commands in road.legs():
        if leg not in (State.IDENTIFIED, State.PLAN_DRAFTED):
            for command in commands:
                newcomer.submit(CASE, command).or_raise()
    assert State.COMPLETED is newcomer.dossier(CASE).state


def test_the_way_back_stays_open() -> None:
    """R54: falling back asks nothing, not even that every record can be read; no other move does without."""
    unread = [command for command in LETTER.doors if "earlier_records_can_be_read" not in _names(command)]
    assert {c.FallBack, c.Redact, c.SetAside} == set(unread)


def _names(command: type[c.Command]) -> set[str]:
    return {guard.name for guard in LETTER.guards_of(command)}


def test_what_can_be_read_cannot_be_set_aside(flow: Workflow) -> None:
    """Nobody takes out a fact that is inconvenient: dry and for real the record is named, and nothing is recorded."""
    road, number = spoilt(flow)
    said = []
    for asked in (flow.ask, flow.submit):
        with pytest.raises(InputError) as refused:
            asked(CASE, road.set_aside((1, number, 99)))
        said.append([(p.field, p.value) for p in refused.value.problems])
    assert [[("records", "1"), ("records", "99")]] * 2 == said
    assert number == len(flow.history(CASE))


def test_a_refusal_that_cannot_be_read_keeps_nothing_shut() -> None:
    """It changed nothing, and says that it was a refusal; the process goes on."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    road = of(CASE)
    flow.submit(CASE, road.identify())
    dossier, last = flow.dossier(CASE), flow.history(CASE)[-1]
    refused = decide(LETTER, dossier, road.decide())
    sealed = bent(
        seal(refused, id="x", number=2, previous=last.hash, recorded_at=NOW), lambda e: e["rules"].update(version=7)
    )
    record = unseal_anyway(sealed, CODEC)
    assert (False, True) == (record.event.verdict.allowed, record.unreadable is not None)
    flow._store.append([sealed], [row(dossier, record)])
    assert flow.submit(CASE, road.consult()).allowed


def test_verifying_says_what_it_could_not_read(flow: Workflow, tmp_path: Path) -> None:
    """Nothing is called tampered and nothing sound: one record could not be checked, also once it is set aside."""
    road, number = spoilt(flow)
    for asked in (road.consult(), road.set_aside((number,)), road.consult()):
        flow.submit(CASE, asked)
        assert Answer.BYTES_MATCH is flow.verify().answer
        found = flow.verify(deep=True)
        (unchecked,) = found.unchecked
        assert Answer.NOT_CHECKED is found.answer
        assert (None, (CASE,), 1) == (unchecked.rules, unchecked.processes, unchecked.records)
        assert (found.records - 1, ()) == (found.rejudged, found.otherwise)
    flow.export(tmp_path / "export.jsonl")
    with Workflow.open("memory:", clock=lambda: NOW) as copy:
        copy.load(tmp_path / "export.jsonl")
        assert flow.dossier(CASE) == copy.dossier(CASE)
        assert found == copy.verify(deep=True)


def test_what_was_set_aside_cannot_be_set_aside_again(flow: Workflow) -> None:
    """The second time there is nothing wrong with it; above all, it is no way to go back in time."""
    road, number = spoilt(flow)
    flow.submit(CASE, road.set_aside((number,))).or_raise()
    before = flow.dossier(CASE)
    assert before.at is not None
    for days in (0, 30):
        for asked in (flow.ask, flow.submit):
            with pytest.raises(InputError) as refused:
                asked(CASE, road.set_aside((number,), at=before.at - timedelta(days=days)))
            assert [("records", str(number))] == [(p.field, p.value) for p in refused.value.problems]
    assert before == flow.dossier(CASE)


def test_a_forged_setting_aside_is_seen() -> None:
    """Of what can be read, of what is not there, and back in time: a verifier asks what was asked when it was recorded."""
    for records, back, days in (((99_999,), 30, 900), ((1,), 30, 30), ((1,), 0, 0)):
        flow, road = Workflow.open("memory:", clock=lambda: NOW), of(CASE)
        flow.submit_many([(CASE, command) for command in road.until(State.PLAN_DRAFTED)])
        dossier, last = flow.dossier(CASE), flow.history(CASE)[-1]
        assert dossier.at is not None
        event = decide(LETTER, dossier, road.set_aside(records, at=dossier.at - timedelta(days=back)))
        moment = last.recorded_at - timedelta(days=days)
        sealed = seal(event, id="x", number=last.number + 1, previous=last.hash, recorded_at=moment)
        flow._store.append([sealed], [row(evolve(dossier, event, sealed.number), unseal(sealed, CODEC))])
        with pytest.raises(BrokenLedger, match="could not be set aside") as seen:
            flow.verify(deep=True)
        assert (CASE, sealed.number) == (seen.value.process, seen.value.number)


def test_what_was_set_aside_excuses_nothing_that_follows() -> None:
    """A yes that was forged after it, where the rules say no, is judged otherwise: all that counts is known again."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    road, number = spoilt(flow)
    flow.submit(CASE, road.set_aside((number,))).or_raise()
    assert Answer.NOT_CHECKED is flow.verify(deep=True).answer
    dossier, last = flow.dossier(CASE), flow.history(CASE)[-1]
    event = Event(CASE, road.stop(by=road.receiver), ACCEPTED, dossier.state, State.STOPPED, LETTER.ref)
    sealed = seal(event, id="x", number=last.number + 1, previous=last.hash, recorded_at=NOW)
    named = [Naming(reference, CASE, sealed.number) for reference in dossier.describes(event.command)]
    flow._store.append([sealed], [row(evolve(dossier, event, sealed.number), unseal(sealed, CODEC))], named=named)
    assert Answer.JUDGED_OTHERWISE is flow.verify(deep=True).answer


def test_it_leaves_the_process_where_it_was(flow: Workflow) -> None:
    """Wherever it says that it led, nobody can tell whether that is so; the process stays, and can be set right."""
    road = of(CASE)
    flow.submit_many([(CASE, command) for command in road.until(State.PLAN_DRAFTED)])
    for n, after in enumerate(("completed", "no such state", 1.5)):
        dossier, last = flow.dossier(CASE), flow.history(CASE)[-1]
        event = Event(CASE, road.consult(), ACCEPTED, dossier.state, dossier.state, LETTER.ref)
        whole = seal(event, id=f"spoilt-{n}", number=last.number + 1, previous=last.hash, recorded_at=NOW)

        def elsewhere(plain: dict[str, Any], after: Any = after) -> None:
            plain["after"] = after

        sealed = bent(bent(whole, _another_command), elsewhere)
        record = unseal_anyway(sealed, CODEC)
        flow._store.append([sealed], [row(evolve(dossier, record.event, record.number), record)])
        assert (dossier.state, dossier.since) == (flow.dossier(CASE).state, flow.dossier(CASE).since)
        assert flow.submit(CASE, road.set_aside((sealed.number,))).allowed
        assert dossier.state is flow.dossier(CASE).state


@pytest.mark.parametrize(("name", "opens"), [(CASE, 0), ("programma", 1)])
def test_already_the_first_record_can_be_set_aside(name: str, opens: int) -> None:
    """Then the process, or programme, is opened as if nothing had been there, by the rules that open it."""
    flow, road = Workflow.open("memory:", clock=lambda: NOW), of(CASE)
    opening: c.Command = (road.identify(), OPENING[0])[opens]
    rules = (LETTER, PROGRAMME)[opens]
    event = decide(rules, rules.blank(name), opening)
    sealed = bent(
        seal(event, id="x", number=1, previous=ROOT, recorded_at=NOW), lambda e: e.update(after=1.5, before={})
    )
    record = unseal_anyway(sealed, CODEC)
    assert rules.start is record.event.before
    flow._store.append([sealed], [row(evolve(rules.blank(name), record.event, 1), record)])
    assert flow.report()
    assert ["unreadable"] == [r.code for r in flow.submit(name, opening).reasons if r.rule == "R47"]
    assert flow.submit(name, road.set_aside((1,))).allowed
    assert flow.submit(name, attrs.evolve(opening, at=NOW)).allowed
    assert event.rules == flow.dossier(name).rules
    assert Answer.NOT_CHECKED is flow.verify(deep=True).answer


def test_nobody_opens_a_process_by_setting_aside() -> None:
    """Where there is no record, there is none to set aside."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    for asked in (flow.ask, flow.submit):
        with pytest.raises(UnknownProcess):
            asked(CASE, of(CASE).set_aside((1,)))


# -- a clock that ran ahead -------------------------------------------------------------------------------------------


def ran_ahead(acted: datetime) -> tuple[Workflow, Road, int]:
    """A process of which the last record was stored in 2090, about an act at that moment."""
    clock = [NOW]
    flow, road = Workflow.open("memory:", clock=lambda: clock[0]), of(CASE)
    flow.submit_many([(CASE, command) for command in road.until(State.PLAN_DRAFTED)])
    clock[0] = datetime(2090, 1, 1, tzinfo=UTC)
    outcome = flow.submit(CASE, road.consult(at=acted)).or_raise()
    clock[0] = NOW
    return flow, road, outcome.record.number


@pytest.mark.parametrize("acted", [datetime(2026, 1, 1, tzinfo=UTC), datetime(2089, 12, 31, tzinfo=UTC)])
def test_a_clock_that_ran_ahead_does_not_shut_a_process_for_years(acted: datetime) -> None:
    """Whoever asks hears that the clock is behind; set aside by the ministry, the record counts as of now."""
    flow, road, number = ran_ahead(acted)
    for asked in (flow.ask, flow.submit):
        with pytest.raises(ClockBehind):
            asked(CASE, road.consult(at=NOW))
    outcome = flow.submit(CASE, road.set_aside((number,), at=NOW)).or_raise()
    assert NOW == outcome.record.recorded_at
    later = flow.submit(CASE, road.consult(at=NOW)).or_raise()
    assert (NOW, NOW) == (later.record.recorded_at, flow.dossier(CASE).at)
    assert number + 2 == flow.verify(deep=True).rejudged
    assert flow.dossier(CASE) == Workflow(flow._store, clock=lambda: NOW).dossier(CASE)


def test_all_that_was_stored_ahead_is_set_aside_together() -> None:
    """A record that is left would shut the process again; and what is set aside does not bring back the past."""
    flow, road, number = ran_ahead(datetime(2089, 12, 31, tzinfo=UTC))
    flow._clock = lambda: datetime(2090, 1, 1, tzinfo=UTC)
    flow.submit(CASE, road.consult(at=datetime(2090, 1, 1, tzinfo=UTC))).or_raise()
    flow._clock = lambda: NOW
    for records, at, field in (((number,), NOW, "records"), ((number, number + 1), NOW - timedelta(days=1), "at")):
        with pytest.raises(InputError) as refused:
            flow.submit(CASE, road.set_aside(records, at=at))
        assert [field] == [p.field for p in refused.value.problems]
    assert flow.submit(CASE, road.set_aside((number, number + 1), at=NOW)).allowed


def test_a_refusal_to_set_aside_keeps_the_order_of_the_record() -> None:
    """Without a mandate it is refused, on record, at the moment of the record before it; the clock stays behind."""
    flow, road, number = ran_ahead(datetime(2026, 1, 1, tzinfo=UTC))
    outcome = flow.submit(CASE, road.set_aside((number,), at=NOW, by=attrs.evolve(road.ministry, mandate=None)))
    assert (False, datetime(2090, 1, 1, tzinfo=UTC)) == (outcome.allowed, outcome.record.recorded_at)
    with pytest.raises(ClockBehind):
        flow.submit(CASE, road.consult(at=NOW))


def test_setting_aside_asks_the_power_to_decide() -> None:
    """The mandate has to cover deciding; a power over budgets alone does not."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    road, number = spoilt(flow)
    by = road.actor(Role.MINISTRY, letter.MINISTRY, Power.BUDGET)
    assert ["mandate-lacks-power"] == [r.code for r in flow.ask(CASE, road.set_aside((number,), by=by)).reasons]
