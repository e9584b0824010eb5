"""Forms: made from the schema of commands, without a script, they can say whatever a command can say; and what goes wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from ontvlechting import LETTER, Actor, Road, Workflow, letter, web
from ontvlechting.engine.command import Command
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import LANGUAGES, Language
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import Correct, Redact
from ontvlechting.letter.values import Role
from ontvlechting.record.codec import command_to_plain
from ontvlechting.testing import strategies
from ontvlechting.testing.letter.strategies import NEEDS
from ontvlechting.web.forms import MOST, Form, changed, leaves, schema_of
from tests.asking import WEBSITES
from tests.browsing import Browser, Filled, Page
from tests.pages import HOSTILE
from tests.test_schema import COMMANDS, RULES

NOW = datetime(2023, 6, 1, 9, 0, tzinfo=UTC)


def form_of(kind: type[Command], language: Language = "nl") -> Form:
    """The form of a kind of command."""
    return Form(schema_of((RULES, PROGRAMME), language), kind.key, language)


def drawn(form: Form, plain: dict[str, Any]) -> Filled:
    """What a browser keeps of a form that holds this."""
    fields, _ = form.drawn(plain, {})
    return Filled(f'<form method="post" action="/">{fields}</form>')


def bare(plain: Any) -> Any:
    """Plain data as a form has it: what was left out is left out, moments are moments, boxes that are ticked have no order."""
    match plain:
        case dict():
            return {k: bare(v) for k, v in plain.items() if v is not None}
        case list():
            found = [bare(one) for one in plain]
            return sorted(set(found)) if all(isinstance(one, str) for one in found) else found
        case str() if len(plain) > 18 and plain[4:5] == "-":
            try:
                return datetime.fromisoformat(plain)
            except ValueError:
                return plain
    return plain


def sent(command: Command) -> dict[str, Any]:
    """A command as a form says it: without by whom and when."""
    return {k: v for k, v in command_to_plain(command).items() if k not in ("by", "at")}


@pytest.mark.parametrize("kind", [k for k in COMMANDS if k.can_be_given], ids=lambda k: k.key)
@settings(max_examples=5)
@given(data=st.data())
def test_a_form_can_say_whatever_a_command_can(kind: type[Command], data: Any) -> None:
    """What a form shows of a command, and a browser then sends, is that command; however deep it is."""
    rules: Rules = RULES if kind in RULES.commands else PROGRAMME
    plain = bare(clean(sent(data.draw(strategies.commands(rules, kind, NEEDS)))))
    form = form_of(kind)
    assert plain == bare(form.read(drawn(form, clean(sent_again(plain))).given))


def sent_again(plain: Any) -> Any:
    """Plain data again, with moments as text."""
    match plain:
        case dict():
            return {k: sent_again(v) for k, v in plain.items()}
        case list():
            return [sent_again(v) for v in plain]
        case datetime():
            return plain.isoformat()
    return plain


def clean(plain: Any) -> Any:
    """Texts as somebody types them: a browser keeps no NUL, and on one line nothing around it and no line within."""
    match plain:
        case dict():
            return {k: clean(v) for k, v in plain.items()}
        case list():
            return [clean(v) for v in plain]
        case str():
            return " ".join("".join(x if x.isprintable() else " " for x in plain).split()) or "x"
    return plain


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [k for k in COMMANDS if k.can_be_given], ids=lambda k: k.key)
def test_every_form_is_harmless_and_says_what_each_field_is(kind: type[Command], language: Language) -> None:
    """Each field has a label that names it, and no two have one id."""
    form = form_of(kind, language)
    for plain in ({"type": kind.key}, opened(form)):
        page = Page(str(form.drawn(plain, {})[0]))
        page.check_harmless()
        ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
        assert len(ids) == len(set(ids))
        labelled = {a["for"] for a in page.every("label") if "for" in a}
        assert labelled == {
            a["id"] for a in page.every("select", "textarea", "input") if a.get("type") not in ("hidden", "checkbox")
        }


def opened(form: Form) -> dict[str, Any]:
    """A form in which everything that can be opened is, one deep after the other."""
    plain: dict[str, Any] = form.read({})
    for _ in range(2):
        for name, value in drawn(form, plain).buttons:
            what, _, path = value.partition(":")
            if name == "do" and what in ("add", "give"):
                changed(plain, what, path)
    return plain


def test_what_is_no_part_of_a_form_cannot_be_added() -> None:
    """Whatever a request names; and nothing grows without end."""
    form = form_of(c.DraftPlan)
    for path in (
        "",
        "x.y.z",
        "plan[3]",
        "type[0]",
        "plan.phases[9999]",
        "plan.phases.x",
        "[0]",
        "plan..",
        "\x00",
        "plan.version",
    ):
        plain = form.read({})
        for what in ("add", "drop", "give", "leave", "again", "wat"):
            changed(plain, what, path)
        form.drawn(plain, {})
    plain = form.read({})
    for _ in range(MOST + 50):
        changed(plain, "add", "plan.phases")
    assert MOST == len(plain["plan"]["phases"])
    held = form.read({"n:plan.phases": ["99999999"], "f:plan.phases[0].number": ["1"]})
    assert len(held["plan"]["phases"]) <= MOST


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_was_filled_in_comes_back_as_it_was(hostile: str) -> None:
    """Escaped wherever it stands, and to the letter."""
    form = form_of(c.ReportBreach)
    plain = {"type": "report_breach", "id": hostile, "description": f"{hostile}\n\t{hostile}"}
    fields, _ = form.drawn(plain, {"id": [hostile]})
    Page(str(fields)).check_harmless()
    assert plain == form.read(Filled(f'<form method="post" action="/">{fields}</form>').given)


def test_a_moment_is_in_dutch_time_and_an_amount_may_have_a_comma() -> None:
    """As people write them; summer time as well."""
    form = form_of(c.RecordTest)
    plain = form.read({})
    changed(plain, "add", "results")
    page = drawn(form, plain)
    page.fill(**{"results[0]__judgement__on": "2023-06-01T10:30"})
    assert "2023-06-01T10:30:00+02:00" == form.read(page.given)["results"][0]["judgement"]["on"]
    money = form_of(c.ShiftBudget)
    plain = money.read({})
    changed(plain, "add", "deltas")
    page = drawn(money, plain)
    page.fill(**{"deltas[0]__money__amount": "-1250,50"})
    assert "-1250.50" == money.read(page.given)["deltas"][0]["money"]["amount"]


# -- asking ------------------------------------------------------------------------------------------------------------


class Desk:
    """Somebody at a desk: a ledger with one process, the pages, a login and a clock that can be turned."""

    def __init__(self) -> None:
        self.road = Road(letter.PROCESSES[WEBSITES])
        self.now = NOW
        self.actor: Actor | None = self.road.receiver
        self.flow = Workflow.open("memory:", clock=lambda: self.now)
        self.flow.submit(WEBSITES, self.road.identify())
        self.app = web.app(self.flow, who=lambda _: self.actor, clock=lambda: self.now, secret=b"s" * 32)
        self.browser = Browser(self.app, accept_language="nl")

    def form(self, command: str = "consult_unit", process: str = WEBSITES) -> Filled:
        """An empty form."""
        return Filled(self.browser.page(f"/ask?process={process}&command={command}").html)

    def filled(self) -> Filled:
        """A form that is accepted."""
        plain = sent(self.road.consult())
        form = self.form()
        form.fill(
            **{
                path.replace(".", "__"): str(value)
                for path, value in leaves(plain)
                if path != "type" and value is not None
            }
        )
        return form

    @property
    def count(self) -> int:
        """How many records there are."""
        return len(self.flow.history(WEBSITES))


@pytest.fixture
def desk() -> Desk:
    """A desk of its own."""
    return Desk()


def test_a_command_is_asked_and_then_recorded(desk: Desk) -> None:
    """First the answer, with nothing recorded; then the record, by who is logged in and at the moment of the clock."""
    answer = desk.browser.send(desk.filled())
    assert (200, 1) == (answer.status, desk.count)
    assert "Het antwoord zou nu ja zijn." in Page(answer.text).text
    form = Filled(answer.text)
    desk.now += timedelta(minutes=3)
    told = desk.browser.send(form, "record")
    assert (303, 2) == (told.status, desk.count)
    record = desk.flow.history(WEBSITES)[-1]
    assert (desk.actor, desk.now, True) == (
        record.event.command.by,
        record.event.command.at,
        record.event.verdict.allowed,
    )
    assert "Vastgelegd: uw verzoek is aanvaard." in desk.browser.page(told.headers["location"]).text


def test_a_page_says_that_it_was_recorded_only_to_whoever_recorded_it(desk: Desk) -> None:
    """Not of another record, not with what somebody puts in the address, and not to somebody else who has the address."""
    form = Filled(desk.browser.send(desk.filled()).text)
    told = desk.browser.send(form, "record").headers["location"]
    said = "Vastgelegd: uw verzoek is aanvaard."
    assert said in desk.browser.page(told).text
    page = told.partition("&told=")[0]
    for added in ("", "&told=1", "&told=", "&told=%20", f"&told={'0' * 32}"):
        assert said not in desk.browser.page(page + added).text
    assert said not in desk.browser.page(told.replace("number=2", "number=1")).text
    for other in (desk.road.deliverer, None):
        desk.actor = other
        assert said not in desk.browser.page(told).text


def test_a_double_click_records_once(desk: Desk) -> None:
    """The second one is told the same, also later, also when the process has moved on; and so is who lost the answer."""
    form = Filled(desk.browser.send(desk.filled()).text)
    first = desk.browser.send(form, "record")
    desk.now += timedelta(hours=1)
    desk.flow.submit(WEBSITES, desk.road.contact("dor", c.Stage.FEASIBILITY))
    assert first.headers["location"] == desk.browser.send(form, "record").headers["location"]
    assert 3 == desk.count


def test_a_double_click_at_the_same_instant_records_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where neither finds the other at first, the later one is told what the earlier one was."""
    form = Filled(desk.browser.send(desk.filled()).text)
    look, blind = desk.flow.find, [True]

    def find(id: str) -> Any:
        return None if blind and blind.pop() else look(id)

    first = desk.browser.send(form, "record")
    desk.now += timedelta(seconds=1)
    monkeypatch.setattr(desk.flow, "find", find)
    told = desk.browser.send(form, "record")
    assert 2 == desk.count
    assert told.status in (303, 409)
    assert first.headers["location"] == desk.browser.send(form, "record").headers["location"]


def test_the_same_form_with_another_text_is_not_recorded_again(desk: Desk) -> None:
    """A form that was recorded is used up: what it then says is told to be another."""
    form = Filled(desk.browser.send(desk.filled()).text)
    desk.browser.send(form, "record")
    form.fill(outcome="Iets anders")
    answer = desk.browser.send(form, "record")
    assert (409, 2) == (answer.status, desk.count)
    assert "Er is niets vastgelegd." in answer.text


def test_what_was_changed_after_the_answer_is_answered_anew(desk: Desk) -> None:
    """Nobody records something else than what was answered."""
    form = Filled(desk.browser.send(desk.filled()).text)
    form.fill(outcome="Iets anders")
    answer = desk.browser.send(form, "record")
    assert (409, 1) == (answer.status, desk.count)
    assert "Er is niets vastgelegd." in answer.text
    assert 303 == desk.browser.send(Filled(answer.text), "record").status


def test_a_process_that_moved_on_is_answered_anew(desk: Desk) -> None:
    """Nobody records on what was true before."""
    form = Filled(desk.browser.send(desk.filled()).text)
    desk.flow.submit(WEBSITES, desk.road.contact("dor", c.Stage.FEASIBILITY))
    answer = desk.browser.send(form, "record")
    assert (409, 2) == (answer.status, desk.count)
    assert 303 == desk.browser.send(Filled(answer.text), "record").status


def test_nothing_is_recorded_without_an_answer_first(desk: Desk) -> None:
    """Whatever the button says."""
    form = desk.filled()
    form.buttons.append(("do", "record"))
    assert (409, 1) == (desk.browser.send(form, "record").status, desk.count)


def test_what_is_known_is_filled_in_beforehand(desk: Desk) -> None:
    """As `ontvlechting template` does: with whom and about what contact is still to be had; what people have to say stays empty."""
    form = desk.form("record_contact")
    given = {name.removeprefix("f:"): value for name, value in form.fields}
    assert ("dor", "feasibility", "") == (given["body"], given["stage"], given["subject"])
    assert "Wat al bekend is, is ingevuld. Kijk het na." in desk.browser.page(form.action).text
    form.fill(subject="Fictief: de haalbaarheid", manner="wor_25")
    assert "Het antwoord zou nu ja zijn." in Page(desk.browser.send(form).text).text


def test_a_refusal_is_complete_and_can_be_recorded(desk: Desk) -> None:
    """Every reason is told, those that quote a field beside that field; who wants it on record can have that."""
    form = desk.form("request_advice")
    form.fill(advice="advies-1", body="bestaat-niet", question="Wat vindt u?", until="2023-07-01")
    answer = desk.browser.send(form)
    verdict = desk.flow.ask(
        WEBSITES, c.RequestAdvice(advice="advies-1", body="bestaat-niet", question="Wat vindt u?",
                                  until=date(2023, 7, 1), by=desk.road.receiver, at=desk.now)
    )  # fmt: skip
    page = Page(answer.text)
    page.check_harmless()
    assert not verdict.allowed
    assert all(r.nl.replace("`", "") in page.text for r in verdict.reasons)
    told = desk.browser.send(Filled(answer.text), "record")
    assert "uw verzoek is geweigerd" in desk.browser.page(told.headers["location"]).text
    assert 2 == desk.count


def test_what_is_not_well_formed_is_told_at_its_field(desk: Desk) -> None:
    """All of it at once, each beside the field that mends it and above the form with a link to it; what was typed stays."""
    form = desk.form("request_advice")
    form.fill(advice="advies-1", until="morgen")
    answer = desk.browser.send(form)
    page = Page(answer.text)
    assert (422, 1) == (answer.status, desk.count)
    wrong = {a["name"] for a in page.every("input", "textarea", "select") if "aria-invalid" in a}
    assert {"f:body", "f:question", "f:until"} == wrong
    ids = {a["id"] for _, a in page.elements if "id" in a}
    assert {True} == {a["href"][1:] in ids for a in page.every("a") if a["href"].startswith("#")}
    assert "advies-1" in [v for n, v in Filled(answer.text).fields if n == "f:advice"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_something_is_to_be_chosen_it_is_asked_to_choose(desk: Desk, language: Language) -> None:
    """And not for the name by which a program knows a choice, which no list of a form shows."""
    form = desk.form("resolve_contest")
    page = Page(desk.browser.send(form, headers={"Accept-Language": language}).text)
    choose = {"nl": "Kies een van de mogelijkheden", "en": "Choose one of the options"}[language]
    of_many = Page(desk.browser.send(desk.form("record_contact"), headers={"Accept-Language": language}).text)
    assert (True, True) == (choose in page.text, choose in of_many.text)
    assert (False, False) == ("true" in page.text, "wor_25" in of_many.text)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59"])
def test_a_moment_at_the_edge_of_the_calendar_is_told_at_its_field(desk: Desk, moment: str) -> None:
    """Who types a year of one digit is told so, and what was typed stays."""
    form = desk.form("report_breach")
    form.fill(since=moment, id="fictief-storing", description="Fictief", service="fictief")
    answer = desk.browser.send(form)
    wrong = {a["name"] for a in Page(answer.text).every("input", "textarea", "select") if "aria-invalid" in a}
    assert (422, 1, True) == (answer.status, desk.count, "f:since" in wrong)
    assert moment in [v for n, v in Filled(answer.text).fields if n == "f:since"]


def test_a_document_that_another_process_names_otherwise_is_told_at_its_field(desk: Desk) -> None:
    """Each field that differs, with what the other says; nothing is recorded."""
    named = desk.road.record_feasibility(c.Feasibility.FEASIBLE)
    desk.flow.submit(WEBSITES, named).or_raise()
    desk.flow.submit("fictief/ander", Road(letter.PROCESSES[WEBSITES]).identify()).or_raise()
    desk.actor = named.by
    form = desk.form("record_feasibility", "fictief/ander")
    document = evolve(named.finding.document, title="Fictief: iets anders", on=named.finding.document.on - timedelta(1))
    plain = sent(evolve(named, finding=evolve(named.finding, document=document)))
    for _ in range(5):
        wanted = next((v for n, v in form.buttons if n == "do" and is_wanted(v, plain, form)), None)
        if wanted is None:
            break
        form = Filled(desk.browser.send(form, wanted).text)
    told = [(path, value) for path, value in leaves(plain) if path != "type" and value is not None]
    form.fill(**{
        path.replace(".", "__"): str(value).lower() if isinstance(value, bool) else str(value) for path, value in told
    })  # fmt: skip
    answer = desk.browser.send(form)
    wrong = {a["name"] for a in Page(answer.text).every("input", "textarea", "select") if "aria-invalid" in a}
    assert (422, {"f:finding.document.title", "f:finding.document.on"}) == (answer.status, wrong)
    assert f"Verwacht: '{named.finding.document.on}', zoals {WEBSITES} het eerder" in Page(answer.text).text
    assert 1 == len(desk.flow.history("fictief/ander"))


def test_parts_are_added_and_dropped_without_recording(desk: Desk) -> None:
    """Each button brings the form back with one part more or less, and all that was typed."""
    form = desk.form("draft_plan")
    form.fill(plan__version="7")
    for do, phases in (("add:plan.phases", 1), ("add:plan.phases", 2), ("drop:plan.phases[0]", 1)):
        form = Filled(desk.browser.send(form, do).text)
        assert [str(phases)] == form.given["n:plan.phases"]
        assert ["7"] == form.given["f:plan.version"]
    assert 1 == desk.count


def test_a_whole_plan_can_be_made_with_a_form(desk: Desk) -> None:
    """The largest form there is: by its buttons alone it is opened as far as a plan needs, filled in, answered and recorded."""
    desk.flow.submit(WEBSITES, desk.road.consult())
    desk.flow.submit(WEBSITES, desk.road.contact("dor", c.Stage.FEASIBILITY))
    plain = sent(desk.road.draft())
    form = desk.form("draft_plan")
    for _ in range(60):
        wanted = next((v for n, v in form.buttons if n == "do" and is_wanted(v, plain, form)), None)
        if wanted is None:
            break
        form = Filled(desk.browser.send(form, wanted).text)
    values: dict[str, str] = {}
    for path, value in leaves(plain):
        whole = path if f"f:{path}" in form.given else path.rpartition("[")[0]
        if path != "type" and value is not None:
            said = str(value).lower() if isinstance(value, bool) else str(value)
            values[whole] = f"{values[whole]}\n{said}" if whole in values else said
    ticked = {path: value for path, value in values.items() if path.endswith(".powers")}
    form.fields += [(f"f:{path}", one) for path, value in ticked.items() for one in value.split("\n")]
    form.fill(**{path.replace(".", "__"): value for path, value in values.items() if path not in ticked})
    answer = desk.browser.send(form)
    assert "Het antwoord zou nu ja zijn." in Page(answer.text).text, Page(answer.text).text
    assert 303 == desk.browser.send(Filled(answer.text), "record").status
    recorded = desk.flow.history(WEBSITES)[-1]
    assert bare(plain) == bare(sent(recorded.event.command))


def is_wanted(value: str, plain: dict[str, Any], form: Filled) -> bool:
    """Whether a button opens something that this command has."""
    what, _, path = value.partition(":")
    found: Any = plain
    for step in path.replace("[", ".").replace("]", "").split("."):
        try:
            found = found[int(step)] if isinstance(found, list) else (found or {}).get(step)
        except (IndexError, AttributeError):
            return False
    if what == "add":
        return isinstance(found, list) and int(form.given.get(f"n:{path}", ["0"])[0]) < len(found)
    return what == "give" and found is not None


def test_something_new_begins_with_a_name(desk: Desk) -> None:
    """What can begin is listed; the form asks how it will be called, and a name that is none is told there."""
    page = desk.browser.page("/begin")
    assert any("identify_process" in link for link in page.links)
    assert any("open_programme" in link for link in page.links)
    form = Filled(desk.browser.page("/ask?command=identify_process").html)
    assert "process" in form.given
    answer = desk.browser.send(form)
    assert (422, 1) == (answer.status, desk.count)


# -- who may, and who may not ------------------------------------------------------------------------------------------


def test_who_is_not_known_can_look_and_not_ask(desk: Desk) -> None:
    """A login without a role, or none: every page that looks is there, a form is not."""
    form = desk.filled()
    desk.actor = None
    assert 200 == desk.browser.get(f"/process?name={WEBSITES}").status
    for answer in (desk.browser.get("/begin"), desk.browser.get("/ask?command=consult_unit"), desk.browser.send(form)):
        assert (403, True) == (answer.status, "Er is niets vastgelegd." in answer.text)
    assert 1 == desk.count


def test_a_lapsed_mandate_is_a_reason(desk: Desk) -> None:
    """The form says beforehand what is in the way, and the answer says it as well; nothing is recorded by looking."""
    mandate = desk.road.ministry.mandate
    assert mandate is not None
    desk.actor = evolve(desk.road.ministry, mandate=evolve(mandate, valid_until=date(2023, 5, 31)))
    form = Filled(desk.browser.send(desk.form("stop"), "leave:note").text)  # which was opened, because it will be asked
    form.fill(reason="Het gaat niet door")
    answer = desk.browser.send(form)
    assert "Het antwoord zou nu nee zijn." in Page(answer.text).text
    assert "mandaat" in Page(answer.text).text
    assert 1 == desk.count


def test_what_the_host_says_is_no_actor_is_a_fault_of_ours(desk: Desk) -> None:
    """One clear page; what happened goes to the log."""
    for said in ("fictief-1", {"id": "x"}, Role.DIRECTORATE, 1):
        desk.actor = cast("Actor", said)
        answer = desk.browser.get("/")
        assert (500, True) == (answer.status, "Er is niets vastgelegd." in answer.text)


@pytest.mark.parametrize("how", ["called", "awaited"])
def test_the_host_may_be_awaited(desk: Desk, how: str) -> None:
    """A plain function or one that is awaited."""

    async def later(_: object) -> Actor | None:
        return desk.actor

    who: Any = later if how == "awaited" else lambda _: desk.actor
    assert 200 == Browser(web.app(desk.flow, who=who)).get("/begin").status


ELSEWHERE: dict[str, dict[str, str]] = {
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "another name of ours": {"Sec-Fetch-Site": "same-site"},
    "typed": {"Sec-Fetch-Site": "none"},
    "an older browser on another site": {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
    "no page at all": {"Sec-Fetch-Site": "", "Origin": "null"},
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_a_form_from_elsewhere_is_not_taken(desk: Desk, case: str) -> None:
    """Even with a token that is right."""
    form = Filled(desk.browser.send(desk.filled()).text)
    answer = desk.browser.send(form, "record", headers=ELSEWHERE[case])
    assert (403, 1) == (answer.status, desk.count)


def test_a_form_needs_the_token_of_who_is_logged_in(desk: Desk) -> None:
    """Without it, or with that of somebody else, the form comes back with what was filled in; and can then be sent."""
    form = Filled(desk.browser.send(desk.filled()).text)
    for token in ("", "0" * 64, "é"):
        form.put("token", token)
        answer = desk.browser.send(form, "record")
        assert (403, 1) == (answer.status, desk.count)
    again = Filled(answer.text)
    assert form.given["f:unit"] == again.given["f:unit"]
    assert form.given["key"] == again.given["key"]
    assert 303 == desk.browser.send(Filled(desk.browser.send(again).text), "record").status
    desk.actor = desk.road.deliverer
    assert 403 == desk.browser.send(form, "record").status


def test_who_asks_and_when_is_never_taken_from_a_form(desk: Desk) -> None:
    """Whatever fields are added to it."""
    form = desk.filled()
    form.fields += [("f:by.id", "iemand-anders"), ("f:at", "2020-01-01T00:00"), ("by", "x"), ("at", "2020-01-01")]
    desk.browser.send(Filled(desk.browser.send(form).text), "record")
    record = desk.flow.history(WEBSITES)[-1]
    assert (desk.actor, desk.now) == (record.event.command.by, record.event.command.at)


WRONG_BODIES: dict[str, tuple[dict[str, str], bytes, int]] = {
    "JSON": ({"Content-Type": "application/json"}, b"{}", 415),
    "nothing said": ({"Content-Type": ""}, b"do=ask", 415),
    "parts": ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x--", 415),
    "no UTF-8": ({}, b"f%3Aunit=%ff%fe&do=ask", 400),
    "bytes that are no text": ({}, b"\xff\xfe", 400),
    "too many fields": ({}, b"a=&" * 6_000, 400),
    "more items than it has fields": ({}, b"&".join(b"n%%3Aa%d=200" % n for n in range(26)), 400),
    "huge": ({}, b"f%3Aunit=" + b"x" * 1_100_000, 413),
    "huge, and said so": ({"Content-Length": "99999999999"}, b"x", 413),
}


@pytest.mark.parametrize("case", WRONG_BODIES)
def test_what_is_no_form_is_told_so(desk: Desk, case: str) -> None:
    """By a page with the right status; nothing is recorded."""
    headers, body, status = WRONG_BODIES[case]
    given = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin", **headers}
    answer = desk.browser.ask("POST", f"/ask?process={WEBSITES}&command=consult_unit", body=body, headers=given)
    assert (status, True, 1) == (answer.status, "Er is niets vastgelegd." in answer.text, desk.count)


@pytest.mark.parametrize(
    "path", ["/ask", "/ask?command=x", f"/ask?process={WEBSITES}", "/ask?process=x&command=draft_plan"]
)
def test_an_unknown_command_or_process_has_no_form(desk: Desk, path: str) -> None:
    """It is told, with what may have been meant."""
    assert 404 == desk.browser.get(path).status


def test_every_command_has_its_form(desk: Desk) -> None:
    """Of the letter's processes and of programmes, in any state of a process; each is harmless, and can be sent empty."""
    keys = {k.key for k in (*LETTER.commands, *PROGRAMME.commands) if k.can_be_given}
    for key in sorted(keys):
        page = desk.browser.page(f"/ask?process={WEBSITES}&command={key}")
        page.check_harmless()
        answer = desk.browser.send(Filled(page.html))
        assert answer.status in (200, 422), (key, answer.text)
        Page(answer.text).check_harmless()
    assert {Correct.key, Redact.key} <= keys
    assert 1 == desk.count


def test_the_texts_of_a_form_are_in_the_language_of_the_browser(desk: Desk) -> None:
    """Labels, problems and buttons."""
    browser = Browser(desk.app, accept_language="en")
    page = browser.page(f"/ask?process={WEBSITES}&command=request_advice")
    assert "Ask what the answer would be" in page.text
    answer = browser.send(Filled(page.html))
    assert "Nothing was recorded." in answer.text
    assert "Verwacht" not in answer.text
