"""The ledger in the admin, read-only: every process, where it stands, what is next and all that happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe

from ontvlechting.django.ledgers import ledger
from ontvlechting.django.models import Process
from ontvlechting.django.settings import given
from ontvlechting.django.untyped import ModelAdmin, SimpleListFilter
from ontvlechting.django.words import language, said
from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import BrokenLedger, OntvlechtingError, UnknownProcess
from ontvlechting.engine.shows import Html
from ontvlechting.shell.answers import Agenda, History, NextSteps
from ontvlechting.views import columns, pieces, words
from ontvlechting.views.html import Piece, joined, listed, place, tag
from ontvlechting.views.words import both


class StateFilter(SimpleListFilter):
    """A filter by state, with the states in words."""

    title: Any = said("toestand", "state")
    parameter_name: Any = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every state that a process is in now."""
        there = Process.objects.order_by().values_list("state", flat=True).distinct()
        rules = KnownRules(given().rules, given().known).every
        titles = {s.value: s.title[language()] for r in reversed(rules) for s in r.states}
        return [(name, titles.get(name, words.visible(name))) for name in sorted(there)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The processes in the chosen state. A state that is not among the choices is never sent to the database, which may not take it."""
        chosen = self.value()
        return queryset if chosen is None else queryset.filter(state__in={chosen} & dict(self.lookup_choices).keys())


@admin.register(Process)
class ProcessAdmin(ModelAdmin):
    """Every process of the ledger, for whoever has the permission `ontvlechting.view_process`; nobody can change one."""

    list_display: Any = ("process", "stands", "last_act", "waits_or_is_open", "number")
    list_filter: Any = (StateFilter,)
    search_fields: Any = ("name",)
    list_per_page: Any = 50
    change_form_template: Any = "admin/ontvlechting/process/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: a process begins by a command."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: what changes a process is a command."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: what was recorded stays recorded."""
        return False

    # -- the list ----------------------------------------------------------------------------------------------------

    @admin.display(description=said("proces", "process"), ordering="name")
    def process(self, process: Process) -> str:
        """Its name, in which nothing steers."""
        return str(process)

    @admin.display(description=said("toestand", "state"), ordering="state")
    def stands(self, process: Process) -> str:
        """The state in words; its stable name when it cannot be read."""
        try:
            return process.standing.state.title[language()]
        except BrokenLedger:
            return words.visible(str(process.state))

    @admin.display(description=said("laatste handeling", "last act"))
    def last_act(self, process: Process) -> str | None:
        """The day of the last act; the text of the error when it cannot be read."""
        try:
            at = process.standing.at
        except BrokenLedger as error:
            return error.text[language()]
        return None if at is None else words.day(at, language())

    @admin.display(description=said("wacht of open", "waits or open"))
    def waits_or_is_open(self, process: Process) -> SafeString | None:
        """The columns that say what waits or is open, where they are not empty."""
        try:
            stands = process.standing
        except BrokenLedger:
            return None
        told = []
        for column in columns.after(columns.listed([stands])):
            value = columns.within(stands, column)
            if value != column.empty:
                told.append(f"{column.head[language()]}: {columns.said(value, column, language())}")
        return mark_safe(listed(told)) if told else None  # noqa: S308 - made of escaped pieces

    # -- one process -------------------------------------------------------------------------------------------------

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """None: the page shows what is known in its own way."""
        return ()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of one process."""
        told = _process_page(unquote(object_id), request) if self.has_view_permission(request) else ""
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "told": told})


def _process_page(name: str, request: HttpRequest) -> SafeString:
    """All that is known of a process: where it stands, the next steps for the user, the terms that run, and every record."""
    who, flow = given().who, ledger()
    by = None if who is None else who(request)
    parts: dict[str, Callable[[], Piece]] = {
        both("Stand van zaken", "Where it stands", language()): lambda: _facts(flow.dossier(name)),
        both("Wat nu kan", "What is next", language()): lambda: _doors(flow.next_steps(name, by=by)),
        both("Termijnen", "Terms", language()): lambda: _terms(flow.agenda(name)),
        both("Wat er gebeurde", "What happened", language()): lambda: _history(flow.history(name)),
    }
    content: list[Piece] = []
    for heading, ask in parts.items():
        try:
            part = ask()
        except UnknownProcess:
            return SafeString("")  # the admin says so itself
        except OntvlechtingError as error:
            part = tag("p", error.text[language()], class_="errornote")
        content += [tag("h2", heading), part]
    return mark_safe(place(joined(content), language()))  # noqa: S308 - made of escaped pieces


def _facts(dossier: Dossier) -> Html:
    """Where a process stands on its road, what is known of it, and what is open."""
    return joined(
        [pieces.road(dossier, language()), pieces.facts(dossier, language()), pieces.pending(dossier, language())]
    )


def _doors(steps: NextSteps) -> Html:
    """Every step, without what the command itself has to show: nobody makes a command here."""
    return pieces.doors(steps, language(), asks=False)


def _terms(terms: Agenda) -> Html:
    """The terms that run."""
    none = tag("p", words.no_term(language()))
    return pieces.agenda(terms, language()) if terms else none


def _history(records: History) -> Html:
    """The timeline, and every record."""
    picture = tag("figure", records.timeline(language()).svg(alone=False), class_="ov-wide")
    return joined([picture, pieces.records(records, language())])
