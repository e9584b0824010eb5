"""The Django app: a ledger in the database and transactions of a project, with a read-only admin.

It also has a model field for the name of a process, and a signal for each record. It needs the extra `django`. To use it, add
`"ontvlechting.django"` to `INSTALLED_APPS` and run `manage.py migrate`.
"""

from typing import TYPE_CHECKING

from ontvlechting.engine.errors import MissingExtra as _MissingExtra

try:
    import django  # noqa: F401
except ImportError as _error:
    raise _MissingExtra("ontvlechting.django", "django", "ontvlechting[django]") from _error

from ontvlechting.django.fields import ProcessField
from ontvlechting.django.ledgers import ledger, recorded, workflow

if TYPE_CHECKING:
    from ontvlechting.django.models import HasProcess, Process

__all__ = ["HasProcess", "Process", "ProcessField", "ledger", "recorded", "workflow"]

_MODELS = ("HasProcess", "Process")
"""The names that can be imported only once the apps of the project are loaded, as with any model."""


def __dir__() -> list[str]:
    return __all__


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Imports a model when it is first used."""
        if name not in _MODELS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        from ontvlechting.django import models

        return getattr(models, name)
