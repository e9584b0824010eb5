"""A request as the pages see it: who asks for what, in which language; and the addresses of our own pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from attrs import field, frozen

from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.command import Command
from ontvlechting.engine.text import Language, Text
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import Rule
from ontvlechting.letter.catalogue import CATALOGUE
from ontvlechting.letter.dossier import Dossier as LetterDossier
from ontvlechting.record.codec import Codec
from ontvlechting.record.standing import Standing
from ontvlechting.views.front import Front
from ontvlechting.views.links import Links

if TYPE_CHECKING:
    from ontvlechting.shell.ledger import Ledger

_WEIGHT = re.compile(r"[01](\.[0-9]{0,3})?")


def language_of(accepted: str) -> Language:
    """The language that an `Accept-Language` header asks for: Dutch, unless English is preferred."""
    weights: dict[str, float] = {}
    for part in accepted[:1_000].split(","):
        name, _, given = part.partition(";")
        weight = given.strip().removeprefix("q=")
        language = name.strip()[:2].lower()
        weights[language] = max(weights.get(language, 0), float(weight) if _WEIGHT.fullmatch(weight) else 1.0)
    return "en" if weights.get("en", 0) > weights.get("nl", 0) else "nl"


@frozen(kw_only=True)
class Site:
    """What stays the same from one request to the next.

    Attributes:
        ledger: the ledger that is shown; a `Workflow`, which can record, where somebody may ask.
        clock: gives the moment at which something is asked.
        acts: whether anybody can ask for anything here.
        title: the title of the site.
        secret: the key with which the tokens in forms are made.
        origins: the origins from which forms may come, besides our own address.
        codec: reads the commands that can be given here.
        front: gives what page one says of a process, from where it stands and the current minute.
    """

    ledger: Ledger
    clock: Callable[[], datetime]
    acts: bool
    title: str
    secret: bytes = field(repr=False)
    origins: frozenset[str]
    codec: Codec
    front: Callable[[Standing, datetime], Front] = field(repr=False)

    @cached_property
    def known(self) -> KnownRules:
        """The rules that the ledger knows."""
        return KnownRules(self.ledger.rules, self.ledger.known)

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule that is known here, by its id: the catalogue of the letter where it judges, and what each rule set holds to."""
        every = self.known.every
        found: dict[str, Rule] = dict(CATALOGUE) if any(issubclass(r.dossier, LetterDossier) for r in every) else {}
        for rules in every:
            for rule in (rules.order, rules.deciding, *(r for g in rules.guards for r in g.rules)):
                found.setdefault(rule.id, rule)
        return found

    @cached_property
    def questions(self) -> Mapping[Rule, Mapping[str, Text]]:
        """For each rule the guards that enforce it: their titles, by their names."""
        found: dict[Rule, dict[str, Text]] = {}
        for guard in (g for rules in self.known.every for g in rules.guards):
            for rule in guard.rules:
                found.setdefault(rule, {})[guard.name] = guard.title
        return found


@frozen(kw_only=True)
class Asked:
    """One request, as a page sees it.

    Attributes:
        site: the site that was asked.
        method: the method of the request.
        path: the path below the base.
        base: the path under which the site is mounted; empty when it has the whole host.
        query: the values in the query of the address.
        language: the language of the answer.
        chosen: whether the address names that language.
        headers: the headers, by their name in lower case; one that came several times as a list with commas.
        actor: who asks; None when that is not known.
        body: the bytes that were sent.
    """

    site: Site
    method: str
    path: str
    base: str
    query: Mapping[str, str]
    language: Language
    chosen: bool
    headers: Mapping[str, str]
    actor: Actor | None = None
    body: bytes = b""

    @property
    def ledger(self) -> Ledger:
        """The ledger."""
        return self.site.ledger

    @property
    def media_type(self) -> str:
        """What kind of content was sent; empty when the request does not say so."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def data(self) -> bool:
        """Whether the answer is JSON for a program, by its address."""
        return self.path == "/api" or self.path.startswith("/api/")

    def at(self, path: str) -> str:
        """The address of a path below the base. It stays on this site, also for a path such as `//example.org` that somebody asked."""
        return "/" + quote(f"{self.base}{path}".lstrip("/"))

    def to(self, path: str, /, *, lang: Language | None = None, **query: str | int | None) -> str:
        """The address of a page of ours; it keeps the language that was chosen."""
        asked = [f"{quote_plus(key)}={quote_plus(str(value))}" for key, value in query.items() if value is not None]
        if lang is not None or self.chosen:
            asked.append(f"lang={quote_plus(lang or self.language)}")
        return self.at(path) + (f"?{'&'.join(asked)}" if asked else "")

    def here(self, lang: Language) -> str:
        """The address of this same page in another language."""
        return self.to(self.path, **{**{k: v for k, v in self.query.items() if k != "lang"}, "lang": lang})

    @property
    def links(self) -> Links:
        """The addresses to which names on a page link."""
        return Links(
            process=lambda name: self.to("/process", name=name),
            record=lambda process, number: self.to("/record", process=process, number=number),
            rule=lambda id: self.to("/rule", id=id),
        )

    def asking(self, process: str) -> Links:
        """The same links, and for a person who may ask also those to the forms for this process."""

        def asks(command: type[Command]) -> str | None:
            return self.to("/ask", process=process, command=command.key) if command.can_be_given else None

        links = self.links
        return Links(process=links.process, record=links.record, rule=links.rule, command=asks) if self.actor else links
