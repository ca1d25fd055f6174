"""A load that is killed leaves the store as it was: whole or not at all."""

import re
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine

CHECKOUT = Path(__file__).parents[2]
KILLS = 100


def test_a_load_killed_at_any_moment_leaves_the_file_whole_or_nothing_of_it(
    engine: Engine, tmp_path: Path
) -> None:
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.killing", url, str(tmp_path), str(KILLS), "20261122"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=CHECKOUT, check=False)
    assert done.returncode == 0, done.stderr
    whole, nothing = map(int, re.findall(r"(\d+) left", done.stdout))
    assert whole + nothing == KILLS
    assert min(whole, nothing) > 5  # the kills fell before and after the moment that decides
