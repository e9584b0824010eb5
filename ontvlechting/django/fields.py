"""A field for the name of a process, in a row of the host's own."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from ontvlechting.django.untyped import CharField
from ontvlechting.django.words import language
from ontvlechting.engine.checked import problems_of_id

LONGEST = 200
"""How many characters the name of a process has at most."""


def check_name(value: object) -> None:
    """See that this can be the name of a process.

    Raises:
        ValidationError: it cannot, and why.
    """
    if problems := problems_of_id(value, "process"):
        raise ValidationError([p.text[language()] for p in problems], code="process")


class ProcessField(CharField):
    """The name of the process that a row belongs to; whether that process has begun yet is not asked.

    It is a text and no foreign key: the ledger is not asked for it, and nothing is deleted with it.
    `Task.objects.filter(process__in=Process.objects.filter(state="plan_drafted"))` asks the ledger in one query.
    """

    default_validators: Any = (check_name,)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": LONGEST, "db_index": True, **options})

    def deconstruct(self) -> Any:
        """As a migration writes it: without what it always has."""
        name, _, args, options = super().deconstruct()
        if options.get("max_length") == LONGEST:
            del options["max_length"]
        if options.pop("db_index", False) is False:
            options["db_index"] = False
        return name, "ontvlechting.django.ProcessField", args, options
