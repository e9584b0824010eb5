"""How hard Hypothesis tries: `HYPOTHESIS_PROFILE=dev|ci|nightly`; without it, `ci` where `CI` is set, else `dev`."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("dev", max_examples=100, deadline=None, print_blob=True)
# the same examples every time: a change is judged by what it changes, not by luck
settings.register_profile("ci", max_examples=200, deadline=None, print_blob=True, derandomize=True, database=None)
settings.register_profile("nightly", max_examples=5_000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))
