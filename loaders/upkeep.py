"""Keeping all that is derived from the figures in line with them: pointers, reviews, statements.

A load leaves nothing undone by itself. What a withdrawal or an earlier version of the program left half done
when it was killed, and what a new rule, definition or day makes stale, is made good at every load and start.
"""

from data.catalogue.reader import Catalogue
from data.statements import snapshot
from data.store import pointers
from data.store.engine import Store, writing
from data.store.integrity import loads_without_review
from data.store.state import move, new_identity
from loaders.reviewing.drift import review_again


def make_good(engine: Store, catalogue: Catalogue) -> list[str]:
    """Bring what is stale in line with the figures; return in words what was done, [] where nothing was."""
    done = [] if pointers.are_by_this_rule(engine) else mend_pointers(engine)
    loads = loads_without_review(engine)
    if loads:
        with writing(engine) as connection:
            for load in loads:
                review_again(connection, catalogue, load)
            move(connection, new_identity())
        done.append(f"reviewed what was broken off before its review: load {', '.join(map(str, loads))}")
    again = snapshot.refresh(engine, catalogue)
    return [*done, f"indicators whose statements were worked out: {len(again):,}"] if again else done


def mend_pointers(engine: Store) -> list[str]:
    """Bring the pointers to current figures in line with the statements; return in words what was done."""
    moved = pointers.bring_to_this_rule(engine)
    counts = {"another": moved.changed, "no": moved.gone, "its first": moved.added}
    return [f"periods with {what} current figure: {many:,}" for what, many in counts.items() if many]
