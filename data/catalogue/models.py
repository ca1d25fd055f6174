"""The shape of every definition an analyst writes: indicators, areas, targets, trajectories, breaks.

Each model refuses keys it does not know, so that a misspelt key is told and never silently ignored.
"""

import re
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from data.catalogue.definition import Definition, Slug
from data.catalogue.release_days import Release
from data.periods import MONTHS

AreaKind = Literal["place", "joint", "sub-icb", "trust", "system", "icb", "region", "country", "authority"]
Better = Literal["higher", "lower", "neither"]
Comparison = Literal[">=", "<=", "=", ""]
Scope = Literal["C&M total", "every Place", "one Place", "every trust", "national"]
TargetKind = Literal["outcome", "performance", "activity", "milestone", "commitment", "estimate"]
TargetStatus = Literal["active", "superseded", "conflict", "document superseded", "completed"]
RelationKind = Literal[
    "restated-by",
    "restates",
    "quantified-by",
    "measured-by",
    "replaced-by",
    "re-dated-by",
    "different-unit",
    "different-definition",
    "subset-of",
    "milestone-of",
    "widened-by",
    "baseline-of",
    "conflicts-with",
]
PointKind = Literal["trajectory", "milestone", "target", "baseline", "reported", "derived"]

MOST_WORDS_QUOTED = 20
RETURNS_SOURCE = "local_return"
"""The source of series that no definition names: what a publisher returned in the tidy layout."""

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _calendar_date(value: Any) -> Any:
    """A date written YYYY-MM-DD; ValueError for any other text and for days no calendar has."""
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
        raise ValueError("a date is written YYYY-MM-DD, for example 2025-03-31")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(
            "there is no such day; a date is written YYYY-MM-DD, for example 2025-03-31"
        ) from None


CalendarDate = Annotated[date, BeforeValidator(_calendar_date)]


def _no_truth(value: Any) -> Any:
    """A number as it stands; ValueError for true and false, which would pass for 1 and 0."""
    if isinstance(value, bool):
        raise ValueError("a number is needed here")
    return value


Number = Annotated[float, BeforeValidator(_no_truth)]
Text = Annotated[str, Field(min_length=1)]


class Domain(Definition):
    """A group of indicators or targets, in the order in which pages show them."""

    id: Slug
    name: str
    theme: bool = False
    """True for life expectancy and the eight Marmot themes of the Beacon Indicators."""


class Quality(Definition):
    """The quality mark: how soon, how complete for the nine Places, and what kind of source."""

    timeliness: str
    completeness: str
    source: Literal["official statistics", "audit", "local return"]


class Series(Definition):
    """One publisher's figures on one basis. `select` tells the source which of its figures these are."""

    id: Slug
    source: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    """The module of `loaders/sources` that reads it, or `tidy`."""
    name: str
    """The basis in words, such as "by local authority"."""
    select: dict[str, str | list[str]] = Field(default_factory=dict)
    sexes: tuple[Literal["Persons", "Male", "Female"], ...] = ("Persons",)
    """The headline lines; any other sex is a breakdown."""
    age: str = ""
    """The age text of the headline lines; "" where the definition itself says the age."""
    area_kinds: tuple[AreaKind, ...] = ()
    """For a series beside the headline: the kinds of area whose figures a tidy file gives for it."""
    publisher: str = ""
    verified: bool | None = None
    """Whether the publisher's own id was seen in a source: True, False, or None where it has no id."""
    leaves_out: str = ""
    """Whom these figures leave out, after their name: "without patients of ..."."""
    note: str = ""

    @property
    def is_return(self) -> bool:
        """Whether these are a publisher's local returns, and no figures of the definition's."""
        return self.source == RETURNS_SOURCE

    @property
    def described(self) -> str:
        """The basis in words, and whom it leaves out."""
        return f"{self.name}, {self.leaves_out}" if self.leaves_out else self.name


def _at_least_one(series: tuple[Series, ...]) -> tuple[Series, ...]:
    # Not a length limit on the field: that would also complain when a series could not be read.
    if not series:
        raise ValueError("an indicator has at least one series; begin one with [[series]]")
    return series


class Indicator(Definition):
    """One measure. The first series is the headline; the others are shown under their own names."""

    id: Slug
    title: Text
    short_title: Text
    definition: Text
    unit: str
    better: Better
    domain: Slug
    theme: str = ""
    beacon_number: int | None = Field(default=None, ge=1, le=22)
    frequency: Literal["monthly", "quarterly", "annual", "irregular"]
    series_kind: Literal["point", "rolling", "cumulative"]
    geography: Literal["exact", "joint", "proxy", "none"]
    academic_year: bool = False
    why: str
    caveats: tuple[str, ...] = ()
    publisher: str
    licence: str = "Open Government Licence v3.0"
    landing_page: str = ""
    usual_lag_days: int = Field(ge=0, le=1500)
    usual_lag_basis: str = "estimate"
    release_calendar: str = ""
    release: Release | None = None
    """How it is released, from `release_days.toml`."""
    quality: Quality
    openness: Literal["open", "partial", "none"] = "open"
    note_if_no_figures: str = ""
    decimals: int = Field(default=1, ge=0, le=3)
    multiplier: float = 1
    """What a rate is per: 100 for %, 100000 for "per 100,000", 1 for counts and scores."""
    maximum: float | None = None
    no_interval: str = ""
    """Why no interval is worked out from counts, in words; "" where one may be."""
    intervals_from: str = ""
    """What the source's intervals are "computed from"; "" where they are the publisher's own."""
    standardised: bool = False
    """Whether it is standardised, so that counts do not give it back: none is worked out or added up."""
    no_break: str = ""
    """Why what a caveat says has changed is no break in the figures held; "" where it is one."""
    counts_are: str = ""
    """The word for what the numerator counts, as in "about 260 more people"; "" where none is meant."""
    proxy_of: str = ""
    tolerance: float = Field(default=0, ge=0)
    """How far short of a trajectory still counts as on plan, in the indicator's units; `tolerance_reason`
    says who agreed it and why."""
    tolerance_reason: str = ""
    series: Annotated[tuple[Series, ...], AfterValidator(_at_least_one)]

    @model_validator(mode="after")
    def _gives_its_reason(self) -> "Indicator":
        if bool(self.tolerance) != bool(self.tolerance_reason):
            raise ValueError("`tolerance` and `tolerance_reason` stand together or not at all")
        return self

    def expected_on(self, period_end: date) -> date:
        """The day on which the figures of a period usually come out: by the register, else by the lag."""
        usual = self.release.usual(period_end) if self.release else None
        return usual or period_end + timedelta(days=self.usual_lag_days)

    @property
    def expected_basis(self) -> str:
        """How it is known when figures come out: by the register of release days, else as noted."""
        if self.release and self.release.rule:
            return f"register of release days: {self.release.rule}"
        known = "; single days are in the register of release days"
        return self.usual_lag_basis + known * bool(self.release)

    @property
    def is_count(self) -> bool:
        """Whether the figure is itself a number of people, pathways or tests, and no share or rate."""
        return bool(self.counts_are) and self.unit == self.counts_are

    @property
    def is_returned(self) -> bool:
        """Whether it is made of local returns: no official figure of it is published."""
        return self.quality.source == "local return"

    @property
    def gives_interval(self) -> bool:
        """Whether counts give it an interval: not of an estimate, nor of what they do not give back."""
        return self.is_percentage and not self.standardised and not self.no_interval

    @property
    def is_percentage(self) -> bool:
        """Whether the figure is a percentage: its unit begins with the per cent sign."""
        return self.unit.startswith("%")

    @property
    def headline(self) -> Series:
        """The one series the indicator is judged by."""
        return self.series[0]

    @property
    def by_sex(self) -> bool:
        """Whether the headline has a line for each sex, so that a line's name must say which it is."""
        return len(self.headline.sexes) > 1


class Area(Definition):
    """A Place, or what it is compared with or made of. Members are slugs of the areas that add up to it."""

    slug: Slug
    name: str
    kind: AreaKind
    short_name: str = ""
    ons_code: str = ""
    ods_code: str = ""
    aliases: tuple[str, ...] = ()
    """Further codes of the same area, such as NHS England's own code of a region."""
    members: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    """The Places of a system or a joint area, or those a trust mainly serves."""
    joint: str = ""
    """The joint area that holds a Place's figures where they cannot be split."""
    system: str = ""
    region: str = ""
    ons_name: str = ""
    former_name: str = ""
    renamed_on: CalendarDate | None = None  # before it had its former name
    trust_type: str = ""
    status: Literal["active", "closed"] = "active"
    closed_on: CalendarDate | None = None
    merged_into: str = ""
    changes: str = ""
    population_2021: int | None = Field(default=None, ge=0)
    imd2019_score: float | None = None
    imd2019_rank: int | None = None
    imd2025_score: float | None = None
    imd2025_rank: int | None = None
    neighbourhoods_2011: int | None = None
    most_deprived_fifth_2019: int | None = None
    most_deprived_fifth_2019_percent: float | None = None
    most_deprived_tenth_2019_percent: float | None = None
    most_deprived_tenth_2025_percent: float | None = None
    note: str = ""

    def name_on(self, day: date) -> str:
        """The name that an area had on a day: a figure is shown under the name of its period."""
        return (self.renamed_on and day < self.renamed_on and self.former_name) or self.name

    def called(self, first: date, last: date) -> "Area":
        """The area under its name from `first` to `last`; where it was renamed between, under both."""
        before, name = self.name_on(first), self.name_on(last)
        if self.renamed_on is not None and before != name:
            until = self.renamed_on - timedelta(days=1)
            name = f"{name}, until {MONTHS[until.month - 1]} {until.year} {before}"
        return self.model_copy(update={"name": name})


class Target(Definition):
    """A promise in a paper of the Partnership: its words, value, scope and deadline, in one version.

    A version is never edited, only superseded: `superseded_by` names the later one. `not_rated` says why a
    target is shown but never judged, although an indicator is named.
    """

    key: Slug
    indicator: str = ""
    domain: Slug
    name: Text
    statement: Text
    direction: Literal["increase", "decrease", "maintain", "none"]
    value: Number | None = None
    value_text: str = ""
    comparison: Comparison = ""
    unit: str = ""
    scope: Scope
    place: str = ""
    deadline: CalendarDate | None = None
    deadline_basis: str = ""
    baseline_value: Number | None = None
    baseline_text: str = ""
    baseline_date: CalendarDate | None = None
    baseline_date_text: str = ""
    set_on: CalendarDate
    set_on_basis: str
    document: Text
    section: str
    words: Text
    kind: TargetKind
    programme: str = ""
    """The group of the register it stands in, such as `nhs-objectives-2023-24`."""
    owner: str = ""
    geography_level: str = ""
    status: TargetStatus = "active"
    supersedes: str = ""
    superseded_by: str = ""
    ended_on: CalendarDate | None = None
    """The day from which a target without a next version was over: completed, or its paper replaced."""
    not_rated: str = ""
    smart_gaps: str = ""
    measured_by: str = ""
    frequency: str = ""
    lowest_geography: str = ""
    confidence: str = ""
    notes: str = ""

    @property
    def rated(self) -> bool:
        """Whether figures may be judged against it: a value, a comparison, and no reason against."""
        return self.value is not None and self.comparison != "" and not self.not_rated

    @model_validator(mode="after")
    def _makes_sense(self) -> "Target":
        if len(self.words.split()) > MOST_WORDS_QUOTED:
            raise ValueError(f"`words` quotes more than {MOST_WORDS_QUOTED} words; quote fewer")
        if (self.scope == "one Place") != bool(self.place):
            raise ValueError("`place` is named for the scope `one Place`, and for that scope only")
        if self.comparison and self.value is None:
            raise ValueError("`comparison` needs a `value`; leave it out for a direction only")
        return self


class TargetRelation(Definition):
    """How one target stands to another target or to a Beacon Indicator."""

    from_key: Slug
    to_key: Slug
    relation: RelationKind
    reason: str = ""


class TrajectoryPoint(Definition):
    """One dated point of a path.

    Points of kind `reported` and `baseline` are facts told, not a plan; `derived` ones were worked out from
    the words and agreed by nobody.
    """

    target_key: Slug
    indicator: str = ""
    place: str
    """Slug of the Place or area the point is for."""
    date: CalendarDate
    value: float
    unit: str = ""
    kind: PointKind
    interpolation: Literal["linear", "stepped", "none"]
    basis: Literal[
        "point",
        "year to date",
        "rolling twelve months",
        "year average",
        "index",
        "not stated",
    ]
    agreed_by: str = ""
    agreed_on: CalendarDate | None = None
    document: str
    words: str
    note: str = ""


class Break(Definition):
    """A date that trend, control limits, forecast and pace never cross, and why."""

    indicator: str = ""
    """Empty where the break is not of one indicator but of the series or the area named."""
    series: str = ""
    area: str = ""
    on: CalendarDate
    """The first day that is no longer comparable with the days before."""
    reason: str
    source: str
    confidence: Literal["high", "medium", "not verified"] = "high"
