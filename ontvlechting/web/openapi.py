"""The OpenAPI (3.1) description of the addresses for programs, made from the schema of commands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language
from ontvlechting.engine.verdicts import ReasonKind, VerdictKind
from ontvlechting.views.schema import schema
from ontvlechting.views.words import both

if TYPE_CHECKING:
    from ontvlechting.web.asked import Asked

Plain = dict[str, Any]

_TEXT = {"type": "string"}
_WHOLE = {"type": "integer"}
_MOMENT = {"type": ["string", "null"]}
_BOTH: Plain = {
    "type": "object",
    "required": ["nl", "en"],
    "properties": {"nl": _TEXT, "en": _TEXT},
}


def described(asked: Asked) -> Plain:
    """The OpenAPI description for the site of this request."""
    found = _described(asked.site.known.every, asked.language, acts=asked.site.acts)
    return {**found, "servers": [{"url": asked.at("")}]}


@cache
def _described(rules: tuple[Rules, ...], language: Language, *, acts: bool) -> Plain:
    defs = _with_component_refs(schema(*rules, language=language)["$defs"])
    asking = _request_schemas(defs) if acts else {}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ontvlechting",
            "version": version("ontvlechting"),
            "summary": both("Een logboek: kijken, vragen en vastleggen", "A ledger: look, ask and record", language),
        },
        "paths": {**_looking(language), **(_asking(language) if acts else {})},
        "components": {"schemas": {**(defs if acts else {}), **asking, **_answers()}},
    }


def _with_component_refs(plain: Any) -> Any:
    """The same schemas, with references to the place where OpenAPI keeps schemas."""
    if isinstance(plain, dict):
        return {
            k: v.replace("#/$defs/", "#/components/schemas/") if k == "$ref" else _with_component_refs(v)
            for k, v in plain.items()
        }
    return [_with_component_refs(one) for one in plain] if isinstance(plain, list) else plain


def _request_schemas(defs: Plain) -> Plain:
    """The schema of each command as it is sent: without by whom and when, which the login and the clock say."""
    found: Plain = {}
    kinds = defs["command"]["properties"]["type"]["enum"]
    for key in kinds:
        whole = defs[key]
        fields = {k: v for k, v in whole["properties"].items() if k not in ("by", "at")}
        needed = [name for name in whole["required"] if name not in ("by", "at")]
        found[f"asked.{key}"] = {**whole, "properties": fields, "required": needed}
    one = [
        {"if": {"properties": {"type": {"const": key}}, "required": ["type"]}, "then": _ref(f"asked.{key}")}
        for key in kinds
    ]
    found["asked"] = {**defs["command"], "allOf": one}
    found["request"] = {
        "type": "object",
        "required": ["process", "command"],
        "additionalProperties": False,
        "properties": {"process": {"type": "string", "minLength": 1, "maxLength": 200}, "command": _ref("asked")},
    }
    return found


def _ref(name: str) -> Plain:
    return {"$ref": f"#/components/schemas/{name}"}


def _listed(items: Plain) -> Plain:
    return {"type": "array", "items": items}


def _object(**fields: Plain) -> Plain:
    return {"type": "object", "required": list(fields), "properties": fields}


def _answers() -> Plain:
    """The schemas of the answers. An answer may have more fields than its schema names."""
    rules = {"anyOf": [_object(name=_TEXT, version=_TEXT, hash=_TEXT), {"type": "null"}]}
    source = _object(document=_TEXT, section=_TEXT, term=_TEXT)
    supplier = _object(role=_TEXT, party={"type": ["string", "null"]})
    verdict: Plain = {
        "allowed": {"type": "boolean"},
        "verdict": {"enum": [k.value for k in VerdictKind]},
        "reasons": _listed(_ref("answer.reason")),
    }
    command: Plain = {"type": ["object", "null"]}
    problem = _object(field=_TEXT, value=_TEXT, expected=_BOTH, nearest=_listed(_TEXT))
    record: Plain = {
        "process": _TEXT,
        "number": _WHOLE,
        "id": _TEXT,
        "at": _MOMENT,
        "recorded_at": _MOMENT,
        "hash": _TEXT,
        "previous": _TEXT,
        **verdict,
        "before": _TEXT,
        "after": _TEXT,
        "rules": rules,
        "removed": _listed(_TEXT),
        "unreadable": {"type": ["string", "null"]},
        "origin": {"type": ["object", "null"]},
        "command": command,
    }
    return {
        "answer.reason": _object(
            rule=_TEXT,
            code=_TEXT,
            kind={"enum": [k.value for k in ReasonKind]},
            text=_BOTH,
            source=source,
            suppliers=_listed(supplier),
            earliest=_MOMENT,
        ),
        "answer.verdict": _object(process=_TEXT, **verdict, command=command),
        "answer.record": _object(**record),
        "answer.placed": _object(position=_WHOLE, **record),
        "answer.recorded": _object(recorded={"const": True}, state=_TEXT, **record),
        "answer.standing": _object(process=_TEXT, state=_TEXT, at=_MOMENT, number=_WHOLE, hash=_TEXT, rules=rules),
        "answer.dossier": _object(process=_TEXT, state=_TEXT, title=_BOTH, since=_MOMENT, rules=rules),
        "answer.step": _object(
            command=_TEXT,
            title=_BOTH,
            open={"type": "boolean"},
            moves={"type": "boolean"},
            target=_TEXT,
            reasons=_listed(_ref("answer.reason")),
            asks=_listed(_BOTH),
        ),
        "answer.term": _object(id=_TEXT, process=_TEXT, code=_TEXT, rule=_TEXT),
        "answer.rule": _object(rule=_TEXT, title=_BOTH, source=source, status=_TEXT, guards={"type": "object"}),
        "problem": _object(
            type=_TEXT,
            title=_TEXT,
            status=_WHOLE,
            detail=_TEXT,
            recorded={"type": ["boolean", "null"]},
            problems=_listed(problem),
        ),
    }


# -- addresses ---------------------------------------------------------------------------------------------------------


def _query(name: str, schema: Plain, *, required: bool = False) -> Plain:
    return {"name": name, "in": "query", "required": required, "schema": schema}


_NAME: Plain = {"type": "string", "minLength": 1, "maxLength": 200}
_AFTER = _query("after", {"type": "integer", "minimum": 0, "maximum": 10**15 - 1})
_LIMIT = _query("limit", {"type": "integer", "minimum": 1, "maximum": 1_000})
_LANG = _query("lang", {"enum": ["nl", "en"]})
_PROBLEM: Plain = {"description": "a problem", "content": {"application/problem+json": {"schema": _ref("problem")}}}


def _answer(summary: str, schema: Plain, *query: Plain, **more: Any) -> Plain:
    """The description of one operation: its summary, the schema of its answer, and its query parameters."""
    well = {"description": summary, "content": {"application/json": {"schema": schema}}}
    return {"summary": summary, "parameters": [*query, _LANG], "responses": {"200": well, "default": _PROBLEM}, **more}


def _looking(language: Language) -> Mapping[str, Plain]:
    def page_of(name: str, of: str, then: Plain) -> Plain:
        return _object(**{name: _listed(_ref(of)), "next": {"anyOf": [then, {"type": "null"}]}})

    def get(nl: str, en: str, schema: Plain, *query: Plain) -> Plain:
        return {"get": _answer(both(nl, en, language), schema, *query)}

    name, number = (
        _query("name", _NAME, required=True),
        _query("number", {"type": "integer", "minimum": 1}, required=True),
    )
    day = {"type": "string", "format": "date"}
    return {
        "/api/processes": get(
            "Waar processen staan", "Where processes stand", page_of("processes", "answer.standing", _TEXT),
            _query("after", {"type": "string", "maxLength": 200}), _LIMIT, _query("state", _TEXT),
        ),
        "/api/process": get("Waar een proces staat", "Where a process stands", _ref("answer.dossier"), name),
        "/api/next": get("Wat de volgende stap is", "What is next", _object(next_steps=_listed(_ref("answer.step"))), name),
        "/api/outlook": get(
            "De weg naar het einde", "The road to the end",
            _object(process=_TEXT, state=_TEXT, doors=_listed({"type": "object"}), terms=_listed(_ref("answer.term"))), name,
        ),
        "/api/agenda": get("Welke termijnen lopen", "Which terms run", _object(terms=_listed(_ref("answer.term")))),
        "/api/history": get(
            "Alle vastleggingen van een proces", "Every record of a process", page_of("records", "answer.record", _WHOLE),
            name, _AFTER, _LIMIT,
        ),
        "/api/record": get(
            "Eén vastlegging", "One record", _ref("answer.record"), _query("process", _NAME, required=True), number
        ),
        "/api/records": get(
            "Het hele logboek", "The whole ledger", page_of("records", "answer.placed", _WHOLE), _AFTER, _LIMIT
        ),
        "/api/rules": get("Alle regels", "Every rule", _object(rules=_listed(_ref("answer.rule")))),
        "/api/rule": get("Eén regel", "One rule", _ref("answer.rule"), _query("id", _NAME, required=True)),
        "/api/account": get(
            "De verantwoording aan de Kamer", "The account to Parliament", {"type": "object"},
            _query("programme", _NAME), _query("as_of", day), _query("known", {"const": "now"}),
        ),
        "/api/commands": get(
            "Hoe een verzoek eruitziet, als JSON Schema", "What a command looks like, as JSON Schema", {"type": "object"},
            _query("command", _TEXT),
        ),
        "/api/openapi.json": get("Deze beschrijving", "This description", {"type": "object"}),
    }  # fmt: skip


def _asking(language: Language) -> Mapping[str, Plain]:
    body = {"required": True, "content": {"application/json": {"schema": _ref("request")}}}
    key: Plain = {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "schema": {"type": "string", "pattern": "^[!-~]{1,100}$"},
    }
    ask = both(
        "Wat het antwoord zou zijn; niets wordt vastgelegd", "What the answer would be; nothing is recorded", language
    )
    submit = both("Vraag het, en leg het antwoord vast", "Ask it, and record the answer", language)
    return {
        "/api/ask": {"post": _answer(ask, _ref("answer.verdict"), requestBody=body)},
        "/api/submit": {"post": _answer(submit, _ref("answer.recorded"), key, requestBody=body)},
    }
