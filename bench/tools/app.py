"""The `beacon` command, over the definitions that BEACON_BENCH_DEFINITIONS names where it is set."""

import os
from pathlib import Path

from data import catalogue

if folder := os.environ.get("BEACON_BENCH_DEFINITIONS"):
    catalogue.DEFINITIONS = Path(folder)

from app import main

if __name__ == "__main__":
    main()
