"""Which of the five SMART marks a target fills, by its own fields and by the register. Pure.

A complete target is not for that reason a good one: nothing here says so.
"""

from data.catalogue.models import Target
from data.targets.lint.finding import Finding

SPECIFIC, MEASURABLE, ACHIEVABLE = "Specific", "Measurable", "Achievable (baseline)"
RELEVANT, TIME_BOUND = "Relevant", "Time-bound"
NONE_MISSING = "none"
RECURRING = ("recurring", "annual measure")


def missing_marks(target: Target) -> tuple[str, ...]:
    """Which of the five SMART marks the entry's own fields do not fill, in their order.

    Specific: it says what is counted, or is a milestone, which is reached or not. Measurable: it states a
    value. Achievable: it states where it starts from, which is all a reader can judge that by. Relevant: it
    belongs to a programme that answers for it. Time-bound: it has a deadline, or comes round every year.
    """
    filled = {
        SPECIFIC: bool(target.unit) or target.kind == "milestone",
        MEASURABLE: target.value is not None or bool(target.value_text),
        ACHIEVABLE: target.baseline_value is not None or bool(target.baseline_text),
        RELEVANT: bool(target.programme and target.owner),
        TIME_BOUND: target.deadline is not None or target.deadline_basis.startswith(RECURRING),
    }
    return tuple(mark for mark, there in filled.items() if not there)


def completeness(target: Target) -> list[Finding]:
    """What is missing, and where the register's own list of gaps says otherwise."""
    missing = missing_marks(target)
    findings = []
    if missing:
        findings.append(Finding(target.key, "not complete", f"Missing: {', '.join(missing)}.", "note"))
    if target.smart_gaps:
        gaps = {part.strip() for part in target.smart_gaps.split(";")} - {NONE_MISSING}
        # The register has no column for Relevant.
        differs = gaps ^ (set(missing) - {RELEVANT})
        if differs:
            sentence = " ".join(_difference(mark, gaps) for mark in sorted(differs))
            findings.append(Finding(target.key, "differs from the register", sentence, "note"))
    return findings


def _difference(mark: str, gaps: set[str]) -> str:
    if mark in gaps:
        return f"{mark}: the compilers of the register saw a gap, and the entry's fields fill it."
    return f"{mark}: the entry's fields leave a gap that the compilers of the register did not see."
