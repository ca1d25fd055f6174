"""One statement in its parts, from which its sentence and its card are made. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """A statement in its parts: the question, the answer in a few words, and what it rests on.

    why: a clause that stands in brackets behind the word. rest: what `joint` joins to both.
    """

    heading: str
    word: str
    why: str = ""
    rest: str = ""
    joint: str = "; "

    @property
    def after(self) -> str:
        """What follows the word, to the full stop."""
        return (f" ({self.why})" if self.why else "") + (self.joint + self.rest if self.rest else "") + "."

    @property
    def sentence(self) -> str:
        """The whole: "Now against plan: behind; 0.8 percentage points below the target of ..."."""
        return f"{self.heading}: {self.word}{self.after}"

    @property
    def text(self) -> str:
        """What the word rests on as sentences of their own, "" for nothing."""
        return " ".join(f"{part[:1].upper()}{part[1:]}." for part in (self.why, self.rest) if part)
