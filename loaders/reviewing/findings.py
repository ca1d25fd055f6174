"""What is found in a file that people fill in, row by row: faults, for which it is refused, and notes."""

from data.errors import Problem, by_row
from loaders.contract import Checked

MOST_NOTES = 20


class Findings:
    """Faults and notes of one table. `wrong`: the rows that have a fault."""

    def __init__(self, checked: Checked) -> None:
        self.table = checked.table
        self.faults = list(checked.problems)
        self.wrong = {by_row(problem) for problem in checked.problems}
        self._notes: list[str] = []

    def fault(self, row: int, fault: str, remedy: str = "", column: str | None = None) -> None:
        """Keep what is wrong with a row, in a column where it is one cell's, and what to do."""
        self.wrong.add(row)
        self.faults.append(Problem(self.table.where_row(row, column), fault, remedy))

    def note(self, row: int, words: str) -> None:
        """Keep what is to be told of a row."""
        self._notes.append(f"{self.table.where_row(row)}: {words}")

    def note_table(self, words: str) -> None:
        """Keep what is to be told of the whole table."""
        self._notes.append(f"{self.table.where()}: {words}")

    @property
    def notes(self) -> list[str]:
        """The first notes, and how many more there are."""
        more = len(self._notes) - MOST_NOTES
        return self._notes[:MOST_NOTES] + ([f"and {more} more such notes"] if more > 0 else [])
