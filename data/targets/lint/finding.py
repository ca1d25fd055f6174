"""What the linter of the target register tells: one finding, and the order in which findings are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
Kind = Literal[
    "not complete",
    "differs from the register",
    "deadline before the next figure",
    "deadline before it was set",
    "deadline perhaps before the next figure",
    "deadline perhaps before it was set",
    "met at baseline",
    "outside the unit's range",
    "wrong direction",
    "two live versions",
    "unresolved conflict",
    "point does not fit",
    "relation not resolved",
    "words not found",
    "document not found",
]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True)
class Finding:
    """One thing found about one target: `target` is its key."""

    target: str
    kind: Kind
    sentence: str
    severity: Severity


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first, then warnings, then notes; each in the order it was found."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether anything found must be mended before the register can be used."""
    return any(finding.severity == "error" for finding in findings)
