"""The report: one page that tells all, that anybody can read, and that nobody can break into."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

import attrs
import psycopg
import pytest

from ontvlechting import LETTER, State, Text, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.errors import BrokenLedger, MissingExtra
from ontvlechting.engine.text import LANGUAGES, Language
from ontvlechting.engine.values import Actor
from ontvlechting.letter import demo
from ontvlechting.letter.commands import Precondition, Route
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Role
from ontvlechting.letter.views.report import TITLE
from ontvlechting.letter.views.report import WORDS as OF_THE_LETTER
from ontvlechting.record.codec import Codec
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.record.verifier import Answer, Report
from ontvlechting.shell.histories import VerifiedHistories
from ontvlechting.views import words
from ontvlechting.views.html import tag
from ontvlechting.views.report import WORDS, Chapter
from ontvlechting.views.verified import sentences
from tests.asking import WEBSITES
from tests.command_line import run
from tests.pages import HOSTILE, Page, harmless, poison
from tests.programmes import OPENING
from tests.test_cli import tamper
from tests.test_show import ledger, under_way


@cache
def played() -> Workflow:
    """The letter's six processes, from beginning to end."""
    flow = Workflow.open("memory:")
    for name, script in demo.chapters().items():
        for line in script:
            if not isinstance(line, Text):
                flow.submit(name, line.command if isinstance(line, demo.Refusal) else line)
    return flow


# -- nobody breaks into it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hostile", "language"), [(h, LANGUAGES[n % 2]) for n, h in enumerate(HOSTILE)])
def test_no_text_of_users_becomes_more_than_text_in_the_report(hostile: str, language: Language) -> None:
    """A parser finds the same elements and attributes as with harmless texts, and only ours; what was written is read."""
    page = Page(ledger(hostile).report(language))
    page.check_harmless()
    assert Page(ledger(hostile, poisoned=False).report(language)).bones == page.bones
    assert page.text.count(hostile) > 100
    for route in Route:
        assert poison(hostile)(f"{route.value}/proces") in page.text
    assert harmless(hostile)("x") != poison(hostile)("x")


def test_the_page_forbids_every_script() -> None:
    """Should a hole be found one day: the page itself lets no script run, and fetches nothing."""
    page = Page(under_way().report())
    policy = next(a["content"] for a in page.every("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'; style-src 'unsafe-inline'" == policy
    html = under_way().report().replace("http://www.w3.org/2000/svg", "")
    assert not [word for word in ("http:", "https:", "url(", "@import", "<script", "<link", "<img") if word in html]


# -- anybody can read it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_can_be_walked_through(language: Language) -> None:
    """Its language, one heading above all, no level skipped, names in order, links that arrive, tables with headers."""
    page = Page(played().report(language))
    assert [language] == [a["lang"] for a in page.every("html")]
    levels = [int(tag[1]) for tag, _ in page.elements if tag in {"h1", "h2", "h3", "h4"}]
    assert (1, 1) == (levels[0], levels.count(1))
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(set(ids)) == len(ids)
    assert {a["href"] for a in page.every("a")} <= {f"#{id}" for id in ids}
    assert {a["aria-labelledby"] for _, a in page.elements if "aria-labelledby" in a} <= set(ids)
    assert "#main" == page.every("a")[0]["href"]
    assert {"col", "row"} == {a["scope"] for a in page.every("th")}
    assert len(page.every("table")) == len(page.every("caption"))
    assert 1 == len(page.every("main"))
    pictures = page.every("svg")
    assert {"img"} == {a["role"] for a in pictures}
    assert all(a["aria-label"] for a in pictures)
    assert len(pictures) == len(page.every("desc"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_known_from_a_colour_alone(language: Language) -> None:
    """Yes and no, open and shut, passed and ahead have a sign and a word."""
    text = Page(under_way().report(language)).text
    for nl, en in (
        ("✗ geweigerd", "✗ refused"),
        ("✓\xa0voldaan", "✓\xa0met"),
        ("▶ gefaseerde overdracht", "▶ phased transfer"),
    ):
        assert words.both(nl, en, language).replace("\xa0", " ") in text.replace("\xa0", " ")


def test_every_text_of_the_page_is_in_both_languages() -> None:
    """The page's own words differ by language and none is empty."""
    for text in (*WORDS.values(), *OF_THE_LETTER.values(), TITLE):
        assert text.nl
        assert text.en
        assert text.nl != text.en
    dutch, english = (Page(Workflow.open("memory:").report(language)).text for language in LANGUAGES)
    assert WORDS["empty"].nl in dutch
    assert WORDS["empty"].en in english


# -- it tells all ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_tells_of_each_process_what_a_reader_may_ask(language: Language) -> None:
    """Where it stands, the five tests, who was heard, each advice and answer, what is open, what is next, refusals."""
    flow = under_way()
    text = Page(flow.report(language)).text
    dossier = flow.dossier(WEBSITES)
    assert dossier.state.title[language] in text
    for precondition in Precondition:
        assert said(precondition)[language] in text
    for found in dossier.tests:
        for result in found.results:
            assert all(d.id in text for d in result.judgement.evidence)
    for advice in dossier.advices:
        answer = dossier.response(advice.advice)
        assert answer is not None
        assert said(answer.follow_up)[language] in text
        assert advice.document.id in text
    assert dossier.decision is not None
    assert all(weighed in text for weighed in dossier.decision.weighed)
    for expected in ("storing-1", "e-1", "fictief-team-1"):
        assert expected in text
    for step in flow.next_steps(WEBSITES):
        assert not step.moves or step.command.title[language] in text
    for record in flow.history(WEBSITES):
        for reason in record.event.verdict.reasons:
            assert reason.text[language].replace("`", "") in text


def test_contacts_that_no_longer_count_are_told() -> None:
    """After a fall-back the table holds what still counts, and the page says visibly how many there were more; before it does not."""
    road = Road(letter.PROCESSES[WEBSITES])
    flow = Workflow.open("memory:", clock=lambda: road.moment)
    for command in (*road.until(State.PHASED_TRANSFER), *road.opening(1)):
        flow.submit(WEBSITES, command).or_raise()
    before = flow.dossier(WEBSITES)
    told: dict[Language, str] = {"nl": "contacten tellen niet meer", "en": "contacts no longer count"}
    assert not [language for language, count in told.items() if count in Page(flow.report(language)).text]
    flow.submit(WEBSITES, road.fall_back()).or_raise()
    lost = len(before.contacts) - len(flow.dossier(WEBSITES).contacts)
    assert lost > 1
    for language, counted in told.items():
        html = flow.report(language)
        assert f"{lost} {counted}" in Page(html).text
        assert re.search(rf"<h3[^>]*>[^<]*</h3>\s*<p>[^<]*{lost} {counted}[^<]*</p>\s*<div class=\"ov-wide\"", html)


def test_the_report_says_how_to_verify_it() -> None:
    """The root and counts of a verifier, and the last hash of every process: whoever has the ledger finds the same."""
    flow = played()
    text = Page(flow.report()).text
    found = flow.verify(deep=True)
    assert found.root in text
    assert f"{found.records} vastleggingen" in text
    assert all(s.hash in text for s in flow.overview())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_does_not_say_of_the_ledger_what_was_not_looked_at(language: Language) -> None:
    """Only bytes were compared for it: no word of soundness, and what that does not show."""
    flow = played()
    text = Page(flow.report(language)).text
    first, *more = sentences(flow.verify(), language)
    assert [] == [line for line in (first, *more) if line not in text]
    assert Answer.BYTES_MATCH.title[language] in first
    assert WORDS["verified"][language] in text
    assert "The ledger is sound" not in text
    assert "Het logboek klopt" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_says_of_each_process_which_rules_judge_it(language: Language) -> None:
    """By name, version and the beginning of the hash: a process of others under the same name is told apart."""
    milder = attrs.evolve(LETTER, norms=attrs.evolve(LETTER.norms, separate_duties=False))
    flow = Workflow(MemoryStore(), known=[milder])
    Workflow(flow._store, rules=milder).submit("p", Road(letter.PROCESSES[WEBSITES]).identify())
    flow.submit("q", Road(letter.PROCESSES[WEBSITES]).identify())
    text = Page(flow.report(language)).text
    version = {"nl": "letter, versie 2", "en": "letter, version 2"}[language]
    assert [1, 1] == [text.count(f"{version} ({rules.hash[:12]})") for rules in (LETTER, milder)]


def test_a_chapter_about_the_programme_has_its_place() -> None:
    """What holds between the processes comes after the overview and before the first process, and in the contents."""
    chapter = Chapter(title=Text(nl="Moties & toezeggingen", en="Motions"), body=tag("p", "<een motie>"))
    page = Page(under_way().report(chapters=[chapter]))
    assert page.text.count("Moties & toezeggingen") == 2
    order = [page.text.index(x) for x in ("Waar elk proces staat", "<een motie>", "Wat openstaat")]
    assert sorted(order) == order


def test_a_process_of_other_rules_says_what_is_needed() -> None:
    """Who does not know the rules of a process reports all the rest, and says which rules tell what is next."""
    store = MemoryStore()
    other = attrs.evolve(LETTER, name="eigen-regels")
    Workflow(store, rules=other).submit(WEBSITES, Road(letter.PROCESSES[WEBSITES]).identify())
    assert "eigen-regels" in Page(Workflow(store).report()).text


def test_there_is_no_report_of_a_broken_ledger() -> None:
    """The ledger is verified first."""
    store = MemoryStore()
    flow = Workflow(store)
    flow.submit(WEBSITES, Road(letter.PROCESSES[WEBSITES]).identify())
    (sealed,) = store.read(WEBSITES)
    store._records[0] = sealed._replace(body=sealed.body.replace(b"2023-04", b"2023-05"))
    with pytest.raises(BrokenLedger):
        flow.report()


def test_the_same_ledger_gives_the_same_report() -> None:
    """The moment comes from the clock of the workflow, and nothing else changes by itself."""
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    flow = Workflow.open("memory:", clock=lambda: moment)
    for command in Road(letter.PROCESSES[WEBSITES]).until(State.MINISTRY_DECIDED):
        flow.submit(WEBSITES, command)
    assert flow.report() == flow.report()
    assert "Opgemaakt op 2 januari 2026" in Page(flow.report()).text


def test_without_its_extra_the_report_says_which_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else of the package needs templates."""
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(MissingExtra, match=r"pip install 'ontvlechting\[report\]'"):
        under_way().report()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_line_writes_the_report(tmp_path: Path, language: Language) -> None:
    """A new file with the whole page; one that is there is left alone."""
    db, out = tmp_path / "l.db", tmp_path / "rapport.html"
    with Workflow.open(f"sqlite:///{db}") as flow:
        flow.submit(WEBSITES, Road(letter.PROCESSES[WEBSITES]).identify())
    assert (0, f"{out}\n", "") == run("report", db, out, "--lang", language)
    page = Page(out.read_text(encoding="utf-8"))
    assert TITLE[language] in page.text
    assert 2 == run("report", db, out, "--lang", language)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_programme_is_a_chapter_and_no_process(language: Language) -> None:
    """Its motions with what was done, what is open, and whether a step was irreversible; hostile texts stay texts."""
    moment = datetime(2023, 6, 1, 9, tzinfo=UTC)
    by = Actor(id="fictief-1", role=Role.MINISTRY, party=letter.MINISTRY)
    flow = Workflow(MemoryStore(), clock=lambda: moment)
    for command in letter.as_commands(by=by, at=moment):
        flow.submit("programma", command).or_raise()
    hostile = "Fictief <script>alert(1)</script> {{7*7}}"
    answer = c.AnswerElement(
        advice="advies-dor", element="onderdeel-1", follow_up=c.FollowUp.FOLLOWED, reason=hostile, by=by, at=moment
    )
    assert flow.submit("programma", answer).allowed
    page = flow.report(language)
    assert {"nl": "Verantwoording: programma", "en": "Account: programma"}[language] in page
    assert {"nl": "Er zijn nog geen processen.", "en": "There are no processes yet."}[language] in page
    assert "motie-bruins" in page
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in page


def of_one_programme(path: Path) -> str:
    """The address of a ledger with one programme, the process that it names, and another that it does not."""
    address = f"sqlite:///{path}"
    with Workflow.open(address) as flow:
        road = list(Road(letter.PROCESSES[WEBSITES]).until(State.PLAN_DRAFTED))
        (opening, *rest) = OPENING
        named = attrs.evolve(opening, size=1, processes=(WEBSITES,))
        flow.submit_many([(name, command) for name in ("buiten-beeld", WEBSITES) for command in road])
        flow.submit_many([("programma", command) for command in (named, *rest)])
    return address


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_of_one_programme_says_that_it_looked_at_no_other_process(tmp_path: Path, language: Language) -> None:
    """Which records were recomputed, what was left out, and no root, which would say more."""
    with Workflow.open(of_one_programme(tmp_path / "l.db")) as flow:
        page = Page(flow.report(language, programme="programma"))
        whole = flow.verify()
        records = sum(len(flow.history(name)) for name in ("programma", WEBSITES))
        assert flow.verify().root in Page(flow.report(language)).text
    assert {
        "nl": f"De bytes komen overeen: van {records} vastleggingen van 2 processen is elke hash, keten, eindstand en tekst nagerekend.",
        "en": f"The bytes match: every hash, chain, head and text digest of {records} records of 2 processes was recomputed.",
    }[language] in page.text
    assert {
        "nl": "Naar andere processen van het logboek is niet gekeken, en niet naar de plaats van deze daartussen: dat doet `verify`.",
        "en": "Other processes of the ledger were not looked at, nor the place of these among them: that is what `verify` does.",
    }[language] in page.text
    assert WORDS["verified_some"][language] in page.text
    for left_out in (whole.root, WORDS["verified"][language], WORDS["root"][language], "buiten-beeld"):
        assert left_out not in page.text


OF = "FROM ontvlechting_{} WHERE process = '{{0}}'"
RECORDS, LINE = OF.format("records"), OF.format("processes")
LAST = f"(SELECT max(number) {RECORDS})"
BROKEN = {
    "a body": ["UPDATE ontvlechting_records SET body = body || ' ' WHERE process = '{0}' AND number = 2"],
    "a text": ["UPDATE ontvlechting_records SET disclosures = disclosures || ' ' WHERE process = '{0}' AND number = 2"],
    "its first record is gone": [f"DELETE {RECORDS} AND number = 1"],
    "its first record is of another": [
        "UPDATE ontvlechting_records SET process = 'x' WHERE process = '{0}' AND number = 1"
    ],
    "a record is gone": [f"DELETE {RECORDS} AND number = 2"],
    "its last record is gone": [f"DELETE {RECORDS} AND number = {LAST}"],
    "all its records are gone": [f"DELETE {RECORDS}"],
    "where it stands is gone": [f"DELETE {LINE}"],
    "its end is moved back": [
        (
            "UPDATE ontvlechting_processes AS p SET (number, hash) = (SELECT number, hash FROM ontvlechting_records r "
            "WHERE r.process = p.process AND r.number = p.number - 1) WHERE process = '{0}'"
        )
    ],
    "its end is another": ["UPDATE ontvlechting_processes SET hash = printf('%064d', 0) WHERE process = '{0}'"],
}


@pytest.mark.parametrize("how", BROKEN)
def test_there_is_no_report_of_a_programme_that_is_broken(tmp_path: Path, how: str) -> None:
    """Of itself or of a process that it names; what another process is like does not keep it from being told."""
    for name, there in (("buiten-beeld", True), (WEBSITES, False), ("programma", False)):
        path = tmp_path / f"{len(name)}.db"
        address = of_one_programme(path)
        tamper(path, *(statement.format(name) for statement in BROKEN[how]))
        with Workflow.open(address) as flow:
            if there:
                assert WORDS["verified_some"]["en"] in flow.report("en", programme="programma")
            else:
                with pytest.raises(BrokenLedger) as caught:
                    flow.report("en", programme="programma")
                assert name == caught.value.process
            with pytest.raises(BrokenLedger):
                flow.report("en")


@pytest.mark.parametrize(
    "spoilt", ["state = 'completed'", "columns = '{}'", "at = '2023-04-03T09:00:00+00:00'", "rules_hash = 'x'"]
)
def test_there_is_no_report_of_where_a_process_does_not_stand(tmp_path: Path, spoilt: str) -> None:
    """The page says that all was recomputed from its bytes; so what it says of where a process stands has to follow from them."""
    address = of_one_programme(tmp_path / "l.db")
    tamper(tmp_path / "l.db", f"UPDATE ontvlechting_processes SET {spoilt} WHERE process = '{WEBSITES}'")  # noqa: S608
    with Workflow.open(address) as flow:
        tells: tuple[Callable[[], object], ...] = (
            flow.report,
            lambda: flow.report(programme="programma"),
            lambda: flow.archive(WEBSITES, tmp_path / "archive"),
        )
        for tell in tells:
            with pytest.raises(BrokenLedger, match="does not follow from the records") as caught:
                tell()
            assert WEBSITES == caught.value.process


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_programme_names_and_is_not_there_is_told(tmp_path: Path, language: Language) -> None:
    """It may not have begun; or whoever has the file took all of it away, which only the whole ledger shows."""
    address = of_one_programme(tmp_path / "l.db")
    said = WORDS["absent"][language]
    with Workflow.open(address) as flow:
        assert said not in Page(flow.report(language, programme="programma")).text
    tamper(tmp_path / "l.db", *(f"DELETE {what}".format(WEBSITES) for what in (RECORDS, LINE)))
    with Workflow.open(address) as flow:
        assert f"{said} {WEBSITES}" in Page(flow.report(language, programme="programma")).text


def test_a_programme_that_does_not_name_all_that_were_studied_is_of_the_whole_ledger(tmp_path: Path) -> None:
    """Any process of the ledger may be one of those; so all of it is verified, and the root stands on the page."""
    (opening, *rest) = OPENING
    with Workflow.open(f"sqlite:///{tmp_path / 'l.db'}") as flow:
        flow.submit(WEBSITES, Road(letter.PROCESSES[WEBSITES]).identify())
        few = attrs.evolve(opening, size=2, processes=(WEBSITES,))
        flow.submit_many([("programma", command) for command in (few, *rest)])
        page = Page(flow.report("en", programme="programma"))
        assert flow.verify().root in page.text
    assert WORDS["verified"]["en"] in page.text
    assert WORDS["verified_some"]["en"] not in page.text


@pytest.mark.parametrize("asked", ["standing", "read"])
def test_a_report_on_a_connection_of_somebody_else_is_of_one_moment(
    database: str, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    """What others commit after it was seen where a process stands is neither told nor taken for damage."""
    road = Road(letter.PROCESSES[WEBSITES])
    (opening, *rest) = OPENING
    with Workflow.open(database) as flow, psycopg.connect(database) as connection:
        flow.submit(WEBSITES, road.identify())
        named = attrs.evolve(opening, size=1, processes=(WEBSITES,))
        flow.submit_many([("programma", command) for command in (named, *rest)])
        ask, later = getattr(PostgresStore, asked), iter([road.consult()])

        def after_others(store: PostgresStore, process: str, *after: int) -> object:
            for command in later if process == WEBSITES else ():
                flow.submit(WEBSITES, command)
            return ask(store, process, *after)

        monkeypatch.setattr(PostgresStore, asked, after_others)
        page = Page(Workflow(PostgresStore.bound(connection)).report("en", programme="programma"))
        assert 2 == len(flow.history(WEBSITES))
    assert f"of {len(OPENING) + 1} records of 2 processes was recomputed" in page.text


def test_what_was_verified_is_what_was_read() -> None:
    """Of what was asked for: how many records of how many processes, how many of them redacted, and no root. By all rules that are known."""
    rules = LETTER + WORKS_COUNCILS_ACT
    flow = Workflow(MemoryStore(), rules=rules, known=[LETTER])
    player = Road(letter.PROCESSES[WEBSITES], norms=rules.norms)
    road, redact = list(player.until(State.PLAN_DRAFTED)), player.redact((1,))
    for process in ("een", "twee", "drie"):
        assert all(flow.submit_many([(process, command) for command in road]))
        flow.submit(process, redact).or_raise()
    read = VerifiedHistories(flow._store, Codec(KnownRules(LETTER, [rules])))
    assert len(road) + 1 == len(read["een"]) == len(read["twee"])
    assert read["een"] is read["een"]
    assert "vier" not in read
    with pytest.raises(KeyError, match="'vier'"):
        read["vier"]
    found = Report(processes=2, records=2 * len(road) + 2, rejudged=None, redacted=2, root="", whole=False)
    assert (found, {"vier"}) == (read.verified(), read.lacking)


def test_what_guards_the_records_is_there_for_a_report_of_one_programme(tmp_path: Path) -> None:
    """A trigger that was dropped is named, as for the whole ledger."""
    address = of_one_programme(tmp_path / "l.db")
    with closing(sqlite3.connect(tmp_path / "l.db")) as plain:
        plain.execute("DROP TRIGGER ontvlechting_no_delete")
    with Workflow.open(address) as flow, pytest.raises(BrokenLedger, match="ontvlechting_no_delete"):
        flow.report("en", programme="programma")
