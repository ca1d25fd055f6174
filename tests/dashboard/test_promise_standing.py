"""How a lapsed target is told: its word, the figure for its deadline, the worst Place, or why none."""

from datetime import date

import pytest
from dash import html

from dashboard.html.markup import to_html
from dashboard.pages.target import standing
from data.catalogue.models import Target
from data.judgement.status import Point, Status
from data.targets.endings import endings, outcome
from tests.data.examples import example_points, example_target, with_targets

TODAY = date(2026, 6, 30)
NINE = "sefton wirral liverpool knowsley st-helens warrington halton cheshire-west cheshire-east".split()


def told(*targets: Target, **values: list[float | None]) -> str:
    """What the page of the first target says of its end. `values`: Place -> figures from February 2025 on."""
    defined = with_targets(*targets)
    lines: dict[tuple[str, str], list[Point]] = {
        (slug.replace("_", "-"), "Persons"): example_points(held, date(2025, 2, 1))
        for slug, held in values.items()
    }
    found = outcome(defined, endings(defined, targets[0], lines, TODAY))
    parts = standing.ended(found, targets[0], defined, lambda key: f"/target/{key}")
    return to_html(html.Div(parts))


def every_place(value: float) -> dict[str, list[float | None]]:
    return {slug.replace("-", "_"): [0.0, value + at] for at, slug in enumerate(NINE)}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (70.0, "It was met: 9 of 9 figures for it met it. The worst is Sefton: 70.0% in March 2025."),
        (68.5, "It was missed: 7 of 9 figures for it met it. The worst is Sefton: 68.5% in March 2025."),
    ],
)
def test_a_target_for_every_place_ends_as_the_worst_place_does(value, said):
    text = told(example_target(deadline="2025-03-31"), **every_place(value))
    assert said in text
    assert standing.EVERY_PLACE in text


def test_it_is_not_called_met_while_a_place_has_no_figure():
    text = told(example_target(deadline="2025-03-31"), **every_place(75.0) | {"halton": [80.0, None]})
    assert "Not every Place has a figure for it, so it cannot be called met: 8 of 9 figures" in text


def test_what_the_newest_figure_says_stands_beside_how_it_ended():
    target = example_target(scope="C&M total", deadline="2025-03-31")
    text = told(target, cheshire_and_merseyside=[60.0, 71.0, 69.0])
    assert "met</span> by the figure for it, 71.0% in March 2025. Now: " in text
    assert "not met</span> by the newest figure, 69.0% in April 2025." in text
    held = told(target, cheshire_and_merseyside=[60.0, None, 69.0])
    assert "Beacon has no figure for that period" in held
    assert "not met</span> by the newest figure, 69.0% in April 2025." in held
    assert "Now: " not in told(target, cheshire_and_merseyside=[60.0, 71.0])


def test_a_version_replaced_before_its_deadline_names_the_one_that_was_live():
    old = example_target(
        "old", scope="C&M total", superseded_by="new", status="superseded", deadline="2025-03-31"
    )
    new = example_target("new", scope="C&M total", set_on="2025-01-01", supersedes="old", name="Newer")
    text = told(old, new, cheshire_and_merseyside=[60.0, 60.0])
    assert "not judged as this version, because another version was live when its deadline came" in text
    assert 'href="/target/new"' in text


def test_nothing_is_said_before_the_deadline():
    assert "deadline" not in told(example_target(deadline="2027-03-31"), **every_place(75.0))


def test_a_target_of_one_place_is_no_yardstick_for_the_others():
    target = example_target(scope="one Place", place="halton")
    defined = with_targets(target)
    statuses = [
        Status(target.indicator, slug, "example", "Persons", "", "%", latest=point)
        for slug in NINE
        for point in example_points([60.0], date(2025, 2, 1))
    ]
    assert standing.at_places(statuses, [], target, defined, str) == []
