"""The letter says "without continuity being affected" (section 3b); asked of the records, that is a question with an answer (R50, R53)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import attrs
import pytest

from ontvlechting import State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.days import ZONE, day_of, zone_of
from ontvlechting.engine.text import LANGUAGES, Language
from ontvlechting.engine.values import Actor
from ontvlechting.letter.account import Account
from ontvlechting.letter.commands import Command
from ontvlechting.letter.data.programme import as_commands
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Role
from ontvlechting.letter.views import account as shown
from ontvlechting.record.stores.memory import MemoryStore
from tests.asking import WEBSITES
from tests.spirit.test_continuity import BAD, FIRST

DAY = timedelta(days=1)
PROGRAMME = "programma"
MINISTRY = Actor(id="fictief-ministerie", role=Role.MINISTRY, party=letter.MINISTRY)
SENT = datetime(2023, 4, 1, 9, tzinfo=UTC)


class Story:
    """A programme and one process, of which everything is recorded the moment it happens, unless said otherwise."""

    def __init__(self) -> None:
        self.now = SENT
        self.flow = Workflow(MemoryStore(), clock=lambda: self.now)
        self.road = Road(letter.PROCESSES[WEBSITES])
        for command in as_commands(by=MINISTRY, at=SENT):
            self.flow.submit(PROGRAMME, command).or_raise()

    def go(self, commands: Iterable[Command], *, late: timedelta = timedelta()) -> Story:
        """These are accepted, and recorded so much later."""
        for command in commands:
            self.now = max(self.now, command.at + late)
            self.flow.submit(WEBSITES, command).or_raise()
        return self

    def account(self, as_of: date | None = None, *, known: datetime | None = None) -> Account:
        """The account of the programme."""
        return self.flow.accountability(PROGRAMME, as_of=as_of, known=known)

    def told(self, language: Language, as_of: date | None = None) -> str:
        """What stands under the question, in Markdown."""
        page = "\n".join(shown.account(self.account(as_of), language))
        return page.partition("## 3. ")[2].partition("## 4. ")[0]


def affected() -> Story:
    """Phase 1 ran with a breach that was reported, one that was measured, and one that lasts."""
    story = Story()
    road = story.road
    story.go([*road.until(State.PHASED_TRANSFER), *road.opening(1)])
    story.go([road.report_breach("storing-1", FIRST), road.resolve_breach("storing-1")])
    story.go([road.measure(1, BAD), road.measure(1)])
    story.go(
        [
            road.resolve_breach(b.id, cause="Fictief: het platform viel uit")
            for b in story.flow.dossier(WEBSITES).breaches
        ]
    )
    return story.go([road.report_breach("storing-3", None, service="fictieve telefoonlijn", party="belastingdienst")])


def test_every_breach_is_told_with_begin_end_service_cause_and_remedy() -> None:
    """R50: and with the records that show it; one that lasts has no end and no remedy."""
    found = affected().account()
    told = [
        (i.breach.service, i.breach.party, i.breach.cause, i.breach.remedy, i.ended is not None)
        for i in found.interruptions
    ]
    happened, remedy = (
        "Fictief: berichten blijven een dag liggen",
        "Fictief: de overdragende partij heeft het werk ingehaald",
    )
    assert [
        (FIRST, None, happened, remedy, True),
        ("reactietijd", None, "Fictief: het platform viel uit", remedy, True),
        ("fictieve telefoonlijn", "belastingdienst", happened, None, False),
    ] == told
    for i in found.interruptions:
        assert ["report_breach" if i.breach.id.startswith("storing") else "record_indicator"] == [
            s.command.key for s in i.begun
        ]
        assert i.breach.since <= (i.breach.until or i.breach.since)


def test_every_measurement_past_its_limit_is_told() -> None:
    """R53: with its limit and baseline, and the record; and how many indicators there are and were measured."""
    (found,) = affected().account().measured
    assert (WEBSITES, ("reactietijd",), ("reactietijd",), 2) == (
        found.process,
        found.indicators,
        found.taken,
        found.measurements,
    )
    ((measured, record),) = found.beyond
    assert (BAD, Decimal(36), Decimal(24), "record_indicator") == (
        measured.value,
        measured.indicator.limit,
        measured.indicator.baseline,
        record.command.key,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_not_measured_is_not_said_to_be_whole(language: Language) -> None:
    """R53: without a breach on record it says that, and how much was measured; never that nothing was affected."""
    story = Story()
    road = story.road
    nothing = {"nl": "Er is geen proces vastgelegd.", "en": "No process is on record."}
    assert nothing[language] in story.told(language)
    story.go(road.until(State.IDENTIFIED))
    none = {"nl": "Er zijn geen indicatoren vastgelegd.", "en": "No indicators are on record."}
    assert none[language] in story.told(language)
    story.go([*road.planning(), *road.testing(), *road.deciding(), *road.starting(), *road.opening(1)])
    unmeasured = {"nl": "Van 1 indicator is er geen gemeten.", "en": "Of 1 indicator none was measured."}
    text = story.told(language)
    assert {"nl": "Er is geen verstoring vastgelegd.", "en": "No breach is on record."}[language] in text
    assert unmeasured[language] in text
    story.go([road.measure(1)])
    text = story.told(language)
    assert {"nl": "gemeten, 1 keer; over de grens: 0 keer", "en": "measured, 1 time; past the limit: 0 times"}[
        language
    ] in text
    assert not re.search(r"\b(nee|niet geraakt|heel|gaaf|no,|not affected|sound|whole)\b", text.lower())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_answers_in_both_languages(language: Language) -> None:
    """R50, R53: how many, how many last, and each with its moments as people write them."""
    story = affected()
    text = story.told(language)
    answer = {
        "nl": "Ja: er zijn 3 verstoringen vastgelegd; daarvan duurt er 1 nog.",
        "en": "Yes: 3 breaches are on record; 1 of them lasts.",
    }[language]
    assert answer in text
    first = story.account().interruptions[0].breach
    here = first.since.astimezone(zone_of(ZONE))
    moment = {"nl": f"{here.hour}.{here:%M} uur", "en": f"{here.hour}:{here:%M}"}[language]
    assert moment in text
    for word in ("storing-1", "storing-3", "400", "fictieve telefoonlijn", "directoraat-generaal Belastingdienst"):
        assert word in text or language == "en"
    page = str(shown.html(story.account(), language))
    lines = shown.lines(story.account(), language)
    assert answer in page
    assert answer in lines
    assert {"nl": "Metingen over de grens:", "en": "Measurements past the limit:"}[language] in page


def test_the_same_stands_in_the_plain_values() -> None:
    """For programs: the same facts, with whole hashes, that go into JSON and back."""
    found = affected().account()
    plain = json.loads(json.dumps(shown.plain(found)))["continuity"]
    assert [i.breach.id for i in found.interruptions] == [i["id"] for i in plain["interruptions"]]
    assert [True, True, False] == [i["until"] is not None for i in plain["interruptions"]]
    ((beyond,),) = [m["beyond"] for m in plain["measured"]]
    assert ("400", "36", "24", 1) == (beyond["value"], beyond["limit"], beyond["baseline"], beyond["phase"])
    assert 64 == len(beyond["shown"]["hash"])


def test_an_account_of_an_earlier_day_tells_what_was_so_and_known_then() -> None:
    """R50: a breach lasts in the account of a day on which it lasted, whatever happened since."""
    story = affected()
    told = story.account().interruptions[0]
    first = told.breach
    assert first.until is not None
    during, before = story.account(day_of(told.begun[0].at)), story.account(day_of(first.since))
    assert [(first.id, None, None)] == [(i.breach.id, i.breach.until, i.breach.remedy) for i in during.interruptions]
    assert ((), 0) == (before.interruptions, sum(m.measurements for m in before.measured))
    now = story.account(day_of(first.since), known=story.now).interruptions
    assert [(first.id, None)] == [(i.breach.id, i.breach.until) for i in now], "it was there already, and not known yet"
    ended = story.account(day_of(first.until), known=story.now).interruptions
    assert [(first.id, first.until)] == [(i.breach.id, i.breach.until) for i in ended]


def test_what_is_told_later_changes_an_earlier_account_only_when_asked_as_known_now() -> None:
    """R50, R53: a breach of last week, reported today, was not in last week's account; it is in that of last week as known now."""
    story = Story()
    road = story.road
    story.go([*road.until(State.PHASED_TRANSFER), *road.opening(1), road.measure(1)])
    day = day_of(story.now)
    earlier = story.account(day)
    late = road.report_breach("storing-1", FIRST)
    story.go([attrs.evolve(late, at=story.now + 9 * DAY, since=story.now - timedelta(hours=1))])
    assert earlier == story.account(day)
    assert () == earlier.interruptions
    (found,) = story.account(day, known=story.now).interruptions
    assert ("storing-1", None) == (found.breach.id, found.breach.until)
    story.go([road.measure(1, BAD, at=story.now - 3 * DAY, document=None)], late=4 * DAY)
    assert 0 == sum(len(m.beyond) for m in story.account(day_of(story.now) - 2 * DAY).measured)
    assert 1 == sum(len(m.beyond) for m in story.account(day_of(story.now) - 2 * DAY, known=story.now).measured)


def test_a_breach_stays_in_the_account_after_a_fall_back_a_stop_and_completion() -> None:
    """R50, R54: what ended well is still what happened."""
    story = Story()
    road = story.road
    story.go([*road.until(State.PHASED_TRANSFER), *road.opening(1), road.measure(1, BAD), road.fall_back()])
    (breach,) = story.flow.dossier(WEBSITES).breaches
    story.go([road.measure(None), road.resolve_breach(breach.id)])
    assert [breach.id] == [i.breach.id for i in story.account().interruptions]
    story.go([*road.starting(), *road.transferring(), *road.completing()])
    assert [(breach.id, False)] == [(i.breach.id, i.breach.open) for i in story.account().interruptions]
    assert [1] == [len(m.beyond) for m in story.account().measured]
    assert isinstance(story.account().interruptions[0].begun[0].command, c.RecordIndicator)
