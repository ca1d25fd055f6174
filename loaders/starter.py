"""The starter figures: what a first start loads, so that the pages show real published series at once."""

from pathlib import Path

from sqlalchemy import Engine

from data.catalogue import Catalogue
from data.queries import newest_load_id
from loaders.pipeline import FileReport, load_file

STARTER = Path(__file__).parent.parent / "data" / "starter"


def load_starter_if_empty(engine: Engine, catalogue: Catalogue) -> list[FileReport]:
    """Load `data/starter/` into an empty store; leave any other store alone."""
    if newest_load_id(engine):
        return []
    return [
        report
        for path in sorted(STARTER.iterdir())
        if path.suffix in (".csv", ".gz")
        for report in load_file(path, engine, catalogue)
    ]
