"""Rows as a pandas DataFrame, or as a list of dictionaries where pandas is not installed."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Callable

from ._tables import TABLES

if TYPE_CHECKING:
    from pandas import DataFrame


def types(command: str, header: list[str]) -> dict[str, str]:
    """What the columns of this header are declared to hold; text where nothing declares them."""
    own = [table for table in TABLES if table == command or table.startswith(command + "-")]
    for table in own + [table for table in TABLES if table not in own]:
        declared = {column.name: column.type for column in TABLES[table]}
        if all(name in declared for name in header):
            return {name: declared[name] for name in header}
    return dict.fromkeys(header, "text")


def rows(command: str, text: str) -> DataFrame:
    """The rows of a CSV text, each column of the type that it is declared to have."""
    header = next(csv.reader(io.StringIO(text)), [])
    declared = types(command, header)
    try:
        import pandas
    except ImportError:
        return _dictionaries(text, declared)  # type: ignore[return-value]
    return _frame(pandas, text, declared)


def _dictionaries(text: str, declared: dict[str, str]) -> list[dict[str, Any]]:
    reader = csv.reader(io.StringIO(text))
    header = next(reader, [])
    readers = [_READERS[declared[name]] for name in header]
    return [
        {
            name: read(cell) if cell else None
            for name, read, cell in zip(header, readers, line)
        }
        for line in reader
    ]


def _numbers(cell: str) -> list[float]:
    return [float(word) for word in cell.split()]


_READERS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "integer": int,
    "number": float,
    "boolean": "true".__eq__,
    "list": _numbers,
}


def _frame(pandas: Any, text: str, declared: dict[str, str]) -> DataFrame:
    kinds = {"number": "float64", "text": "str"}
    frame = pandas.read_csv(
        io.StringIO(text),
        dtype={name: kinds.get(kind, "str") for name, kind in declared.items()},
        na_values={name: [""] for name in declared},
        keep_default_na=False,
        float_precision="round_trip",
    )
    for name, kind in declared.items():
        if kind == "integer":
            frame[name] = _integers(pandas, frame[name])
        elif kind in ("boolean", "list"):
            values = [_READERS[kind](cell) if isinstance(cell, str) else None for cell in frame[name]]
            whole = kind == "boolean" and None not in values
            dtype = "bool" if whole else "boolean" if kind == "boolean" else "object"
            frame[name] = pandas.Series(values, index=frame.index, dtype=dtype)
    return frame  # type: ignore[no-any-return]


def _integers(pandas: Any, cells: Any) -> Any:
    """Of 64 bits; seeds may need all of them, and where one is missing the column can say so."""
    values = [int(cell) if isinstance(cell, str) else None for cell in cells]
    dtype = "UInt64" if any(value is not None and value >= 2**63 for value in values) else "Int64"
    column = pandas.Series(values, index=cells.index, dtype=dtype)
    return column if None in values else column.astype(dtype.lower())
