"""What others may test their own work with; needs the extra `testing`.

`stores` holds what every store promises, as tests that run against a store of your own. `strategies` gives generated
values, commands and histories, `machine` plays them under rules of your own and checks what must always hold,
`transcripts` writes down what was asked and answered, and `perturbation` says which mistakes in rules nobody would notice.
"""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(  # so that a failing assert shows what it compared
    "ontvlechting.testing.checks", "ontvlechting.testing.machine", "ontvlechting.testing.stores"
)
