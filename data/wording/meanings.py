"""What each word of "now against plan" means, in plain English. Pure."""

from data.statistics.trajectory import Word

WORDS: dict[Word, str] = {
    "met": "The latest figure meets the target already; or the deadline has passed and the figure for that "
    "date met it.",
    "ahead": "The figure is beyond the path, and so is all of its 95% interval.",
    "on plan": "The figure is on the path or beyond it. The interval reaches back across the path, or there "
    "is no interval.",
    "behind, within uncertainty": "The figure falls short of the path, but the path lies inside the 95% "
    "interval. Chance alone could explain it.",
    "behind": "The figure falls short of the path. The path lies outside the 95% interval, or there is no "
    "interval.",
    "missed": "The deadline has passed, and the figure for that date did not meet the target.",
    "not met": "The target is not reached, and no path says where the figure should be by now: there is no "
    "deadline, or no point for a line to start from.",
    "deadline passed, no figure for it": "The deadline has passed, but the figure for that date is not held.",
    "no trajectory": "The target gives a direction only, or does not say what would meet it. No number is "
    "invented for it.",
    "no target agreed": "No target that can be judged here names this indicator.",
    "no data": "No figure is published for this area, or the latest one is withheld.",
    "too old to judge": "The latest figure is from before the target was set: it cannot be a result of it.",
}
