"""Classes of Django, which has no types: a type checker sees placeholders with any attribute, and the program the real classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:

    class Untyped:
        """A class in which a type checker allows any attribute."""

        def __init__(self, *args: Any, **options: Any) -> None: ...
        def __getattr__(self, name: str) -> Any: ...

    class AppConfig(Untyped):
        """An app."""

    class BaseCommand(Untyped):
        """A command of `manage.py`."""

    class CharField(Untyped):
        """A field for a text."""

        def deconstruct(self) -> Any:
            """The field as a migration writes it."""

    class Migration(Untyped):
        """A migration."""

    class Model(Untyped):
        """A model."""

    class ModelAdmin(Untyped):
        """The pages of a model in the admin."""

        def change_view(self, *args: Any, **more: Any) -> Any:
            """The page of one object."""

    class QuerySet(Untyped):
        """A query on a model."""

    class SimpleListFilter(Untyped):
        """A filter beside a list in the admin."""

else:
    from django.apps import AppConfig
    from django.core.management.base import BaseCommand
    from django.db.migrations import Migration
    from django.db.models import CharField, Model, QuerySet

    def __getattr__(name: str) -> object:
        """Imports a class of the admin when it is used, because that needs every app to be loaded."""
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
