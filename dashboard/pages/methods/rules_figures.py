"""The rules in plain English: figures, and where they stand against the plan. Words, no code.

Whoever changes a rule in `data` changes its sentence here; docs/judgement.md says the same to engineers.
"""

from dashboard.pages.methods.rule import Section, ohid, ours, textbook

FIGURES = Section(
    "figures",
    "Figures",
    (
        ours(
            "Every figure was published by a public body. Beacon changes none.",
            "What nobody published nobody can check.",
        ),
        ours(
            "What an organisation returns itself, in Beacon’s own layout, is marked “local return”: a line "
            "of its own for each organisation. It is never joined with an official line, and no rank, sum or "
            "verdict on official figures rests on it.",
            "Nobody but its sender has checked it.",
        ),
        ours(
            "A figure that is a tenth or a hundredth of its line’s usual size, or ten or a hundred times of "
            "it, “awaits review”. It is shown as it came, with that mark, and is in no sentence, verdict or "
            "rank; the figure before it is said instead. Somebody settles whether it is right or left out, "
            "and Data says who, when and why.",
            "A fraction for a percentage, or a comma that slipped, would be read as a collapse or a leap.",
        ),
        ours(
            "Such a figure is at least five times smaller or larger than every one of up to five figures "
            "before and five after it (within a year of monthly figures, two years of quarterly, five years "
            "of rarer ones, and never across a break), and their intervals do not overlap. Numbers of people "
            "under 100, and the first figure of a new line, are left alone.",
            "A real change seldom has both signs. Small numbers of people move far by chance.",
        ),
        ours(
            "“Suppressed” means that the publisher withheld a small number. It is never shown as nought.",
            "Nought would be a claim. The number is withheld to protect people.",
        ),
        ours(
            "Areas are put together by adding people, never by averaging rates. Where a count is missing "
            "there is no total.",
            "A small Place and a large one do not weigh the same.",
        ),
        ours(
            "Where a figure cannot be split between Cheshire East and Cheshire West it stands once, as "
            "“Cheshire (East and West together)”. Sefton in hospital waiting figures is the sum of its "
            "two former NHS areas.",
            "Any split would be a guess.",
        ),
        ours(
            "Two publishers’ figures of one thing, or two ways of counting it, are never joined into one "
            "line.",
            "The join would look like a change.",
        ),
        ours(
            "Areas are compared at one period: the newest that most of them have reached. An area without "
            "a figure for it is left out, and a sentence says so. In the table of indicators a newer "
            "figure stands below with its own period.",
            "Two areas in two different years are no comparison.",
        ),
    ),
)

SURE = Section(
    "sure",
    "How sure a figure is",
    (
        ours(
            "The pale bar through a point is its 95% interval: how far chance alone could have moved the "
            "figure. It is the publisher’s own where there is one.",
            "The publisher knows best how its figure was made.",
        ),
        ohid(
            "Where a publisher gives counts for a percentage and no interval, Beacon works one out by "
            "Wilson’s method and writes “computed” beside it.",
            "OHID’s guide asks for it. It never runs below 0% or above 100%, also where numbers are small.",
        ),
        ours(
            "No interval is worked out where the number of people is itself an estimate, where everybody was "
            "counted, or for running totals and rates. Then none is shown.",
            "It would look surer than it is.",
        ),
    ),
)

STATEMENTS = Section(
    "statements",
    "Three statements, side by side",
    (
        ours(
            "Each figure gets three statements: now against plan; real change or noise; by the deadline. "
            "They are never added up to one score.",
            "A figure can be behind and improving. One score would hide that.",
        ),
        ours(
            "What cannot be said is said to be so, with the reason in a few words, such as “9 of 13 points”.",
            "Most lines are short. An honest gap is better than a weak answer.",
        ),
        ours(
            "Sentences are written by rule from the figures: the same on a page, in a file and for a screen "
            "reader. They praise and blame nobody.",
            "Two people must read the same thing.",
        ),
    ),
)

NOW = Section(
    "now-against-plan",
    "Now against plan",
    (
        ours(
            "The questions are asked in this order. Is there a figure? A target? Is the figure from after "
            "the day the target was set? Is the deadline ahead? Before it the figure is held against the "
            "path to the target. Where there is none it is at the level already, or not there yet: never "
            "“not met”.",
            "What is promised for a later day cannot have been broken.",
        ),
        ours(
            "After a deadline there are two facts. How it ended: met, missed, or no figure, by the figure "
            "for that date alone, the one whose period holds the deadline; of periods that overlap it is "
            "the first that reaches the deadline. And how it stands now: met or not met, by the newest "
            "figure. Counts and lists go by the second.",
            "A later figure says nothing about a promise for an earlier day, and the earlier day nothing "
            "about today.",
        ),
        ours(
            "“Behind” needs a 95% interval that leaves the path out, “on plan” one that could have. A "
            "figure without an interval is “behind, untested” or “on plan, untested”, and stands last in "
            "every list.",
            "What nobody can test is no firmer than what may be chance.",
        ),
        ours(
            "A path is agreed only where one named body agreed all of it, for this very area. To a target "
            "that was set for another area a straight line is drawn, dashed, and gives the pace required; "
            "no word hangs on it.",
            "Nobody promised that this area would be on that line.",
        ),
        ours(
            "A figure is held against the version of the target that was live when the figure’s period "
            "ended.",
            "Nobody could work to a target that did not exist yet.",
        ),
        ours(
            "There is no room for near misses: a figure that equals the target meets it, one just short "
            "does not.",
            "A margin has to be agreed for an indicator, with a reason. Where it is, the statement says so.",
        ),
        ours(
            "A target for every Place is met only when the Place that is furthest from it meets it.",
            "That is what “every” says. An average would hide the last one.",
        ),
        ours(
            "The gap is told in the indicator’s units and, where the number of people is known, in "
            "people: how many more or fewer would close it. It is rounded to whole people and called "
            "“about”.",
            "People are easier to picture than percentage points. More digits would claim too much.",
        ),
    ),
    "The first statement is one of fifteen words. Each has a shape as well as a colour.",
)

TARGETS = Section(
    "headline-target",
    "Which target counts",
    (
        ours(
            "Of several targets, one is the headline: one with a value goes first; then the area’s own; "
            "then the most local; then the latest set; then the one with the nearest deadline ahead. The "
            "others are listed beside it.",
            "One figure needs one answer, and the people nearest to it set the target they can act on.",
        ),
        ours(
            "A rate set for Cheshire and Merseyside or for England is a yardstick for each of its parts, "
            "and the words say whose target it is. So is a target of none at all, such as nobody waiting "
            "65 weeks.",
            "A rate means the same in a part as in the whole, but the Place never promised it.",
        ),
        ours(
            "A total for a wider area is shown beside a Place’s figure and never judged there.",
            "No share of it is agreed for the Place.",
        ),
        ours(
            "A target stands in the words of the paper that set it. It is never edited: a new date or "
            "value is a new version, and the earlier one stays readable.",
            "A deadline that moved must not look as if it had always been there.",
        ),
        ours(
            "Targets that contradict each other stand side by side, with a warning. Beacon takes no average.",
            "Only those who set them can settle it.",
        ),
        ours(
            "A target without a value is a direction. It is never rated.",
            "Any number would be ours and not theirs.",
        ),
        ours(
            "A SMART mark says that an entry states what is counted, a value, where it starts, who "
            "answers for it, by when.",
            "It counts what is stated. It does not say that a target is a good one.",
        ),
    ),
)

WAY = Section(
    "way",
    "The way to a target",
    (
        ours(
            "A solid purple line is a trajectory that somebody agreed: the page names who, when and in "
            "which paper. One that was loaded for an area goes before one that a paper states. Between "
            "its points it runs straight or in steps, as its paper says.",
            "What people agreed goes before anything we could draw.",
        ),
        ours(
            "Where none is agreed, and the target has a value and a deadline, a dashed straight line is "
            "drawn to it. It starts from the stated starting point, else from the newest figure of the area "
            "that had been published by the day the target was set, and never before a break in the series. "
            "It is always called a straight line, not an agreed trajectory.",
            "Without any path nobody could say whether a figure is on its way. But nobody promised this one.",
        ),
        ours(
            "A path told for rolling twelve months is held against figures of twelve months, and no others.",
            "A month and a year are not the same measure.",
        ),
        textbook(
            "On a straight stretch the value for a day is worked out from the days gone by (linear "
            "interpolation). In steps each value holds until the next.",
            "Nothing simpler can be checked by hand.",
        ),
    ),
)
