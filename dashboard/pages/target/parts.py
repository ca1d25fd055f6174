"""The blocks of a target's page: its words, its facts, its versions, conflicts, measure and marks. Pure."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import words
from dashboard.figures import versions
from dashboard.html.markup import Raw
from dashboard.pages.shared import register_rows
from dashboard.parts import components, tables
from dashboard.parts.components import section
from data.catalogue.models import Target, TrajectoryPoint
from data.catalogue.reader import Catalogue
from data.targets import life
from data.targets.known_then import KEY
from data.targets.lint.finding import Finding
from data.targets.lint.smart import ACHIEVABLE, MEASURABLE, RELEVANT, SPECIFIC, TIME_BOUND, missing_marks
from data.targets.trajectory_checks import YEAR_ONLY

To = Callable[[str], str]
MARKS = {
    SPECIFIC: "what is counted",
    MEASURABLE: "a value",
    ACHIEVABLE: "where it starts from",
    RELEVANT: "a programme with an owner",
    TIME_BOUND: "by when",
}
POINTS = {
    "trajectory": "on the way",
    "milestone": "on the way",
    "baseline": "starting point",
    "derived": "worked out from the words, agreed by nobody",
}
CONFLICTS = "conflicts with"
NOT_GOOD = "A target with every mark is complete. It is not for that reason a good one."


def quoted(target: Target, known: Catalogue) -> Component:
    """Return the exact words with their paper and section."""
    where = f"{known.title_of(target.document)}, {target.section}" if target.section else target.document
    return html.Div(
        [html.Blockquote(html.P(f"“{target.words}”")), html.P(f"{where}.", className="source")],
        className="quote",
    )


def facts(target: Target, known: Catalogue, today: date, to: To) -> Component:
    """Return who promised what to whom, from where, by when, and how each was read."""
    by, moved = register_rows.deadline(target, known), register_rows.moved(target, known)
    read = f" ({reading})" if (reading := register_rows.reading(target, known)) else ""
    basis = "" if target.set_on_basis == YEAR_ONLY else f" ({target.set_on_basis})"
    pairs: list[tuple[str, Any]] = [
        ("Asks", register_rows.asked(target)),
        ("For", register_rows.scope(target, known.areas)),
        ("Set by", target.owner or "not stated"),
        ("Set", words.set_on(target) + basis),
        ("By", by + read + (f"; {moved} before" if moved else "")),
        ("Starting from", _baseline(target)),
        ("Paper or list", register_rows.programme(target.programme, known)),
        ("Where the list is from", register_rows.provenance(target.programme, known)),
        ("Status", register_rows.status(target, today)),
        ("Not judged", target.not_rated),
        ("Notes", linked(target.notes, known, to)),
    ]
    return components.facts([(term, fact) for term, fact in pairs if fact])


def linked(text: str, known: Catalogue, to: To) -> list[Any]:
    """Return a text with each key of a target, or its unmistakable beginning, as a link with its name."""
    parts: list[Any] = []
    for at, part in enumerate(re.split(f"({KEY.pattern})", words.with_days(text))):
        other = _target_named(part, known) if at % 2 else None
        parts.append(components.link(other.name, to(other.key)) if other else part)
    return [part for part in parts if part]


def _target_named(word: str, known: Catalogue) -> Target | None:
    if word in known.targets:
        return known.targets[word]
    near = [target for key, target in known.targets.items() if key.startswith(f"{word}-")]
    return near[0] if len(near) == 1 else None


def _baseline(target: Target) -> str:
    when = words.month(target.baseline_date) if target.baseline_date else target.baseline_date_text
    if target.baseline_value is None:
        return target.baseline_text or "no baseline stated"
    value = f"{words.number(target.baseline_value, 0 if target.baseline_value.is_integer() else 1)}"
    return f"{value}{'' if target.unit.startswith('%') else ' '}{target.unit}" + (f", {when}" if when else "")


def history(target: Target, known: Catalogue, today: date, to: To) -> Component:
    """Return the versions and the related targets: a picture with its sentence, and a table."""
    lineage = life.lineage(known, target.key)
    relations = [relation for relation in register_rows.relations(target, known) if relation[0] != CONFLICTS]
    related = [other for _, other, _ in relations]
    shown = sorted({*lineage, *related}, key=lambda version: (version.set_on, version.key))
    text = _moved(target, lineage, known)
    if len(shown) == 1:
        return section("versions", "Has it moved?", [html.P(text)])
    spans = [_span(version, version.key == target.key, known) for version in shown]
    alternative = "; ".join(_label(version, known) for version in shown)
    said = {"role": "img", "aria-label": f"Line of time: {alternative}."}
    picture = html.Div(Raw(versions.drawn(spans)), className="versions", **said)
    items = [
        html.Li(["This ", word, " ", components.link(other.name, to(other.key)), _reason(reason)])
        for word, other, reason in relations
    ]
    listed = html.Ul(items) if items else None
    return section(
        "versions", "Has it moved?", [html.P(text), picture, listed, _table(target, shown, known, today, to)]
    )


def _span(target: Target, chosen: bool, known: Catalogue) -> versions.Span:
    later = known.targets.get(target.superseded_by)
    until = later.set_on if later and later.set_on > target.set_on else None
    return versions.Span(_label(target, known), target.set_on, target.deadline, chosen, until)


def _reason(reason: str) -> str:
    return f": {words.with_days(reason)}." if reason else "."


def _moved(target: Target, lineage: Sequence[Target], known: Catalogue) -> str:
    if len(lineage) < 2:
        return "One version is known; it has not been re-dated or replaced."
    text = f"{len(lineage)} versions are known."
    earlier = [words.month(day) for _, day in life.earlier_deadlines(known, target.key)]
    text += f" It was due by {words.joined(earlier)} before." if earlier else ""
    last = lineage[-1]
    if last.key == target.key:
        return text
    return f"{text} The newest was set {words.set_on(last)}: {register_rows.asked(last)}{_by(last, known)}."


def _by(target: Target, known: Catalogue) -> str:
    return f", by {register_rows.deadline(target, known)}" if target.deadline else ""


def _label(target: Target, known: Catalogue) -> str:
    return f"{target.set_on.year}: {register_rows.asked(target)}{_by(target, known)}"


def _table(target: Target, shown: Sequence[Target], known: Catalogue, today: date, to: To) -> Component:
    rows = [
        [
            version.name if version.key == target.key else components.link(version.name, to(version.key)),
            words.set_on(version),
            register_rows.asked(version),
            register_rows.deadline(version, known),
            register_rows.status(version, today),
            known.title_of(version.document),
        ]
        for version in shown
    ]
    head = ["Target", "Set", "Asks", "By", "Status", "Paper"]
    table = tables.table("Versions and related targets, the oldest first", head, rows)
    return components.disclosed("Show versions as a table", table)


def conflicts(target: Target, known: Catalogue, to: To) -> Component | None:
    """Return the targets that contradict this one, side by side with it; None where none do."""
    pairs = life.conflicts(known, [target.key])
    if not pairs:
        return None
    blocks: list[Any] = [
        html.P("Both stand in the register. Beacon takes no average of them and calls neither the right one.")
    ]
    for pair in pairs:
        sides = [_side(side, side.key == target.key, known, to) for side in (pair.target, pair.other)]
        blocks += [html.P(f"Why: {pair.reason}."), html.Div(sides, className="beside")]
    return section("conflicts", "What contradicts it", blocks)


def _side(target: Target, here: bool, known: Catalogue, to: To) -> Component:
    name = target.name if here else components.link(target.name, to(target.key))
    return html.Div(
        [
            html.H3([name, " (this target)"] if here else name),
            html.Blockquote(html.P(f"“{target.words}”")),
            html.P(f"{register_rows.asked(target)}, for {register_rows.scope(target, known.areas)}."),
            html.P(f"{known.title_of(target.document)}. Set {words.set_on(target)}.", className="source"),
        ]
    )


def path(points: Sequence[TrajectoryPoint], target: Target, known: Catalogue) -> Component | None:
    """Return the dated points told for a target, stated and loaded; None where there are none."""
    dated = [point for point in points if point.kind not in ("target",)]
    if not dated:
        return None
    # An index is counted in another unit than what it is an index of.
    unit = dated[0].unit if all(point.basis == "index" for point in dated) else target.unit
    decimals = 0 if all(float(point.value).is_integer() for point in dated) else 1
    rows = [
        [
            words.day(point.date),
            known.areas[point.place].name,
            words.number(point.value, decimals),
            POINTS.get(point.kind, point.kind),
            [point.basis, html.Span(f" {words.with_days(point.note)}", className="sub")]
            if point.note
            else point.basis,
            known.title_of(point.document),
            point.agreed_by or "not told",
        ]
        for point in dated
    ]
    head = [
        "On",
        "Area",
        unit[:1].upper() + unit[1:] or "Value",
        "Kind",
        "Basis",
        "Paper",
        "Set or agreed by",
    ]
    return section("path", "Points on the way", [tables.table("Dated points told for it", head, rows, [2])])


def marks(target: Target, findings: Sequence[Finding], known: Catalogue, to: To) -> Component:
    """Return the five SMART marks, each filled or missing in words, and what the linter found beside them."""
    missing = missing_marks(target)
    items = [
        html.Li([components.status_mark("missing" if mark in missing else "stated"), f" {mark}: {text}"])
        for mark, text in MARKS.items()
    ]
    remarks = [html.Li(linked(finding.sentence, known, to)) for finding in findings]
    below = [html.H3("Worth a look"), html.Ul(remarks)] if remarks else []
    return section("marks", "Is it complete?", [html.Ul(items, className="marks"), html.P(NOT_GOOD), *below])
