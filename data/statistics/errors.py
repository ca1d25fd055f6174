"""The one error of the statistics: a question that is put wrongly, as against one that has no answer."""

from data.statistics.reason import Reason, plainly


class StatisticsError(ValueError):
    """An argument breaks a function's contract (unknown word, missing column, date off the grid).

    `reason`: the message as a reason. Where figures, not the caller, break a rule, it is given as one.
    """

    def __init__(self, message: str | Reason) -> None:
        super().__init__(str(message))
        self.reason = message if isinstance(message, Reason) else plainly(message)
