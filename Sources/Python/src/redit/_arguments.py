"""What is passed in Python, as it is typed on the command line."""

from __future__ import annotations

import contextlib
import csv
import json
import math
import numbers
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ._errors import UsageError


_SHELL_OPTIONS = {
    f"--{name}" for name in ("help", "version", "wide", "details", "terminal", "watch", "stdio")
}
_OUTPUTS = {"out", "format", "force", "plot", "page", "threads"}


class Command(NamedTuple):
    """What a subcommand takes: written by the generator from the program's own description."""

    name: str
    #: Arguments in place; each may be several where `repeated` names it.
    positional: tuple[str, ...] = ()
    #: Options that are there or not, with the name that says no where there is one.
    flags: tuple[str, ...] = ()
    #: Options that may be given several times.
    repeated: tuple[str, ...] = ()
    #: Options that name a file of a table, which may be a table itself.
    tables: tuple[str, ...] = ()
    #: Options that name a file of JSON, which may be a dictionary itself.
    documents: tuple[str, ...] = ()
    #: The option that chooses among tables, and what it is without.
    choice: tuple[str, str] | None = None
    #: Whether the command writes rows.
    has_rows: bool = True
    #: Whether it takes an instant.
    is_quick: bool = False


class Typed:
    """A command line, with the temporary files that some of its arguments live in."""

    def __init__(self, command: Command, values: Mapping[str, Any]) -> None:
        self.command = command
        self.names = {option(name): name for name in values}
        self._files: dict[str, str] = {}
        self._stack = contextlib.ExitStack()
        self.words = [command.name]
        #: Less where the output goes: what the rows are made from.
        self.recorded = [command.name]
        try:
            for name, value in values.items():
                if value is not None:
                    words = self._words(name, value)
                    self.words += words
                    self.recorded += [] if name in _OUTPUTS else words
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Typed:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._stack.close()

    @property
    def has_files(self) -> bool:
        return bool(self._files)

    def said(self, message: str) -> str:
        """The message, with names as typed in Python."""
        for file, name in self._files.items():
            message = message.replace(f"{option(name)}: {file}", f"{name}").replace(file, f"<{name}>")

        def renamed(found: re.Match[str]) -> str:
            if found[1] in _SHELL_OPTIONS:
                return found[0]
            # Options of other commands too: the columns of a table may come from one.
            name = self.names.get(found[1], found[1][2:].replace("-", "_"))
            return f"{name.strip('_')}:" if found[2] else f"{name}="

        message = re.sub(r"(?<![\w-])(--[a-z][a-z0-9-]*[a-z0-9])(:)?", renamed, message)
        message = re.sub(r"(?<=\w=) <[^>]*>'", "'", message)
        return re.sub(r"'redit ([a-z]+)'", r"redit.\1()", message)

    def _words(self, name: str, value: Any) -> list[str]:
        if name in self.command.flags:
            return _flag(name, value)
        if name in self.command.tables and _is_table(value):
            # A log has lists and dictionaries in its cells, which CSV has not.
            is_log = name in self.command.positional
            write = write_records if is_log else write_table
            rows = value
            value = self._file(name, ".jsonl" if is_log else ".csv", lambda path: write(rows, path))
        if name in self.command.documents and isinstance(value, Mapping):
            value = self._file(name, ".json", lambda path: _write_document(value, path))
        texts = (
            repeated(name, value) if name in self.command.repeated else [text(name, value, ",/")]
        )
        if name in self.command.positional:
            # A word that begins with a dash is a file all the same.
            return [f"./{word}" if word.startswith("-") and word != "-" else word for word in texts]
        return [word for one in texts for word in _option_words(option(name), one)]

    def _file(self, name: str, ending: str, write: Any) -> str:
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="redit-"))
        path = os.path.join(folder, name + ending)
        write(path)
        self._files[path] = name
        return path


def option(name: str) -> str:
    """The option of a keyword."""
    return "--" + name.strip("_").replace("_", "-")


def _option_words(name: str, value: str) -> list[str]:
    return [f"{name}={value}"] if value.startswith("-") else [name, value]


def _flag(name: str, value: Any) -> list[str]:
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return [option(name)] if value else []
    raise UsageError(f"{name}=: True or False, got {value!r}", 64)


def text(name: str, value: Any, separators: str) -> str:
    """A value as the command line has it: of a list the elements between commas, of a list of lists
    slashes within."""
    value = plain(value)
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return separators[0].join(f"{key}={text(name, one, '/')}" for key, one in value.items())
    if isinstance(value, bool) or value is None:
        raise UsageError(f"{name}=: a number, a name or a list, got {value!r}", 64)
    if isinstance(value, numbers.Integral):
        return str(int(value))
    if isinstance(value, numbers.Real):
        return _real(float(value))
    if isinstance(value, Iterable):
        if not separators:
            raise UsageError(f"{name}=: too many lists in one another", 64)
        words = [text(name, one, separators[1:]) for one in value]
        if not words:
            raise UsageError(f"{name}=: the list is empty", 64)
        return separators[0].join(words)
    return str(value)


def repeated(name: str, value: Any) -> list[str]:
    """One word for each time that the option is given."""
    value = plain(value)
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        return [text(name, value, ",/")]
    elements = [plain(one) for one in value]
    if not elements:
        raise UsageError(f"{name}=: the list is empty", 64)
    if all(isinstance(one, numbers.Number) for one in elements):
        return [text(name, elements, ",/")]
    return [text(name, one, ",/") for one in elements]


def plain(value: Any) -> Any:
    """A number or list of NumPy or pandas as Python has it, a path as its text."""
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    convert = getattr(value, "tolist", None)
    return convert() if callable(convert) else value


def _real(value: float) -> str:
    """Digits that read back as the same number, a whole one without its point."""
    if value.is_integer() and abs(value) < 1e15 and (value != 0 or math.copysign(1, value) > 0):
        return str(int(value))
    return repr(value)


def _is_table(value: Any) -> bool:
    return hasattr(value, "to_csv") or hasattr(value, "write_csv") or is_rows(value)


def is_rows(value: Any) -> bool:
    """Whether it is a table as it comes without pandas, a list of dictionaries."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def write_table(value: Any, path: str) -> None:
    """A table as CSV, as the program itself would write it."""
    if is_rows(value):
        with open(path, "w", encoding="utf-8", newline="") as file:
            names = list(dict.fromkeys(name for row in value for name in row))
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(names)
            writer.writerows([_cell(row.get(name)) for name in names] for row in value)
        return
    if hasattr(value, "to_csv"):
        # An index with a name is a column that was made one.
        value = value.to_frame() if not hasattr(value, "columns") else value
        named = any(level is not None for level in value.index.names)
        frame = value.reset_index() if named else value
        frame = frame.copy(deep=False)
        for name in frame.columns:
            if frame[name].dtype.kind in "Ob" or str(frame[name].dtype) == "boolean":
                frame[name] = [_cell(one) for one in frame[name]]
        frame.to_csv(path, index=False, lineterminator="\n")
        return
    value.write_csv(path)


def write_records(value: Any, path: str) -> None:
    """A table as JSON Lines, numbers as they are, null where there is none."""
    if hasattr(value, "to_dict"):
        value = value.to_dict("records")
    elif hasattr(value, "to_dicts"):
        value = value.to_dicts()
    with open(path, "w", encoding="utf-8") as file:
        for row in value:
            cells = {str(name): _record(cell) for name, cell in row.items()}
            file.write(json.dumps(cells, default=plain) + "\n")


def _record(cell: Any) -> Any:
    missing = type(cell).__name__ in ("NAType", "NaTType")
    return None if missing or (isinstance(cell, float) and math.isnan(cell)) else cell


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if type(value).__name__ == "NAType":
        return ""
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return " ".join(repr(one) for one in value)
    return value


def _write_document(value: Mapping[str, Any], path: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, default=plain)
