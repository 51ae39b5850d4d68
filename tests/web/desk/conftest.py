"""Fixtures of the tests of the desk."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> Iterator[None]:
    """Each test begins with an empty cache: no limit is used up, no frame is remembered."""
    cache.clear()
    yield
    cache.clear()
