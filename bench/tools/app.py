"""The `beacon` command over other definitions: python -m bench.tools.app FOLDER serve ..."""

import sys
from pathlib import Path

from data import catalogue

if __name__ == "__main__":
    catalogue.DEFINITIONS = Path(sys.argv.pop(1))
    from app import main

    main()
