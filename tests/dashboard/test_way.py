"""The way to a target as it is drawn: solid where it is agreed, dashed where it is only a straight line."""

from datetime import date

from dashboard.pages.shared import target_path
from data.catalogue.reader import catalogue
from data.judgement.status import AGREED, STRAIGHT, Path

POINTS = ((date(2022, 12, 31), 60.0), (date(2025, 3, 31), 66.7))


def test_a_line_that_nobody_agreed_says_so():
    drawn = target_path.drawn(Path(POINTS, kind=STRAIGHT), catalogue())
    assert (drawn.points, drawn.agreed) == (POINTS, False)
    assert drawn.label == "Straight line, not an agreed trajectory"
    assert target_path.drawn(Path(), catalogue()) is None


def test_points_of_a_paper_say_who_agreed_them():
    paper = catalogue().targets["strategy-cvd-htn-treated-80"].document
    whose = {"agreed_by": "Example board", "agreed_on": date(2023, 1, 17), "document": paper}
    drawn = target_path.drawn(Path(POINTS, "stepped", AGREED, **whose), catalogue())
    assert (drawn.agreed, drawn.stepped) == (True, True)
    assert drawn.label.startswith("Trajectory agreed by Example board on 17 January 2023 (HCP")
