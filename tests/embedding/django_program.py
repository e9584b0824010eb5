"""A Django project with the app that the documentation shows, and the claims about it; `test_django.py` runs it.

Usage: python django_program.py FOLDER DATABASE, where DATABASE is one as Django has it, in JSON. Django makes a test database
beside it, and drops that in the end. What came of each claim is printed as JSON.
"""

from __future__ import annotations

import json
import sys
import unittest
from pathlib import Path
from typing import Any

import django
from django.conf import settings

urlpatterns: list[Any] = []
"""The pages of the project, once it is there."""


class Told(unittest.TextTestResult):
    """Remembers every claim that held."""

    held: list[str] = []  # noqa: RUF012 - one run in a process

    def addSuccess(self, test: Any) -> None:  # noqa: N802 - as unittest has it
        """One more."""
        self.held.append(test.id().rpartition(".")[2])


def main(folder: str, database: str) -> int:
    """Set the project up, ask every claim of it, and print which held."""
    sys.path[:0] = [folder, str(Path(__file__).parent)]
    apps = ("admin", "auth", "contenttypes", "sessions", "messages")
    middleware = (
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    )
    processors = ("django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                  "django.contrib.messages.context_processors.messages")  # fmt: skip
    settings.configure(
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in apps), "ontvlechting.django", "with_django"],
        DATABASES={"default": json.loads(database), "other": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        LANGUAGE_CODE="en",
        MIDDLEWARE=middleware,
        ONTVLECHTING={"WHO": "with_django.people.who"},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ROOT_URLCONF="__main__",
        SECRET_KEY="fictional",  # noqa: S106
        STATIC_URL="static/",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
                    "OPTIONS": {"context_processors": processors}}],
        USE_TZ=True,
    )  # fmt: skip
    django.setup()
    from django.contrib import admin
    from django.test.runner import DiscoverRunner
    from django.urls import path

    urlpatterns.append(path("admin/", admin.site.urls))

    class Runner(DiscoverRunner):  # type: ignore[misc]  # Django is not typed
        def get_resultclass(self) -> Any:
            return Told

    failed: int = Runner(verbosity=0, interactive=False).run_tests(["django_claims"])
    sys.stdout.write(json.dumps(sorted(Told.held)))
    return failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
