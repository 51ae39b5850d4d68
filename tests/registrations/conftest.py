"""Fixtures of the tests of registrations."""

from collections.abc import Iterator

import pytest

from arengo.registrations.queries import audit_pools


@pytest.fixture
def adds_up(db: None) -> Iterator[None]:
    """After the test, the counters of every pool are what its rows say."""
    yield
    assert audit_pools() == []
