"""The rules in plain English: inequality, pace, breaks and quality, order, dates, what is not done. Words."""

from dashboard.pages.methods.rule import Section, ohid, ours, textbook

INEQUALITY = Section(
    "inequality",
    "Are the poorest improving fastest?",
    (
        ours(
            "The measure is always the worse outcome, such as people not diagnosed. A gap above nought means "
            "that the poorest fare worse.",
            "Then every gap reads the same way round, whatever the indicator.",
        ),
        ours(
            "Figures for richer and poorer neighbourhoods within an area are used first, as soon as they "
            "reach back three years. Otherwise the nine Places are compared. Where the fifths are those of "
            "England (CVDPREVENT), and not of the area itself, the page says so.",
            "Averages of a Place hide poor neighbourhoods inside it. The figures within a Place do not.",
        ),
        ours(
            "One figure a year: of months and quarters it is the same one of every year. Figures that ended "
            "over two years ago are told as history, in the past tense.",
            "Three months are not three years, and a gap of long ago says nothing of today’s.",
        ),
        ours(
            "A verdict stands for an indicator when more than half of its lines give it. Otherwise: "
            "cannot tell yet.",
            "One area in nine is no verdict on all.",
        ),
        ours(
            "One ranking serves all years: the Index of Multiple Deprivation 2019, and the population of "
            "2021.",
            "Otherwise a change of the ranking would look like a change of the gap.",
        ),
        ohid(
            "The slope index is the gap between the very poorest and the very best-off end of a line fitted "
            "through all areas, each weighed by its people. The relative index is the two ends as a ratio.",
            "All areas count, not only the two at the ends.",
        ),
        textbook(
            "Their intervals come from the areas’ own intervals by a formula (on another scale by Zou and "
            "Donner’s method).",
            "A formula gives the same answer every time.",
        ),
        ours(
            "Is the gap changing? Each area’s pace over the years is worked out, and the paces are "
            "compared from poor to well-off. It counts as a change if chance would show as much in fewer "
            "than 5 of 100 cases.",
            "We tried both ways on made-up Places that only drift. Comparing two years’ gaps by their "
            "intervals saw a change that was none in 40 to 44 of 100 cases; this test in 6.",
        ),
        ours(
            "There are five verdicts: closing, poorest improving faster; closing, but because the "
            "better-off are getting worse; everyone improving, gap wider; gap wider, poorest getting "
            "worse; cannot tell yet.",
            "A gap can close for a bad reason. Over few years “cannot tell yet” is the usual answer, and "
            "it does not mean that the gap stands still.",
        ),
        ours(
            "The gap in points and the gap as a ratio are both shown. Where they disagree, the page says "
            "which says what.",
            "Both are right. They answer two questions.",
        ),
        ours(
            "Percentages are compared as log odds, rates as logarithms, other figures as they are. Counts "
            "and running totals are left out. Periods that overlap are taken.",
            "The test’s noise is how far the areas’ paces spread, which overlap within an area does not "
            "change.",
        ),
        ours(
            "The comparison of the nine Places always carries a caution, and the test can be seen without "
            "each Place in turn.",
            "With nine areas one of them can carry the verdict.",
        ),
    ),
    "The Partnership’s mission is to improve the lives of the poorest fastest. This is its test.",
)

PACE = Section(
    "pace",
    "Pace",
    (
        ours(
            "The pace required is the change a year from the latest figure to the target at its deadline.",
            "It shows at once whether the promise is still within reach.",
        ),
        ours(
            "The pace achieved is the change a year over the last five years, or over all there is if "
            "that is less, but at least one year.",
            "Less than a year is season.",
        ),
        ours(
            "Beside it stands how many of the other areas held, with a similar start, ever kept up the "
            "required pace for as long, and which areas these are. A start is similar within half a "
            "standard deviation. An area counts once.",
            "If nobody ever did it, that is worth knowing.",
        ),
        ours(
            "Periods that overlap and running totals have no pace.",
            "Their neighbours share the same people.",
        ),
    ),
)

BREAKS = Section(
    "breaks",
    "Series that changed",
    (
        ours(
            "Where a definition, a boundary or a way of counting changed, a dotted line marks the day and "
            "the reason is given. No trend, control chart, forecast, pace or straight line crosses it. A "
            "period that the day falls into belongs to neither side.",
            "Figures on its two sides are not like for like.",
        ),
    ),
)

QUALITY = Section(
    "quality",
    "Dates, delay and quality marks",
    (
        ours(
            "Each indicator tells the age of its latest period, when the next figure is due, and when the "
            "figure for the deadline will be out: the end of its period and the publisher’s usual delay.",
            "A deadline can pass a year before anybody can know how it ended.",
        ),
        ours(
            "A quality mark says how timely and how complete the figures are, what they come from, how "
            "many of the nine Places have one, and whether the area is exact, joint or a stand-in.",
            "A figure for a hospital trust is not a figure for the people of a Place.",
        ),
        ours(
            "Any page can be seen as of a past date: the figures published, and the targets and trajectories "
            "set, by that day. A publication date that is not known is estimated from the usual delay, and "
            "marked. A corrected figure never overwrites the one before: the page “Data” lists both.",
            "What was decided then was decided on what was known then.",
        ),
        ours(
            "“Since a meeting” compares the statements of two days. A first judgement is neither better nor "
            "worse; nor is a word that differs because a deadline passed or another target counts. A "
            "deadline has passed on the day after it.",
            "Having a figure at last is not an improvement, and no figure moves because a day has come.",
        ),
    ),
)

WORST = Section(
    "worst-first",
    "Worst first: the order of what is off plan",
    (
        ours(
            "First not met and behind; after them “behind, within uncertainty”; last “behind, untested”. "
            "What is not there yet is not off plan: its deadline is ahead.",
            "The second may be chance. Of the last nothing says whether it is.",
        ),
        ours(
            "Then what is really getting worse; then what does not change or cannot be told; then what is "
            "improving.",
            "What moves away from its target cannot wait.",
        ),
        ours(
            "Then a gap of fewer than ten people stands after the others.",
            "So few may be chance.",
        ),
        ours(
            "Then the larger gap, as a share of the larger of figure and target. Then the one that "
            "concerns more people. Then an area’s own target before a yardstick.",
            "A share lets percentages, rates and counts stand in one list.",
        ),
        ours(
            "What goes well at a Place stands in the mirror of this order: improving first, and the larger "
            "lead before the smaller. What has no plan comes last, and only if it really changes.",
            "Good news is held to the same rule as bad news.",
        ),
    ),
    "The same order serves every list of what is off plan. Each step decides only where those before it tie.",
)

NOT_DONE = Section(
    "not-done",
    "What Beacon does not do",
    (
        ours(
            "It fills in no missing figure and draws no line across one.", "A guess would look like a figure."
        ),
        ours(
            "It works out no withheld number, and takes no total minus its other parts.",
            "That could give away a person.",
        ),
        ours(
            "It gives no Place a score, and no rank without how sure it is.",
            "Either would say more than the figures can.",
        ),
        ours(
            "It does not say why something changed, and does not credit or blame a plan.",
            "Published figures alone cannot show a cause.",
        ),
        ours(
            "It judges no figure against a target that nobody set, and shares out no total.",
            "That is for those who answer for it.",
        ),
    ),
)
