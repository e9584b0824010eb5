"""The pages on which somebody asks: first a form, then what the answer would be, and only then the record.

Each form has a key. With an answer the form gets a mark of what it holds, and the number of records that the process had. If either
has changed by the time that it is to be recorded, the new answer is shown first. Each form also has a token that only this site can
make for the person who is logged in, and a form is accepted only from a page of this site.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from attrs import frozen
from starlette.responses import RedirectResponse, Response

from ontvlechting.engine.command import Command
from ontvlechting.engine.errors import InputError, Problem, UnknownProcess, unknown_name
from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language, Text
from ontvlechting.engine.values import UnknownRules
from ontvlechting.engine.verdicts import Verdict
from ontvlechting.views import pieces
from ontvlechting.views.html import Piece, joined, listed, tag, ticked
from ontvlechting.views.template import beforehand
from ontvlechting.views.words import both
from ontvlechting.web import acting
from ontvlechting.web.asked import Asked
from ontvlechting.web.errors import Refusal
from ontvlechting.web.forms import Form, Place, changed, first_value, items_in, leaves, schema_of
from ontvlechting.web.frame import note, page

FIELDS = 5_000
"""How many fields of a form are read at most."""
FORM = "application/x-www-form-urlencoded"


def begin(asked: Asked) -> Response:
    """The page with the commands by which something new can begin."""
    language = asked.language
    acting.somebody(asked)
    found = [tag("a", c.title[language], href=asked.to("/ask", command=c.key)) for c in acting.openers_of(asked)]
    return page(asked, both("Iets nieuws beginnen", "Begin something new", language), [listed(found)])


@frozen(kw_only=True)
class _Filled:
    """A form that somebody is filling in.

    Attributes:
        asked: the request.
        kind: the kind of command.
        form: how it is read and shown.
        process: the name of the process; empty while it is not filled in yet.
        named: whether the address names the process.
        key: the key of the form.
        plain: what it holds.
    """

    asked: Asked
    kind: type[Command]
    form: Form
    process: str
    named: bool
    key: str
    plain: dict[str, Any]

    def token(self) -> str:
        """A code that only this site can make, for this person and this form."""
        return self._made("token", acting.somebody(self.asked).id, self.key)

    def mark(self) -> str:
        """A code for what the form holds, sent along with the answer to it."""
        held = json.dumps(self.plain, sort_keys=True)
        return self._made("mark", acting.somebody(self.asked).id, self.key, self.process, held)

    def _made(self, *parts: str) -> str:
        told = json.dumps(parts).encode()
        return hmac.new(self.asked.site.secret, told, "sha256").hexdigest()

    def seen(self) -> int:
        """How many records its process has now."""
        try:
            return len(self.asked.ledger.history(self.process))
        except UnknownProcess:
            return 0


def _kind(asked: Asked) -> type[Command]:
    """The kind of command that the address names.

    Raises:
        UnknownName: there is no such command here.
    """
    key, known = asked.query.get("command", ""), acting.commands_of(asked)
    if key not in known:
        raise unknown_name(Text(nl="verzoek", en="command"), key, known)
    return known[key]


def _form(asked: Asked, kind: type[Command]) -> Form:
    return Form(schema_of(asked.site.known.every, asked.language), kind.key, asked.language)


def empty(asked: Asked) -> Response:
    """A new form, with what is known filled in and what is in the way of this command now."""
    acting.somebody(asked)
    kind, process = _kind(asked), asked.query.get("process", "")
    known = _beforehand(asked, kind, process) if process else {}
    filled = _Filled(
        asked=asked,
        kind=kind,
        form=_form(asked, kind),
        process=process,
        named=bool(process),
        key=acting.new_key(),
        plain={"type": kind.key, **known},
    )
    told = both(
        "Wat al bekend is, is ingevuld. Kijk het na.",
        "What is known already is filled in. Look it over.",
        asked.language,
    )
    return _page(filled, [_what_is_in_the_way(filled) if process else None, tag("p", told) if known else None])


def _beforehand(asked: Asked, kind: type[Command], process: str) -> dict[str, Any]:
    """What is known already, as `ontvlechting template` fills it in; nothing for a process that cannot be judged here."""
    try:
        dossier = asked.ledger.dossier(process)
        rules = asked.site.known.of(dossier)
    except (UnknownProcess, UnknownRules):
        return {}
    at = asked.site.clock()
    return beforehand(rules, *asked.site.known.every, command=kind.key, at=at, dossier=dossier, by=asked.actor)


def _what_is_in_the_way(filled: _Filled) -> Piece:
    """What is in the way of this command now, whatever is filled in; nothing for a process that this command begins.

    Raises:
        UnknownProcess: there is no such process, and this command does not begin one.
    """
    asked, language = filled.asked, filled.asked.language
    try:
        steps = asked.ledger.next_steps(filled.process, by=asked.actor)
    except UnknownProcess:
        if filled.kind in acting.openers_of(asked):
            return None
        raise
    step = next((s for s in steps if s.command is filled.kind), None)
    if step is None:
        told = both(
            "Vanuit deze toestand kan dit niet worden gevraagd.", "This cannot be asked from this state.", language
        )
        return note(tag("p", told), bad=True)
    head = both("Wat nu in de weg staat, wat u ook invult", "What is in the way now, whatever you fill in", language)
    why = pieces.reasons(step.reasons, language, asked.links)
    shows = both("Wat dit verzoek zelf moet laten zien", "What this command itself has to show", language)
    asks = listed(text[language] for text in step.asks)
    return joined([
        None if step.open else note(tag("p", tag("strong", head), ":"), why, bad=True),
        tag("details", tag("summary", shows), asks) if asks else None,
    ])  # fmt: skip


def sent(asked: Asked) -> Response:
    """Handles a form that was sent: a part is added or dropped, the answer is shown, or the command is recorded."""
    acting.somebody(asked)
    kind = _kind(asked)
    given = _form_fields(asked)
    form = _form(asked, kind)
    named = asked.query.get("process", "")
    key = first_value(given, "key")
    filled = _Filled(
        asked=asked,
        kind=kind,
        form=form,
        process=named or first_value(given, "process"),
        named=bool(named),
        key=key if re.fullmatch("[0-9a-f]{32}", key) else acting.new_key(),
        plain=form.read(given),
    )
    if not hmac.compare_digest(filled.token().encode(), first_value(given, "token").encode()):
        return _show_stale_form(filled)
    what, _, path = first_value(given, "do").partition(":")
    if what == "record":
        return _recorded(filled, given)
    if what in ("add", "drop", "give", "leave", "again"):
        changed(filled.plain, what, path)
        return _page(filled, [])
    return _show_answer(filled)


def _form_fields(asked: Asked) -> Mapping[str, Sequence[str]]:
    """The fields of the form that was sent.

    Raises:
        Refusal: what was sent is no form, or cannot be read.
    """
    if asked.media_type != FORM:
        raise Refusal(
            415, "Hier worden alleen formulieren gelezen.", "Only forms are read here.", {"Accept-Post": FORM}
        )
    try:
        given = parse_qs(asked.body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except ValueError:
        given = None
    if given is None or items_in(given) > FIELDS:
        raise Refusal(400, "Dit formulier is niet te lezen.", "This form cannot be read.")
    return given


def _show_stale_form(filled: _Filled) -> Response:
    """The form again, when it was made for another login, or before this program was restarted."""
    told = both(
        "Dit formulier is van een andere login, of van voordat dit programma opnieuw begon. Kijk het na en stuur het nog eens.",
        "This form is of another login, or of before this program began anew. Look it over and send it again.",
        filled.asked.language,
    )
    return _page(filled, [note(tag("p", told), tag("p", _nothing_recorded(filled.asked)), bad=True)], status=403)


def _nothing_recorded(asked: Asked) -> Html:
    return tag("strong", both("Er is niets vastgelegd.", "Nothing was recorded.", asked.language))


def _recorded(filled: _Filled, given: Mapping[str, Sequence[str]]) -> Response:
    """Records the command and goes to its record; shows the answer of now first where it may differ from the one that was seen."""
    asked = filled.asked
    before = asked.ledger.find(acting.id_of(acting.somebody(asked), filled.key))
    if before is None:
        same = hmac.compare_digest(filled.mark().encode(), first_value(given, "mark").encode())
        if not same or str(filled.seen()) != first_value(given, "seen"):
            return _show_answer(filled, changed=True)
    try:
        outcome = acting.recorded(asked, filled.process, filled.plain, filled.key)
    except InputError as error:
        return _show_problems(filled, error)
    to = asked.to("/record", process=outcome.record.event.process, number=outcome.record.number, told=filled.key)
    return RedirectResponse(to, 303)


def _show_answer(filled: _Filled, *, changed: bool = False) -> Response:
    """The form with what the answer would be, or with what is wrong with it."""
    language = filled.asked.language
    try:
        verdict, _ = acting.judged(filled.asked, filled.process, filled.plain)
    except InputError as error:
        return _show_problems(filled, error)
    first: list[Piece] = []
    if changed:
        told = both(
            "Sinds u het antwoord zag, is er iets veranderd: in het formulier of in het proces. Dit is het antwoord van nu.",
            "Since you saw the answer something has changed: in the form or in the process. This is the answer of now.",
            language,
        )
        first.append(note(tag("p", told), tag("p", _nothing_recorded(filled.asked)), bad=True))
    wrong: dict[str, list[Piece]] = {}
    for reason in verdict.reasons:
        for path in _quoted_fields(reason.text[language], filled.plain):
            wrong.setdefault(path, []).append(pieces.reason(reason, language, filled.asked.links))
    return _page(filled, first, verdict=verdict, wrong=wrong, status=409 if changed else 200)


def _quoted_fields(text: str, plain: Mapping[str, Any]) -> list[str]:
    """The paths of the fields whose value a reason quotes, at most three: there it can be corrected."""
    quoted = set(re.findall("`([^`]+)`", text))
    return [path for path, value in leaves(plain) if path != "type" and isinstance(value, str) and value in quoted][:3]


def _show_problems(filled: _Filled, error: InputError) -> Response:
    """The form again, with every problem, each beside its field."""
    return _page(filled, [], problems=error.problems, status=422)


def _path(problem: Problem) -> str:
    """The path in the form of the field that a problem is about."""
    return problem.field.removeprefix("command.")


def _expected(problem: Problem, places: Mapping[str, Place], language: Language) -> Html:
    """What is expected in a field, and what may have been meant; the field itself shows what was given, and the choice."""
    place = places.get(_path(problem))
    if place is not None and place.unchosen:
        return Html(both("Kies een van de mogelijkheden", "Choose one of the options", language))
    meant = "".join(f"; {both('bedoelt u', 'do you mean', language)} `{n}`?" for n in problem.nearest[:1])
    return ticked(f"{both('Verwacht', 'Expected', language)}: {problem.expected[language]}{meant}")


# -- the page ----------------------------------------------------------------------------------------------------------


def _page(
    filled: _Filled,
    first: Iterable[Piece],
    *,
    verdict: Verdict | None = None,
    problems: Sequence[Problem] = (),
    wrong: Mapping[str, Sequence[Piece]] | None = None,
    status: int = 200,
) -> Response:
    """The page with the form, and above it what there is to say about it."""
    asked, language = filled.asked, filled.asked.language
    drawn, places = filled.form.drawn(filled.plain, {})
    told: dict[str, list[Piece]] = {path: [*these] for path, these in (wrong or {}).items()}
    for problem in problems:
        told.setdefault(_path(problem), []).append(_expected(problem, places, language))
    if told:
        drawn, _ = filled.form.drawn(filled.plain, _where_shown(told, places))
    content: list[Piece] = [*first]
    if problems:
        content.append(_summary(filled, problems, places))
    if verdict is not None:
        content.append(_verdict(filled, verdict))
    hidden = {"token": filled.token(), "key": filled.key}
    if verdict is not None:
        hidden |= {"mark": filled.mark(), "seen": str(filled.seen())}
    content.append(
        tag(
            "form",
            # Enter in a field presses the first button of the form
            tag(
                "button",
                both("Vraag", "Ask", language),
                name="do",
                value="ask",
                class_="ov-unseen",
                tabindex=-1,
                aria_hidden="true",
            ),
            *(tag("input", type="hidden", name=name, value=value) for name, value in hidden.items()),
            None if filled.named else _process_field(filled, told),
            drawn,
            _buttons(filled, verdict),
            method="post",
            action=asked.to("/ask", process=filled.process if filled.named else None, command=filled.kind.key),
            class_="ov-form",
        )
    )
    about = tag("a", filled.process, href=asked.to("/process", name=filled.process)) if filled.named else None
    lead = joined([both("Voor ", "For ", language), about]) if about else None
    return page(asked, filled.kind.title[language], content, lead=lead, status=status)


def _where_shown(wrong: Mapping[str, Sequence[Piece]], places: Mapping[str, Place]) -> dict[str, list[Piece]]:
    """What is wrong, by the path where it is shown: a path without a field of its own is shown at the one it is part of."""
    found: dict[str, list[Piece]] = {}
    for path, told in wrong.items():
        found.setdefault(_shown_at(path, places), []).extend(told)
    return found


def _shown_at(path: str, places: Mapping[str, Place]) -> str:
    while path and path not in places:
        path = re.sub(r"(\.|^)\w+$|\[[0-9]+\]$|.$", "", path)
    return path


def _summary(filled: _Filled, problems: Sequence[Problem], places: Mapping[str, Place]) -> Html:
    """Every problem, each with a link to its field."""
    language = filled.asked.language
    rows = []
    for problem in problems:
        path = _path(problem)
        place = places.get(_shown_at(path, places))
        if path == "process" and not filled.named:
            place = Place("f-process", _CALLED[language])
        said = _expected(problem, places, language)
        named = joined([tag("code", path), ": ", said])
        rows.append(tag("a", f"{place.title}: ", said, href=f"#{place.id}") if place else named)
    head = both("Dit klopt nog niet", "This is not right yet", language)
    return tag("div", tag("p", tag("strong", head), ". ", _nothing_recorded(filled.asked)), listed(rows), class_="ov-note ov-bad",
               role="alert")  # fmt: skip


def _verdict(filled: _Filled, verdict: Verdict) -> Html:
    """What the answer would be, with every reason."""
    language = filled.asked.language
    yes = both("Het antwoord zou nu ja zijn.", "The answer would be yes now.", language)
    no = both("Het antwoord zou nu nee zijn.", "The answer would be no now.", language)
    nothing = both("Er is nog niets vastgelegd.", "Nothing was recorded yet.", language)
    return tag(
        "div",
        tag("p", tag("strong", yes if verdict.allowed else no), f" {nothing}"),
        pieces.reasons(verdict.reasons, language, filled.asked.links),
        class_="ov-yes" if verdict.allowed else "ov-note ov-bad",
        role="status",
    )


def _buttons(filled: _Filled, verdict: Verdict | None) -> Html:
    """The buttons of the form; the one that records is there only with an answer."""
    language = filled.asked.language
    ask = both("Vraag wat het antwoord zou zijn", "Ask what the answer would be", language)
    found: list[Piece] = [tag("button", ask, name="do", value="ask", class_="ov-main" if verdict is None else None)]
    if verdict is not None:
        yes = both("Leg vast", "Record it", language)
        no = both("Leg toch vast, als weigering", "Record it all the same, as a refusal", language)
        looks = "ov-main" if verdict.allowed else None
        found.append(tag("button", yes if verdict.allowed else no, name="do", value="record", class_=looks))
    more = both(
        "Vragen legt niets vast. Wie u bent en hoe laat het is, zegt dit programma; dat staat niet in het formulier.",
        "Asking records nothing. Who you are and what time it is, this program says; it is not in the form.",
        language,
    )
    return joined([tag("p", *found, class_="ov-buttons"), tag("p", more, class_="ov-quiet")])


_CALLED = Text(nl="Hoe het proces of programma gaat heten", en="What the process or programme will be called")


def _process_field(filled: _Filled, wrong: Mapping[str, Sequence[Piece]]) -> Html:
    """The field for the name of the process or programme that begins."""
    language = filled.asked.language
    told = wrong.get("process", ())
    marks = {"aria_invalid": "true", "aria_describedby": "f-process-wrong"} if told else {}
    said = tag("div", *(tag("p", p) for p in told), class_="ov-wrong", id="f-process-wrong") if told else None
    entry = tag("input", type="text", id="f-process", name="process", value=filled.process, maxlength=200, **marks)
    hint = both("bijvoorbeeld douane/websites", "for example douane/websites", language)
    return tag(
        "div",
        tag("label", _CALLED[language], for_="f-process"),
        tag("span", hint, class_="ov-hint"),
        entry,
        said,
        class_="ov-field",
    )
