"""What the tests of the storage share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.repositories import in_memory


@pytest.fixture
def quick() -> Iterator[Path]:
    """Give a folder in memory to one test."""
    with in_memory() as folder:
        yield folder
