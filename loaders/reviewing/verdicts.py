"""Which statements a load has changed: told after it, so that a changed verdict surprises nobody."""

from collections.abc import Iterable

from data.catalogue.reader import Catalogue
from data.judgement.status import Status

MOST_TOLD = 12
Key = tuple[str, str, str, str, str]


def changed_words(
    before: Iterable[Status], after: Iterable[Status], catalogue: Catalogue, event: str = "load"
) -> list[str]:
    """A sentence for each line whose word against plan is another than before the load or other event."""
    earlier = {_key(status): status.now.word for status in before}
    changes = [
        f"now against plan: {_what(status, catalogue)}: {status.now.word}, "
        f"before this {event} {earlier[_key(status)]}"
        for status in after
        if earlier.get(_key(status), status.now.word) != status.now.word
    ]
    more = len(changes) - MOST_TOLD
    return changes[:MOST_TOLD] + ([f"and {more} more words against plan have changed"] if more > 0 else [])


def _key(status: Status) -> Key:
    return status.indicator, status.place, status.series, status.sex, status.age


def _what(status: Status, catalogue: Catalogue) -> str:
    title = catalogue.indicators[status.indicator].short_title
    parts = [title, catalogue.areas[status.place].name, status.sex if status.sex != "Persons" else ""]
    return ", ".join(part for part in parts if part)
