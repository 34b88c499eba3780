"""Rows as a pandas DataFrame, or as a list of dictionaries where pandas is not installed."""

from __future__ import annotations

import csv
import functools
import io
import json
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Callable, Dict, List

from ._tables import TABLES

if TYPE_CHECKING:
    from pandas import DataFrame


class Rows(List[Dict[str, Any]]):
    """Rows without pandas, with a place for what they were made from, as a DataFrame has it."""

    def __init__(self, rows: Iterable[dict[str, Any]] = ()) -> None:
        super().__init__(rows)
        self.attrs: dict[str, Any] = {}


@functools.lru_cache(maxsize=256)
def types(command: str, header: tuple[str, ...]) -> dict[str, str]:
    """What the columns of this header are declared to hold; text where nothing declares them."""
    own = [table for table in TABLES if table == command or table.startswith(command + "-")]
    for table in own + [table for table in TABLES if table not in own]:
        declared = {column.name: column.type for column in TABLES[table]}
        if all(name in declared for name in header):
            return {name: declared[name] for name in header}
    return dict.fromkeys(header, "text")


def rows(command: str, text: str) -> DataFrame:
    """The rows of a CSV text, each column of the type that it is declared to have."""
    lines = csv.reader(io.StringIO(text))
    header = tuple(next(lines, []))
    declared = types(command, header)
    cells = list(lines)
    # By Python's own reading of numbers, which gives back the very ones that were written.
    columns = {
        name: [_READERS[declared[name]](line[index]) if line[index] else None for line in cells]
        for index, name in enumerate(header)
    }
    return _table(declared, columns)


def json_rows(command: str, text: str) -> DataFrame:
    """The rows of a file of JSON or JSON Lines, which may have columns that CSV has not."""
    if text.lstrip().startswith("["):
        found = json.loads(text)
    else:
        found = [json.loads(line) for line in text.splitlines() if line]
    names = list(dict.fromkeys(name for row in found for name in row))
    declared = types(command, tuple(sorted(names)))
    order = [column.name for column in TABLES.get(command, ())]
    names.sort(key=lambda name: order.index(name) if name in order else len(order))
    columns = {name: [_json_cell(declared[name], row.get(name)) for row in found] for name in names}
    for name, cells in columns.items():
        if any(isinstance(cell, (list, dict)) for cell in cells):
            declared[name] = "list"
    return _table({name: declared[name] for name in names}, columns)


def _json_cell(kind: str, cell: Any) -> Any:
    if cell is None or cell == "":
        return None
    # A number that JSON does not have is its word.
    return float(cell) if kind == "number" and isinstance(cell, (int, str)) else cell


def _table(declared: Mapping[str, str], columns: Mapping[str, list[Any]]) -> DataFrame:
    try:
        import pandas
    except ImportError:
        listed = Rows(dict(zip(columns, line)) for line in zip(*columns.values()))
        return listed  # type: ignore[return-value]
    arrays = {name: _array(pandas, declared[name], values) for name, values in columns.items()}
    return pandas.DataFrame(arrays)


def _numbers(cell: str) -> list[float]:
    return [float(word) for word in cell.split()]


_READERS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "integer": int,
    "number": float,
    "boolean": "true".__eq__,
    "list": _numbers,
}


@functools.lru_cache(maxsize=None)
def _text_type() -> Any:
    """Looking it up by its name takes pandas a quarter of the time of a short table."""
    import pandas

    return pandas.Series([], dtype="str").dtype


def _array(pandas: Any, kind: str, values: list[Any]) -> Any:
    """As pandas keeps it; a whole number or a flag that is missing needs a type that can say so."""
    import numpy

    if kind == "number":
        return numpy.array(values, dtype="float64")
    if kind == "text" and int(pandas.__version__.partition(".")[0]) >= 3:
        return pandas.array(values, dtype=_text_type())
    if kind in ("text", "list"):
        array = numpy.empty(len(values), dtype="object")
        array[:] = [math.nan if value is None and kind == "text" else value for value in values]
        return array
    is_whole = None not in values
    if kind == "boolean":
        return numpy.array(values, dtype="bool") if is_whole else pandas.array(values, dtype="boolean")
    # Seeds may need all of 64 bits.
    name = "UInt64" if any(value is not None and value >= 2**63 for value in values) else "Int64"
    return numpy.array(values, dtype=name.lower()) if is_whole else pandas.array(values, dtype=name)
