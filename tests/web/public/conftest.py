"""Fixtures of the tests of public pages."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> Iterator[None]:
    """Each test begins with nobody having sent anything."""
    cache.clear()
    yield
    cache.clear()
