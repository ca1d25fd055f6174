"""The one error of the statistics: a question that is put wrongly, as against one that has no answer."""


class StatisticsError(ValueError):
    """An argument breaks a function's contract (unknown word, missing column, date off the grid)."""
