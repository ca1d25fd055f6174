"""The starter figures: what a first start loads, so that the pages show real published series at once.

They are computed from the publishers' files by the project's own loaders and kept in `data/starter/` in the
tidy layout, each row naming the publisher's file, checksum, sheet and row. Figures of English authorities,
kept only for comparison, stand in compressed files of their own.
"""

import csv
import gzip
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from data.catalogue.reader import Catalogue
from data.errors import BadInput, Problem
from data.store.order import IN_FILE, STATED
from data.store.queries import newest_load_id
from data.store.write import Extract
from loaders.formats.documents import checksum
from loaders.pipeline import FileReport, load_files, read_file
from loaders.source import KEY
from loaders.totals.categories import with_totals

_DATA = Path(__file__).parent.parent / "data"
STARTER = _DATA / "starter"
FILES = _DATA / "definitions" / "starter_files.csv"
PEERS = "peers.csv.gz"
COLUMNS = {
    "indicator": "indicator",
    "series": "series",
    "area_code": "area_code",
    "area_name": "area_name",
    "period": "period",
    "sex": "sex",
    "age": "age",
    "category_type": "category_type",
    "category": "category",
    "value": "value",
    "lower_ci": "lower",
    "upper_ci": "upper",
    "count": "numerator",
    "denominator": "denominator",
    "note": "note",
    "publisher": "publisher",
    "release": "release",
    "published": "published",
    "received": "received",
    "licence": "licence",
    "source_file": "origin_name",
    "source_sha256": "origin_sha256",
    "source_sheet": "sheet",
    "source_row": "row",
}
_NUMBERS = ["value", "lower", "upper", "numerator", "denominator"]
_ROUNDED = 0.051  # copies give one decimal


def load_starter_if_empty(engine: Engine, catalogue: Catalogue) -> list[FileReport]:
    """Load `data/starter/` into an empty store; leave any other store alone."""
    if newest_load_id(engine) or not STARTER.is_dir():
        return []
    files = sorted(path for path in STARTER.iterdir() if path.name.endswith((".csv", ".csv.gz")))
    reports: list[FileReport] = []
    for _, outcome in load_files(files, engine, catalogue):
        if isinstance(outcome, BadInput):
            raise outcome
        reports += outcome
    return reports


def build(extracts: Path, out: Path, catalogue: Catalogue) -> dict[str, int]:
    """Write the starter files from the publishers' files in `extracts`; return rows by file.

    Where two files hold the same figure the one listed first is kept. Raises BadInput where they disagree by
    more than rounding.
    """
    readings = [_read(path, summed, received, catalogue) for path, summed, received in _listed(extracts)]
    frame = _agreed(pd.concat([frame for frame, _ in readings], ignore_index=True))
    names = {slug: name for _, named in readings for slug, name in named.items()}
    names |= {area.slug: area.name for area in catalogue.areas.values()}
    frame["indicator"] = frame.series.map(
        {series: indicator.id for series, indicator in catalogue.indicator_of.items()}
    )
    frame["area_code"] = frame.area.map({slug: _code(slug, catalogue) for slug in frame.area.unique()})
    frame["area_name"] = frame.area.map(names)
    own = frame.area.isin(list(catalogue.areas)) & ~frame.area.isin(_peer_slugs(catalogue))
    source = frame.series.map({series: defined.source for series, defined in catalogue.series.items()})
    out.mkdir(parents=True, exist_ok=True)
    written = {}
    for name in sorted(source[own].unique()):
        written[f"{name}.csv"] = _write(out / f"{name}.csv", frame[own & (source == name)])
    written[PEERS] = _write(out / PEERS, frame[~own])
    return written


def _listed(extracts: Path) -> Iterator[tuple[Path, bool, date]]:
    """The files, whether their categories are to be added up to totals, and the day they were obtained."""
    with FILES.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            files = sorted(extracts.glob(row["path"]))
            if not files:
                raise BadInput(Problem(str(FILES), f"no file is called {row['path']}", "mend the list"))
            received = date.fromisoformat(row["received"])
            yield from ((path, bool(row["sum"]), received) for path in files)


def _read(
    path: Path, summed: bool, received: date, catalogue: Catalogue
) -> tuple[pd.DataFrame, dict[str, str]]:
    moment = datetime(received.year, received.month, received.day, tzinfo=UTC)
    extract = Extract(path.name, checksum(path), path.stat().st_size, moment)
    readings = read_file(path, extract, catalogue)
    frame = pd.concat([reading.frame for reading in readings], ignore_index=True)
    frame = (with_totals(frame, catalogue) if summed else frame).assign(received=received)
    return frame, {peer.slug: peer.name for reading in readings for peer in reading.peers}


def _agreed(frame: pd.DataFrame) -> pd.DataFrame:
    """One row for each figure, from the file listed first; refuse figures that disagree."""
    first = frame.drop_duplicates(KEY)
    both = frame[frame.duplicated(KEY, keep="first")].merge(first, on=KEY, suffixes=("", "_first"))
    apart = both[(both.value - both.value_first).abs() > _ROUNDED]
    if len(apart):
        raise BadInput(
            [
                Problem(
                    f"{row.origin_name}, row {row.row}",
                    f"{row.series}, {row.area}, {row.period}, {row.sex}: {row.value:g}, "
                    f"but {row.value_first:g} in {row.origin_name_first}",
                )
                for row in apart.head(20).itertuples()
            ]
        )
    return first.copy()


def _code(slug: str, catalogue: Catalogue) -> str:
    """A code that leads back to the area: its ONS or ODS code, else its slug."""
    area = catalogue.areas.get(slug)
    codes = [area.ons_code, area.ods_code] if area else [slug.upper()]
    for code in codes:
        area = catalogue.area_for(code) if code else None
        if area is not None and area.slug == slug:
            return code
    return slug


def _peer_slugs(catalogue: Catalogue) -> list[str]:
    kept = {"cheshire-and-merseyside", "north-west", "england"}
    kinds = ("icb", "region", "authority")
    return [area.slug for area in catalogue.areas.values() if area.kind in kinds and area.slug not in kept]


def _write(path: Path, frame: pd.DataFrame) -> int:
    shown = frame.sort_values([*KEY[:1], "area", "category_type", "category", "sex", "age", "period_end"])
    known = shown.published_basis.isin([IN_FILE, STATED])
    shown = shown.assign(published=shown.published.astype(object).where(known, ""))
    table = pd.DataFrame({ours: shown[theirs] for ours, theirs in COLUMNS.items()})
    for ours, theirs in COLUMNS.items():
        if theirs in _NUMBERS:
            table[ours] = [_number(number) for number in shown[theirs]]
    text = io.StringIO()
    table.to_csv(text, index=False, lineterminator="\n")
    content = text.getvalue().encode()
    # Without a time inside, the same figures give the same bytes.
    path.write_bytes(gzip.compress(content, 9, mtime=0) if path.suffix == ".gz" else content)
    return len(table)


def _number(value: float) -> str:
    """The shortest text that reads back as the same number."""
    if np.isnan(value):
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))
