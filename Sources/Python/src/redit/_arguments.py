"""What is passed in Python, as it is typed on the command line."""

from __future__ import annotations

import contextlib
import json
import math
import numbers
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from ._errors import ReditError, UsageError
from ._inputs import is_frame, is_table, taken, write_document, write_records, write_table


_SHELL_OPTIONS = {
    f"--{name}" for name in ("help", "version", "wide", "details", "terminal", "watch", "stdio")
}
OUTPUTS = {"out", "format", "force", "plot", "page", "threads"}


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
    #: Options whose lists may hold lists, of the components of a reward.
    nested: tuple[str, ...] = ()
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
        #: Those of them that are gone afterwards, by their paths.
        self.temporary: dict[str, str] = {}
        self._made: list[str] = []
        written = [values.get(name) for name in ("out", "page", "plot")]
        if command.name == "explore" and values.get("out") is None:
            written.append("explore.html")
        if isinstance(values.get("dir"), (str, os.PathLike)):
            written.append(os.path.join(values["dir"], "index.html"))
        paths = [os.fspath(one) for one in written if isinstance(one, (str, os.PathLike))]
        self._output = next((path for path in paths if path not in ("", "-")), "")
        self._beside = os.path.splitext(self._output)[0]
        self._is_forced = bool(values.get("force"))
        self._stack = contextlib.ExitStack()
        self.words = [command.name]
        #: The words, each with its keyword.
        self.by_name: list[tuple[str, str]] = []
        #: Less where the output goes: what the rows are made from.
        self.recorded = [command.name]
        try:
            for name, value in values.items():
                if value is not None or name in command.tables and name in command.positional:
                    words = self._words(name, value)
                    self.words += words
                    self.by_name += [(name, word) for word in words]
                    self.recorded += [] if name in OUTPUTS else words
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Typed:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None and not any(map(os.path.exists, (self._output, self._output + ".checkpoint"))):
            for path in self._made:
                with contextlib.suppress(OSError):
                    os.remove(path)
        self.close()

    def close(self) -> None:
        self._stack.close()

    @property
    def has_files(self) -> bool:
        return bool(self._files)

    def in_rows(self, text: str) -> str:
        """Rows in which a file that is gone afterwards has the name of its keyword."""
        for path, name in self.temporary.items():
            text = text.replace(path, name)
        return text

    def said(self, message: str) -> str:
        """The message, with names as typed in Python."""
        for file, name in self._files.items():
            message = message.replace(f"{option(name)}: {file}", name).replace(file, name)
        for name in self.command.positional:
            message = re.sub(rf"^{name.upper()}(?=:)|<{name}>", name, message)

        def renamed(found: re.Match[str]) -> str:
            if found[1] in _SHELL_OPTIONS:
                return found[0]
            # Options of other commands too: the columns of a table may come from one.
            name = self.names.get(found[1], found[1][2:].replace("-", "_"))
            return f"{name.strip('_')}:" if found[2] else f"{name}="

        message = re.sub(r"(?<![\w-])(--[a-z](?:[a-z0-9-]*[a-z0-9])?)(:)?", renamed, message)
        message = re.sub(r"(?<=\w=) <[^>]*>'", "'", message)
        return re.sub(r"'redit ([a-z]+)'", r"redit.\1()", message)

    def _words(self, name: str, value: Any) -> list[str]:
        if name in self.command.flags:
            return _flag(name, value)
        if name in self.command.tables:
            value = taken(name, value)
        if name in self.command.tables and is_table(value):
            # A log has lists and dictionaries in its cells, which CSV has not.
            is_log = name in self.command.positional
            write = write_records if is_log else write_table
            rows = value
            ending = ".jsonl" if is_log else ".csv"
            value = self._file(name, ending, lambda path: write(rows, path, name))
        if name in self.command.documents and isinstance(value, Mapping):
            document = value
            value = self._file(name, ".json", lambda path: write_document(document, path, name))
        if name not in self.command.nested:
            _refuse_nested(name, value, name in self.command.repeated)
        texts = (
            repeated(name, value) if name in self.command.repeated else [text(name, value, ",/")]
        )
        if name in self.command.positional:
            # A word that begins with a dash is a file all the same.
            return [f"./{word}" if word.startswith("-") and word != "-" else word for word in texts]
        return [word for one in texts for word in _option_words(option(name), one)]

    def _file(self, name: str, ending: str, write: Callable[[str], None]) -> str:
        if self._beside:
            # What is written tells by this file what it was made from.
            path = f"{self._beside}.{name}{ending}"
            self._keep(path, write)
        else:
            folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="redit-"))
            path = os.path.join(folder, name + ending)
            write(path)
            self.temporary[path] = name
        self._files[path] = name
        return path

    def _keep(self, path: str, write: Callable[[str], None]) -> None:
        new = path + ".new"
        try:
            if os.path.dirname(path) and "dir" in self.command.positional:
                os.makedirs(os.path.dirname(path), exist_ok=True)
            write(new)
            if not (self._is_forced or not os.path.exists(path) or self._is_ours(path)):
                if _bytes(path) != _bytes(new):
                    raise ReditError(f"{path} exists: it would hold the table; force=True overwrites it")
            if not os.path.exists(path):
                self._made.append(path)
            os.replace(new, path)
        except OSError as error:
            raise ReditError(f"cannot write {path}: {error.strerror}") from None
        finally:
            with contextlib.suppress(OSError):
                os.remove(new)

    def _is_ours(self, path: str) -> bool:
        """Whether the record of what stands there names this file as what it was made from."""
        try:
            with open(self._output + ".meta.json", encoding="utf-8") as file:
                return path in json.load(file)["arguments"]
        except (OSError, ValueError, LookupError, TypeError):
            return False


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


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
    _refuse_frame(name, value)
    value = plain(value)
    if isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray)):
        raise UsageError(f"{name}=: a number, a name or a list, got bytes", 64)
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
    _refuse_frame(name, value)
    value = plain(value)
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        return [text(name, value, ",/")]
    elements = [plain(one) for one in value]
    if not elements:
        raise UsageError(f"{name}=: the list is empty", 64)
    if all(isinstance(one, numbers.Number) for one in elements):
        return [text(name, elements, ",/")]
    return [text(name, one, ",/") for one in elements]


def _refuse_nested(name: str, value: Any, is_repeated: bool) -> None:
    """Of an array of two dimensions where one is meant, the program would tell of slashes."""
    dimensions = getattr(value, "ndim", 1)
    if dimensions > (2 if is_repeated else 1):
        raise UsageError(f"{name}=: a list, got an array of {dimensions} dimensions", 64)


def _refuse_frame(name: str, value: Any) -> None:
    if is_frame(value) and hasattr(value, "columns"):
        column = next(iter(value.columns), "a")
        raise UsageError(f"{name}=: a list, got a table: pass one column, as table[{column!r}]", 64)


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
