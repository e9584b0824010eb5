"""What `--json` gives: plain values with stable names. `docs/reference/command-line.md` says what each holds.

Titles and reasons stand in both languages; moments and days as ISO 8601; states, routes and the like by the same words
that stand in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

from attrs import asdict

from ontvlechting.engine.agenda import Term
from ontvlechting.engine.columns import Column
from ontvlechting.engine.command import Command
from ontvlechting.engine.core import NextStep
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import BrokenLedger
from ontvlechting.engine.outlook import Outlook
from ontvlechting.engine.retention import Removed, Unreadable
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import RulesRef, Source
from ontvlechting.engine.verdicts import Reason, Rule, Verdict
from ontvlechting.letter.dossier import Dossier as LetterDossier
from ontvlechting.record.audit import Record
from ontvlechting.record.codec import command_to_plain
from ontvlechting.record.standing import Standing
from ontvlechting.record.verifier import Answer, Report
from ontvlechting.shell.answers import Feed, History, NextSteps, Overview
from ontvlechting.shell.federation import Gathered
from ontvlechting.views import columns


def overview(given: Overview) -> list[dict[str, Any]]:
    """The lines of an overview; all with the same keys."""
    listed = columns.listed(given, given.kinds)
    return [_standing(s, listed) for s in given]


def _standing(given: Standing, listed: Sequence[Column]) -> dict[str, Any]:
    """One line, with these columns."""
    return {
        "process": given.process,
        "state": given.state.value,
        **{c.name: _cell(given, c) for c in columns.before(listed)},
        "at": _on(given.at),
        **{c.name: _cell(given, c) for c in columns.after(listed)},
        "number": given.number,
        "hash": given.hash,
        "recorded_at": _on(given.recorded_at),
        "rules": _rules(given.rules),
    }


def _cell(given: Standing, column: Column) -> str | int | None:
    """What stands in a column."""
    value = columns.plain(given, column)
    return value.isoformat() if isinstance(value, date) else value


def dossier(given: Dossier) -> dict[str, Any]:
    """Where a process stands: what every dossier has, and what its columns hold; of the letter's processes more."""
    if isinstance(given, LetterDossier):
        return _of_the_letter(given)
    return {
        "process": given.process,
        "state": given.state.value,
        "title": _text(given.state.title),
        "since": _on(given.since),
        **{column.name: _plain(column.of(given)) for column in type(given).columns},
        "rules": _rules(given.rules),
    }


def _of_the_letter(given: LetterDossier) -> dict[str, Any]:
    """Who performs, who is accountable, and what is open."""
    return {
        "process": given.process,
        "name": given.identity.name if given.identity else None,
        "state": given.state.value,
        "title": _text(given.state.title),
        "since": _on(given.since),
        "route": given.route.value if given.route else None,
        "accountable": given.accountable,
        "performers": dict(given.performers),
        "standby": given.standby,
        "plan_version": given.plan_version,
        "running": given.running,
        "waiting_until": _on(given.waiting_until),
        "breaches": [
            {
                "id": b.id,
                "task": b.task,
                "service": b.service,
                "party": b.party,
                "since": b.since.isoformat(),
                "description": b.cause,
            }
            for b in given.breaches
        ],
        "escalations": [e.id for e in given.escalations],
        "rules": _rules(given.rules),
    }


def next_steps(given: NextSteps) -> list[dict[str, Any]]:
    """Every command that can be tried from here."""
    return [_step(s) for s in given]


def outlook(given: Outlook) -> dict[str, Any]:
    """Every command on the way to the end, and when terms run out."""
    return {
        "process": given.process,
        "state": given.state.value,
        "at": _on(given.at),
        "acts": given.acts,
        "doors": [
            {
                "command": d.command.key,
                "title": _text(d.command.title),
                "source": d.source.value,
                "target": d.target.value,
                "acts": d.acts,
                "gaps": [_reason(r) for r in d.gaps],
                "minds": [_reason(r) for r in d.minds],
                "asks": [_text(t) for t in d.asks],
                "voids": [kind.key for kind in d.voids],
            }
            for d in given.doors
        ],
        "terms": agenda(given.terms),
    }


def agenda(given: Iterable[Term]) -> list[dict[str, Any]]:
    """Every term that runs, soonest first."""
    return [
        {
            "id": t.id,
            "process": t.process,
            "code": t.code,
            "about": t.about or None,
            "rule": t.rule,
            "title": _text(t.title),
            "last": _on(t.last),
            "who": [{"role": s.role.value, "party": s.party} for s in t.who],
            "waits": t.waits,
            "record": t.record,
        }
        for t in given
    ]


def history(given: History) -> list[dict[str, Any]]:
    """Every record, oldest first."""
    return [record(r) for r in given]


def feed(given: Feed) -> list[dict[str, Any]]:
    """Records of the whole ledger, each with its place in it."""
    return [{"position": p.position, **record(p.record)} for p in given]


def record(given: Record) -> dict[str, Any]:
    """One record, with the whole command as `submit` takes it; None where it was removed."""
    event = given.event
    return {
        "process": event.process,
        "number": given.number,
        "id": given.id,
        "at": _on(event.command.at),
        "recorded_at": _on(given.recorded_at),
        "hash": given.hash,
        "previous": given.previous,
        **_verdict(event.verdict),
        "before": event.before.value,
        "after": event.after.value,
        "rules": _rules(event.rules),
        "removed": list(given.removed),
        "unreadable": None if given.unreadable is None else given.unreadable.en,
        "origin": None if given.origin is None else asdict(given.origin),
        "command": _command(event.command),
    }


def verdict(given: Verdict, process: str, command: Command) -> dict[str, Any]:
    """The answer to a command that is not recorded."""
    return {"process": process, **_verdict(given), "command": _command(command)}


def report(given: Report) -> dict[str, Any]:
    """What a verifier found; None for what it did not look for."""
    looked = given.rejudged is not None
    return {
        "answer": given.answer.value,
        "records": given.records,
        "waiting": given.waiting,
        "processes": given.processes,
        "redacted": given.redacted,
        "removed": given.removed,
        "rejudged": given.rejudged,
        "checkpoint": given.vouched,
        "root": given.root,
        "otherwise": [
            {"rules": _rules(o.rules), "records": [{"process": p, "number": n} for p, n in o.records]}
            for o in given.otherwise
        ]
        if looked
        else None,
        "unchecked": [
            {"why": _text(u.why), "rules": _rules(u.rules), "processes": list(u.processes), "records": u.records}
            for u in given.unchecked
        ]
        if looked or given.unchecked
        else None,
    }


def federation(given: Gathered) -> list[dict[str, Any]]:
    """What each ledger of a federation answered, or why it did not; and what a verification found just before."""
    return [
        {
            "ledger": part.name,
            "failed": None if part.failed is None else _text(part.failed),
            "verified": None if part.verified is None else report(part.verified),
            "unknown": list(part.unknown),
            "found": agenda(part.found) if _are_terms(part.found) else overview(Overview(part.found)),
        }
        for part in given
    ]


def _are_terms(found: Iterable[object]) -> bool:
    return any(isinstance(one, Term) for one in found)


def broken(error: BrokenLedger) -> dict[str, Any]:
    """Where a ledger is broken first."""
    return {
        "answer": Answer.TAMPERED.value,
        "process": error.process,
        "number": error.number,
        "why": _text(error.text),
    }


def rule(given: Rule, guards: Mapping[str, Text]) -> dict[str, Any]:
    """One rule with its source and the questions that hold a process to it."""
    return {
        "rule": given.id,
        "title": _text(given.title),
        "source": _source(given.source),
        "status": given.status.value,
        "why": _text(given.why) if given.why else None,
        "jci": given.jci,
        "guards": {name: _text(title) for name, title in guards.items()},
    }


def _step(given: NextStep) -> dict[str, Any]:
    return {
        "command": given.command.key,
        "title": _text(given.command.title),
        "open": given.open,
        "moves": given.moves,
        "target": given.target.value,
        "reasons": [_reason(r) for r in given.reasons],
        "asks": [_text(t) for t in given.asks],
    }


def _verdict(given: Verdict) -> dict[str, Any]:
    return {"allowed": given.allowed, "verdict": given.kind.value, "reasons": [_reason(r) for r in given.reasons]}


def _reason(given: Reason) -> dict[str, Any]:
    return {
        "rule": given.rule,
        "code": given.code,
        "kind": given.kind.value,
        "text": _text(given.text),
        "source": _source(given.source),
        "suppliers": [{"role": s.role.value, "party": s.party} for s in given.suppliers],
        "earliest": _on(given.earliest),
        "mends": [{"command": m.command, "field": m.field, "back": m.back} for m in given.mends],
        "about": [{"name": s.name, "value": s.value} for s in given.about],
    }


def _source(given: Source) -> dict[str, str]:
    return {"document": given.document, "section": given.section, "term": given.term}


def _command(given: Command) -> dict[str, Any] | None:
    return None if isinstance(given, Removed | Unreadable) else command_to_plain(given)


def _rules(given: RulesRef | None) -> dict[str, str] | None:
    return None if given is None else {"name": given.name, "version": given.version, "hash": given.hash}


def _text(given: Text) -> dict[str, str]:
    return {"nl": given.nl, "en": given.en}


def _plain(given: object) -> object:
    return given.value if isinstance(given, Enum) else given.isoformat() if isinstance(given, date) else given


def _on(given: date | None) -> str | None:
    return None if given is None else given.isoformat()
