"""What others may test their own work with; needs the extra `testing`.

`ontvlechting.testing.stores` holds what every store promises, as tests that run against a store of your own.
"""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("ontvlechting.testing.stores")  # so that a failing assert shows what it compared
