"""The way to a target as it is drawn: solid where it is agreed, dashed where it is only a straight line."""

from datetime import date

from dashboard import way
from data.catalogue import catalogue
from data.planned import Path

POINTS = ((date(2022, 12, 31), 60.0), (date(2025, 3, 31), 66.7))


def test_a_line_that_nobody_agreed_says_so():
    drawn = way.drawn(Path(POINTS), [])
    assert (drawn.points, drawn.agreed) == (POINTS, False)
    assert drawn.label == "Straight line, not an agreed trajectory"
    assert way.drawn(Path(), []) is None


def test_points_of_a_paper_say_who_agreed_them():
    told = catalogue().agreed_path("strategy-cvd-htn-treated-80", "cheshire-and-merseyside")
    drawn = way.drawn(Path(POINTS, "stepped", agreed=True), told)
    assert (drawn.agreed, drawn.stepped) == (True, True)
    assert drawn.label.startswith("Trajectory agreed by C&M CVD prevention programme on 17 January 2023 (HCP")
