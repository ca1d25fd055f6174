"""As of a past date no page knows more than was known: each says what a store says that holds no more.

The one store has every example release and the whole register. The other is given the releases in the order
of their publication, and the register as it had been written by each day. Few indicators, to be quick.
"""

import csv
import math
import re
import shutil
import tomllib
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard import by_state
from data.catalogue import current, reader
from data.catalogue.reader import catalogue
from data.judgement import forecast_record
from data.statements import snapshot
from data.store.engine import make_engine
from data.store.migrate import migrate
from loaders.pipeline import load_file
from tests.dashboard.conftest import EXAMPLE
from tests.dashboard.every_page import NAMES, path_of, variable_of
from tests.dashboard.lively import lively_rows
from tests.data.examples import monthly_rows
from tests.loading import example_csv, official

TODAY = date(2024, 9, 30)
DAYS = [date(2022, 6, 1), date(2023, 3, 7), date(2023, 11, 14), date(2024, 6, 30), date(2024, 9, 29)]
FORECAST, MEETING = "cancer-28-day-fds", date(2023, 11, 14)
FEW = (
    *("dementia-diagnosis-rate", "life-expectancy", "rtt-over-65-weeks", "rtt-within-18-weeks"),
    *("diagnostics-within-6-weeks", "cvd-hypertension-treated", "smoking-prevalence", FORECAST),
    "ae-4-hour",  # without a figure
)
OTHERS = {
    "indicator_id": ["rtt-over-65-weeks", FORECAST, "ae-4-hour"],
    "key": ["s2125-cancer", "s2125-mh-waits", "nhs2324-10-rtt-65-weeks", "nhs2324-25-dementia-66-7"],
    "slug": [],
}
BESIDE = [
    *("/targets.csv", "/assurance-lapsed.csv"),
    *(f"/api/v1/{name}.csv" for name in ("status", "targets", "loads", "observations")),
]


@pytest.fixture
def releases(tmp_path: Path) -> list[Path]:
    """The example figures, in one file for the days between each two of DAYS, the earliest first."""
    with EXAMPLE.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    usual, corrected = lively_rows(TODAY)
    rows = [*rows, *usual, *corrected, *forecast_rows()]
    files = []
    for number, (after, until) in enumerate(zip([date.min, *DAYS], [*DAYS, date.max], strict=True)):
        some = [row for row in rows if after < date.fromisoformat(row["published"]) <= until]
        files.append(example_csv(tmp_path, official(some), f"example-{number}.csv"))
    return files


def forecast_rows() -> list[dict[str, Any]]:
    """A line so steady up to the meeting that its forecasts hold, and far from them ever after."""
    rows = []
    for at, code in enumerate(("E54000008", "E92000001")):
        values = [70 + at + math.sin(2.1 * month) - (25 if month > 32 else 0) for month in range(42)]
        made = monthly_rows(list(values), code=code, first=date(2021, 1, 1), indicator=FORECAST)
        for month, row in enumerate(made):
            published = date(2021 + (month + 2) // 12, (month + 2) % 12 + 1, 10)
            rows.append(row | {"release": "Example release", "published": published.isoformat()})
    revised = {"value": 71.5, "release": "Example revision", "published": "2023-05-05"}
    return [*rows, rows[20] | revised]


@pytest.fixture
def definitions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The definitions of a few indicators, with the whole register, which are read instead of all."""
    folder = tmp_path / "definitions"
    shutil.copytree(reader.DEFINITIONS, folder)
    # The days of release of indicators that are left out name what is not there.
    (folder / "release_days.toml").write_text("", encoding="utf-8")
    for path in (folder / "indicators").glob("*.toml"):
        if path.stem not in FEW:
            path.unlink()
    for path in (folder / "targets").glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(rf'^indicator = "(?!({"|".join(FEW)})").*\n', "", text, flags=re.MULTILINE))
    breaks = _rows_of(folder / "breaks.csv")
    # Without its break the forecast's line is long enough to have a track record.
    few = [row for row in breaks if row["indicator"] in FEW and row["indicator"] != FORECAST]
    _write(folder / "breaks.csv", few, breaks)
    forecast = folder / "indicators" / f"{FORECAST}.toml"
    text = forecast.read_text(encoding="utf-8")
    forecast.write_text(f'no_break = "an example without its break"\n{text}', encoding="utf-8")
    for path in (folder / "trajectories").glob("*.csv"):
        points = _rows_of(path)
        few = [row | {"indicator": row["indicator"] * (row["indicator"] in FEW)} for row in points]
        _write(path, few, points)
    monkeypatch.setattr(reader, "DEFINITIONS", folder)
    # Changed files count at once: a page asked for within a second would be that of the definitions before.
    monkeypatch.setattr(current, "SECONDS_BETWEEN_LOOKS", 0)
    monkeypatch.setattr(by_state, "_DEFINITIONS", current.Current())
    catalogue.cache_clear()
    yield folder
    catalogue.cache_clear()


def written_by(day: date, whole: Path, folder: Path) -> Path:
    """Return a folder with the definitions as they had been written by a day: nothing that was set later."""
    shutil.copytree(whole, folder)
    set_on = {
        target["key"]: target["set_on"]
        for path in (folder / "targets").glob("*.toml")
        for target in tomllib.loads(path.read_text(encoding="utf-8"))["target"]
    }
    later = {key for key, when in set_on.items() if when > day}
    relations = _rows_of(folder / "target_relations.csv")
    known = [row for row in relations if not later & {row["from_key"], row["to_key"]}]
    _write(folder / "target_relations.csv", known, relations)
    open_conflicts = {
        key
        for row in relations
        if row["relation"] == "conflicts-with" and row not in known
        for key in (row["from_key"], row["to_key"])
    }
    for path in (folder / "targets").glob("*.toml"):
        head, *entries = path.read_text(encoding="utf-8").split("[[target]]\n")
        kept = [
            _entry(text, day, later, open_conflicts) for text in entries if not _names(later, text, "key")
        ]
        path.write_text("[[target]]\n".join([head, *kept]), encoding="utf-8")
    for path in (folder / "trajectories").glob("*.csv"):
        points = _rows_of(path)
        _write(path, [point for point in points if _is_told(point, day, later)], points)
    return folder


def _names(keys: Collection[str], text: str, field: str) -> bool:
    value = re.search(rf'^{field} = "(.*)"$', text, re.MULTILINE)
    return bool(value) and value[1] in keys


def _entry(text: str, day: date, later: set[str], open_conflicts: set[str]) -> str:
    """An entry of the register without what a later one made of it."""
    ended = re.search(r"^ended_on = (\S+)$", text, re.MULTILINE)
    gone = ended is not None and date.fromisoformat(ended[1]) > day
    in_conflict = 'status = "conflict"' in text and _names(open_conflicts, text, "key")
    if gone or in_conflict or _names(later, text, "superseded_by"):
        text = re.sub(r'^status = ".*"$', 'status = "active"', text, flags=re.MULTILINE)
        text = re.sub(r"^(superseded_by|ended_on) = .*\n", "", text, flags=re.MULTILINE)
    notes = re.search(r"^notes = .*\n", text, re.MULTILINE)
    named = set(re.findall(r"[\w-]+", notes[0])) if notes else set()
    short = {"-".join(key.split("-")[:2]) for key in later} & named
    return text.replace(notes[0], "") if notes and (named & later or short) else text


def _is_told(point: dict[str, str], day: date, later: set[str]) -> bool:
    when = point["agreed_on"] or (point["date"] if point["kind"] == "reported" else "")
    return point["target_key"] not in later and when <= day.isoformat()


def _rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def _write(path: Path, rows: list[dict[str, str]], before: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(before[0]))
        writer.writeheader()
        writer.writerows(rows)


def addresses() -> list[str]:
    """Every page, those with a variable at several examples, and what lies beside the pages."""
    more = [
        path_of(name, **{variable: other})
        for name in NAMES
        if (variable := variable_of(name))
        for other in OTHERS[variable]
    ]
    return [*map(path_of, NAMES), *more, "/place/halton.html", *BESIDE]


def said(client: FlaskClient, address: str, day: date) -> list[str]:
    """The answer to an address as of a day, in lines, without the moment at which a file was loaded.

    Of what had not been set only that there is no such page: it says that it has been since.
    """
    answer = client.get(f"{address}?as_of={day}")
    if answer.status_code == 404:
        return ["404"]
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+", "", answer.text).replace("<", "\n<").splitlines()


def test_as_of_a_date_every_page_is_that_of_a_store_which_holds_no_more(
    web: object,
    releases: list[Path],
    definitions: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    client: FlaskClient = web.test_client()  # type: ignore[attr-defined]
    stores = {name: f"sqlite:///{tmp_path}/{name}.db" for name in ("whole", "growing")}
    engines = {name: make_engine(address) for name, address in stores.items()}
    for engine in engines.values():
        migrate(engine)
    for path in releases:
        load_file(path, engines["whole"], catalogue())
    snapshot.refresh(engines["whole"], catalogue(), TODAY)
    withheld = forecast_record.withheld(snapshot.track_records(engines["whole"], catalogue()))
    past = snapshot.answer(engines["whole"], catalogue(), indicators=[FORECAST], as_of=MEETING)
    assert FORECAST in withheld
    assert any(status.outlook.word for status in past)
    monkeypatch.setenv("BEACON_DATABASE_URL", stores["whole"])
    held = {(day, address): said(client, address, day) for day in DAYS for address in addresses()}
    monkeypatch.setenv("BEACON_DATABASE_URL", stores["growing"])
    wrong = []
    for day, path in zip(DAYS, releases, strict=False):
        load_file(path, engines["growing"], catalogue())
        written = written_by(day, definitions, tmp_path / f"definitions-{day}")
        monkeypatch.setattr(reader, "DEFINITIONS", written)
        catalogue.cache_clear()
        for address in addresses():
            then: list[str] = said(client, address, day)
            more = [line for line in held[day, address] if line not in then]
            less = [line for line in then if line not in held[day, address]]
            wrong += [(str(day), address, more[:6], less[:6])] if more or less else []
    assert wrong == []
