"""What others may test their own work with; needs the extra `testing`.

`stores` holds what every store promises, as tests that run against a store of your own. `strategies` gives generated
values, commands and histories, `machine` plays them under rules of your own and checks what must always hold, `explorer`
visits everything that a scope can reach, `comparison` says what two sets of rules answer differently, `transcripts` writes
down what was asked and answered, and `perturbation` says which mistakes in rules nobody would notice.

All of it works for any rules. What it has for those of the letter (moves and roads, checks, scopes) stands in `letter`.

All of it checks by assertions. Where Python runs without them (`python -O`), nothing of it can be imported: no check could
fail, and everything would seem well.

Raises:
    NoAssertions: Python runs without assertions.
"""

from __future__ import annotations

import pytest

from ontvlechting.engine.errors import NoAssertions

if not __debug__:
    raise NoAssertions

pytest.register_assert_rewrite(  # so that a failing assert shows what it compared
    "ontvlechting.testing.checks",
    "ontvlechting.testing.letter.checks",
    "ontvlechting.testing.machine",
    "ontvlechting.testing.stores",
)
