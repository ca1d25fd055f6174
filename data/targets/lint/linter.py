"""The linter of the target register: what is missing, what contradicts itself, which words are not found.

Pure over the catalogue, but for `quotes`, which reads the papers. It tells defects of form and of fact. It
never says that a target is a good one: a complete target can still be the wrong one.
"""

import re
from pathlib import Path

from data.catalogue.reader import Catalogue
from data.targets.lint.contradictions import dates, open_conflicts, unresolved_relations, values, versions
from data.targets.lint.finding import Finding, in_order
from data.targets.lint.points import points
from data.targets.lint.smart import completeness

_SPACE = re.compile(r"\s+")


def lint(catalogue: Catalogue) -> list[Finding]:
    """Everything that can be found without the papers, errors first."""
    findings = unresolved_relations(catalogue)
    for target in catalogue.targets.values():
        indicator = catalogue.indicators.get(target.indicator)
        findings += completeness(target)
        findings += dates(target, indicator)
        findings += values(target, indicator)
    return in_order([*findings, *versions(catalogue), *open_conflicts(catalogue), *points(catalogue)])


def quotes(catalogue: Catalogue, documents: Path) -> list[Finding]:
    """The words of targets and points that do not stand in their papers, which lie in the folder as text.

    White space is not compared. OSError where the folder cannot be read.
    """
    texts = {path.name: plain(path.read_text(encoding="utf-8")) for path in sorted(documents.glob("*.txt"))}
    quoted = [(target.key, target.document, target.words) for target in catalogue.targets.values()]
    quoted += [(point.target_key, point.document, point.words) for point in catalogue.trajectories]
    return [finding for quote in dict.fromkeys(quoted) for finding in _quote(*quote, texts)]


def _quote(key: str, document: str, words: str, texts: dict[str, str]) -> list[Finding]:
    if document not in texts:
        return [Finding(key, "document not found", f"The paper {document} is not in the folder.", "error")]
    if plain(words) in texts[document]:
        return []
    return [Finding(key, "words not found", f"“{words}” does not stand in {document}.", "error")]


def plain(text: str) -> str:
    """Text with every run of white space as one space."""
    return _SPACE.sub(" ", text).strip()
