"""The processes of the ledger as a read-only model, and a base class for models that belong to a process."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from django.db import NotSupportedError, connections, models

from ontvlechting.django.fields import LONGEST, ProcessField
from ontvlechting.django.ledgers import ledger, workflow
from ontvlechting.django.settings import alias, given
from ontvlechting.django.untyped import Model, QuerySet
from ontvlechting.django.words import said
from ontvlechting.engine.command import Command
from ontvlechting.engine.values import Actor
from ontvlechting.record.codec import Codec, canonical
from ontvlechting.record.standing import Row, Standing, standing
from ontvlechting.shell.answers import History, NextSteps, Outcome
from ontvlechting.views import words


def table() -> str:
    """The name of the table in which a ledger keeps where each process stands."""
    vendor = connections[alias()].vendor
    return '"ontvlechting"."processes"' if vendor == "postgresql" else "ontvlechting_processes"


def options() -> dict[str, Any]:
    """The options of the model, for the model itself and for the migration."""
    return {
        "managed": False,
        "db_table": table(),
        "ordering": ["name"],
        "base_manager_name": "objects",
        "default_permissions": ("view",),
        "verbose_name": said("proces", "process"),
        "verbose_name_plural": said("processen", "processes"),
    }


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise NotSupportedError(
        "a ledger is written by commands alone: workflow().submit(process, command); it is no part of a fixture: "
        "manage.py dumpdata --exclude ontvlechting"
    )


class Processes(QuerySet):
    """A read-only query set of processes."""

    create: Any = _refuse
    get_or_create: Any = _refuse
    update_or_create: Any = _refuse
    update: Any = _refuse
    delete: Any = _refuse
    bulk_create: Any = _refuse
    bulk_update: Any = _refuse
    _insert: Any = _refuse
    _raw_delete: Any = _refuse
    _update: Any = _refuse


_Asks: Any = models.Manager.from_queryset(Processes)


class _FromTheLedger(_Asks):
    """A manager that queries the database of the ledger, whichever database other models are in."""

    def get_queryset(self) -> Any:
        """Every process."""
        return super().get_queryset().using(self._db or given().database)


class Process(Model):
    """Where a process of the ledger stands after its last record; read-only.

    Attributes:
        name: its name.
        number: how many records it has.
        state: the stable name of its state, such as `plan_drafted`.
        recorded_at: when its last record was stored, as ISO 8601.
        at: when the last act took place, as ISO 8601.
        rules_name: the rules that judged the last record.
        rules_version: their version.
    """

    name: Any = models.CharField(said("proces", "process"), max_length=LONGEST, primary_key=True, db_column="process")
    number: Any = models.BigIntegerField(said("vastleggingen", "records"))
    hash: Any = models.TextField()
    recorded_at: Any = models.TextField(said("vastgelegd", "recorded"))
    state: Any = models.TextField(said("toestand", "state"))
    at: Any = models.TextField(null=True)  # noqa: DJ001 - as the ledger has it
    columns: Any = models.TextField()
    rules_name: Any = models.TextField(said("regels", "rules"))
    rules_version: Any = models.TextField(said("versie van de regels", "version of the rules"))
    rules_hash: Any = models.TextField()

    objects: Any = _FromTheLedger()

    Meta: Any = type("Meta", (), options())

    def __str__(self) -> str:
        """Its name as people see it: what steers is shown by its code."""
        return words.visible(str(self.name))

    save: Any = _refuse
    save_base: Any = _refuse
    _save_table: Any = _refuse  # `loaddata` calls this without the other two
    delete: Any = _refuse

    @property
    def standing(self) -> Standing:
        """Where it stands, with the state and values of the rules that judged it.

        Raises:
            BrokenLedger: it cannot be read; names the column.
        """
        rules = given()
        kept = {column: getattr(self, column) for column in Row._fields if column != "process"}
        if not isinstance(kept["columns"], str):  # PostgreSQL has read the JSON already
            kept["columns"] = canonical(kept["columns"]).decode()
        return standing(Row(process=self.name, **kept), Codec.of(rules.rules, *rules.known))


class HasProcess(Model):
    """Base class of a model of yours that belongs to a process: `class Task(HasProcess)`.

    Each method queries the ledger anew; `submit` records in the current transaction, together with your own changes.
    """

    process: Any = ProcessField(said("proces", "process"))

    class Meta:
        """It has no table of its own."""

        abstract = True

    def submit(self, command: Command, *, id: str | None = None) -> Outcome:
        """Judges a command in the process of this row and records the answer; as `Workflow.submit`."""
        return workflow().submit(self.process, command, id=id)

    def next_steps(self, *, by: Actor | None = None, at: datetime | None = None) -> NextSteps:
        """Every step from here: open, or exactly what is missing and who supplies it; as `Ledger.next_steps`."""
        return ledger().next_steps(self.process, by=by, at=at)

    def dossier(self) -> Any:
        """All that is known of its process; as `Ledger.dossier`."""
        return ledger().dossier(self.process)

    def history(self) -> History:
        """Every record of its process, refusals too, oldest first; as `Ledger.history`."""
        return ledger().history(self.process)
