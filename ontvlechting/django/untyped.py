"""What Django has, and is not typed: a type checker sees classes of which it knows nothing, and the program those of Django."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:

    class Untyped:
        """Whatever is asked of it may be there."""

        def __init__(self, *args: Any, **options: Any) -> None: ...
        def __getattr__(self, name: str) -> Any: ...

    class AppConfig(Untyped):
        """An app."""

    class BaseCommand(Untyped):
        """A command of `manage.py`."""

    class CharField(Untyped):
        """A field for a text."""

        def deconstruct(self) -> Any:
            """As a migration writes it."""

    class Migration(Untyped):
        """A migration."""

    class Model(Untyped):
        """A model."""

    class ModelAdmin(Untyped):
        """The pages of a model in the admin."""

        def change_view(self, *args: Any, **more: Any) -> Any:
            """The page of one."""

    class QuerySet(Untyped):
        """What is asked of a model."""

    class SimpleListFilter(Untyped):
        """A filter beside a list in the admin."""

else:
    from django.apps import AppConfig
    from django.core.management.base import BaseCommand
    from django.db.migrations import Migration
    from django.db.models import CharField, Model, QuerySet

    def __getattr__(name: str) -> object:
        """What the admin has can be imported once every app is there."""
        from django.contrib import admin

        return getattr(admin, name)


__all__ = [
    "AppConfig",
    "BaseCommand",
    "CharField",
    "Migration",
    "Model",
    "ModelAdmin",
    "QuerySet",
    "SimpleListFilter",
]
