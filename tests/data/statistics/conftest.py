"""Where the reference cases stand: a few beside the tests, the large ones beside the checkout."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

HERE = Path(__file__).parent
SHARED = HERE.parents[3] / "shared" / "oracle"

COMMON = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("statistics", COMMON, max_examples=60)
# Thousands of other series each time: pytest tests/data/statistics --hypothesis-profile=thorough
settings.register_profile("thorough", COMMON, max_examples=3000, derandomize=False)
settings.load_profile("statistics")


@pytest.fixture(scope="session")
def cases() -> Path:
    """The folder of reference inputs and answers kept with the tests."""
    return HERE / "fixtures"


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Path of a reference file that is not kept with the tests; skips the test where it is not there."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"the reference file shared/oracle/{name} is not beside the checkout")
        return path

    return find
