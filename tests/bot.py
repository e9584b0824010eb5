"""A bot without foreknowledge: it reads reasons, the outlook and the JSON Schema of commands, and nothing else.

It knows no command, field, role or rule by name but what stands in these: `type`, `by` and `at` are what the schema gives every
command, and an actor has an `id`, a `role`, a `party` and a `mandate`. It keeps no table and judges nothing itself: it fills in what the
schema asks, asks what the answer would be, mends what the reasons name, and gives the command once nothing is left to mend.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from attrs import define, field, frozen

from ontvlechting import Rules, Workflow
from ontvlechting.engine.errors import InputError
from ontvlechting.engine.outlook import Outlook, outlook
from ontvlechting.engine.verdicts import Mend, Reason, ReasonKind
from ontvlechting.record.codec import command_from_plain
from ontvlechting.views.schema import schema

PATIENCE = 60
"""So many times a command is mended before the bot gives up."""
LONGEST = 150
"""So many records are too many for any road."""
STEP = timedelta(hours=12)
"""The time between two acts."""
Plain = dict[str, Any]


class Stuck(Exception):
    """The bot does not know how to go on."""


@define
class Bot:
    """Takes one process to its end.

    Attributes:
        flow: the ledger that it asks and gives commands to.
        rules: whose blank dossier a new process starts from, for its first outlook; and by which the JSON is read.
        process: the name of the process.
        now: the moment of the next act.
        wishes: what it is to choose where there is a choice, by the name of a field: which route, say.
        transcript: what it did, a line for each record: when, as whom, what, and for which reason.
    """

    flow: Workflow
    rules: Rules
    process: str
    now: datetime
    wishes: Plain = field(factory=dict)
    transcript: list[str] = field(factory=list)
    _defs: Plain = field(factory=dict)
    _made: int = 0
    _given: dict[tuple[object, ...], int] = field(factory=dict)
    _begun: bool = False
    _why: str = ""

    def __attrs_post_init__(self) -> None:
        self._defs = schema(self.rules)["$defs"]

    # -- the road ----------------------------------------------------------------------------------------------------

    def run(self) -> int:
        """Go to the end; the number of records that it took.

        Raises:
            Stuck: it does not know how to go on.
        """
        while (ahead := self._outlook()).doors:
            if len(self.transcript) > LONGEST:
                raise Stuck("this road has no end")
            door = ahead.doors[0]
            gap = next((g for g in door.gaps if self._mend(g) is not None), None)
            if gap is not None:
                self._supply(gap)
            else:
                self._why = ""
                self._give(self._blank(door.command.key))
        return len(self.flow.history(self.process))

    def _outlook(self) -> Outlook:
        if not self._begun:
            return outlook(self.rules, self.rules.blank(self.process), self.now)
        return self.flow.outlook(self.process, at=self.now)

    def _mend(self, reason: Reason) -> Mend | None:
        """What supplies it without leading back; among several another one each time that did not help."""
        forward = [m for m in reason.mends if not m.back]
        tried = self._given.get(_key(reason), 0)
        return forward[tried % len(forward)] if forward and tried < 4 else None

    def _supply(self, reason: Reason) -> None:
        """Give the command that a reason names."""
        mend = self._mend(reason)
        if mend is None:
            raise Stuck(f"nothing mends {reason.rule} {reason.code}: {reason.en}")
        self._given[_key(reason)] = self._given.get(_key(reason), 0) + 1
        command = self._blank(mend.command, self._actor(reason))
        self._why = f", for {reason.rule} {reason.code}"
        self._put(command, mend, reason)
        self._give(command)

    def _give(self, command: Plain) -> None:
        """Ask, mend what the reasons name, and give it once nothing is left to mend."""
        seen: dict[tuple[object, ...], int] = {}
        for _ in range(PATIENCE):
            command["at"] = self.now.isoformat()
            verdict = self.flow.ask(self.process, command_from_plain(command, self.rules))
            own = [r for r in verdict.reasons if any(m.command == command["type"] for m in r.mends)]
            others = [r for r in verdict.reasons if r.shuts and r not in own]
            todo = [r for r in own if seen.get(_key(r), 0) < (8 if r.shuts else 2)]
            for reason in todo:
                (mend, *_) = (m for m in reason.mends if m.command == command["type"])
                before = copy.deepcopy(command)
                self._put(command, mend, reason, seen.get(_key(reason), 0))
                seen[_key(reason)] = seen.get(_key(reason), 0) + 1
                if not self._is_one(command):
                    command.clear()
                    command.update(before)
            if todo:
                continue
            if verdict.allowed:
                self._submit(command)
                return
            if (later := [r.earliest for r in verdict.reasons if r.shuts and r.earliest is not None]) and max(
                later
            ) > self.now:
                self.now = max(later)
                self._again(command)
                continue
            usable = [r for r in others if self._mend(r) is not None]
            if not usable:
                break
            self._supply(usable[0])
            self._again(command)
        raise Stuck("\n".join([f"{command['type']}:", *(f"  {r.rule} {r.code}: {r.en}" for r in verdict.reasons)]))

    def _is_one(self, command: Plain) -> bool:
        """Whether it is a command at all; what makes it none is taken back."""
        try:
            return bool(command_from_plain(command, self.rules))
        except InputError:
            return False

    def _submit(self, command: Plain) -> None:
        outcome = self.flow.submit(self.process, command_from_plain(command, self.rules))
        self._begun = True
        self.transcript.append(
            f"{command['at']} {command['by']['role']} {command['by']['party']}: {command['type']}{self._why}"
        )
        if not outcome.allowed:
            raise Stuck("\n".join(f"{r.rule} {r.code}: {r.en}" for r in outcome.reasons))
        self.now += STEP

    def _again(self, command: Plain) -> None:
        """What was filled in with the moment is of the new one."""
        for holder, name, given in _moments(self._schema(command["type"]), self._defs, command):
            if given == "date-time":
                holder[name] = self.now.isoformat()

    # -- what stands in a command ------------------------------------------------------------------------------------

    def _schema(self, key: str) -> Plain:
        found: Plain = self._defs[key]
        return found

    def _blank(self, key: str, by: Plain | None = None) -> Plain:
        """The least that the schema takes."""
        actor = by or self._person({"role": self._first("Role"), "party": "?"})
        command: Plain = self._filled(self._schema(key), actor)
        command |= {"by": actor, "at": self.now.isoformat()}
        for name, value in self.wishes.items():
            if name in self._schema(key)["properties"]:
                command[name] = value
        return command

    def _first(self, name: str) -> Any:
        return self._defs[name]["oneOf"][0]["const"] if name in self._defs else "?"

    def _filled(self, form: Plain, actor: Plain, name: str = "") -> Any:
        form = self._meant(form)
        if "const" in form:
            return form["const"]
        if "oneOf" in form:
            return form["oneOf"][0]["const"]
        match form.get("type"):
            case "object":
                if {"id", "role", "party", "mandate"} <= form["properties"].keys():
                    return copy.deepcopy(actor)
                needed = form["required"]
                return {n: self._filled(held, actor, n) for n, held in form["properties"].items() if n in needed}
            case "array":
                return []
            case "boolean":
                return True
            case "integer":
                return max(form.get("minimum", 0), 0)
        return self._text(form, actor, name)

    def _text(self, form: Plain, actor: Plain, name: str) -> str:
        """A moment, a day, an amount, or words; what is called an id is one of its own."""
        if form.get("format") == "date-time":
            return self.now.isoformat()
        if form.get("format") == "date":
            return self.now.date().isoformat()
        if str(form.get("pattern", "")).startswith("^-?0*"):
            return "0"
        if name == "origin":
            return str(actor["party"])
        self._made += 1
        return f"bot-{self._made}"

    def _meant(self, form: Plain) -> Plain:
        """What a form stands for: past references, and of what may be left out what it is otherwise."""
        while True:
            if "$ref" in form:
                form = self._defs[form["$ref"].rpartition("/")[2]]
            elif "anyOf" in form:
                form = next(arm for arm in form["anyOf"] if arm.get("type") != "null")
            else:
                return form

    # -- mending -----------------------------------------------------------------------------------------------------

    def _put(self, command: Plain, mend: Mend, reason: Reason, tried: int = 0) -> None:
        """Put what a reason is about where it says; where it names only a field, something that the schema takes there."""
        form = self._schema(command["type"])
        about: dict[str, list[str]] = {}
        for s in reason.about:
            if self._form(form, s.name) is not None:
                about.setdefault(s.name, []).append(s.value)
        actor = self._actor(reason, tried) if reason.suppliers else command["by"]
        way = _Way(about, mend.field, reason.kind is not ReasonKind.MISSING, actor, tried)
        if mend.field is not None and not any(n == mend.field or n.startswith(f"{mend.field}.") for n in about):
            self._fill(command, form, mend.field, way)
        for name in about:
            self._set(command, form, name, way)

    def _form(self, form: Plain, path: str) -> Plain | None:
        """The form of a field by its path; None where there is none."""
        for name in path.split("."):
            form = self._meant(form)
            form = self._meant(form["items"]) if form.get("type") == "array" else form
            if name not in form.get("properties", {}):
                return None
            form = form["properties"][name]
        return form

    def _holder(self, command: Plain, form: Plain, path: str, way: _Way) -> tuple[Plain, Plain]:
        """The object in which the last name of a path stands, and its form; made where it is not there yet."""
        at, held = "", command
        *names, _ = path.split(".")
        for name in names:
            inner = self._meant(self._meant(form)["properties"][name])
            at = f"{at}.{name}".lstrip(".")
            if inner.get("type") == "array":
                held[name] = held.get(name) or []
                held, form = self._item(held[name], inner["items"], at, way), inner["items"]
            else:
                held[name] = held.get(name) or self._filled(inner, way.actor, name)
                held, form = held[name], inner
        return held, self._meant(form)

    def _item(self, items: list[Any], form: Plain, at: str, way: _Way) -> Plain:
        """The item of a list that a reason is about: the one that it names, the one that is wrong, or a new one."""
        own = {
            n[len(at) + 1 :]: v for n, v in way.about.items() if n.startswith(f"{at}.") and "." not in n[len(at) + 1 :]
        }
        names = {n: v for n, v in own.items() if len(v) == 1 and not (way.wrong and f"{at}.{n}" == way.field)}
        by_first = dict([*names.items()][:1])
        for wanted in (names, by_first):
            for item in items:
                if wanted and all(str(item.get(n)) == v[0] for n, v in wanted.items()):
                    found: Plain = item
                    return found
        within = way.field is not None and way.field.startswith(f"{at}.")
        if items and not names and (way.wrong or within):
            leaf = next(iter(own), None)
            amiss = [i for i in items if leaf is None or str(i.get(leaf)) not in own[leaf]]
            first: Plain = (amiss or items)[0]
            return first
        new: Plain = self._filled(form, way.actor)
        items.append(new)
        return new

    def _set(self, command: Plain, form: Plain, path: str, way: _Way) -> None:
        """What a reason says to stand somewhere: as well where something is missing, instead where something is wrong."""
        held, within = self._holder(command, form, path, way)
        name, values = path.rpartition(".")[2], way.about[path]
        inner, there = self._meant(within["properties"][name]), held.get(name)
        if inner.get("type") == "array":
            held[name] = list(values) if way.wrong else [*(there or []), *(v for v in values if v not in (there or []))]
        elif there is None or str(there) not in values or (path == way.field and way.tried):
            value = self._later(inner, values[way.tried % len(values)])
            kind = inner.get("type")
            held[name] = value == "true" if kind == "boolean" else int(value) if kind == "integer" else value
            if {"id", "role", "party", "mandate"} <= within["properties"].keys() and name != "id":
                held["id"] = self._person(held)["id"]  # somebody of its own for each party

    def _later(self, form: Plain, value: str) -> str:
        """A day that has not come is the first that will do: one a year later does as well, and longer."""
        if form.get("format") != "date" or value <= self.now.date().isoformat():
            return value
        day = date.fromisoformat(value)
        return day.replace(year=day.year + 1).isoformat()

    def _fill(self, command: Plain, form: Plain, path: str, way: _Way) -> None:
        """Something else in a field than what stands there; an explicit nothing, or an item more, in a list."""
        held, within = self._holder(command, form, path, way)
        name = path.rpartition(".")[2]
        raw, there = within["properties"][name], held.get(name)
        inner = self._meant(raw)
        if inner.get("type") == "array":
            empty = "anyOf" in raw and there is None  # it says that there is none
            held[name] = [] if empty else [*(there or []), self._filled(inner["items"], way.actor, name)]
        elif "oneOf" in inner:
            options = [o["const"] for o in inner["oneOf"]]
            held[name] = options[(options.index(there) + 1) % len(options)] if there in options else options[0]
        elif name == "id" and there is not None:
            held[name] = f"{there}-{way.tried + 2}"
        elif inner.get("type") == "boolean" and there is not None:
            held[name] = not there
        else:
            held[name] = self._filled(inner, way.actor, name)

    # -- who ---------------------------------------------------------------------------------------------------------

    def _actor(self, reason: Reason, tried: int = 0) -> Plain:
        """Who supplies it: whoever it is about where that is one of them, for it speaks for itself; else the first."""
        about = [s.value for s in reason.about]
        own = sorted((s for s in reason.suppliers if s.party in about), key=lambda s: about.index(str(s.party)))
        order = [*own, *(s for s in reason.suppliers if s not in own)]
        if not order:
            return self._person({"role": self._first("Role"), "party": "?"})
        chosen = order[tried % len(order)]
        by = self._person({"role": chosen.role.value, "party": chosen.party or f"bot-{chosen.role.value}"})
        if named := [s.value for s in reason.about if s.name == "by.id"]:
            by["id"] = named[0]
        return by

    def _person(self, who: Plain) -> Plain:
        return {**who, "id": f"bot-{who['role']}-{who['party']}"}


@frozen
class _Way:
    """How a command is mended: what has to stand where, in which field, as well or instead, by whom, and how often that was tried."""

    about: dict[str, list[str]]
    field: str | None
    wrong: bool
    actor: Plain
    tried: int


def _key(reason: Reason) -> tuple[object, ...]:
    """What tells it from other reasons, however often it is given."""
    return reason.rule, reason.code, reason.about, tuple((m.command, m.field) for m in reason.mends)


def _moments(form: Plain, defs: Plain, held: Any) -> Iterator[tuple[Any, str, str]]:
    """Every moment in a command, with where it stands."""
    while "$ref" in form or "anyOf" in form:
        form = (
            defs[form["$ref"].rpartition("/")[2]]
            if "$ref" in form
            else next(a for a in form["anyOf"] if a.get("type") != "null")
        )
    if isinstance(held, list):
        for item in held:
            yield from _moments(form.get("items", {}), defs, item)
    elif isinstance(held, dict):
        for name, inner in form.get("properties", {}).items():
            if held.get(name) is not None:
                if inner.get("format") == "date-time":
                    yield held, name, "date-time"
                yield from _moments(inner, defs, held[name])
