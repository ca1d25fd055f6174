"""The HTML of every page in every state has no error for the Nu HTML checker (script/fetch-html-checker)."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import CHECKOUT
from tests.dashboard.every_page import NAMES, path_of
from tests.dashboard.test_states import MISSING, PAST, PLAIN, STATES
from tests.engines import skip_or_fail

CHECKER = CHECKOUT / "var" / "vnu.jar"
# What Flask and Dash answer by themselves where nothing of ours is.
REFUSED = ["/assets/nothing.css", "/charts/nothing", "/nothing.html", "/_reload-hash"]
VALID = '<!DOCTYPE html><html lang="en-GB"><title>Example</title><p>Example</p></html>'
INVALID = VALID.replace("<p>Example</p>", '<table><tr><td role="cell">Example</td></tr></table>')


@pytest.fixture(scope="session")
def checker() -> list[str]:
    """The command that checks the files and folders named after it, and prints what is wrong as JSON."""
    java = shutil.which("java")
    if java is None or not CHECKER.is_file():
        skip_or_fail("no HTML checker: script/fetch-html-checker fetches it where Java and npm are")
    command = [str(java), "-Xss4m", "-jar", str(CHECKER)]
    if subprocess.run([*command, "--version"], capture_output=True).returncode:
        skip_or_fail("no HTML checker: this Java does not run it, which needs Java 17")
    return [*command, "--errors-only", "--format", "json", "--stdout", "--exit-zero-always"]


def wrong_in(checker: list[str], folder: Path) -> list[str]:
    """Every error in the files of a folder: the file, what is wrong, and where."""
    ran = subprocess.run([*checker, str(folder)], check=True, capture_output=True, text=True)
    told: list[dict[str, Any]] = json.loads(ran.stdout)["messages"]
    return [f"{Path(one['url']).name}: {one['message']} {one.get('extract', '')}" for one in told]


def keep(client: FlaskClient, folder: Path, paths: Iterable[str]) -> None:
    """Keep the answer to each path as a file in a folder, which says the store's state."""
    folder.mkdir(parents=True)
    for path in paths:
        answer = client.get(path)
        assert answer.mimetype in ("text/html", "text/plain"), path
        if answer.mimetype == "text/html":
            name = re.sub(r"[^\w.-]+", "_", f"{folder.name}{path}")
            (folder / f"{name}.html").write_bytes(answer.data)


def test_every_page_in_every_state_is_valid_html(
    checker: list[str],
    lively_client: FlaskClient,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
):
    every = [*map(path_of, NAMES), *(path.split("?")[0] for path in PLAIN)]
    in_the_past = [f"{path}?{PAST}" for path in every]
    pages = tmp_path / "pages"
    keep(lively_client, pages / "lively", [*every, *in_the_past, *STATES, *PLAIN, *MISSING, *REFUSED])
    request.getfixturevalue("empty_store")
    keep(lively_client, pages / "empty", every)
    monkeypatch.setenv("BEACON_DATABASE_URL", f"sqlite:///{tmp_path}/never-migrated.db")
    keep(lively_client, pages / "unreachable", every)
    assert len(list(pages.rglob("*.html"))) > 4 * len(every)
    assert wrong_in(checker, pages) == []


def test_an_error_is_told_with_its_file(checker: list[str], tmp_path: Path):
    (tmp_path / "right.html").write_text(VALID, encoding="utf-8")
    (tmp_path / "wrong.html").write_text(INVALID, encoding="utf-8")
    (told,) = wrong_in(checker, tmp_path)
    assert told.startswith("wrong.html: The “role” attribute must not be used on a “td” element")
