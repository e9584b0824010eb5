"""Examples run: every ```python block of the README and the docs is a test.

The blocks of one page share one namespace and run from top to bottom, in an empty folder of their own.
Examples in docstrings (`>>>`) are collected by pytest itself, with `--doctest-modules`.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from collections import Counter
from contextlib import ExitStack, chdir
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser
from xdist.scheduler import LoadScopeScheduling

# every worker, and every program that a test starts, would compile all that it imports again: a third of the time of the whole
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
ROOM = 4 * 2**30
"""So many bytes have to be free; a run of all tests leaves some hundreds of megabytes."""


def write_into_memory() -> None:
    """What tests write goes to a folder in memory, where there is one with room: nobody waits for a disk.

    Where `TMPDIR` is set, as for the workers of a run and by `make faults`, it goes there.
    """
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return
    found = os.statvfs(MEMORY)
    if found.f_bavail * found.f_frsize < ROOM or found.f_flag & os.ST_NOEXEC:  # some tests write a program and start it
        return
    folder = tempfile.mkdtemp(prefix="ontvlechting-tests-", dir=MEMORY)
    Path(folder).chmod(0o755)  # the server of the tests runs as somebody else, where root starts it
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)


write_into_memory()

collect_ignore = ["docs/conf.py", "ontvlechting/__pyinstaller/hook-ontvlechting.py", "tests/embedding/django_claims.py"]
# imported by a Django project alone; tests/embedding/test_django.py has one
collect_ignore_glob = ["ontvlechting/django/*"]


def enter_an_empty_folder(namespace: dict[str, Any]) -> None:
    """Before the first example of a page: what it writes goes to a folder that will be gone."""
    stack = namespace["_stack"] = ExitStack()
    stack.enter_context(chdir(stack.enter_context(TemporaryDirectory())))


def leave_that_folder(namespace: dict[str, Any]) -> None:
    """After the last example of a page, which may have chosen a language."""
    from ontvlechting import choose_language

    namespace["_stack"].close()
    choose_language("nl")


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE), SkipParser()],
    pattern="*.md",
    setup=enter_an_empty_folder,
    teardown=leave_that_folder,
).pytest()


SHARED = {
    "tests/faults/test_pooler.py": "pooler",
    "tests/faults/test_replicas.py": "replicas",
    "tests/test_mends.py": "reasons",
    "tests/test_reasons.py": "reasons",
    "tests/test_what_follows.py": "steps",
}
"""Files of tests that look at the same thing, which takes long to make."""
MANY = 60
"""The tests of a file with so many are short: to hand them out one by one takes longer than it brings."""


class PagesTogether(LoadScopeScheduling):  # type: ignore[misc]  # xdist is not typed
    """Long tests go to whichever worker is free, after all others; a page goes to one worker, and so does a file of short tests."""

    def _split_scope(self, nodeid: str) -> str:
        page = nodeid.partition("::")[0]
        return SHARED.get(page) or (page if page.endswith(".md") or self._tests[page] >= MANY else nodeid)

    @cached_property
    def _tests(self) -> Counter[str]:
        """How many tests each file has."""
        return Counter(nodeid.partition("::")[0] for nodeid in self.collection)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> PagesTogether | None:
    """Called by `pytest -n`; another `--dist` than the default is left alone."""
    return PagesTogether(config, log) if config.getoption("dist") == "load" else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """One more than there are cores: many tests wait for a program or a database. The variable of xdist says otherwise."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end; who collects garbage need not look at it again, nor look so often.

    A tenth of the time of the whole was spent on that.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
