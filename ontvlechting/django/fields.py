"""A model field for the name of a process, in a model of the project."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from ontvlechting.django.untyped import CharField
from ontvlechting.django.words import language
from ontvlechting.engine.checked import problems_of_id

LONGEST = 200
"""How many characters the name of a process has at most."""


def check_name(value: object) -> None:
    """Checks that a value can be the name of a process.

    Raises:
        ValidationError: it cannot; says why.
    """
    if problems := problems_of_id(value, "process"):
        raise ValidationError([p.text[language()] for p in problems], code="process")


class ProcessField(CharField):
    """The name of the process that a row belongs to; it is not checked whether that process exists.

    It is a text field and no foreign key: it makes no query on the ledger, and no cascade deletes anything.
    `Task.objects.filter(process__in=Process.objects.filter(state="plan_drafted"))` asks the ledger in one query.
    """

    default_validators: Any = (check_name,)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": LONGEST, "db_index": True, **options})

    def deconstruct(self) -> Any:
        """The field as a migration writes it, without its default options."""
        name, _, args, options = super().deconstruct()
        if options.get("max_length") == LONGEST:
            del options["max_length"]
        if options.pop("db_index", False) is False:
            options["db_index"] = False
        return name, "ontvlechting.django.ProcessField", args, options
