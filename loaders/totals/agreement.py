"""Whether the parts of a table add up to what it says of the whole, and its codes mean one thing. Pure."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.errors import BadInput, Problem
from loaders.contract import Table

FEW_ROWS = 100  # so many rows may be all of a small file: a service that one of them names may be rare


def refuse_unequal(frame: pd.DataFrame, parts: pd.Series, whole: str, what: str, table: Table) -> None:
    """Raise BadInput naming each row whose parts do not add up to its column `whole`."""
    wrong = frame[(parts != frame[whole]).to_numpy()]
    if len(wrong):
        raise BadInput(
            [
                Problem(
                    table.where_row(int(row)),
                    f"{what} add up to {parts[index]:,.0f}, but the total says {said:,.0f}",
                    "the file was changed or cut: download it again",
                )
                for index, row, said in zip(wrong.index[:20], wrong.row, wrong[whole], strict=False)
            ]
        )


def refuse_unequal_totals(
    frame: pd.DataFrame, counts: Sequence[str], service: str, total: str, table: Table
) -> None:
    """Raise BadInput where the services of a provider and commissioner do not add up to their total row.

    `frame`: provider, commissioner, `service` (its code; `total` in the total's row), the counts, and row.
    """
    numbers = pd.factorize(frame.provider + "\0" + frame.commissioner)[0]
    sign = np.where(frame[service] == total, -1, 1)
    differences = np.stack([np.bincount(numbers, frame[name] * sign) for name in counts])
    wrong = np.flatnonzero(differences.any(axis=0))
    problems = []
    for number in wrong[:20]:
        rows = frame[numbers == number]
        totals = rows[rows[service] == total]
        column = counts[int(np.flatnonzero(differences[:, number])[0])]
        said = f"{totals[column].sum():,.0f}" if len(totals) else "missing"
        first = (totals if len(totals) else rows).iloc[0]
        added = rows[column].sum() - totals[column].sum()
        fault = (
            f"provider {first.provider}, commissioner {first.commissioner}: the {len(rows) - len(totals)} "
            f"services add up to {added:,.0f} ({column}), but their total row ({total}) is {said}"
        )
        remedy = "the file was changed or cut: download it again"
        problems.append(Problem(table.where_row(int(first.row)), fault, remedy))
    if problems:
        raise BadInput(problems)


def refuse_two_names(frame: pd.DataFrame, code: str, name: str, table: Table) -> None:
    """Raise BadInput where one code of the column `code` has two names or parents in the column `name`."""
    pairs = frame[[code, name, "row"]].drop_duplicates([code, name])
    again = pairs[pairs.duplicated(code)]
    if again.empty:
        return
    first = pairs.drop_duplicates(code).set_index(code)
    problems = []
    for record in again.head(20).to_dict("records"):
        other = first.loc[record[code]]
        fault = f"{record[code]} has the {name} {record[name]!r} here, but {other[name]!r} in row {other.row}"
        problems.append(
            Problem(table.where_row(int(record["row"])), fault, "the file was changed: download it again")
        )
    raise BadInput(problems)


def refuse_lone_services(frame: pd.DataFrame, service: str, table: Table) -> None:
    """Raise BadInput for a service that one row alone names: relabelled, it is missing in another's sum."""
    times = frame[service].map(frame[service].value_counts())
    lone = frame[(times == 1).to_numpy()] if len(frame) > FEW_ROWS else frame.iloc[:0]
    if len(lone):
        raise BadInput(
            [
                Problem(
                    table.where_row(int(record["row"])),
                    f"names the {service} {record[service]!r}, as no other of {len(frame):,} rows does",
                    "the file was changed: download it again",
                )
                for record in lone.head(20).to_dict("records")
            ]
        )
