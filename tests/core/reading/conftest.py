from collections.abc import Callable
from pathlib import Path

import pytest

from arengo.core import reading
from arengo.core.reading import Reading


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], Reading]:
    """What is found in a file of these bytes."""

    def found(data: bytes) -> Reading:
        path = tmp_path / "file"
        path.write_bytes(data)
        return reading.read(path, tmp_path)

    return found
