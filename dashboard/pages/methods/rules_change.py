"""The rules in plain English: change or noise, comparison, forecast, chance. Words, no code."""

from dashboard.pages.methods.rule import Section, nhs, ohid, ours, textbook

CHARTS = Section(
    "control-charts",
    "Real change or noise: control charts",
    (
        nhs(
            "The middle line is the mean. The distance from each month to the next is measured; the mean "
            "of these distances, times 2.66, gives the upper and the lower limit. A missing month is not "
            "bridged.",
            "A line that does not really change stays between such limits nearly always.",
        ),
        nhs(
            "A point is marked by four rules. It lies outside a limit. It is one of seven or more in a "
            "row on one side of the mean. It is one of seven in a row that all rise, or all fall. Or two "
            "of three in a row, all on one side of the mean, lie in the outer third before the limit or "
            "beyond it.",
            "Each of these seldom happens by chance alone. A point on the mean ends a run, and two equal "
            "figures end a rise or a fall.",
        ),
        nhs(
            "The icon is that of the latest point. If a rule says better and another says worse, better "
            "is shown.",
            "NHS England’s own tool does so.",
        ),
        nhs(
            "The second icon holds the target against the limits: wholly on the good side, wholly on the bad "
            "side, or between them. A target on a limit counts as between.",
            "Between the limits a month that meets the target may be luck.",
        ),
        nhs(
            "Limits and icons are shown from 13 points on. Below that the page says how many there are.",
            "Limits from few points jump about with every new one.",
        ),
        ours(
            "Limits start anew only where a change in the series is on record, never because the line looks "
            "different.",
            "Limits that follow the figures would hide the change they are there to show.",
        ),
        ours(
            "Beside the word stands the size of the change: from a year before, or from the first figure "
            "where there is less; for periods that overlap from the latest that does not.",
            "A change can be real and small. The same month a year ago has the same season.",
        ),
    ),
    "Monthly figures go up and down by themselves. A control chart tells this noise from a real change.",
)

TREND = Section(
    "recent-trend",
    "Real change or noise: recent trend",
    (
        ohid(
            "The five latest yearly points are taken. A straight line is fitted through them, and points "
            "with a narrow interval count for more.",
            "Five years are long enough for a direction and short enough to be recent.",
        ),
        ohid(
            "It is a trend only if chance alone would show as much in fewer than 2 of 1,000 cases, and if "
            "the direction stays the same whichever of the five years is left out.",
            "One odd year must not make a trend.",
        ),
        ohid(
            "For percentages with counts, the counts are tested for a steady rise or fall (the "
            "chi-squared test for linear trend).",
            "Counts say more than the interval made from them.",
        ),
        ohid(
            "With fewer than five points, or a point without its interval, there is no trend and the "
            "reason is told.",
            "The test needs them.",
        ),
        ours(
            "The word joins direction and meaning, such as “increasing and getting better”. The change "
            "over the five points stands beside it.",
            "“Increasing” alone does not say whether that is good.",
        ),
        ours(
            "Periods that overlap and running totals have neither a trend nor a control chart. Quarterly "
            "figures have none either.",
            "Overlapping periods repeat their own figures. A running total can only rise until it starts "
            "anew. Neither rule is made for quarters.",
        ),
    ),
    "Yearly figures are too few for a control chart. They get the recent trend.",
)

BENCHMARK = Section(
    "benchmark",
    "Better, similar or worse than elsewhere",
    (
        ohid(
            "England’s figure is held against the Place’s own 95% interval, its ends included. Inside it "
            "the word is “similar”; outside it “better” or “worse”, or “higher” and “lower” where neither "
            "is good.",
            "We tested it on 750 words that OHID published: all are the same.",
        ),
        ours(
            "Both figures must be of the same period. Without an interval there is no word.",
            "Without it nobody can say whether the difference is chance.",
        ),
        ours(
            "A Place is held against the rest of Cheshire and Merseyside, the other Places’ people added up, "
            "and never against the whole. Where a count is missing there is no word.",
            "It is a part of the whole: it would be compared with itself.",
        ),
        ours(
            "Areas that started alike are English authorities whose figure then was within half a standard "
            "deviation of the Place’s. Both periods are the same for all.",
            "A Place can only learn from those who once stood where it stands.",
        ),
        ours(
            "What each Place adds to the gap of Cheshire and Merseyside, or to its change, is worked out "
            "from people and adds up to the whole.",
            "A large Place near the target may count for more than a small one far from it.",
        ),
    ),
)

RANK = Section(
    "rank",
    "Rank, with how sure it is",
    (
        ours(
            "A rank among the nine Places is shown with its 95% interval. The Places’ figures are drawn "
            "10,000 times from within their intervals, and each time the Places are put in order.",
            "Third of nine can mean anything from first to seventh.",
        ),
        ours(
            "Going down from the top, Places that cannot be told apart from the first of their group stand "
            "together (Newcombe’s interval of a difference, at 95%).",
            "An order within a group would be a story about chance.",
        ),
        ours(
            "No interval, no rank. Counts are not ranked. Where the newest figures have no intervals, the "
            "newest period that has them is ranked, and both periods are named.",
            "A count is large where many people live.",
        ),
    ),
)

FORECAST = Section(
    "forecast",
    "By the deadline: the forecast",
    (
        ours(
            "The forecast looks only at the line’s own past. It takes each figure as a level that wanders "
            "and may drift, plus noise that passes. Ten mixtures of the two are tried, and each counts "
            "for as much as it explains of the past. For monthly figures four strengths of a yearly "
            "season are tried as well.",
            "No one mixture has to be picked, so not knowing which is right makes the interval wider, as it "
            "should.",
        ),
        textbook(
            "Percentages are worked on as log odds, rates and counts as logarithms.",
            "A forecast then cannot leave 0% to 100%, or fall below nought.",
        ),
        ours(
            "It says how likely the target is to be met by its date, if the past pattern continues, with "
            "an 80% interval. 80% and over is “likely”, 20% and under “unlikely”, between them "
            "“uncertain”.",
            "A word alone hides how close it is; a number alone is hard to read. Nobody can forecast a new "
            "policy or a pandemic.",
        ),
        ours(
            "At least five figures are needed. The forecast never runs further past the newest figure than "
            "half as many periods as there are figures, and never more than five years, eight quarters or "
            "24 months past today.",
            "Further ahead the interval would cover almost anything.",
        ),
        ours(
            "None is made for periods that overlap, for running totals, for figures at uneven times, for "
            "figures that never vary, for a target at the very end of its scale or one that is one exact "
            "figure; none without a deadline; none across a break in the series.",
            "The method does not hold there, and the page says which of these it was.",
        ),
        ours(
            "No ready-made library is used. On 500 made-up yearly lines 80% intervals should hold 80 of 100 "
            "outcomes: those of three usual methods held 61, 62 and 67; this one held 77.",
            "An interval that is too narrow is worse than none.",
        ),
        ours(
            "A random walk with drift, the simplest method, is worked out beside it.",
            "A method that does no better than the simplest is not worth its trouble.",
        ),
    ),
)

TRACK = Section(
    "track-record",
    "The forecast’s track record",
    (
        ours(
            "At every earlier date of every line in the store (at most the latest 24 of a line) the "
            "forecast is made again with only what came before, and held against what came. The event is "
            "“no worse than the last figure then known”.",
            "A forecast that was never checked is an opinion.",
        ),
        textbook(
            "Coverage is the share of outcomes that fell inside the interval. For an 80% interval it "
            "should be 80%; lower means that the forecast was too sure.",
            "It is the promise that the interval makes.",
        ),
        textbook(
            "The Brier score is how far the stated chances were from what happened: 0 is perfect, 0.25 is "
            "what “fifty-fifty” always gets. Lower is better.",
            "It marks down a forecast that is sure and wrong.",
        ),
        ours(
            "An indicator’s forecast is withheld where its 80% intervals held fewer than 67% of at least 30 "
            "outcomes. Under 30 there is too little to say, and the forecast is shown.",
            "67% is the best that the library methods reached which we refused.",
        ),
    ),
)

CHANCE = Section(
    "chance",
    "Signals that are chance",
    (
        ours(
            "For a set of lines Beacon counts how many would signal a change if nothing changed at all. "
            "The latest point of a steady line is marked in 1.1% of cases at 13 points, 1.5% at 24 and "
            "1.7% at 36. A trend is false in 0.2%, a change of a gap in 5%.",
            "Who looks at a hundred lines sees a few signals by chance. The shares for charts come from many "
            "made-up lines that do not change.",
        ),
        textbook(
            "“Signals worth your time” are those that pass Benjamini and Hochberg’s filter: of those "
            "kept, at most 5% are expected to be false.",
            "It keeps more true signals than asking the same of every single one.",
        ),
        ours(
            "The filter needs a p-value from each line. A trend has one. A control chart has none: where it "
            "signals, its chance of a false alarm stands in, and where it does not, 1.",
            "This is a p-value in the strict sense: with nothing changing, it is as small as that no more "
            "often than it says.",
        ),
    ),
)
