"""Beside the register of targets: its rows to take away, /targets.csv and .xlsx."""

from collections.abc import Mapping
from typing import Any

from dashboard import ask
from dashboard.pages.shared import register_rows
from dashboard.pages.shared.beside import Beside, Record
from dashboard.pages.targets.build import state
from data.catalogue.models import Target
from data.catalogue.reader import Catalogue
from data.targets.lint.smart import missing_marks


def rows(query: Mapping[str, Any]) -> list[Record]:
    """Return the rows of a state for a download, with every column."""
    asked = state(query)
    known = ask.defined(asked.as_of)
    targets = register_rows.chosen(known.targets.values(), asked)
    return [target_record(target, known) for target in targets]


def target_record(target: Target, known: Catalogue) -> Record:
    """Return a target with every column, the title of its paper, and which SMART marks it lacks."""
    record = target.model_dump()
    record["paper"] = known.title_of(target.document)
    record["indicator_title"] = known.indicators[target.indicator].title if target.indicator else ""
    record["marks_missing"] = "; ".join(missing_marks(target))
    return record


BESIDE = Beside(files={"targets": rows})
