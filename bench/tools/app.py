"""The `beacon` command over other definitions: python -m bench.tools.app FOLDER serve ..."""

import sys
from pathlib import Path

from data.catalogue import reader

if __name__ == "__main__":
    reader.DEFINITIONS = Path(sys.argv.pop(1))
    from app import main

    main()
