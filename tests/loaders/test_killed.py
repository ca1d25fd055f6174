"""A load that is killed leaves the store as it was, or whole with all that follows from it."""

import os
import re
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine

CHECKOUT = Path(__file__).parents[2]
KILLS = int(os.environ.get("BEACON_TEST_KILLS") or 8)


def test_what_is_killed_at_any_moment_is_whole_or_nothing(engine: Engine, tmp_path: Path) -> None:
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.killing", url, str(tmp_path), str(KILLS), "20261122"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=CHECKOUT, check=False)
    assert done.returncode == 0, done.stderr
    whole, nothing = (
        sum(map(int, re.findall(rf"(\d+) left {what}", done.stdout))) for what in ("whole", "nothing")
    )
    assert whole + nothing == KILLS, done.stdout
    if KILLS >= 100:
        assert min(whole, nothing) > 5  # the kills fell before and after the moment that decides
