"""Fetching from publishers, who are played by a server on this computer."""

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.errors import BadInput, BeaconError, DefinitionError, SourceUnreachable, WrongAnswer
from data.store.integrity import disagreements
from loaders.fetching.kept import kept_file, safe_name
from loaders.fetching.links import links_on, matching
from loaders.fetching.manifest import Way, load_manifest
from loaders.fetching.run import Fetch, Outcome, fetching
from loaders.fetching.web import Web, seconds_asked
from loaders.pipeline import files_under, load_file
from loaders.registry import all_sources
from tests.commanding import Beacon
from tests.loaders.publishers import Answer, Publishers, publishers

EXAMPLES = Path(__file__).parent / "examples"
CVD = (EXAMPLES / "cvdprevent_example.csv").read_bytes()
CODES = ("CVDP001AF", "CVDP001HYP", "CVDP002AF", "CVDP002FH", "CVDP003CHOL", "CVDP007HYP")
FILE = b"area,value\n" + b"".join(b"E%08d,%d\n" % (number, number) for number in range(5000))

Get = Callable[..., Outcome]


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publishers]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    with publishers() as running:
        yield running


@pytest.fixture
def waits() -> list[float]:
    """The seconds that a fetch would have waited."""
    return []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "extracts"


@pytest.fixture
def get(folder: Path, waits: list[float]) -> Get:
    """Fetch by these ways, all of them wanted."""

    def run(*ways: Way, since: date | None = None) -> Outcome:
        with fetching(ways, catalogue(), folder, wait=waits.append, pause=0) as work:
            everything(work, since)
            return work.outcome

    return run


def everything(work: Fetch, since: date | None = None) -> None:
    for source in work.sources:
        work.look(source, since)
    assert list(work.files()) == work.outcome.wanted


def way(played: Publishers, **keys: Any) -> Way:
    given = {"source": "ae", "how": "files", "hosts": ("127.0.0.1",), "verified": False, "known_by": "a test"}
    return Way.model_validate(given | keys)


def one_file(address: str, played: Publishers, name: str = "an_example.csv", **keys: Any) -> Way:
    return way(played, addresses={name: address}, **keys)


def kept_bytes(folder: Path) -> dict[str, bytes]:
    """The visible files of the folder: those that loading it would meet."""
    return {path.name: path.read_bytes() for path in files_under([folder])}


def told(outcome: Outcome) -> str:
    return "\n".join(str(error) for error in outcome.errors)


def test_bytes_are_kept_unaltered_with_their_address_date_and_checksum(
    played: Publishers, get: Get, folder: Path
) -> None:
    address = played.put_file("/an%20example.csv", FILE, '"one"')
    outcome = get(one_file(address, played))
    checksum = hashlib.sha256(FILE).hexdigest()
    assert kept_bytes(folder) == {f"{checksum}-an_example.csv": FILE}
    note = json.loads((folder / f".{checksum}-an_example.csv.json").read_text())
    assert (note["sha256"], note["size"], note["name"]) == (checksum, len(FILE), "an_example.csv")
    (visit,) = note["fetched"]
    assert (visit["source"], visit["address"], visit["etag"]) == ("ae", address, '"one"')
    assert datetime.fromisoformat(visit["date"]).tzinfo is not None
    assert outcome.exit_code == 0
    assert "Beacon/" in played.asked[0][1]["user-agent"]


def test_what_is_already_here_is_asked_for_only_if_it_has_changed(
    played: Publishers, get: Get, folder: Path
) -> None:
    address = played.put_file("/example.csv", FILE, '"one"')
    assert [one.status for one in get(one_file(address, played)).files] == ["new"]
    assert [one.status for one in get(one_file(address, played)).files] == ["unchanged"]
    assert played.asked[1][1]["if-none-match"] == '"one"'
    played.put_file("/example.csv", FILE + b"E1,1\n", '"two"')
    assert [one.status for one in get(one_file(address, played)).files] == ["new"]
    assert len(kept_bytes(folder)) == 2


def test_a_kept_file_that_has_gone_is_fetched_again(played: Publishers, get: Get, folder: Path) -> None:
    address = played.put_file("/example.csv", FILE, '"one"')
    get(one_file(address, played))
    files_under([folder])[0].unlink()
    assert [one.status for one in get(one_file(address, played)).files] == ["new"]
    assert list(kept_bytes(folder).values()) == [FILE]


def test_the_same_bytes_from_two_addresses_are_kept_once_with_both_addresses(
    played: Publishers, get: Get, folder: Path
) -> None:
    both = {f"{name}.csv": played.put(f"/{name}", Answer(FILE)) for name in ("first", "second")}
    outcome = get(way(played, addresses=both))
    assert [one.status for one in outcome.files] == ["new", "unchanged"]
    (path,) = files_under([folder])
    assert [visit.address for visit in kept_file(path).fetched] == list(both.values())


def test_redirects_are_followed_to_the_hosts_of_the_publisher(
    played: Publishers, get: Get, folder: Path
) -> None:
    played.put_file("/moved.csv", FILE, '"one"')
    address = played.put("/old.csv", Answer(status=302, headers={"Location": "/moved.csv"}))
    get(one_file(address, played))
    assert list(kept_bytes(folder).values()) == [FILE]


@pytest.mark.parametrize("location", ["http://localhost:1/example.csv", "ftp://127.0.0.1/example.csv"])
def test_a_redirect_elsewhere_is_refused_and_never_asked(
    location: str, played: Publishers, get: Get, folder: Path
) -> None:
    address = played.put("/old.csv", Answer(status=301, headers={"Location": location}))
    outcome = get(one_file(address, played))
    assert location in told(outcome)
    assert "is not a host of this publisher" in told(outcome)
    assert outcome.exit_code == 1
    assert kept_bytes(folder) == {}


def test_a_protected_address_never_leads_to_an_unprotected_one() -> None:
    """Played without a network, because a server here has no certificate that a client would trust."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(301, headers={"Location": "http://example.org/a.csv"})

    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        web = Web(client, ("example.org",), wait=pytest.fail, pause=0)
        with pytest.raises(WrongAnswer, match="not protected"):
            web.text("https://example.org/a.csv")
    assert asked == ["https://example.org/a.csv"]


def test_there_is_a_pause_between_two_requests(played: Publishers, folder: Path, waits: list[float]) -> None:
    both = {f"{name}.csv": played.put(f"/{name}", Answer(FILE)) for name in ("first", "second", "third")}
    with fetching([way(played, addresses=both)], catalogue(), folder, wait=waits.append, pause=0.3) as work:
        everything(work)
    assert waits == [0.3, 0.3]


def test_redirects_in_a_circle_end(played: Publishers, get: Get) -> None:
    address = played.put("/round", Answer(status=302, headers={"Location": "/round"}))
    assert "redirects more than 5 times" in told(get(one_file(address, played)))
    assert played.times("/round") == 6


def test_a_publisher_that_is_busy_is_asked_again_when_it_says(
    played: Publishers, get: Get, waits: list[float], folder: Path
) -> None:
    busy = Answer(b"later", 429, {"Retry-After": "7"})
    address = played.put("/example.csv", busy, busy, Answer(FILE))
    get(one_file(address, played))
    assert waits == [7, 7]
    assert list(kept_bytes(folder).values()) == [FILE]


def test_after_errors_of_the_server_it_is_asked_again_ever_later(
    played: Publishers, get: Get, waits: list[float], folder: Path
) -> None:
    address = played.put("/example.csv", Answer(status=500), Answer(status=503), Answer(FILE))
    get(one_file(address, played))
    assert waits == [1, 2]
    assert list(kept_bytes(folder).values()) == [FILE]


def test_a_publisher_that_does_not_answer_ends_with_3_and_its_other_files_are_not_asked_for(
    played: Publishers, get: Get, waits: list[float], folder: Path
) -> None:
    dead = way(played, addresses={name: f"http://127.0.0.1:9/{name}" for name in ("a.csv", "b.csv", "c.csv")})
    alive = one_file(played.put("/example.csv", Answer(FILE)), played, source="rtt")
    outcome = get(dead, alive)
    assert [type(error) for error in outcome.errors] == [SourceUnreachable]
    assert outcome.exit_code == 3
    assert outcome.skipped == 2
    assert waits == [1, 2, 4, 8]
    assert list(kept_bytes(folder).values()) == [FILE]


def test_a_publisher_that_asks_for_an_hour_is_not_waited_for(
    played: Publishers, get: Get, waits: list[float]
) -> None:
    address = played.put("/example.csv", Answer(status=503, headers={"Retry-After": "3600"}))
    outcome = get(one_file(address, played))
    assert "come back in 3,600 seconds" in told(outcome)
    assert (outcome.exit_code, waits) == (3, [])


def test_retry_after_may_be_a_moment() -> None:
    now = datetime(2026, 10, 21, 7, 27, 30, tzinfo=UTC)
    assert seconds_asked("Wed, 21 Oct 2026 07:28:00 GMT", now) == 30
    assert seconds_asked("Wed, 21 Oct 2026 07:00:00 GMT", now) == 0
    assert seconds_asked("soon", now) is None
    assert seconds_asked("", now) is None


def test_a_body_that_breaks_off_is_resumed_from_there(
    played: Publishers, get: Get, waits: list[float], folder: Path
) -> None:
    address = played.put_file("/example.csv", FILE, '"one"', broken_after=20_000)
    get(one_file(address, played))
    again = played.asked[1][1]
    assert again["if-range"] == '"one"'
    assert 0 < int(again["range"].removeprefix("bytes=").removesuffix("-")) <= 20_000
    assert len(waits) == 1
    assert list(kept_bytes(folder).values()) == [FILE]


def broken_run(played: Publishers, get: Get, folder: Path, tag: str) -> Way:
    """A fetch that got only the beginning of a file."""
    signs = {"ETag": tag}
    broken, none = Answer(FILE[:20_000], headers=signs, claimed=len(FILE)), Answer(status=500)
    the_way = one_file(played.put("/example.csv", broken, none), played)
    assert get(the_way).exit_code == 3
    assert kept_bytes(folder) == {}
    return the_way


def test_the_next_run_takes_up_what_an_earlier_one_began(played: Publishers, get: Get, folder: Path) -> None:
    the_way = broken_run(played, get, folder, '"one"')
    played.put_file("/example.csv", FILE, '"one"')
    played.asked.clear()
    get(the_way)
    assert "range" in played.asked[0][1]
    assert list(kept_bytes(folder).values()) == [FILE]
    assert [path.name for path in folder.glob(".part*")] == []


def test_parts_of_two_versions_are_never_joined(played: Publishers, get: Get, folder: Path) -> None:
    the_way = broken_run(played, get, folder, '"one"')
    revised = FILE.replace(b",", b";")
    played.put_file("/example.csv", revised, '"two"')
    get(the_way)
    assert list(kept_bytes(folder).values()) == [revised]


def test_a_weak_tag_is_no_reason_to_join_parts(played: Publishers, get: Get, folder: Path) -> None:
    the_way = broken_run(played, get, folder, 'W/"one"')
    played.put_file("/example.csv", FILE, 'W/"one"')
    played.asked.clear()
    get(the_way)
    assert "range" not in played.asked[0][1]
    assert list(kept_bytes(folder).values()) == [FILE]


def test_a_server_that_sends_another_part_than_asked_for_is_asked_for_the_whole(
    played: Publishers, get: Get, folder: Path
) -> None:
    the_way = broken_run(played, get, folder, '"one"')
    wrong = Answer(FILE[50:], 206, {"Content-Range": f"bytes 50-{len(FILE) - 1}/{len(FILE)}"})
    played.put("/example.csv", wrong, Answer(status=416), Answer(FILE))
    get(the_way)
    assert list(kept_bytes(folder).values()) == [FILE]


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (Answer(b"\xef\xbb\xbf\n <!DOCTYPE html><p>Moved"), "a web page instead of a file"),
        (
            Answer(b"Sorry, moved.", headers={"Content-Type": "text/html; charset=utf-8"}),
            "a web page instead",
        ),
        (Answer(b""), "answers with nothing"),
        (Answer(b"no", 404), "answers 404 Not Found"),
        (Answer(b"no", 403), "answers 403 Forbidden"),
    ],
)
def test_what_is_no_file_is_refused_and_the_others_are_fetched(
    answer: Answer, found: str, played: Publishers, get: Get, folder: Path
) -> None:
    addresses = {"bad.csv": played.put("/bad.csv", answer), "good.csv": played.put("/good.csv", Answer(FILE))}
    outcome = get(way(played, addresses=addresses))
    assert [type(error) for error in outcome.errors] == [WrongAnswer]
    assert f"{played.address}/bad.csv: " in told(outcome)
    assert found in told(outcome)
    assert outcome.exit_code == 1
    assert list(kept_bytes(folder).values()) == [FILE]
    assert list(folder.glob(".part*")) == []


@pytest.mark.parametrize("claimed", [2 * 1024 * 1024, -1])
def test_a_file_that_is_far_too_large_is_refused(
    claimed: int, played: Publishers, get: Get, folder: Path
) -> None:
    address = played.put("/example.csv", Answer(b"1,2\n" * 400_000, claimed=claimed))
    outcome = get(one_file(address, played, largest_mb=1))
    assert "at most 1,048,576 are expected" in told(outcome)
    assert outcome.exit_code == 1
    assert [path.name for path in folder.iterdir()] == [".fetching"]


def test_a_file_of_untold_length_is_kept(played: Publishers, get: Get, folder: Path) -> None:
    get(one_file(played.put("/example.csv", Answer(FILE, claimed=-1)), played))
    assert list(kept_bytes(folder).values()) == [FILE]


def test_a_file_that_was_compressed_on_the_way_is_kept_as_it_was_before(
    played: Publishers, get: Get, folder: Path
) -> None:
    packed = Answer(gzip.compress(FILE), headers={"Content-Encoding": "gzip"})
    get(one_file(played.put("/example.csv", packed), played))
    assert list(kept_bytes(folder).values()) == [FILE]


def test_two_fetches_do_not_work_in_one_folder(played: Publishers, folder: Path) -> None:
    ways = [one_file(played.put(f"/{name}", Answer(FILE)), played) for name in ("a", "b")]
    with fetching(ways[:1], catalogue(), folder) as first, fetching(ways[1:], catalogue(), folder) as second:
        first.look("ae", None)
        second.look("ae", None)
        working = first.files()
        next(working)
        with pytest.raises(BeaconError, match="another fetch is at work"):
            next(second.files())
        list(working)


def month_pages(played: Publishers) -> Way:
    """A landing page, with two years below it, each with some months."""
    html = """<html><a href="../other/">other</a><a href="/waits/data-2024-25/">older</a>
        <a href='data-2025-26/#top'>newer</a><a href="http://[broken">x</a>"""
    played.put("/waits/", Answer(html.encode(), headers={"Content-Type": "text/html"}))
    for year, months in (("2024-25", ["Jan-2025"]), ("2025-26", ["April-2025", "May-2025"])):
        links = "".join(f'<p><a class="x" href="/files/Example-{month}-abc.csv">{month}' for month in months)
        played.put(f"/waits/data-{year}/", Answer(f'{links}<a href="/files/notes.csv">notes'.encode()))
        for month in months:
            played.put(f"/files/Example-{month}-abc.csv", Answer(f"month\n{month}\n".encode()))
    return way(
        played,
        how="links",
        landing=f"{played.address}/waits/",
        pages=[r"/data-(?P<year>20\d\d)-(?P<ending>\d\d)/$"],
        files=[r"/Example-(?P<month>[A-Za-z]+)-(?P<year>20\d\d)[^/]*\.csv$"],
    )


def names(outcome: Outcome) -> list[str]:
    return [one.kept.name for one in outcome.files]


def test_files_are_found_by_the_links_of_the_newest_page(played: Publishers, get: Get) -> None:
    outcome = get(month_pages(played))
    assert names(outcome) == ["Example-April-2025-abc.csv", "Example-May-2025-abc.csv"]
    assert [one.wanted.period.label for one in outcome.files] == ["April 2025", "May 2025"]
    assert played.times("/waits/data-2024-25/") == 0


def test_since_reaches_back_and_leaves_out_what_is_older(played: Publishers, get: Get) -> None:
    the_way = month_pages(played)
    assert names(get(the_way, since=date(2025, 1, 1))) == [
        "Example-Jan-2025-abc.csv",
        "Example-April-2025-abc.csv",
        "Example-May-2025-abc.csv",
    ]
    assert names(get(the_way, since=date(2025, 5, 1))) == ["Example-May-2025-abc.csv"]


def test_only_so_many_newest_files_are_wanted_where_a_page_has_all_of_them(
    played: Publishers, get: Get
) -> None:
    the_way = month_pages(played).model_copy(update={"newest_files": 1})
    assert names(get(the_way)) == ["Example-May-2025-abc.csv"]


@pytest.mark.parametrize(("key", "page"), [("pages", "/waits/"), ("files", "/waits/data-2025-26/")])
def test_a_page_without_the_links_it_should_have_is_told(
    key: str, page: str, played: Publishers, get: Get
) -> None:
    the_way = month_pages(played).model_copy(update={key: ("/something-else-",)})
    outcome = get(the_way)
    assert f"{played.address}{page}: has no link to a " in told(outcome)
    assert "/something-else-" in told(outcome)
    assert outcome.exit_code == 1


def test_links_of_a_protected_page_stay_protected() -> None:
    html = '<base href="/files/"><a href="http://example.org/a.csv"><a href="b.csv"><a href="b.csv"><a>'
    found = links_on(html, "https://example.org/page/")
    assert found == ["https://example.org/a.csv", "https://example.org/files/b.csv"]


def cvdprevent(played: Publishers, base: str = "/cvd", codes: Sequence[str] = CODES) -> Way:
    """The interface of CVDPREVENT with two periods and two levels, and the example as every answer."""

    def put(path: str, content: Any) -> None:
        played.put(base + path, Answer(json.dumps(content).encode()))

    periods = [(30, "To March 2026", "Standard"), (32, "To June 2026", "Standard"), (33, "2025", "Outcomes")]
    put(
        "/timePeriod",
        {
            "timePeriodList": [
                {"TimePeriodID": id, "TimePeriodName": name, "IndicatorTypeName": kind}
                for id, name, kind in periods
            ]
        },
    )
    for period in (30, 32):
        levels = [{"SystemLevelID": 1, "SystemLevelName": "England"}]
        levels += [
            {"SystemLevelID": 7, "SystemLevelName": "ICB"},
            {"SystemLevelID": 5, "SystemLevelName": "GP"},
        ]
        put(f"/area/systemLevel?timePeriodID={period}", {"systemLevels": levels})
        for level in (1, 7):
            query = f"timePeriodID={period}&systemLevelID={level}"
            listed = [{"IndicatorID": 100 + place, "IndicatorCode": code} for place, code in enumerate(codes)]
            put(f"/indicator/list?{query}", {"indicatorList": listed})
            for place in range(len(codes)):
                body = CVD + f"# {period} {level} {place}\n".encode()
                played.put(f"{base}/indicator/{100 + place}/rawDataCSV?{query}", Answer(body))
    return way(
        played,
        source="cvdprevent",
        how="cvdprevent",
        landing=played.address + base,
        levels=["England", "Region", "ICB"],
    )


def test_cvdprevent_is_asked_for_every_code_level_and_period(played: Publishers, get: Get) -> None:
    newest = get(cvdprevent(played))
    assert newest.errors == []
    assert len(newest.files) == len(CODES) * 2
    assert {one.wanted.period.end for one in newest.files} == {date(2026, 6, 30)}
    assert "CVDP002AF-icb-12-months-to-june-2026.csv" in names(newest)
    assert not any("systemLevelID=5" in path for path, _ in played.asked)
    both = get(cvdprevent(played), since=date(2026, 1, 1))
    assert len(both.files) == len(CODES) * 4


def test_a_code_that_cvdprevent_no_longer_lists_is_told_and_the_others_are_fetched(
    played: Publishers, get: Get
) -> None:
    outcome = get(cvdprevent(played, codes=CODES[1:]))
    assert "lists no indicator CVDP001AF" in told(outcome)
    assert len(outcome.files) == (len(CODES) - 1) * 2


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"<html>", "something other than JSON"),
        (b'{"periods": []}', "has no list 'timePeriodList'"),
        (b'{"timePeriodList": [{"TimePeriodID": 1}]}', "lacks TimePeriodName, IndicatorTypeName"),
        (
            b'{"timePeriodList": [{"TimePeriodID":1, "TimePeriodName":"x", "IndicatorTypeName":"Standard"}]}',
            "'x' is not a period",
        ),
    ],
)
def test_an_interface_that_has_changed_is_told(body: bytes, found: str, played: Publishers, get: Get) -> None:
    the_way = cvdprevent(played)
    played.put("/cvd/timePeriod", Answer(body))
    outcome = get(the_way)
    assert found in told(outcome)
    assert outcome.exit_code == 1


def fingertips_ids() -> set[str]:
    wanted: set[str] = set()
    for series in catalogue().series_for("fingertips"):
        for key in ("id", "also"):
            found = series.select.get(key, [])
            wanted |= {found} if isinstance(found, str) else set(found)
    return wanted


def test_fingertips_is_asked_for_every_id_and_its_newest_kinds_of_area(played: Publishers, get: Get) -> None:
    lacking, older, *_ = sorted(fingertips_ids(), key=int)
    for id in fingertips_ids():
        kinds = {lacking: [7], older: [102, 402]}.get(id, [402, 502, 221, 7])
        offered = [{"IndicatorId": int(id), "AreaTypeId": kind} for kind in kinds]
        played.put(f"/api/available_data?indicator_id={id}", Answer(json.dumps(offered).encode()))
        for kind, parent in ((502, 6), (402, 6), (221, 15)):
            query = f"indicator_ids={id}&child_area_type_id={kind}&parent_area_type_id={parent}"
            played.put(f"/api/all_data/csv/by_indicator_id?{query}", Answer(f"{id},{kind}".encode()))
    the_way = load_manifest()["fingertips"].model_dump()
    the_way |= {"landing": f"{played.address}/api", "hosts": ("127.0.0.1",)}
    outcome = get(Way.model_validate(the_way))
    assert f"offers indicator {lacking} for none of the kinds of area" in told(outcome)
    expected = {f"fingertips-{older}-areas-402.csv"}
    for id in fingertips_ids() - {lacking, older}:
        expected |= {f"fingertips-{id}-areas-502.csv", f"fingertips-{id}-areas-221.csv"}
    assert set(names(outcome)) == expected


def test_a_fetched_file_loads_under_its_own_name_and_is_known_by_its_address(
    played: Publishers, get: Get, folder: Path, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = played.put_file("/audit.csv", CVD, '"one"')
    get(one_file(address, played, name="audit_example.csv"))
    (path,) = files_under([folder])
    (report,) = load_file(path, sqlite_engine, catalogue())
    assert report.source == "cvdprevent"
    assert report.new > 0
    with sqlite_engine.connect() as connection:
        row = connection.exec_driver_sql("select name, address, sha256 from extracts").one()
    assert tuple(row) == ("audit_example.csv", address, hashlib.sha256(CVD).hexdigest())
    monkeypatch.setenv("BEACON_EXTRACTS_DIR", str(folder))
    assert disagreements(sqlite_engine, catalogue()) == []
    path.write_bytes(CVD + b"x")
    assert "is not the file that was loaded" in str(disagreements(sqlite_engine, catalogue())[0])


def test_a_renamed_column_is_kept_as_it_is_and_told_when_the_file_is_loaded(
    played: Publishers, get: Get, folder: Path, sqlite_engine: Engine
) -> None:
    renamed = CVD.replace(b"Denominator", b"Population", 1)
    outcome = get(one_file(played.put("/audit.csv", Answer(renamed)), played))
    assert outcome.exit_code == 0
    (path,) = files_under([folder])
    assert path.read_bytes() == renamed
    with pytest.raises(BadInput, match="Denominator"):
        load_file(path, sqlite_engine, catalogue())
    with sqlite_engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from observations").scalar() == 0


def test_names_from_the_network_cannot_lead_out_of_the_folder() -> None:
    assert safe_name("../../etc/passwd") == "_.._etc_passwd"
    assert safe_name(".hidden") == "hidden"
    assert safe_name("a\nb?.csv") == "a_b_.csv"
    assert safe_name("..") == "file"
    assert len(safe_name("x" * 500 + ".csv")) == 120


def test_the_manifest_has_an_entry_for_every_source_with_a_publisher() -> None:
    people_write = {"tidy", "trajectories"}
    assert set(load_manifest()) == set(all_sources()) - people_write


def test_the_patterns_of_the_manifest_find_the_real_addresses_and_their_periods() -> None:
    ends = {}
    for one in load_manifest().values():
        for address in one.seen:
            links = [link for pattern in (*one.pages, *one.files) for link in matching([address], pattern)]
            assert len(links) == 1, address
            if links[0].period:
                ends[unquote(address).rstrip("/").rsplit("/", 1)[1]] = links[0].period.end
    assert ends["Full-CSV-data-file-Apr21-ZIP-3110K-54792.zip"] == date(2021, 4, 30)
    assert ends["DM01-MARCH-2026-full-extract_32W3L.zip"] == date(2026, 3, 31)
    assert ends["Monthly-AE-March-2026-revised-flkg42.csv"] == date(2026, 3, 31)
    assert ends["rtt-data-2025-26"] == date(2026, 3, 31)
    assert ends["september-2024"] == date(2024, 9, 30)


def test_the_patterns_of_the_manifest_find_the_publishers_own_file_names(extracts: Path) -> None:
    for source, folder, names_like in (
        ("cancer", "cancer", r"WORKBOOK-FINAL\.xlsx$"),
        ("ae", "ae", r"^Monthly-AE-.*(?<! copy)\.csv$"),
        ("dementia", "dementia", r"Summary\.xlsx$"),
        ("homelessness", "homelessness", r"\.ods$"),
        ("fuel_poverty", "fuel_poverty", r"\.xlsx$"),
    ):
        found = [path.name for path in (extracts / folder).iterdir() if re.search(names_like, path.name)]
        assert found
        patterns = load_manifest()[source].files
        missed = [
            name for name in found if not any(matching([f"https://x.org/{name}"], one) for one in patterns)
        ]
        assert missed == []


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ('how = "links"\nhosts = ["a.org"]\nlanding = "https://a.org"', "needs `files`"),
        ('how = "links"\nhosts = ["a.org"]\nlanding = "http://a.org"\nfiles = ["x"]', "begins with https://"),
        ('how = "links"\nhosts = ["b.org"]\nlanding = "https://a.org"\nfiles = ["x"]', "not among `hosts`"),
        ('how = "links"\nhosts = ["a.org"]\nlanding = "https://a.org"\nfiles = ["("]', "is not a pattern"),
        ('how = "by-hand"', "says in `by_hand` what to download"),
        ('how = "by-hand"\nby_hand = "x"\nmisspelt = 1', "misspelt"),
    ],
)
def test_a_manifest_that_cannot_work_is_refused(entry: str, found: str, tmp_path: Path) -> None:
    path = tmp_path / "fetch_example.toml"
    path.write_text(f'[[source]]\nsource = "ae"\nverified = false\nknown_by = "a test"\n{entry}\n')
    with pytest.raises(DefinitionError, match=re.escape(found)):
        load_manifest(path)


@pytest.fixture
def beacon(beacon: Beacon, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Beacon:
    """Run `beacon` with words, keeping files in the folder."""
    monkeypatch.setenv("BEACON_EXTRACTS_DIR", str(folder))
    return beacon


def example_manifest(tmp_path: Path, played: Publishers) -> Path:
    the_way = month_pages(played)
    path = tmp_path / "fetch_example.toml"
    path.write_text(
        f"""
[[source]]
source = "ae"
how = "links"
landing = "{the_way.landing}"
hosts = ["127.0.0.1"]
pages = ['{the_way.pages[0]}']
files = ['{the_way.files[0]}']
verified = false
known_by = "a test"

[[source]]
source = "living_wage"
how = "by-hand"
verified = false
known_by = "a test"
by_hand = "Look at the office."
"""
    )
    return path


def test_a_dry_run_lists_and_keeps_nothing(
    played: Publishers, tmp_path: Path, folder: Path, beacon: Beacon
) -> None:
    manifest = example_manifest(tmp_path, played)
    code, out, _ = beacon("fetch", "ae", "--dry-run", "--manifest", manifest)
    assert code == 0
    assert f"ae: would fetch Example-May-2025-abc.csv (May 2025) from {played.address}/files/" in out
    assert not folder.exists()
    assert not any("/files/" in path for path, _ in played.asked)


def test_the_command_tells_what_was_kept_how_to_load_it_and_what_is_left_to_do_by_hand(
    played: Publishers, tmp_path: Path, folder: Path, beacon: Beacon
) -> None:
    manifest = example_manifest(tmp_path, played)
    code, out, _ = beacon("fetch", "--since", "May 2025", "--manifest", manifest)
    assert code == 0
    (path,) = files_under([folder])
    assert "ae: kept Example-May-2025-abc.csv (May 2025), 15 bytes" in out
    assert f"beacon load {path}" in out
    assert "living_wage: download this one by hand. Look at the office." in out
    code, out, _ = beacon("fetch", "--since", "May 2025", "--manifest", manifest, "--json")
    result = json.loads(out)
    assert [one["status"] for one in result["files"]] == ["unchanged"]
    assert result["files"][0]["path"] == str(path)
    assert result["by_hand"][0]["source"] == "living_wage"


def test_the_command_ends_with_1_for_a_wrong_answer_and_3_for_none(
    played: Publishers, tmp_path: Path, beacon: Beacon
) -> None:
    manifest = example_manifest(tmp_path, played)
    played.put("/files/Example-May-2025-abc.csv", Answer(b"<html>"))
    code, out, err = beacon("fetch", "ae", "--manifest", manifest)
    assert code == 1
    assert "a web page instead of a file" in err
    assert "Traceback" not in err
    assert "kept Example-April-2025-abc.csv" in out
    played.put("/waits/", Answer(status=503, headers={"Retry-After": "9999"}))
    assert beacon("fetch", "ae", "--manifest", manifest)[0] == 3


def test_a_source_named_that_must_be_downloaded_by_hand_ends_with_1_and_says_where(
    beacon: Beacon,
) -> None:
    code, out, _ = beacon("fetch", "living_wage")
    assert code == 1
    assert "living_wage: download this one by hand. On the site of the Office for National Statistics" in out


@pytest.mark.parametrize(
    ("words", "found"),
    [(["unheard_of"], "one of rtt,"), (["tidy"], "no publisher"), (["--since", "x"], "not a period")],
)
def test_wrong_usage_ends_with_2(words: list[str], found: str, beacon: Beacon) -> None:
    code, _, err = beacon("fetch", *words)
    assert code == 2
    assert found in err
