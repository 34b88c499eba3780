"""Tables that are passed in Python, as the files that the program reads."""

from __future__ import annotations

import csv
import datetime
import decimal
import json
import math
import numbers
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ._errors import UsageError

_TAKEN = "a file, a DataFrame, a list of dictionaries or a dictionary of columns"
_TEXTS = (datetime.date, datetime.time, datetime.timedelta, uuid.UUID, os.PathLike)


def taken(name: str, value: Any) -> Any:
    """A table that can be written, or else the paths that were given; anything else is refused."""
    if isinstance(value, (str, os.PathLike)):
        return value
    if isinstance(value, Mapping):
        return _rows_of_columns(name, value)
    if is_table(value):
        return value
    for convert in ("to_pylist", "to_pandas"):
        if hasattr(value, convert):
            return getattr(value, convert)()
    fields = getattr(getattr(value, "dtype", None), "names", None)
    if fields:
        return [dict(zip(fields, row)) for row in value.tolist()]
    if isinstance(value, Iterable) and not isinstance(value, (bytes, bytearray)) and not hasattr(value, "read"):
        elements = list(value)
        if all(isinstance(one, (str, os.PathLike)) for one in elements) or is_rows(elements):
            return elements
    raise UsageError(f"{name}: {_TAKEN}, got {type(value).__name__}", 64)


def _rows_of_columns(name: str, value: Mapping[Any, Any]) -> list[dict[Any, Any]]:
    columns = {}
    for column, cells in value.items():
        if isinstance(cells, (str, bytes, Mapping)) or not isinstance(cells, Iterable):
            raise UsageError(f"{name}: column '{column}' is {type(cells).__name__}, not a list", 64)
        columns[column] = list(cells)
    if len(set(map(len, columns.values()))) > 1:
        lengths = ", ".join(f"{column} {len(cells)}" for column, cells in columns.items())
        raise UsageError(f"{name}: the columns are not of one length: {lengths}", 64)
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def is_frame(value: Any) -> bool:
    return hasattr(value, "to_csv") or hasattr(value, "write_csv")


def is_table(value: Any) -> bool:
    return is_frame(value) or is_rows(value)


def is_rows(value: Any) -> bool:
    """Whether it is a table as it comes without pandas, a list of dictionaries."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _framed(name: str, value: Any) -> Any:
    """A frame of pandas whose index, where it has a name, is the column that was made one."""
    value = value.to_frame() if not hasattr(value, "columns") else value
    levels = list(value.index.names)
    lost = [place for place, level in enumerate(levels) if level is None or level in value.columns]
    if len(lost) < len(levels):
        frame = value.reset_index(level=lost, drop=True) if lost else value
        value = frame.reset_index()
    twice = [str(column) for column in value.columns[value.columns.duplicated()]]
    if twice:
        raise UsageError(f"{name}: two columns are named '{twice[0]}'", 64)
    return value


def write_table(value: Any, path: str, name: str = "table") -> None:
    """A table as CSV, as the program itself would write it."""
    if is_rows(value):
        with open(path, "w", encoding="utf-8", newline="") as file:
            names = list(dict.fromkeys(name for row in value for name in row))
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(names)
            writer.writerows([_cell(row.get(name)) for name in names] for row in value)
        return
    if hasattr(value, "to_csv"):
        frame = _framed(name, value).copy(deep=False)
        for column in frame.columns:
            if frame[column].dtype.kind in "Ob" or str(frame[column].dtype) == "boolean":
                frame[column] = [_cell(one) for one in frame[column]]
        frame.to_csv(path, index=False, lineterminator="\n")
        return
    value.write_csv(path)


def write_records(value: Any, path: str, name: str = "table") -> None:
    """A table as JSON Lines, numbers as they are, null where there is none."""
    with open(path, "w", encoding="utf-8") as file:
        for count, row in enumerate(_records(name, value), 1):
            try:
                cells = {str(column): _record(cell) for column, cell in row.items()}
            except TypeError as error:
                column = next(column for column, cell in row.items() if not _is_record(cell))
                raise UsageError(
                    f"{name}: column '{column}', row {count}: {error} is no cell of a log:"
                    " leave it out or make it text",
                    64,
                ) from None
            file.write(json.dumps(cells) + "\n")


def _records(name: str, value: Any) -> Iterator[Mapping[Any, Any]]:
    if hasattr(value, "to_csv"):
        return iter(_framed(name, value).to_dict("records"))
    return iter(value.to_dicts() if hasattr(value, "to_dicts") else value)


def _is_record(cell: Any) -> bool:
    try:
        _record(cell)
    except TypeError:
        return False
    return True


def _record(cell: Any) -> Any:
    """A cell as JSON has it; a type that it cannot have is a TypeError of its name."""
    kind = type(cell)
    if kind in (str, int, bool) or cell is None:
        return cell
    if kind is float:
        return None if math.isnan(cell) else cell
    if isinstance(cell, str):
        return str(cell)
    if isinstance(cell, Mapping):
        return {str(key): _record(one) for key, one in cell.items()}
    if isinstance(cell, (list, tuple)):
        return [_record(one) for one in cell]
    if kind.__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(cell, (float, decimal.Decimal, numbers.Rational)):
        if isinstance(cell, numbers.Integral):
            return int(cell)
        number = float(cell)
        return None if math.isnan(number) else number
    if isinstance(cell, _TEXTS):
        return str(cell)
    convert = getattr(cell, "tolist", None)
    if callable(convert):
        converted = convert()
        if type(converted) is not kind:
            return _record(converted)
    raise TypeError(kind.__name__)


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if type(value).__name__ in ("NAType", "NaTType"):
        return ""
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return " ".join(repr(one) for one in value)
    return value


def write_document(value: Mapping[str, Any], path: str, name: str) -> None:
    """A dictionary as JSON."""
    try:
        text = json.dumps(_record(value))
    except TypeError as error:
        raise UsageError(f"{name}: {error} is no value of JSON", 64) from None
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
