"""What each word of "now against plan" means, in plain English. Pure."""

from data.statistics.trajectory import Word

WORDS: dict[Word, str] = {
    "met": "The newest figure meets the target, whose deadline has passed or which has none. Whether the "
    "figure for the deadline met it is said beside the word.",
    "at the level already": "The newest figure is at the level asked for, before the deadline. No agreed "
    "path, nor a straight line of the area’s own, is held against it; or such a path asks for more for now.",
    "ahead": "The figure is beyond the path, and so is all of its 95% interval.",
    "on plan": "The figure is on the path or beyond it. The 95% interval reaches back across the path.",
    "on plan, untested": "The figure is on the path or beyond it. There is no 95% interval, so nothing says "
    "whether chance put it there.",
    "behind, untested": "The figure falls short of the path. There is no 95% interval, so nothing says "
    "whether chance alone could explain it.",
    "behind, within uncertainty": "The figure falls short of the path, but the path lies inside the 95% "
    "interval. Chance alone could explain it.",
    "behind": "The figure falls short of the path, and the path lies outside the 95% interval.",
    "not there yet": "The newest figure falls short of the target, whose deadline is still ahead. No agreed "
    "path, nor a straight line of the area’s own, says where it should be by now.",
    "not met": "The newest figure does not meet the target, whose deadline has passed or which has none. "
    "Whether the figure for the deadline met it is said beside the word.",
    "deadline passed, no figure for it": "The deadline has passed, and neither the figure for it nor a "
    "newer one is held.",
    "no trajectory": "The target gives a direction only, or does not say what would meet it. No number is "
    "invented for it.",
    "no target agreed": "No target that can be judged here names this indicator.",
    "no data": "No figure is published for this area, or the latest one is withheld.",
    "too old to judge": "The latest figure is from before the target was set: it cannot be a result of it.",
}
