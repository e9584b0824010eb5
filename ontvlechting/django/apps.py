"""The configuration of the Django app."""

from __future__ import annotations

from typing import Any

from ontvlechting.django.untyped import AppConfig
from ontvlechting.django.words import said


class OntvlechtingConfig(AppConfig):
    """The app; its label is `ontvlechting`."""

    name = "ontvlechting.django"
    label = "ontvlechting"
    verbose_name: Any = said("Logboek", "Ledger")

    def ready(self) -> None:
        """Registers the checks, once every app is loaded."""
        from ontvlechting.django import checks  # noqa: F401
