"""The project's own definitions: complete, and found by every code a publisher uses."""

import csv
from datetime import date
from pathlib import Path

import pytest

from data.catalogue.line_names import line_name
from data.catalogue.reader import Catalogue, load_catalogue

DOCUMENTS = Path(__file__).parents[3].parent / "shared" / "documents"
NOT_HERE = "the Partnership's papers (shared/documents) are not beside this checkout"

CONTRACT_IDS = """
    rtt-within-18-weeks rtt-over-52-weeks rtt-over-65-weeks rtt-over-78-weeks rtt-over-104-weeks
    rtt-waiting-list diagnostics-within-6-weeks diagnostics-over-13-weeks diagnostics-activity
    dementia-diagnosis-rate cvd-af-anticoagulated cvd-hypertension-treated cvd-lipid-lowering
    cvd-af-detected cvd-hypertension-detected cvd-fh-diagnosed nhs-health-checks cancer-28-day-fds
    cancer-31-day cancer-62-day ae-4-hour smoking-prevalence talking-therapies-access
""".split()
IDS_OF_BEACONS = """
    life-expectancy healthy-life-expectancy gld-2-to-2-5 gld-reception progress-8 attainment-8 self-harm-15-19
    neet-18-24 level-2-at-19 unemployment permanent-employment local-employees-contract below-real-living-wage
    children-workless-households absolute-poverty-ahc fuel-poverty temporary-accommodation activity-levels
    loneliness ethnic-minority-band local-supply-chain-spend walk-cycle-travel
""".split()
INDICATORS_ADDED_IN_REVIEW = {
    "jfp-cvd-fh",
    "place-sthelens-active",
    "place-sthelens-diabetes",
    "place-sthelens-loneliness",
    "strategy-cancer-waits",
    "strategy-weight-adult",
}
PLACES = "sefton wirral liverpool knowsley st-helens warrington halton cheshire-west cheshire-east".split()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def test_every_indicator_people_script_against_is_defined(catalogue):
    assert set(CONTRACT_IDS) <= set(catalogue.indicators)


def test_the_22_beacon_indicators_are_numbered_in_order(catalogue):
    numbered = {one.beacon_number: one.id for one in catalogue.indicators.values() if one.beacon_number}
    assert [numbered[number] for number in range(1, 23)] == IDS_OF_BEACONS


def test_every_beacon_indicator_stands_under_its_theme(catalogue):
    themes = {domain.name for domain in catalogue.domains if domain.theme}
    assert len(themes) == 9  # life expectancy and the eight Marmot themes
    assert {catalogue.indicators[one].theme for one in IDS_OF_BEACONS} == themes


def test_an_indicator_without_figures_for_places_says_so(catalogue):
    silent = [
        one.id
        for one in catalogue.indicators.values()
        if (one.geography == "none" or one.openness != "open") and not one.note_if_no_figures
    ]
    assert silent == []


def test_a_proxy_stands_under_its_own_name(catalogue):
    proxies = {one.id: one.proxy_of for one in catalogue.indicators.values() if one.proxy_of}
    assert proxies["children-absolute-low-income"] == "absolute-poverty-ahc"
    for proxy, beacon in proxies.items():
        assert catalogue.indicators[proxy].beacon_number is None
        own = {series.id for series in catalogue.indicators[proxy].series}
        assert own.isdisjoint(series.id for series in catalogue.indicators[beacon].series)


def test_indicators_come_in_the_order_of_the_domains(catalogue):
    order = [domain.id for domain in catalogue.domains]
    shown = [order.index(one.domain) for one in catalogue.indicators.values()]
    assert shown == sorted(shown)


def test_a_percentage_is_stored_as_0_to_100(catalogue):
    assert {one.multiplier for one in catalogue.indicators.values() if one.unit == "%"} == {100}
    # A register can outnumber the estimate it is divided by.
    without = [one.id for one in catalogue.indicators.values() if one.unit == "%" and one.maximum != 100]
    assert without == ["dementia-diagnosis-rate"]


def test_each_series_belongs_to_one_indicator_and_one_source(catalogue):
    assert catalogue.indicator_of["nhse-rtt-provider-over-65-weeks"].id == "rtt-over-65-weeks"
    rtt = catalogue.series_for("rtt")
    assert len(rtt) == 12
    assert {series.select["basis"] for series in rtt} == {"commissioner", "provider"}
    assert catalogue.indicators["dementia-diagnosis-rate"].headline.id == "nhse-dementia-authority"
    assert sum(len(one.series) for one in catalogue.indicators.values()) == len(catalogue.series)


def test_an_older_fingertips_id_leads_to_the_same_series(catalogue):
    select = catalogue.series["fingertips-93283"].select
    assert (select["id"], select["also"]) == ("93283", ["90366"])


def test_both_sexes_are_headline_lines_where_they_are_never_added(catalogue):
    assert catalogue.indicators["life-expectancy"].headline.sexes == ("Male", "Female")
    assert catalogue.indicators["smoking-prevalence"].headline.sexes == ("Persons",)


def test_a_line_is_named_with_its_sex_where_there_is_a_line_for_each(catalogue):
    life, smoking = catalogue.indicators["life-expectancy"], catalogue.indicators["smoking-at-delivery"]
    assert line_name(life, "Female") == f"{life.short_title}, female"
    assert line_name(life, "Male") == f"{life.short_title}, male"
    # Published for women only, it has one line: there is none to tell it apart from.
    assert line_name(smoking, "Female") == smoking.short_title
    assert life.by_sex
    assert not smoking.by_sex


def test_a_percentage_is_told_by_its_unit(catalogue):
    assert catalogue.indicators["smoking-prevalence"].is_percentage
    assert not catalogue.indicators["life-expectancy"].is_percentage


def test_school_years_are_marked(catalogue):
    school = {one.id for one in catalogue.indicators.values() if one.academic_year}
    assert {"obesity-reception", "obesity-year6", "physically-active-children", "attainment-8"} <= school
    assert "activity-levels" not in school


def test_the_nine_places_stand_in_the_order_of_the_plan(catalogue):
    assert [place.slug for place in catalogue.places] == PLACES


@pytest.mark.parametrize(
    ("code", "slug"),
    [
        ("QYG", "cheshire-and-merseyside"),
        ("E54000008", "cheshire-and-merseyside"),
        ("e54000008", "cheshire-and-merseyside"),
        ("27D", "27d"),
        ("27d", "27d"),
        ("E38000233", "27d"),
        (" E08000014 ", "sefton"),
        ("ENG", "england"),
        ("E92000001", "england"),
        ("Y62", "north-west"),
        ("E12000002", "north-west"),
        ("rbn", "rbn"),
        ("QOP", "e54000057"),
        ("E54000057", "e54000057"),
    ],
)
def test_an_area_answers_to_each_of_its_codes(catalogue, code, slug):
    assert catalogue.area_for(code).slug == slug


def test_another_english_authority_is_kept_for_comparison(catalogue):
    area = catalogue.area_for("E07000223", "Adur ")
    assert (area.slug, area.name, area.kind) == ("e07000223", "Adur", "authority")
    assert catalogue.area_for("E10000011", "East Sussex").kind == "authority"


@pytest.mark.parametrize("code", ["A81001", "U12345", "R0A", "W06000015", "E0700022", "NONC", ""])
def test_practices_networks_and_other_trusts_are_not_kept(catalogue, code):
    assert catalogue.area_for(code, "somewhere") is None


def test_sub_icbs_make_up_places_and_the_system(catalogue):
    areas = catalogue.areas
    assert areas["sefton"].members == ("01t", "01v")
    assert areas["cheshire"].members == ("27d",)
    for slug in ("cheshire-east", "cheshire-west"):
        assert areas[slug].members == ()
        assert areas[slug].joint == "cheshire"
    parts = {slug for place in catalogue.places for slug in place.members} | set(areas["cheshire"].members)
    assert parts == set(areas["cheshire-and-merseyside"].members)
    assert len(parts) == 9
    assert set(areas["cheshire-and-merseyside"].places) == set(PLACES)


def test_all_42_boards_9_regions_and_the_trusts_are_known(catalogue):
    kinds = [area.kind for area in catalogue.areas.values()]
    assert kinds.count("icb") + kinds.count("system") == 42
    assert kinds.count("region") == 9
    assert kinds.count("trust") == 19
    closed = catalogue.areas["rvy"]
    assert (closed.status, closed.closed_on, closed.merged_into) == ("closed", date(2023, 7, 1), "rbn")


def test_ranks_of_deprivation_are_those_among_the_districts_of_their_own_year(catalogue):
    # 2019: File 10 of the indices, rank of average score among 317; 2025: the same among 296 districts.
    expected = {
        "knowsley": (2, 13),
        "liverpool": (3, 9),
        "halton": (23, 31),
        "st-helens": (26, 46),
        "wirral": (42, 58),
        "sefton": (58, 80),
        "warrington": (148, 174),
        "cheshire-west": (161, 163),
        "cheshire-east": (216, 212),
    }
    assert {place.slug: (place.imd2019_rank, place.imd2025_rank) for place in catalogue.places} == expected


def test_populations_of_the_places_add_up_to_the_system(catalogue):
    total = catalogue.areas["cheshire-and-merseyside"].population_2021
    assert sum(place.population_2021 for place in catalogue.places) == total


def test_every_beacon_indicator_has_its_direction_and_none_an_invented_value(catalogue):
    for one in IDS_OF_BEACONS:
        beacon = [target for target in catalogue.targets_for(one) if target.programme == "beacon-indicators"]
        assert len(beacon) == 1
        assert beacon[0].value is None
        assert not beacon[0].rated


def test_the_first_targets_carry_value_comparison_and_deadline(catalogue):
    wanted = {
        "nhs2324-01-ae-4h-76": (76, ">=", date(2024, 3, 31)),
        "nhs2324-13-cancer-fds-75": (75, ">=", date(2024, 3, 31)),
        "nhs2324-15-diagnostics-6wk-95": (95, ">=", date(2025, 3, 31)),
        "nhs2324-25-dementia-66-7": (66.7, ">=", None),
        "nhs2324-29-hypertension-77": (77, ">=", date(2024, 3, 31)),
        "nhs2324-30-lipid-60": (60, ">=", None),
        "strategy-cvd-htn-treated-80": (80, ">=", date(2029, 12, 31)),
        "strategy-cvd-af-anticoag-90": (90, ">=", date(2029, 12, 31)),
        "jfp-elective-65-weeks-sep24": (0, "<=", date(2024, 9, 30)),
        "strategy-smoking-prevalence-5": (5, "<=", date(2030, 12, 31)),
    }
    found = {key: catalogue.targets[key] for key in wanted}
    assert {key: (one.value, one.comparison, one.deadline) for key, one in found.items()} == wanted
    assert all(one.rated for one in found.values())


def test_a_target_of_nought_is_met_by_nought_and_not_by_more(catalogue):
    noughts = {key: one for key, one in catalogue.targets.items() if one.value == 0}
    assert len(noughts) >= 6
    upwards = {key for key, one in noughts.items() if one.comparison != "<="}
    # A balanced account is met by a surplus too.
    assert upwards == {"nhs2324-19-balanced-finance", "s2125-financial-balance"}


def test_a_target_in_another_measure_than_the_figures_is_never_rated(catalogue):
    for key in (
        "strategy-cvd-af-detected-85",
        "jfp-mh-talking-therapies",
        "strategy-diagnostics-activity-120",
    ):
        target = catalogue.targets[key]
        assert target.value is not None
        assert target.not_rated
        assert not target.rated


def test_versions_of_a_target_name_each_other(catalogue):
    for target in catalogue.targets.values():
        if target.superseded_by:
            assert target.status == "superseded"
            assert catalogue.targets[target.superseded_by].set_on >= target.set_on
        if target.supersedes:
            assert catalogue.targets[target.supersedes].superseded_by == target.key


def test_an_agreed_path_has_more_than_the_target_itself(catalogue):
    path = catalogue.agreed_path("strategy-cvd-htn-treated-80", "cheshire-and-merseyside")
    assert [(point.date, point.value) for point in path] == [
        (date(2024, 3, 31), 77),
        (date(2029, 12, 31), 80),
    ]
    assert catalogue.agreed_path("strategy-smoking-prevalence-5", "cheshire-and-merseyside") == []


def test_a_merger_breaks_the_figures_of_its_trust_only(catalogue):
    on = date(2023, 7, 1)
    assert on in {one.on for one in catalogue.breaks_for("rtt-over-52-weeks", area="rbn")}
    provider, commissioner = (f"nhse-rtt-{basis}-over-52-weeks" for basis in ("provider", "commissioner"))
    assert catalogue.breaks_for("rtt-over-52-weeks", provider, "rbl") == []
    held = catalogue.breaks_for("rtt-over-52-weeks", commissioner, "cheshire-and-merseyside")
    assert [one.on for one in held] == [date(2022, 4, 1)]


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason=NOT_HERE)
def test_every_quote_stands_in_its_document(catalogue):
    texts = {path.name: path.read_text(encoding="utf-8") for path in DOCUMENTS.glob("*.txt")}
    quoted = [(one.key, one.document, one.words) for one in catalogue.targets.values()]
    quoted += [(one.target_key, one.document, one.words) for one in catalogue.trajectories]
    assert [key for key, document, words in quoted if words not in texts[document]] == []


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason=NOT_HERE)
def test_every_row_of_the_register_that_names_an_indicator_is_registered(catalogue):
    with (DOCUMENTS.parent / "facts" / "targets.csv").open(encoding="utf-8", newline="") as file:
        named = {row["key"]: row["indicator"] for row in csv.DictReader(file) if row["indicator"]}
    assert {key: catalogue.targets[key].indicator for key in named} == named
    added = {key for key, one in catalogue.targets.items() if one.indicator and key not in named}
    assert added == INDICATORS_ADDED_IN_REVIEW
    assert [key for key in added if catalogue.targets[key].value is not None] == []


def test_a_series_with_an_id_of_its_publisher_says_whether_it_was_seen(catalogue):
    named = [one for one in catalogue.series.values() if one.source in ("fingertips", "cvdprevent")]
    assert [one.id for one in named if one.verified is None] == []
