"""What the store holds: sources, loads with their reviews, revisions, and what is missing. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import words
from dashboard.parts import components, tables
from data.catalogue.models import Indicator
from data.catalogue.reader import Catalogue
from data.wording import sentences

Reviews = Mapping[int, Mapping[str, Sequence[str]]]
MOST_LOADS = 100
KINDS = ("rows", "revisions", "gaps", "jumps")
NO_CORRECTIONS = (
    "No figure has been corrected since it was first loaded. Earlier figures would stay readable here."
)
SECTIONS = {
    "sources": "Sources",
    "loads": "Loads",
    "review": "Awaiting review",
    "corrections": "Corrections",
    "missing": "What is missing",
}
NONE_WAITS = "No figure awaits"
REVIEW = (
    "A figure that is a tenth or a hundredth of its line’s usual size, or ten or a hundred times of it, is "
    "loaded as it came and marked in tables, charts and files. Until somebody has settled whether "
    "it is right, it is in no sentence, verdict or rank: the figure before it is said instead."
)
NO_FINDINGS = "nothing to look at"


def answers(
    known: Catalogue, held: set[str], loaded: pd.DataFrame, corrected: int, waiting: int
) -> list[tuple[str, str, str]]:
    """Return what each section says in a sentence: (name, title, text).

    `loaded`: provenance.loads_held, or loads_behind as of a date. `waiting`: how many figures await review.
    """
    publishers = len({indicator.publisher for indicator in known.indicators.values() if indicator.id in held})
    some = f"{len(held)} of {words.counted(len(known.indicators), 'indicator')}"
    files = words.counted(len(loaded), "file")
    last = f", the last one on {words.day(loaded.iloc[0].loaded)}" if len(loaded) else ""
    withdrawn = int(loaded.withdrawn.notna().sum()) if "withdrawn" in loaded else 0
    but = f" {words.counted(withdrawn, 'of them is', 'of them are')} withdrawn." if withdrawn else ""
    indicators = words.counted(len(known.indicators), "indicator")
    fixed = words.counted(corrected, "figure has", "figures have") if corrected else "No figure has"
    text = {
        "sources": f"Figures of {words.counted(publishers, 'publisher')} for {some}.",
        "loads": f"{files}{last}; each with its checksum and what its review found.{but}",
        "review": f"{words.counted(waiting, 'figure awaits', 'figures await') if waiting else NONE_WAITS} "
        "review.",
        "corrections": f"{fixed} been corrected since first loaded.",
        "missing": f"{len(known.indicators) - len(held)} of {indicators} have no figures yet.",
    }
    return [(name, title, text[name]) for name, title in SECTIONS.items()]


def sources(known: Catalogue, newest: pd.DataFrame, held: set[str]) -> Component:
    """Return the publishers: how many indicators, how many have figures, what is newest and since when.

    `newest`: columns of queries.latest. `held`: ids of indicators with figures of any series.
    """
    by_publisher: dict[str, list[Indicator]] = {}
    for indicator in known.indicators.values():
        by_publisher.setdefault(indicator.publisher, []).append(indicator)
    rows = [_source(name, indicators, newest, held) for name, indicators in sorted(by_publisher.items())]
    head = ["Publisher", "Indicators", "With figures", "Newest period", "Published on", "Publisher’s page"]
    return tables.listed("Publishers of the figures", head, rows, [1, 2])


def _source(name: str, indicators: Sequence[Indicator], newest: pd.DataFrame, held: set[str]) -> list[Any]:
    ids = [indicator.id for indicator in indicators]
    known = newest[newest.indicator.isin(ids) & newest.value.notna()].sort_values("period_end")
    period, published = "–", "–"
    if len(known):
        row = known.iloc[-1]
        period, published = words.period(str(row.period)), tables.published(row)
    pages = dict.fromkeys(indicator.landing_page for indicator in indicators if indicator.landing_page)
    links = html.Ul([html.Li(components.external(_site(page), page)) for page in pages], className="bare")
    with_some = str(len(held.intersection(ids)))
    return [name, str(len(ids)), with_some, period, published, links if pages else "not known"]


def _site(address: str) -> str:
    """What a link to a publisher's page is called: its site, and which page of it."""
    _, _, site, *path = address.rstrip("/").split("/")
    return f"{site}: {path[-1].replace('-', ' ')}" if path else site


def loads(frame: pd.DataFrame, reviews: Reviews) -> list[Any]:
    """Return every load with its file and what its review found. `frame`: provenance.loads_held."""
    if frame.empty:
        return [components.notice("No file has been loaded yet.")]
    shown = frame.head(MOST_LOADS)
    rows = [
        [
            words.day(row.loaded),
            _file(row.file, row.sha256, _withdrawn(row)),
            row.source,
            *(words.number(float(many), 0) for many in (row.rows_read, row.new, row.revised, row.unchanged)),
            _set_aside(row.set_aside),
            _findings(reviews.get(row.id, {}), row.warnings),
        ]
        for row in shown.itertuples()
    ]
    head = ["Loaded", "File", "Source", "Rows", "New", "Revised", "Unchanged", "Set aside", "Review"]
    text = f"{words.counted(len(frame), 'file has', 'files have')} been loaded, the newest first."
    if len(frame) > MOST_LOADS:
        text += f" The newest {MOST_LOADS} are listed; “beacon loads” lists all."
    return [html.P(text), tables.listed("Loads", head, rows, range(3, 8))]


def loads_as_of(frame: pd.DataFrame, day: str) -> list[Any]:
    """Return the loads that the figures published by a day came in. `frame`: provenance.loads_behind.

    Nothing of their reviews: they tell of whole files, and so of what was published later.
    """
    if frame.empty:
        return [components.notice(f"No figure that is held had been published by {day}.")]
    rows = [
        [
            words.day(row.loaded),
            _file(row.file, row.sha256),
            row.source,
            *(words.number(float(many), 0) for many in (row.new, row.revised)),
        ]
        for row in frame.head(MOST_LOADS).itertuples()
    ]
    head = ["Loaded", "File", "Source", "New", "Revised"]
    files = words.counted(len(frame), "file")
    text = (
        f"The figures published by {day} are from {files}, whenever loaded. Only these figures are counted."
    )
    if len(frame) > MOST_LOADS:
        text += f" The {MOST_LOADS} loaded last are listed."
    return [html.P(text), tables.listed("Loads", head, rows, range(3, 5))]


def _file(name: object, sha256: object, withdrawn: str = "") -> Component:
    note = html.Div(html.Strong(withdrawn)) if withdrawn else None
    return html.Div([str(name), html.Div(_checksum(sha256)), note], className="file")


def _withdrawn(load: Any) -> str:
    """That a load was taken back: when, by whom and why."""
    day = words.day(load.withdrawn)
    return f"Withdrawn on {day} ({load.withdrawn_by}): {load.withdrawn_why}" if day else ""


def _set_aside(reasons: Mapping[str, int]) -> Any:
    total = sum(reasons.values())
    if not total:
        return "0"
    items = [html.Li(f"{words.number(float(many), 0)}: {why}") for why, many in reasons.items()]
    return components.disclosed(words.number(float(total), 0), html.Ul(items))


def _findings(review: Mapping[str, Sequence[str]], warnings: Sequence[str]) -> Any:
    findings = [
        *warnings,
        *(finding for name in ("rows", "revisions", "gaps", "jumps") for finding in review.get(name, ())),
    ]
    if not findings:
        return NO_FINDINGS
    return components.disclosed(
        words.counted(len(findings), "finding"), html.Ul([html.Li(finding) for finding in findings])
    )


def files(frame: pd.DataFrame) -> Component | None:
    """Return the publishers' files that figures name though another file brought them; None without any."""
    if frame.empty:
        return None
    rows = [[str(row.file), _checksum(row.sha256)] for row in frame.itertuples()]
    many = words.counted(len(rows), "publisher’s file", "publishers’ files")
    return components.disclosed(
        f"Show the {many} behind the starter figures",
        tables.table("Publishers’ files", ["File", "Checksum"], rows),
    )


def _checksum(sha256: object) -> Any:
    known = isinstance(sha256, str) and sha256
    return html.Span(f"SHA-256 {sha256}", className="checksum whole") if known else "no checksum given"


def review(
    waiting: pd.DataFrame, ruled: pd.DataFrame, known: Catalogue, names: Mapping[str, str]
) -> list[Any]:
    """Return what awaits review, and what was settled, when, by whom and why.

    `waiting`: queries.awaiting. `ruled`: provenance.rulings_held. `names`: of all areas held, by slug.
    """
    waits = [
        [*_doubtful(row, known, names), tables.published(row)]
        for row in waiting.itertuples()
        if row.series in known.indicator_of
    ]
    settled = [
        [*_doubtful(row, known, names), row.verdict, words.day(row.ruled), row.by, row.why]
        for row in ruled.itertuples()
        if row.series in known.indicator_of
    ]
    head = ["Indicator", "Area", "Period", "Figure", "Usual size"]
    settled_head = [*head, "Settled as", "On", "By", "Why"]
    return [
        html.P(REVIEW, className="guide"),
        tables.listed("Figures that await review", [*head, "Published"], waits, [3, 4])
        if waits
        else html.P(f"{NONE_WAITS} review."),
        tables.listed("Figures that were settled", settled_head, settled, [3, 4]) if settled else None,
    ]


def _doubtful(row: Any, known: Catalogue, names: Mapping[str, str]) -> list[Any]:
    sizes = [f"{value:,.10g}" for value in (row.value, float(f"{row.usual:.4g}"))]
    return [_line(row, known), names.get(row.area, row.area), words.period(str(row.period)), *sizes]


def revisions(frame: pd.DataFrame, known: Catalogue, total: int) -> list[Any]:
    """Return the figures that were corrected, old beside new. `frame`: provenance.revisions."""
    if not total:
        return [html.P(NO_CORRECTIONS)]
    rows = [_revision(row, known) for row in frame.itertuples() if row.series in known.indicator_of]
    head = ["Indicator", "Area", "Period", "Was", "Is now", "Published before", "Published now"]
    many = words.counted(total, "published figure was", "published figures were")
    text = (
        f"{many} corrected by their publishers after they were first loaded. Nothing is overwritten: choose "
        "a date under “As of” to see what was known then."
    )
    if len(rows) < total:
        text += f" The newest {len(rows):,} for the Places and the areas around them are listed."
    return [html.P(text), tables.listed("Figures that were corrected", head, rows, [3, 4])]


def _revision(row: Any, known: Catalogue) -> list[Any]:
    indicator = known.indicator_of[row.series]
    amounts = [
        "withheld" if words.is_missing(value) else words.short_amount(value, indicator)
        for value in (row.old, row.value)
    ]
    dates = [words.day(row.old_published), words.day(row.published)]
    area = known.areas[row.area].name_on(row.period_end)
    return [_line(row, known), area, words.period(str(row.period)), *amounts, *dates]


def _line(row: Any, known: Catalogue) -> str:
    """Indicator, sex, age and category of a row."""
    parts = [row.sex if row.sex != "Persons" else "", row.age, row.category]
    return ", ".join([known.indicator_of[row.series].short_title, *(part for part in parts if part)])


def missing(known: Catalogue, newest: pd.DataFrame, held: set[str], href: Any) -> list[Any]:
    """Return the indicators without any figure, and those with figures for some Places only."""
    without = [indicator for indicator in known.indicators.values() if indicator.id not in held]
    rows = [
        [
            components.link(indicator.short_title, href(indicator.id)),
            indicator.publisher,
            sentences.why_no_figures(indicator),
        ]
        for indicator in without
    ]
    some = [
        [components.link(indicator.short_title, href(indicator.id)), words.joined(absent)]
        for indicator in known.indicators.values()
        if indicator.id in held and (absent := _absent(indicator, newest, known))
    ]
    many = words.counted(len(known.indicators), "indicator")
    not_all = words.counted(len(some), "indicator has", "indicators have")
    absent_head, some_head = ["Indicator", "Publisher", "Why"], ["Indicator", "No figure for"]
    return [
        html.P(f"{len(without)} of {many} have no figures yet."),
        tables.listed("Indicators without figures", absent_head, rows) if rows else None,
        html.P(f"{not_all} figures, but not for every Place."),
        tables.table("Indicators without some Places", some_head, some) if some else None,
    ]


def _absent(indicator: Indicator, newest: pd.DataFrame, known: Catalogue) -> list[str]:
    """The Places without a figure of their own or of their joint area; "any Place" where all are."""
    figures = newest[(newest.indicator == indicator.id) & newest.value.notna()]
    held = set(figures.area)
    absent = [place.name for place in known.places if not held.intersection((place.slug, place.joint))]
    return ["any Place"] if len(absent) == len(known.places) else absent


def with_figures(indicators: Iterable[str], newest: pd.DataFrame, held: Any) -> set[str]:
    """Return the indicators that have a figure of any series. `held(id)`: the series that have some."""
    known = set(newest.indicator[newest.value.notna()])
    return {indicator for indicator in indicators if indicator in known or held(indicator)}
