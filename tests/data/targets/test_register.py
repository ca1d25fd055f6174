"""The target register: every row of the Partnership's papers, in its words, with its relations."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from data.catalogue.reader import Catalogue, load_catalogue
from data.targets.lint.linter import plain, quotes

SHARED = Path(__file__).parents[3].parent / "shared"
NOT_HERE = "the Partnership's papers and facts (folder shared) are not beside this checkout"
COUNTS = Path(__file__).parent / "register_counts.csv"
here = pytest.mark.skipif(not SHARED.is_dir(), reason=NOT_HERE)

CORRECTED_SCOPES = {
    "jfp-cyp-brushing-5000": ("one Place", "liverpool"),
    "jfp-cyp-dental-decay-baseline": ("C&M total", ""),
    "jfp-cyp-marthas-law": ("national", ""),
    "jfp-cyp-parent-champions-5-places": ("C&M total", ""),
    "jfp-cyp-pews": ("C&M total", ""),
    "jfp-cyp-surgical-hub-warrington": ("one Place", "warrington"),
    "jfp-diabetes-disn": ("every Place", ""),
    "jfp-diabetes-mdft": ("every Place", ""),
    "jfp-diabetes-structured-education": ("every Place", ""),
    "jfp-elective-fallow-theatres": ("C&M total", ""),
    "jfp-elective-hub-utilisation": ("C&M total", ""),
    "jfp-mh-111": ("national", ""),
    "jfp-neonatal-surgery": ("C&M total", ""),
    "jfp-stroke-thrombectomy-24-7": ("C&M total", ""),
    "nhs2324-11-elective-activity": ("C&M total", ""),
    "nhs2324-19-balanced-finance": ("C&M total", ""),
}
CORRECTED_COMPARISONS = {
    "jfp-cvd-1500-events": "",
    "jfp-diagnostics-52wk": "<=",
    "jfp-digital-most-advanced-2025": "<=",
    "jfp-elective-104-zero": "<=",
    "jfp-elective-78-zero": "<=",
    "jfp-stroke-ssnap-b": "",
    "strategy-carers-commitments": "",
    "strategy-elective-top-decile": "<=",
    "strategy-ld-life-expectancy-gap-20": ">=",
    "strategy-research-annual-events": ">=",
    "strategy-ucr-2h": "<=",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def facts() -> list[dict[str, str]]:
    return rows_of("targets")


def rows_of(name: str) -> list[dict[str, str]]:
    with (SHARED / "facts" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counted(catalogue: Catalogue) -> dict[tuple[str, str], int]:
    found = Counter(("programme", one.programme) for one in catalogue.targets.values())
    found += Counter(("domain", one.domain) for one in catalogue.targets.values())
    return dict(found)


def test_counts_by_programme_and_domain_are_those_of_the_register(catalogue):
    with COUNTS.open(encoding="utf-8", newline="") as file:
        table = {(row["column"], row["name"]): int(row["targets"]) for row in csv.DictReader(file)}
    assert counted(catalogue) == table
    assert len(catalogue.targets) == 344


@here
def test_the_committed_counts_are_those_of_the_facts(catalogue, facts):
    expected = Counter(("programme", row["register_group"]) for row in facts)
    expected += Counter(("domain", row["domain"]) for row in facts)
    assert counted(catalogue) == dict(expected)


@here
def test_every_row_of_the_register_is_an_entry_and_nothing_else_is(catalogue, facts):
    assert set(catalogue.targets) == {row["key"] for row in facts}


@here
def test_the_words_the_paper_and_the_section_are_those_of_the_register(catalogue, facts):
    for row in facts:
        target = catalogue.targets[row["key"]]
        assert (target.words, target.document) == (row["quote"], row["source_file"])
        assert (target.section, target.statement) == (row["source_section"], row["statement"])


@here
def test_scope_place_and_comparison_differ_from_the_register_only_where_reviewed(catalogue, facts):
    entries = [(row, catalogue.targets[row["key"]]) for row in facts]
    scopes = {
        one.key: (one.scope, one.place)
        for row, one in entries
        if (one.scope, one.place) != (row["scope"], row["place"])
    }
    comparisons = {one.key: one.comparison for row, one in entries if one.comparison != row["comparison"]}
    assert scopes == CORRECTED_SCOPES
    assert comparisons == CORRECTED_COMPARISONS


@pytest.mark.parametrize("key", [*CORRECTED_SCOPES, *CORRECTED_COMPARISONS])
def test_what_was_corrected_says_why(catalogue, key):
    assert catalogue.targets[key].notes


@here
def test_every_value_is_that_of_the_register_but_for_a_position_taken_for_an_aim(catalogue, facts):
    for row in facts:
        target = catalogue.targets[row["key"]]
        if row["key"] == "strategy-carers-commitments":
            assert (target.value, target.baseline_value) == (None, 60000)
        elif row["key"] == "jfp-stroke-ssnap-b":
            assert (target.value, target.value_text) == (None, "B")
        else:
            assert target.value == (float(row["target_value"]) if row["target_value"] else None), row["key"]


@here
def test_every_quote_is_an_exact_part_of_its_paper(catalogue):
    texts = {path.name: plain(path.read_text("utf-8")) for path in (SHARED / "documents").glob("*.txt")}
    assert [one.key for one in catalogue.targets.values() if one.words not in texts[one.document]] == []
    assert quotes(catalogue, SHARED / "documents") == []


def test_no_quote_is_longer_than_twenty_words(catalogue):
    assert max(len(one.words.split()) for one in catalogue.targets.values()) <= 20


@here
def test_every_relation_of_the_register_is_there_and_resolves(catalogue):
    found = [(one.from_key, one.to_key, one.relation) for one in catalogue.relations]
    assert found == [(row["from_key"], row["to_key"], row["relation"]) for row in rows_of("target_relations")]


def test_every_relation_resolves(catalogue):
    assert len(catalogue.relations) == 60
    ends = {key for one in catalogue.relations for key in (one.from_key, one.to_key)}
    assert ends <= set(catalogue.targets)


@here
def test_every_stated_point_is_there_with_its_value(catalogue):
    found = {(one.target_key, str(one.date), one.value) for one in catalogue.trajectories}
    told = {(row["key"], row["date"], float(row["value"])) for row in rows_of("trajectory_points")}
    assert found == told
    assert len(catalogue.trajectories) == len(rows_of("trajectory_points"))


def test_points_keep_their_kind(catalogue):
    basis = {one.target_key: one.basis for one in catalogue.trajectories}
    assert basis["jfp-mh-ips"] == "year to date"
    assert basis["jfp-mh-smi-health-checks"] == "rolling twelve months"
    assert basis["nhs2324-02-cat2-30min"] == "year average"
    derived = {one.target_key for one in catalogue.trajectories if one.kind == "derived"}
    assert derived == {"jfp-carers-identified-5"}
    assert catalogue.agreed_path("jfp-carers-identified-5", "cheshire-and-merseyside") == []


def test_every_target_names_its_indicator_or_says_what_is_published(catalogue):
    for one in catalogue.targets.values():
        assert one.indicator in catalogue.indicators or one.measured_by, one.key


def test_the_31_national_objectives_have_32_rows_because_the_28th_has_two_values(catalogue):
    numbers = [key.split("-")[1] for key in catalogue.targets if key.startswith("nhs2324-")]
    objectives = [number for number in numbers if number[:2].isdigit()]
    assert len(objectives) == 32
    assert len({number[:2] for number in objectives}) == 31
    assert [number for number in objectives if not number.isdigit()] == ["28a", "28b"]


def test_owners_are_roles_and_bodies(catalogue):
    titles = ("Mr", "Mrs", "Ms", "Dr", "Prof", "Sir", "Cllr", "Councillor")
    assert [one.owner for one in catalogue.targets.values() if set(one.owner.split()) & set(titles)] == []


def test_no_file_of_the_register_is_too_large_to_read(catalogue):
    folder = Path(__file__).parents[3] / "data" / "definitions" / "targets"
    assert max(path.stat().st_size for path in folder.glob("*.toml")) < 100_000
