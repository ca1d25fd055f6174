"""Every question of a reader is answered within the steps it is allowed, for three Places.

The questions and their steps are those of the product's brief. A step is a click, a selection or a typed
search; a reader who has chosen a Place starts at the home page of that Place, the others at that of all.
Over example figures.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from data.catalogue.reader import catalogue
from data.judgement.off_plan import doubt
from data.statements.snapshot import past_meetings
from tests.dashboard.browsing import open_details, opened

KNOWN = catalogue()
PLACES = ("halton", "liverpool", "cheshire-east")
NINE = [place.name for place in KNOWN.places]
BEACON = [
    one for one in KNOWN.indicators.values() if any("beacon-" in t.key for t in KNOWN.targets_for(one.id))
]
DEMENTIA = "Dementia diagnosis rate"


@dataclass
class Walk:
    """A walk from the home page that counts its steps and fails with the step that is one too many."""

    page: Page
    slug: str
    allowed: int
    taken: int = 0

    @property
    def name(self) -> str:
        """The Place as it is named on pages."""
        return KNOWN.areas[self.slug].name

    def click(self, part: Locator) -> None:
        """Follow a link or press a button: one step."""
        self._step()
        part.click()

    def select(self, label: str, value: str) -> None:
        """Choose from a list: one step."""
        self._step()
        self.page.get_by_label(label, exact=True).select_option(value)

    def card(self, indicator: str = DEMENTIA) -> Locator:
        """The card of an indicator on the home page of the Place."""
        return self.page.locator(".cards article").filter(
            has=self.page.get_by_role("heading", name=indicator)
        )

    def to_indicator(self) -> None:
        """Go from its card to the indicator at the Place: one step."""
        self.click(self.card().get_by_role("heading").get_by_role("link"))
        expect(self.page.locator("h1")).to_contain_text(DEMENTIA)

    def section(self, heading: str) -> Locator:
        """The part of the page below a heading."""
        return (
            self.page.locator("main section").filter(has=self.page.get_by_role("heading", name=heading)).last
        )

    def _step(self) -> None:
        self.taken += 1
        assert self.taken <= self.allowed, f"more than {self.allowed} steps"


def changed_since(walk: Walk) -> None:
    day = past_meetings(KNOWN, date.today())[0]
    walk.select("Since", day.isoformat())
    expect(walk.page.locator("#changes")).to_have_text(f"What changed since {day.day} {day:%B %Y}")
    expect(walk.page.locator("#changes ~ ul").first).to_contain_text(re.compile("now against plan: .*was: "))


def off_plan(walk: Walk) -> None:
    expect(walk.page.locator("#off-plan")).to_have_text("Off plan, worst first")
    words = walk.page.locator(".cards article .top .status").all_inner_texts()
    assert len(words) >= 2  # an order needs two
    doubts = [doubt(word) for word in words]
    assert doubts == sorted(doubts)
    expect(walk.card().get_by_role("heading")).to_contain_text(walk.name)


def real_or_noise(walk: Walk) -> None:
    for card in walk.page.locator(".cards article").all():
        expect(card).to_contain_text("Real change or noise")


def up_or_down(walk: Walk) -> None:
    for card in walk.page.locator(".cards article").all():
        expect(card).to_contain_text(re.compile("(Higher|Lower) is better"))


def by_its_date(walk: Walk) -> None:
    walk.to_indicator()
    expect(walk.section("By the deadline").first).to_contain_text(walk.name)
    expect(walk.page.get_by_role("heading", name="By the deadline")).to_be_visible()


def when_known(walk: Walk) -> None:
    for card in walk.page.locator(".cards article").all():
        expect(card).to_contain_text(
            re.compile(r"The (next figure|figure for the deadline) (is|was) due about \d")
        )


def how_many_people(walk: Walk) -> None:
    walk.to_indicator()
    expect(walk.section("Now against plan")).to_contain_text(re.compile(r"about \d+ more people"))


def poorest_fastest(walk: Walk) -> None:
    walk.click(walk.page.get_by_role("link", name="Inequality"))
    expect(walk.page.locator("h1")).to_have_text("Are the poorest improving fastest?")
    for one in KNOWN.indicators.values():
        expect(walk.page.locator("main")).to_contain_text(one.short_title)


def nine_places(walk: Walk) -> None:
    walk.to_indicator()
    part = walk.section("The nine Places compared")
    open_details(walk.page)  # to read here what the picture shows
    for name in NINE:
        row = part.get_by_role("row").filter(has=walk.page.get_by_role("rowheader", name=name, exact=True))
        expect(row).to_contain_text(re.compile(r"\d to \d"))


def all_indicators(walk: Walk) -> None:
    walk.click(walk.page.get_by_role("navigation", name="Main").get_by_role("link", name="Indicators"))
    table = walk.page.locator("table.overview")
    expect(table).to_be_visible()
    heads = table.locator("thead th").all_inner_texts()
    assert all(any(head.startswith(name) for head in heads) for name in NINE)
    for one in BEACON:
        expect(table).to_contain_text(one.short_title)


def my_place(walk: Walk) -> None:
    walk.click(walk.page.locator("main").get_by_role("link", name=walk.name, exact=True).last)
    expect(walk.page.locator("h1")).to_have_text(walk.name)
    heads = walk.section("Every indicator").locator("thead th").all_inner_texts()
    assert {"C&M", "England", "Rank of the Places"} <= set(heads)
    expect(walk.page.get_by_role("heading", name=f"{walk.name} beside England and C&M")).to_be_visible()


def really_last(walk: Walk) -> None:
    walk.to_indicator()
    expect(walk.section("Are we really last?")).to_contain_text(
        re.compile(rf"{walk.name} is \d\w\w of 9 in .*\((95% interval|surely) \d")
    )


def pace(walk: Walk) -> None:
    walk.to_indicator()
    part = walk.section("How fast it must go, and who has done it")
    expect(part).to_contain_text("Pace required: ")
    expect(part).to_contain_text("Pace achieved: ")


def peers(walk: Walk) -> None:
    walk.to_indicator()
    expect(walk.section("Who started where we did and improved?")).to_contain_text(
        re.compile("areas? with a similar figure")
    )


def plans_add_up(walk: Walk) -> None:
    walk.to_indicator()
    expect(walk.section("Which Place moves Cheshire and Merseyside")).to_contain_text("add up to that of")
    expect(walk.section("Which Place accounts for the gap")).to_contain_text("Largest: ")


def who_set_it(walk: Walk) -> None:
    walk.click(walk.card().get_by_role("link", name="The target in its own words"))
    main = walk.page.locator("main")
    expect(main.locator("blockquote").first).to_contain_text("66.7%")
    for told in ("Set by", "only the year is known", "Joint forward plan", "Has it moved?"):
        expect(main).to_contain_text(told)


def known_then(walk: Walk) -> None:
    day = past_meetings(KNOWN, date.today())[-1]
    walk.select("As of", day.isoformat())
    expect(walk.page.get_by_text(f"the figures published by {day.day} {day:%B %Y}")).to_be_visible()
    assert f"as_of={day}" in walk.page.url


def corrected(walk: Walk) -> None:
    walk.click(walk.page.get_by_role("navigation", name="Main").get_by_role("link", name="Data"))
    table = walk.page.get_by_role("table").filter(has_text="Figures that were corrected")
    row = table.get_by_role("row").filter(has_text=walk.name).first
    assert len(re.findall(r"\d+\.\d%", row.inner_text())) == 2


def missing(walk: Walk) -> None:
    walk.click(walk.page.get_by_role("link", name="Assurance"))
    for heading in ("What is late", "What is missing or not measured", "What can be checked"):
        expect(walk.page.get_by_role("heading", name=heading)).to_be_visible()


def this_chart(walk: Walk) -> None:
    """The step is the one in the menu: the chart is where the reader stands, the menu button opens it."""
    opened(walk.page, re.sub(r"/\?place=.*", f"/place/{walk.slug}", walk.page.url))
    walk.page.get_by_role("button", name="Save or share").first.click()
    offered = walk.page.get_by_role("menuitem")
    expect(offered).to_have_count(6)
    for form in ("svg", "csv", "xlsx"):
        link = offered.and_(walk.page.locator(f'[href*=".{form}"]')).last
        answer = walk.page.request.get(walk.page.evaluate("link => link.href", link.element_handle()))
        assert answer.ok
        assert len(answer.body()) > 500
    with walk.page.expect_download() as taken:
        walk.click(walk.page.get_by_role("menuitem", name="Picture (PNG)"))
    assert re.fullmatch(r"beacon_.+_as-of-\d{4}-\d\d-\d\d\.png", taken.value.suggested_filename)
    assert taken.value.path().read_bytes()[:4] == b"\x89PNG"


OF_A_PLACE, OF_ALL = "/?place={}", "/"
QUESTIONS: list[tuple[str, int, str, Callable[[Walk], None]]] = [
    ("What changed since we last met?", 1, OF_A_PLACE, changed_since),
    ("What is off plan, worst first?", 0, OF_A_PLACE, off_plan),
    ("Is it a real change or noise?", 0, OF_A_PLACE, real_or_noise),
    ("Is good up or down?", 0, OF_A_PLACE, up_or_down),
    ("Will we hit the target by its date?", 1, OF_A_PLACE, by_its_date),
    ("When will we know?", 0, OF_A_PLACE, when_known),
    ("How many people is that?", 1, OF_A_PLACE, how_many_people),
    ("Are we improving the poorest fastest?", 1, OF_A_PLACE, poorest_fastest),
    ("All nine Places for one indicator, with uncertainty", 1, OF_A_PLACE, nine_places),
    ("All beacon indicators by nine Places on one screen", 1, OF_ALL, all_indicators),
    ("My Place on one page, against C&M, England, the others", 1, OF_ALL, my_place),
    ("Are we really last?", 1, OF_A_PLACE, really_last),
    ("What rate of change do we need; has anyone done it?", 1, OF_A_PLACE, pace),
    ("Who started where we did and improved?", 2, OF_A_PLACE, peers),
    ("Do the nine plans add up to the C&M target? Which Place moves it?", 2, OF_A_PLACE, plans_add_up),
    ("Who set this target, where is it written, has it moved?", 1, OF_A_PLACE, who_set_it),
    ("What did you know when you told us amber?", 1, OF_A_PLACE, known_then),
    ("Were figures corrected since?", 1, OF_A_PLACE, corrected),
    ("What is missing, late or unmeasured?", 1, OF_A_PLACE, missing),
    ("This chart and its data for my paper, exactly as seen", 1, OF_A_PLACE, this_chart),
]


@pytest.mark.parametrize("slug", PLACES)
@pytest.mark.parametrize(
    ("allowed", "start", "walked"), [one[1:] for one in QUESTIONS], ids=[one[0] for one in QUESTIONS]
)
def test_a_question_is_answered_in_the_steps_it_is_allowed(
    quiet: Page, lively_site: str, slug: str, allowed: int, start: str, walked: Callable[[Walk], None]
):
    opened(quiet, lively_site + start.format(slug))
    walked(Walk(quiet, slug, allowed))


def test_one_step_too_many_fails(quiet: Page, lively_site: str):
    opened(quiet, f"{lively_site}/?place=halton")
    walk = Walk(quiet, "halton", 0)
    with pytest.raises(AssertionError, match="more than 0 steps"):
        walk.to_indicator()
