"""Forms made from the schema of commands, without any script: buttons add items and nested values, and nothing is recorded.

A form is plain data in which fields may be missing. `read` makes it from what a browser sent, `changed` adds or drops a part of it,
and `drawn` shows it again, with each problem beside the field where it can be corrected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from html import escape
from typing import Any, Literal, NamedTuple

from attrs import define, field, frozen

from ontvlechting.engine.checked import plain_moment
from ontvlechting.engine.days import ZONE, zone_of
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language
from ontvlechting.views.html import Piece, joined, tag
from ontvlechting.views.schema import Schema, schema
from ontvlechting.views.whole import capital
from ontvlechting.views.words import both

Kind = Literal["object", "command", "member", "list", "line", "text", "day", "moment", "whole", "exact", "yes", "fixed"]
SCALAR: frozenset[Kind] = frozenset(["member", "line", "text", "day", "moment", "whole", "exact", "yes"])
MOST = 200
"""How many items a list in a form has at most."""
DEEPEST = 12
"""How many levels deep values may be nested."""
_STEP = re.compile(r"\.?(\w+)|\[([0-9]{1,4})\]")
_LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?")
"""A moment as a browser writes it."""
_HOLE = object()
"""Marks a field in which nothing was given."""


@cache
def schema_of(rules: tuple[Rules, ...], language: Language) -> Schema:
    """The schema of every command of these rules."""
    return schema(*rules, language=language)


class Place(NamedTuple):
    """Where a field is shown.

    Attributes:
        id: the id of its element, to link to.
        title: its title, after those of the values that it is part of.
        unchosen: whether it offers values, of which none was chosen.
    """

    id: str
    title: str
    unchosen: bool = False


@frozen
class Form:
    """How the fields of one kind of command are read and shown.

    Attributes:
        schema: the schema of all commands, with its definitions.
        key: the key of the command.
        language: the language of titles and hints.
    """

    schema: Schema
    key: str
    language: Language

    # -- what the schema says ------------------------------------------------------------------------------------------

    def kind(self, node: Schema) -> tuple[Kind, Schema, bool]:
        """The kind of a field, the schema of its value (of a list: of its items), and whether it may be None."""
        if "anyOf" in node:
            (inner,) = (arm for arm in node["anyOf"] if arm.get("type") != "null")
            kind, found, _ = self.kind(inner)
            return kind, found, True
        if "$ref" in node:
            name = node["$ref"].rpartition("/")[2]
            found = self.schema["$defs"][name]
            return ("command" if name == "command" else "member" if "oneOf" in found else "object"), found, False
        match node:
            case {"type": "array"}:
                return "list", node["items"], False
            case {"const": _}:
                return "fixed", node, False
            case {"type": "boolean"}:
                return "yes", node, False
            case {"type": "integer"}:
                return "whole", node, False
            case {"format": "date"}:
                return "day", node, False
            case {"format": "date-time"}:
                return "moment", node, False
            case {"maxLength": _}:
                return ("line" if "not" in node else "text"), node, False
        return "exact", node, False

    @property
    def root(self) -> Schema:
        """The schema of the command without the fields that a form does not ask: its type, by whom and when."""
        whole = self.schema["$defs"][self.key]
        return {**whole, "properties": {k: v for k, v in whole["properties"].items() if k not in ("type", "by", "at")}}

    def command(self, key: object) -> Schema | None:
        """The schema of a command that is a value in another one; None when the key is unknown."""
        return self.schema["$defs"].get(key) if key in self.keys else None

    @property
    def keys(self) -> list[str]:
        """The key of every kind of command."""
        return list(self.schema["$defs"]["command"]["properties"]["type"]["enum"])

    # -- reading -------------------------------------------------------------------------------------------------------

    def read(self, given: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """The plain data that a browser sent, without the fields that were not filled in."""
        return {"type": self.key, **self._object(self.root, "", given, 0)}

    def _object(self, node: Schema, path: str, given: Mapping[str, Sequence[str]], depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, one in node["properties"].items():
            value = self._value(one, f"{path}.{name}".lstrip("."), given, depth + 1)
            if value is not _HOLE:
                found[name] = value
        return found

    def _value(self, node: Schema, path: str, given: Mapping[str, Sequence[str]], depth: int) -> Any:
        kind, inner, optional = self.kind(node)
        if depth > DEEPEST or kind == "fixed":
            return _HOLE
        if kind in ("object", "command", "list") and optional and not given.get(f"g:{path}"):
            return _HOLE
        if kind == "object":
            return self._object(inner, path, given, depth)
        if kind == "command":
            key = first_value(given, f"f:{path}.type")
            of_it = self.command(key)
            return {"type": key, **self._object(of_it, path, given, depth)} if of_it else {}
        if kind == "list":
            return self._list(inner, path, given, depth)
        return _parsed(kind, first_value(given, f"f:{path}"))

    def _list(self, items: Schema, path: str, given: Mapping[str, Sequence[str]], depth: int) -> list[Any]:
        kind, _, _ = self.kind(items)
        if kind == "member":
            return list(given.get(f"f:{path}", ()))[:MOST]
        if kind in SCALAR:
            lines = [line.strip() for line in first_value(given, f"f:{path}").splitlines()]
            return [_parsed(kind, line) for line in lines if line]
        return [self._value(items, f"{path}[{n}]", given, depth + 1) for n in range(_many(given, f"n:{path}"))]

    # -- showing -------------------------------------------------------------------------------------------------------

    def drawn(self, plain: Mapping[str, Any], wrong: Mapping[str, Sequence[Piece]]) -> tuple[Html, dict[str, Place]]:
        """Draws the fields, each with what is wrong with it.

        Args:
            plain: the values of the fields.
            wrong: what is wrong, by path.

        Returns:
            The fields, and the place of each path.
        """
        made = _Drawing(self, wrong)
        return joined(made.fields(self.root, plain, "", 0)), made.places


@define
class _Drawing:
    """One form while it is being drawn."""

    form: Form
    wrong: Mapping[str, Sequence[Piece]]
    places: dict[str, Place] = field(factory=dict)
    titles: list[str] = field(factory=list)

    @property
    def language(self) -> Language:
        return self.form.language

    def fields(self, node: Schema, plain: Mapping[str, Any], path: str, depth: int) -> Iterator[Html]:
        """Draws every field of an object."""
        needed = node.get("required", ())
        for name, one in node["properties"].items():
            drawn = self.field(
                one, plain.get(name, _HOLE), f"{path}.{name}".lstrip("."), depth + 1, optional=name not in needed
            )
            if drawn is not None:
                yield drawn

    def field(self, node: Schema, value: Any, path: str, depth: int, *, optional: bool) -> Html | None:
        """Draws one field of any kind; None for one that is not shown."""
        kind, inner, may_be_none = self.form.kind(node)
        title = capital(node.get("title", path))
        if kind == "fixed" or depth > DEEPEST:
            return None
        self.titles.append(title)
        try:
            match kind:
                case "object":
                    return self._group(inner, value, path, title, depth, optional=may_be_none)
                case "command":
                    return self._command(value, path, title, depth)
                case "list":
                    return self._list(inner, value, path, title, depth, optional=may_be_none, needed=not optional)
            return self._scalar(kind, inner, value, path, title, optional=optional or may_be_none)
        finally:
            self.titles.pop()

    # -- one value -----------------------------------------------------------------------------------------------------

    def _scalar(self, kind: Kind, node: Schema, value: Any, path: str, title: str, *, optional: bool) -> Html:
        offered: list[Any] = [m["const"] for m in node["oneOf"]] if kind == "member" else [True, False]
        unchosen = kind in ("member", "yes") and value not in offered
        id, name = self._add_place(path, unchosen=unchosen), f"f:{path}"
        told, marks = self._problems_at(path, id)
        hint = self._hint(kind)
        held = "" if value is _HOLE or value is None else value
        given = _escaped(_shown(kind, held))
        more: dict[str, Any] = {"id": id, "name": name, **marks}
        match kind:
            case "member":
                options = [(m["const"], m["title"]) for m in node["oneOf"]]
                entry = self._select(options, held, more)
            case "yes":
                options = [("true", both("ja", "yes", self.language)), ("false", both("nee", "no", self.language))]
                entry = self._select(options, str(held).lower(), more)
            case "text":
                entry = tag("textarea", Html("\n" + given), rows=3, maxlength=node.get("maxLength"), **more)
            case "day":
                entry = tag("input", type="date", value=given, **more)
            case "moment":
                local = tag("input", type="datetime-local", step="any", value=given, **more)
                entry = (
                    local if given == "" or _LOCAL.fullmatch(given) else tag("input", type="text", value=given, **more)
                )
            case "whole" | "exact":
                mode = "numeric" if kind == "whole" else "decimal"
                entry = tag("input", type="text", inputmode=mode, value=given, **more)
            case _:
                entry = tag("input", type="text", value=given, maxlength=node.get("maxLength"), **more)
        label = tag("label", title, self._optional() if optional else None, for_=id)
        return tag("div", label, hint, entry, told, class_="ov-field")

    def _select(self, options: Iterable[tuple[str, str]], held: Any, more: Mapping[str, Any]) -> Html:
        made = [tag("option", "–", value="")]
        made += [tag("option", title, value=_escaped(str(value)), selected=value == held) for value, title in options]
        return tag("select", *made, **more)

    def _hint(self, kind: Kind) -> Html | None:
        hints = {
            "moment": both("Nederlandse tijd", "Dutch time", self.language),
            "exact": both("bijvoorbeeld 1250,00", "for example 1250.00", self.language),
        }
        return tag("span", hints[kind], class_="ov-hint") if kind in hints else None

    # -- values in values ----------------------------------------------------------------------------------------------

    def _group(self, node: Schema, value: Any, path: str, title: str, depth: int, *, optional: bool) -> Html:
        if optional and value is _HOLE:
            return self._left_out(path, title)
        plain = value if isinstance(value, dict) else {}
        id = self._add_place(path)
        told, _ = self._problems_at(path, id)
        away: list[Piece] = []
        if optional:
            away = [tag("input", type="hidden", name=f"g:{path}", value="1"), self._button("leave", path, title)]
        elif path.endswith("]"):
            away = [self._button("drop", path, title)]
        within = list(self.fields(node, plain, path, depth))
        return tag("fieldset", tag("legend", title), told, *within, *away, id=id, tabindex=-1)

    def _left_out(self, path: str, title: str) -> Html:
        """A value that was left out, with the button to fill it in."""
        id = self._add_place(path)
        told, _ = self._problems_at(path, id)
        return tag("div", tag("span", title, self._optional(), class_="ov-label"), self._button("give", path, title), told,
                   class_="ov-field", id=id, tabindex=-1)  # fmt: skip

    def _command(self, value: Any, path: str, title: str, depth: int) -> Html:
        """A command that is a value in another one: its kind is chosen first."""
        if value is _HOLE:
            return self._left_out(path, title)
        value = value if isinstance(value, dict) else {}
        id, key = self._add_place(path), value.get("type", "")
        of_it = self.form.command(key)
        told, marks = self._problems_at(f"{path}.type", f"{id}-type")
        names = [(k, capital(self.form.schema["$defs"][k]["title"])) for k in self.form.keys]
        which = tag(
            "div",
            tag("label", both("Welk verzoek", "Which command", self.language), for_=f"{id}-type"),
            self._select(names, key, {"id": f"{id}-type", "name": f"f:{path}.type", **marks}),
            self._button("again", path, title),
            told,
            class_="ov-field",
        )
        within = list(self.fields(of_it, value, path, depth)) if of_it else []
        about, _ = self._problems_at(path, id)
        given = tag("input", type="hidden", name=f"g:{path}", value="1")
        return tag("fieldset", tag("legend", title), about, given, which, *within, self._button("leave", path, title),
                   id=id, tabindex=-1)  # fmt: skip

    def _list(
        self, items: Schema, value: Any, path: str, title: str, depth: int, *, optional: bool, needed: bool
    ) -> Html:
        if optional and value is _HOLE:
            return self._left_out(path, title)
        held = value if isinstance(value, list) else []
        kind, inner, _ = self.form.kind(items)
        id = self._add_place(path)
        told, marks = self._problems_at(path, id, *(f"{path}[{n}]" for n in range(len(held))) if kind in SCALAR else ())
        given = tag("input", type="hidden", name=f"g:{path}", value="1") if optional else None
        leave = self._button("leave", path, title) if optional else None
        mark = None if needed else self._optional()
        if kind == "member":
            boxes = [
                tag("label", tag("input", type="checkbox", name=f"f:{path}", value=m["const"], checked=m["const"] in held),
                    f" {m['title']}", class_="ov-choice")
                for m in inner["oneOf"]
            ]  # fmt: skip
            return tag("fieldset", tag("legend", title, mark), given, *boxes, told, leave, id=id, tabindex=-1)
        if kind in SCALAR:
            lines = Html("\n" + _escaped("\n".join(_shown(kind, one) for one in held)))
            return tag(
                "div",
                tag("label", title, mark, for_=id),
                tag("span", both("één per regel", "one a line", self.language), class_="ov-hint"),
                tag("textarea", lines, id=id, name=f"f:{path}", rows=max(2, min(len(held) + 1, 8)), **marks),
                told,
                given,
                leave,
                class_="ov-field",
            )
        one_of = capital(inner.get("title", title))
        parts = [
            self.field({**items, "title": f"{one_of} {n + 1}"}, one, f"{path}[{n}]", depth + 1, optional=False)
            for n, one in enumerate(held)
        ]
        count = tag("input", type="hidden", name=f"n:{path}", value=len(held))
        add = self._button("add", path, title) if len(held) < MOST else None
        return tag("fieldset", tag("legend", title, mark), told, given, count, *parts, add, leave, id=id, tabindex=-1)

    # -- small pieces --------------------------------------------------------------------------------------------------

    def _button(self, what: str, path: str, title: str) -> Html:
        words = {
            "add": both("Voeg toe", "Add", self.language),
            "drop": both("Haal weg", "Remove", self.language),
            "give": both("Vul in", "Fill in", self.language),
            "leave": both("Laat weg", "Leave out", self.language),
            "again": both("Kies", "Choose", self.language),
        }
        unseen = tag("span", f" {title}", class_="ov-unseen")
        # the browser shows the next page from this same place on
        back = f"#{_id(re.sub(r'.[0-9]+.$', '', path) if what == 'drop' else path)}"
        return tag("button", words[what], unseen, name="do", value=f"{what}:{path}", formaction=back)

    def _optional(self) -> Html:
        return tag("span", both(" (mag leeg blijven)", " (may stay empty)", self.language), class_="ov-quiet")

    def _add_place(self, path: str, *, unchosen: bool = False) -> str:
        """The id of the field at a path; records its place."""
        id = _id(path)
        self.places[path] = Place(id, " – ".join(self.titles), unchosen)
        return id

    def _problems_at(self, path: str, id: str, *more: str) -> tuple[Html | None, dict[str, str]]:
        """What is wrong at these paths, and the attributes that mark the field as wrong."""
        told = [p for each in (path, *more) for p in self.wrong.get(each, ())]
        if not told:
            return None, {}
        made = tag("div", *(tag("p", p) for p in told), class_="ov-wrong", id=f"{id}-wrong")
        return made, {"aria_invalid": "true", "aria_describedby": f"{id}-wrong"}


# -- plain values ------------------------------------------------------------------------------------------------------


def _id(path: str) -> str:
    """The id of the field at a path."""
    return "f-" + re.sub(r"\W+", "-", path).strip("-")


def first_value(given: Mapping[str, Sequence[str]], name: str) -> str:
    """The first value that a browser sent for a field; empty when it sent none."""
    return next(iter(given.get(name, ())), "")


def _many(given: Mapping[str, Sequence[str]], name: str) -> int:
    """How many items the list has whose count a browser sent under this name."""
    count = first_value(given, name)
    return min(int(count), MOST) if re.fullmatch("[0-9]{1,4}", count) else 0


def items_in(given: Mapping[str, Sequence[str]]) -> int:
    """How many items the lists of a form have together. A browser sends at least one field of each."""
    return sum(_many(given, name) for name in given if name.startswith("n:"))


def _parsed(kind: Kind, text: str) -> Any:
    """The plain value for the text in a field. A text that does not fit is kept as it is, so that its error says what is expected."""
    if kind == "text":
        text = text.replace("\r\n", "\n")
        return text or _HOLE
    text = text.strip()
    if not text:
        return _HOLE
    match kind:
        case "yes":
            return {"true": True, "false": False}.get(text, text)
        case "whole" if re.fullmatch("-?[0-9]{1,16}", text):
            return int(text)
        case "exact" if re.fullmatch(r"-?[0-9]{1,30},[0-9]{1,30}", text):
            return text.replace(",", ".")
        case "moment":
            return _in_calendar_zone(text)
    return text


def _in_calendar_zone(text: str) -> str:
    """A moment as a browser writes it, with the calendar zone added; a moment that has a zone is converted to that zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    zone = zone_of(ZONE)
    moment = plain_moment(found.replace(tzinfo=zone) if found.tzinfo is None else found)
    return text if moment is None else moment.astimezone(zone).isoformat()


def _shown(kind: Kind, held: Any) -> str:
    """The text that a field shows for a value."""
    if kind != "moment" or not isinstance(held, str):
        return str(held)
    try:
        moment = plain_moment(datetime.fromisoformat(held))
    except ValueError:
        return held
    there = held if moment is None else moment.astimezone(zone_of(ZONE)).replace(tzinfo=None, fold=0).isoformat()
    return (
        there if _in_calendar_zone(there) == _in_calendar_zone(held) else held
    )  # in an hour that occurs twice, keep the offset


def _escaped(text: str) -> Html:
    """Escapes a text and keeps all else, so that what somebody filled in comes back as it was."""
    return Html(escape(text.replace("\x00", "\ufffd").encode(errors="replace").decode()))


# -- adding and dropping -----------------------------------------------------------------------------------------------


def changed(plain: dict[str, Any], what: str, path: str) -> None:
    """Adds an item to a list of the form, drops one, fills in a value that was left out, or leaves one out.

    A path that is not in the form changes nothing.
    """
    steps = [int(m[2]) if m[2] else m[1] for m in _STEP.finditer(path)]
    if not steps:
        return
    *parents, last = steps
    holder: Any = plain
    for step in parents:
        match holder, step:
            case dict(), str() if step in holder:
                holder = holder[step]
            case list(), int() if step < len(holder):
                holder = holder[step]
            case _:
                return
    match what, holder, last:
        case "add", dict(), str() if isinstance(holder.setdefault(last, []), list) and len(holder[last]) < MOST:
            holder[last].append({})
        case "drop", list(), int() if last < len(holder):
            del holder[last]
        case "give", dict(), str():
            holder.setdefault(last, {})  # a form shows an empty value of its kind
        case "leave", dict(), str():
            holder.pop(last, None)


def leaves(plain: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value in plain data that is no object or list, with its path."""
    if isinstance(plain, dict):
        for name, one in plain.items():
            yield from leaves(one, f"{path}.{name}".lstrip("."))
    elif isinstance(plain, list):
        for n, one in enumerate(plain):
            yield from leaves(one, f"{path}[{n}]")
    else:
        yield path, plain
