"""What a file is called in the store, for tests that read a file without storing it."""

from datetime import UTC, datetime
from pathlib import Path

from data.store.write import Extract
from loaders.formats.archives import checksum


def extract_of(path: Path) -> Extract:
    """The extract that a file is."""
    return Extract(path.name, checksum(path), path.stat().st_size, datetime.now(UTC))
