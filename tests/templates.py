"""The templates of the two layouts, with an example row, drop-downs and notes.

Run as a program (script/templates) it writes them into docs/templates. The notes are those of the guide, the
choices those of the definitions.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import xlsxwriter

from data.catalogue.reader import Catalogue, catalogue
from loaders.source import EXAMPLE
from loaders.sources import tidy, trajectories
from loaders.sources.trajectories import INTERPOLATIONS

DOCS = Path(__file__).parents[1] / "docs"
FOLDER = DOCS / "templates"
LAST_ROW = 2000  # down to which a cell offers its choices
TARGET, INDICATOR = "strategy-cvd-htn-treated-80", "cvd-hypertension-treated"
PLACE = "halton"


@dataclass(frozen=True)
class Template:
    """One layout: its columns, an example of a row, and the cells with a choice: column -> what it may be."""

    name: str
    heading: str
    columns: Sequence[str]
    example: dict[str, Any]
    choices: dict[str, Sequence[str]]

    @property
    def row(self) -> list[Any]:
        """The example as cells, the first of them marked."""
        first, *others = (self.example.get(column, "") for column in self.columns)
        return [f"{EXAMPLE} {first}", *others]


def templates(known: Catalogue) -> list[Template]:
    """Return both templates."""
    places = [place.slug for place in known.places]
    wider = [*places, *(area.slug for area in known.areas.values() if area.kind in ("joint", "system"))]
    columns = TIDY_FIRST + [column.name for column in tidy.CONTRACT.columns if column.name not in TIDY_FIRST]
    figures: dict[str, Any] = {
        "indicator": "smoking-prevalence",
        "area_code": PLACE,
        "area_name": "Halton",
        "period": "2024",
    }
    figures |= {"sex": "Persons", "value": 14.5, "lower_ci": 12, "upper_ci": 17, "count": 29}
    figures |= {"denominator": 200, "publisher": "Example of a council", "published": "2025-03-31"}
    points: dict[str, Any] = {
        "indicator": INDICATOR,
        "place": PLACE,
        "target_key": TARGET,
        "date": "2027-03-31",
        "value": 78,
    }
    points |= {"interpolation": "linear", "agreed_by": "Example of a board", "agreed_on": "2026-04-20"}
    points |= {"document": "Example of a plan"}
    indicators, targets = list(known.indicators), [key for key in known.targets if known.targets[key].rated]
    return [
        Template(
            "tidy-template",
            "# The tidy layout",
            columns,
            figures,
            {"indicator": indicators, "area_code": wider, "sex": list(dict.fromkeys(tidy.SEXES.values()))},
        ),
        Template(
            "trajectory-template",
            "# Agreed trajectories",
            trajectories.COLUMNS,
            points,
            {
                "indicator": indicators,
                "place": wider,
                "target_key": targets,
                "interpolation": INTERPOLATIONS,
            },
        ),
    ]


TIDY_FIRST = "indicator area_code area_name period sex category_type category value lower_ci upper_ci".split()
TIDY_FIRST += "count denominator note".split()


def notes(heading: str) -> list[tuple[str, str]]:
    """Return (columns, what to write) as the guide tells it."""
    _, _, after = (DOCS / "tidy-layout.md").read_text(encoding="utf-8").partition(heading)
    table = re.search(r"\|---\|---\|\n((?:\|.*\n)+)", after)
    assert table
    lines = (line.strip("| ").replace("`", "").split(" | ", 1) for line in table[1].splitlines())
    return [(first, second) for first, second in lines]


def as_csv(template: Template) -> str:
    """Return the template as csv: the headings and the example."""
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows([template.columns, template.row])
    return out.getvalue()


def write_xlsx(template: Template, path: Path) -> None:
    """Write the template as a workbook: figures with their choices, notes, and the lists of the choices."""
    with xlsxwriter.Workbook(path) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        pale = book.add_format({"italic": True, "font_color": "#4C6272"})
        figures, told, lists = (book.add_worksheet(name) for name in ("Rows", "Notes", "Lists"))
        figures.write_row(0, 0, template.columns, bold)
        figures.write_row(1, 0, template.row, pale)
        figures.freeze_panes(1, 0)
        figures.set_column(0, len(template.columns) - 1, 16)
        for at, (column, choices) in enumerate(template.choices.items()):
            lists.write_column(0, at, [column, *choices])
            letter = chr(ord("A") + at)
            source = f"=Lists!${letter}$2:${letter}${len(choices) + 1}"
            options = {"validate": "list", "source": source, "error_type": "warning"}
            where = template.columns.index(column)
            figures.data_validation(1, where, LAST_ROW, where, options)
        told.write_row(0, 0, ["column", "what to write"], bold)
        rows = [*notes(template.heading), (EXAMPLE, "a row whose first cell begins so is never loaded")]
        for at, row in enumerate(rows, start=1):
            told.write_row(at, 0, row, wrapped)
        told.set_column(0, 0, 30)
        told.set_column(1, 1, 90)


def main() -> None:
    """Write every template."""
    for template in templates(catalogue()):
        (FOLDER / f"{template.name}.csv").write_text(as_csv(template), encoding="utf-8")
        write_xlsx(template, FOLDER / f"{template.name}.xlsx")


if __name__ == "__main__":
    main()
