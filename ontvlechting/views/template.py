"""A command to fill in: a commented TOML file, made from its JSON Schema, with what is known already filled in.

What is known of a process comes from the reasons of its outlook, and from the reasons that a first try of the command gets. Nothing
is recorded. What people have to say themselves stays empty, and an empty field is never read as an answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from ontvlechting.engine.core import decide
from ontvlechting.engine.days import zone_of
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import InputError
from ontvlechting.engine.outlook import outlook
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import Reason
from ontvlechting.record.codec import Codec
from ontvlechting.views import words
from ontvlechting.views.schema import Schema, schema
from ontvlechting.views.words import both

TRIES = 4
"""How many times the command is tried at most, each time with the values that the reasons named."""
Known = dict[str, Any]
"""Known values, by the path of their field."""


def template(
    rules: Rules,
    *others: Rules,
    command: str,
    at: datetime,
    dossier: Dossier | None = None,
    language: Language = "en",
) -> str:
    """A command as a TOML file to fill in, which `ontvlechting submit` takes.

    Args:
        rules: the rules; for a process those that it is under.
        others: more rules whose commands can be given.
        command: the key of the command.
        at: the moment that is filled in.
        dossier: the process for which it is; without it only the moment is filled in.
        language: the language of the comments.

    Raises:
        InputError: no command has this key; names the nearest.
    """
    forms = Forms(schema(rules, *others, command=command, language=language)["$defs"])
    known = filled_in(forms, rules, *others, command=command, at=at, dossier=dossier)
    return _Written(forms, known, language).text(command)


def filled_in(
    forms: Forms,
    rules: Rules,
    *others: Rules,
    command: str,
    at: datetime,
    dossier: Dossier | None = None,
    by: Actor | None = None,
) -> Known:
    """The values of a command that are known already, by the path of the field.

    Args:
        forms: the schema of the command.
        rules: the rules; for a process those that it is under.
        others: more rules whose commands can be given.
        command: the key of the command.
        at: the moment that is filled in.
        dossier: the process for which it is.
        by: who will ask; a gap that this party can supply goes before other gaps.
    """
    now = at.astimezone(zone_of(rules.norms.zone)).replace(microsecond=0)
    known = {"type": command, "at": now.isoformat()}
    if dossier is None:
        return known
    own = {} if by is None else {"by.id": by.id, "by.role": by.role.value, "by.party": by.party}
    known |= _from_the_outlook(rules, dossier, command, at, by) | own
    return known | _from_a_try(forms, Codec.of(rules, *others), rules, dossier, command, at, known) | own


def beforehand(
    rules: Rules, *others: Rules, command: str, at: datetime, dossier: Dossier, by: Actor | None = None
) -> dict[str, Any]:
    """The values of a command that are known already, as plain data, without by whom and when.

    Args:
        rules: the rules that the process is under.
        others: more rules whose commands can be given.
        command: the key of the command.
        at: the moment.
        dossier: the process for which it is.
        by: who will ask; a gap that this party can supply goes before other gaps.

    Raises:
        InputError: no command has this key; names the nearest.
    """
    forms = Forms(schema(rules, *others, command=command)["$defs"])
    found: dict[str, Any] = {}
    for path, value in filled_in(forms, rules, *others, command=command, at=at, dossier=dossier, by=by).items():
        form = forms.of(command, path)
        if value is None or form is None or path.partition(".")[0] in {"type", "by", "at"} or forms.is_large(form):
            continue
        *within, name = path.split(".")
        held = found
        for step in within:
            held = held.setdefault(step, {})
        held[name] = typed(form, value)
    return found


def _from_the_outlook(rules: Rules, dossier: Dossier, command: str, at: datetime, by: Actor | None) -> Known:
    """The values that the first gap for this command is about, and who supplies it; gaps for the party that asks go first."""
    gaps = [g for g in outlook(rules, dossier, at).gaps if any(m.command == command for m in g.mends)]
    own = [g for g in gaps if by is not None and any(s.party == by.party for s in g.suppliers)]
    gap = next(iter((*own, *gaps)), None)
    return {} if gap is None else {**_named_values(gap), **_supplier_values(gap)}


def _named_values(reason: Reason) -> Known:
    """The values that a reason is about, by their fields; a field with several values is left out."""
    names = [s.name for s in reason.about]
    return {s.name: s.value for s in reason.about if names.count(s.name) == 1}


def _supplier_values(reason: Reason) -> Known:
    named = [s.value for s in reason.about]
    whom = sorted(reason.suppliers, key=lambda s: named.index(s.party) if s.party in named else len(named))
    return {"by.role": whom[0].role.value, "by.party": whom[0].party} if whom else {}


class Forms:
    """Looks things up in a schema."""

    def __init__(self, defs: Mapping[str, Schema]) -> None:
        self.defs = defs

    def meant(self, form: Schema) -> Schema:
        """The schema that a form stands for: follows references, and for an optional value takes the schema that is not null."""
        while "$ref" in form or "anyOf" in form:
            arms = form.get("anyOf", ())
            form = (
                self.defs[form["$ref"].rpartition("/")[2]]
                if "$ref" in form
                else next(a for a in arms if a.get("type") != "null")
            )
        return form

    def of(self, command: str, path: str) -> Schema | None:
        """The form of a field by its path; None when there is none, or when it is in an item of a list."""
        form = self.defs[command]
        for name in path.split("."):
            form = self.meant(form)
            if name not in form.get("properties", {}):
                return None
            form = form["properties"][name]
        return self.meant(form)

    def is_large(self, form: Schema) -> bool:
        """Whether it holds fields of its own, or a list of what does."""
        inner = self.meant(form["items"]) if form.get("type") == "array" else form
        return inner.get("type") == "object"

    def least(self, form: Schema, at: datetime) -> Any:
        """The smallest value that is well formed there, with which a command can be tried."""
        form = self.meant(form)
        if "const" in form or "oneOf" in form:
            return form["const"] if "const" in form else form["oneOf"][0]["const"]
        kind = form.get("type")
        if kind == "object":
            return {name: self.least(form["properties"][name], at) for name in form["required"]}
        plain = {"array": [], "boolean": False, "integer": max(form.get("minimum", 0), 0)}
        if kind in plain:
            return plain[kind]
        if "format" in form:
            return at.isoformat() if form["format"] == "date-time" else at.date().isoformat()
        return "0" if str(form.get("pattern", "")).startswith("^-?0*") else "…"


def _from_a_try(
    forms: Forms, codec: Codec, rules: Rules, dossier: Dossier, command: str, at: datetime, known: Known
) -> Known:
    """The values that reasons name when the command is tried with what is known, and for the rest with the least value."""
    found: Known = {}
    for _ in range(TRIES):
        plain = forms.least(forms.defs[command], at)
        for path, value in (known | found).items():
            _put(forms, plain, command, path, value, at)
        try:
            reasons = decide(rules, dossier, codec.command(plain)).verdict.reasons
        except InputError:
            return found
        told: Known = {}
        for r in (own := [r for r in reasons if any(m.command == command for m in r.mends)]):
            for path, value in _named_values(r).items():
                form = forms.of(command, path)
                if form is not None:
                    told[path] = [*told.get(path, ()), value] if form.get("type") == "array" else value
        told |= next((_supplier_values(r) for r in own if r.suppliers and any(m.field == "by" for m in r.mends)), {})
        if all((known | found).get(path) == value for path, value in told.items()):
            break
        found |= {p: [*found.get(p, ()), *v] if isinstance(v, list) else v for p, v in told.items()}
    return dict(_numbers(forms, forms.defs[command], plain, "")) | found


def _numbers(forms: Forms, form: Schema, plain: dict[str, Any], path: str) -> Iterator[tuple[str, int]]:
    """The whole numbers that are needed, with their values in the last try, which no reason corrected."""
    for name in form["required"]:
        inner = forms.meant(form["properties"][name])
        if inner.get("type") == "integer":
            yield f"{path}{name}", plain[name]
        elif inner.get("type") == "object":
            yield from _numbers(forms, inner, plain[name], f"{path}{name}.")


def _put(forms: Forms, plain: dict[str, Any], command: str, path: str, value: Any, at: datetime) -> None:
    """Puts a value in its place; does nothing when the schema has no such field."""
    form = forms.of(command, path)
    if form is None or form.get("type") == "object":
        return
    *within, name = path.split(".")
    held, form = plain, forms.defs[command]
    for step in within:
        form = forms.meant(forms.meant(form)["properties"][step])
        held[step] = held.get(step) or deepcopy(forms.least(form, at))
        held = held[step]
    held[name] = typed(forms.meant(forms.meant(form)["properties"][name]), value)


def typed(form: Schema, value: Any) -> Any:
    """A plain value, converted to the type that the schema asks for."""
    match form.get("type"):
        case "array":
            return list(value) if isinstance(value, list) else [value]
        case "boolean":
            return value in (True, "true")
        case "integer":
            return int(value)
    return value


class _Written:
    """Writes a form as TOML: fields that are needed stand there to be filled in, optional ones as a comment."""

    def __init__(self, forms: Forms, known: Known, language: Language) -> None:
        self.forms, self.known, self.language = forms, known, language

    def text(self, command: str) -> str:
        """The whole file."""
        form = self.forms.defs[command]
        head = both(
            "Vul in wat leeg is; wat met # begint, mag wegblijven. Daarna: ontvlechting submit LOGBOEK PROCES BESTAND",
            "Fill in what is empty; what begins with # may be left out. Then: ontvlechting submit LEDGER PROCESS FILE",
            self.language,
        )
        return "\n".join([*_comment(form["title"]), *_comment(head), "", *self.table(form, "", on=True)]) + "\n"

    def table(self, form: Schema, path: str, *, on: bool) -> Iterator[str]:
        """The fields of an object: first the plain ones, then those that are tables of their own."""
        tables = []
        for name, raw in form["properties"].items():
            at = f"{path}.{name}".lstrip(".")
            needed = name in form["required"]
            inner = self.forms.meant(raw)
            item = self.forms.meant(inner["items"]) if inner.get("type") == "array" else {}
            if inner.get("type") == "object" or item.get("type") == "object":
                tables.append((name, at, raw, item or inner, needed, bool(item)))
            else:
                yield from self.line(name, at, raw, inner, on=on, needed=needed)
        for name, at, raw, inner, needed, many in tables:
            here = on and (needed or any(k.startswith(f"{at}.") for k in self.known))
            yield ""
            yield from _comment(_described(raw))
            if needed and many:
                yield from _comment(
                    both(
                        f"een blok voor elk; is er geen, schrijf dan bij de velden hierboven: {name} = []",
                        f"one block for each; where there is none, write among the fields above: {name} = []",
                        self.language,
                    )
                )
            yield self.put(f"[[{at}]]" if many else f"[{at}]", on=here)
            yield from self.table(inner, at, on=here)

    def line(self, name: str, path: str, raw: Schema, form: Schema, *, on: bool, needed: bool) -> Iterator[str]:
        """One field, after comments that say what it is and which values can be chosen."""
        yield from _comment(_described(raw))
        options = [str(o["const"]) for o in self.forms.meant(form.get("items", form)).get("oneOf", ())]
        if form.get("type") == "boolean":
            options = ["true", "false"]
        if options:
            yield from _comment(both("een van", "one of", self.language) + ": " + ", ".join(options))
        if path in self.known and self.known[path] is not None:
            yield self.put(f"{name} = {_value(typed(form, self.known[path]))}", on=on)
        else:
            empty: Any = form.get(
                "const", ""
            )  # of a number and of a yes or no as well: no answer stands there by itself
            yield self.put(f"{name} = {_value([] if form.get('type') == 'array' else empty)}", on=on and needed)

    def put(self, line: str, *, on: bool) -> str:
        """A line, or the same as a comment."""
        return line if on else f"# {line}"


def _described(raw: Schema) -> str:
    """The title of a field and its description."""
    more = raw.get("description")
    return f"{raw['title']}: {more}" if more else str(raw["title"])


def _value(given: Any) -> str:
    """A value as TOML; what JSON writes is valid TOML as well, except the character DEL."""
    return json.dumps(given, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> Iterable[str]:
    """A text as one line of comment, with control characters shown by their code; nothing for an empty text."""
    return (f"# {line}" for line in [words.visible(" ".join(text.split()))] if line)
