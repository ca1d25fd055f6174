"""Answers about past days, each kept for all the days of which it is true."""

from collections import deque
from collections.abc import Hashable
from datetime import date
from threading import Lock
from typing import Generic, TypeVar

from cachetools import LRUCache

from data.statements.validity import Span

Answer = TypeVar("Answer")


# A day is looked for among the spans of one question, so that no day need be tried by itself: every day from
# 1990 to 2100 is a few hundred answers.
class Spans(Generic[Answer]):
    """The newest `each` answers to each of the `questions` asked last, with the days that they hold for."""

    def __init__(self, questions: int, each: int) -> None:
        self._held: LRUCache[Hashable, deque[tuple[Span, Answer]]] = LRUCache(questions)
        self._each = each
        self._turn = Lock()

    def get(self, question: Hashable, day: date) -> Answer | None:
        """Return the answer as of a day, None where none is kept."""
        with self._turn:
            spans = self._held.get(question, ())
            return next((answer for span, answer in spans if day in span), None)

    def put(self, question: Hashable, span: Span, answer: Answer) -> None:
        """Keep an answer for the days of its span."""
        with self._turn:
            self._held.setdefault(question, deque(maxlen=self._each)).append((span, answer))
