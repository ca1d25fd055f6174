"""A rule as the page on methods tells it: what is done, whose rule that is, and why. Pure."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Whose: TypeAlias = Literal["NHS", "OHID", "Textbook", "Ours"]
LABELS: dict[Whose, str] = {
    "NHS": "NHS rule",
    "OHID": "OHID rule",
    "Textbook": "Textbook method",
    "Ours": "Our rule",
}
WHO: dict[Whose, str] = {
    "NHS": "from NHS England’s “Making Data Count”, kept to the digit. NHS staff read its charts already.",
    "OHID": "from the Office for Health Improvement and Disparities, which runs the Fingertips site, kept to "
    "the digit. Its words and ours then agree.",
    "Textbook": "a method that statisticians have agreed on for long. Its name is given, so that it can be "
    "looked up.",
    "Ours": "made for these pages, because nobody publishes a rule for it. The reason stands with it, so "
    "that you can disagree.",
}


@dataclass(frozen=True)
class Rule:
    """`says`: what is done. `why`: the reason, a sentence or two."""

    says: str
    whose: Whose
    why: str


@dataclass(frozen=True)
class Section:
    """Rules under one heading. `name` is the heading's id, `opening` a first sentence."""

    name: str
    title: str
    rules: tuple[Rule, ...]
    opening: str = ""


def ours(says: str, why: str) -> Rule:
    """Return a rule of our own."""
    return Rule(says, "Ours", why)


def nhs(says: str, why: str) -> Rule:
    """Return a rule of NHS England's "Making Data Count"."""
    return Rule(says, "NHS", why)


def ohid(says: str, why: str) -> Rule:
    """Return a rule of OHID's Fingertips site."""
    return Rule(says, "OHID", why)


def textbook(says: str, why: str) -> Rule:
    """Return a method of the textbooks."""
    return Rule(says, "Textbook", why)
