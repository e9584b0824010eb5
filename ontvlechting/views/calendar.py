"""Terms as a calendar (RFC 5545), which mail programs and calendars read: an event of one day for each term, without a time.

The library `icalendar` writes it. It folds lines and escapes what people wrote, so that no text can start a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from ontvlechting.engine.agenda import Term
from ontvlechting.engine.days import ZONE
from ontvlechting.engine.errors import MissingExtra
from ontvlechting.engine.text import Language, spoken
from ontvlechting.views import words
from ontvlechting.views.words import both


def ics(terms: Iterable[Term], *, made: datetime, language: Language | None = None) -> str:
    """A calendar with an event on the last day of each term.

    An agenda without terms gives a calendar that holds only its time zone. The `UID` of an event stays the same as long as the
    same record sets the same term, so that nobody who reads the calendar again gets an event twice.

    Args:
        terms: an agenda, or some of it.
        made: the moment at which it is made.
        language: the language of the words.

    Raises:
        MissingExtra: the extra `agenda` is not installed.
    """
    try:
        from icalendar import Calendar, Event, Timezone
    except ImportError as error:
        raise MissingExtra("agenda --ics", "icalendar", "ontvlechting[agenda]") from error
    language = spoken(language)
    made_of = Calendar()
    made_of.add("prodid", "-//ontvlechting//agenda//NL")
    made_of.add("version", "2.0")
    every = tuple(terms)
    if not every:  # a calendar must hold a component (RFC 5545, 3.6): without terms its time zone
        made_of.add_component(Timezone.from_tzid(ZONE))
    for t in every:
        event = Event()
        event.add("uid", f"{t.id}@ontvlechting")
        event.add("dtstamp", made.astimezone(UTC))
        event.add("dtstart", t.last)
        if t.last < date.max:  # `date.max` has no next day; without an end the event lasts one day (RFC 5545, 3.6.1)
            event.add("dtend", t.last + timedelta(days=1))
        event.add("summary", words.visible(f"{t.process}: {t.title[language]}"))
        told = [f"{both('Regel', 'Rule', language)} {t.rule}"]
        if t.who:
            told.append(f"{both('Aan zet', 'Next action by', language)}: {words.suppliers(t.who, language)}")
        if t.record is not None:
            told.append(f"{both('Vastlegging', 'Record', language)} {t.record}")
        event.add("description", words.visible("\n".join(told)))
        event.add("transp", "TRANSPARENT")
        made_of.add_component(event)
    text: str = made_of.to_ical().decode()
    return text
