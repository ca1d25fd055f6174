"""The API keeps to its own description, whatever is asked: schemathesis, all its checks, over real HTTP."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

# Enough for every parameter in every form; the seed asks the same with every run.
ASKED = ["--checks", "all", "--seed", "11", "--max-examples", "15", "--generation-database", "none"]
OPTIONS = [*ASKED, "--request-timeout", "60", "--no-color"]


@pytest.mark.parametrize("store", ["lively_site", "empty_site"])
def test_the_api_answers_as_it_is_described(store: str, tmp_path: Path, request: pytest.FixtureRequest):
    address = f"{request.getfixturevalue(store)}/api/v1/openapi.json"
    program = Path(sys.executable).with_name("schemathesis")
    # In a folder of its own, where it leaves what it keeps for a next run.
    ran = subprocess.run([program, "run", address, *OPTIONS], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "No issues found" in ran.stdout
    assert re.search(r"(\d\d) selected / \1 total", ran.stdout)
