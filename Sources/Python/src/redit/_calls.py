"""From a call to what it returns."""

from __future__ import annotations

import difflib
import functools
import inspect
import os
import re
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from . import _binary, _process
from ._arguments import Command, Typed
from ._errors import KeywordError, ReditError, ReditWarning, UsageError
from ._process import Result
from ._rows import json_rows, rows
from ._server import server

if TYPE_CHECKING:
    from pandas import DataFrame

_F = TypeVar("_F", bound="Callable[..., Any]")

#: From `warnings.warn` to the line that called a command.
_LEVEL = 5
#: What a sweep with a precision says when it has reached it.
_SUCCESS = re.compile(r"[\w+-]+, \d+ groups: relative standard error of \w+ at most \S+")
#: An argument of the command line takes 128 kB.
_LONGEST = 100_000


def function(of: _F) -> _F:
    """A function whose caller reads of a misspelled keyword which one was meant."""
    signature = inspect.signature(of)
    known = [one.name for one in signature.parameters.values() if one.kind is one.KEYWORD_ONLY]

    @functools.wraps(of)
    def called(*places: Any, **values: Any) -> Any:
        for name in values:
            if name not in known:
                raise KeywordError(_unknown(of.__name__, name, known), 64)
        try:
            signature.bind(*places, **values)
        except TypeError as error:
            raise KeywordError(f"{of.__name__}(): {error}", 64) from None
        return of(*places, **values)

    return cast(_F, called)


def _unknown(function: str, name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f", did you mean {near[0]}=?" if near else f"; help(redit.{function}) has them"
    return f"{name}=: unknown to redit.{function}(){hint}"


class Text(str):
    """Text that a notebook shows as it is."""

    def __repr__(self) -> str:
        return str(self)


def table(command: Command, values: Mapping[str, Any]) -> DataFrame:
    """Runs a command that writes rows."""
    values = dict(values)
    path = values.get("out")
    path = None if path is None else os.fspath(path)
    if path is None or path == "-":
        values["out"] = None
        values["format"] = "csv"
    with Typed(command, values) as typed:
        before = _stamp(path)
        result = _result(typed, progress=not command.is_quick)
        text = result.output
        # A status of 1 or 3 beside rows is what the rows say: a claim decided otherwise than expected.
        has_rows = bool(text) if path in (None, "-") else _stamp(path) != before
        if result.status != 0 and not (result.status in (1, 3) and has_rows):
            raise _error(result, typed)
        if result.status != 0 and (values.get("strict") or last(result).startswith("--fail-on:")):
            raise _error(result, typed)
        _warn(result, typed)
        name = _table_name(command, values)
        if path is None or path == "-":
            found = rows(name, typed.in_rows(text))
        else:
            if not os.path.exists(path):
                # A run that was asked to stop on its way.
                said = typed.said(text.strip()) or f"{path} is not there yet"
                warnings.warn(said, ReditWarning, stacklevel=_LEVEL - 1)
                return None  # type: ignore[return-value]
            ending = _ending(path)
            if ending not in ("csv", "json", "jsonl"):
                return None  # type: ignore[return-value]
            with open(path, encoding="utf-8", newline="") as file:
                text = file.read()
            found = rows(name, text) if ending == "csv" else json_rows(name, text)
        if not typed.has_files and sum(map(len, typed.recorded)) < _LONGEST:
            # What a figure of it draws its curves by.
            found.attrs["redit"] = typed.recorded
        return found


def text(command: Command, values: Mapping[str, Any]) -> Text:
    """Runs a command that writes a text, or files and a line about them."""
    with Typed(command, values) as typed:
        result = _result(typed, progress=True)
        # Status 1 beside an output: something is not as expected, and the output says what.
        if result.status != 0 and not (result.status in (1, 3) and not last(result)):
            raise _error(result, typed)
        _warn(result, typed)
        return Text(result.output)


def run(*arguments: Any, input: str | bytes | None = None) -> Text:
    """What the command line prints for these arguments, as people see it in a terminal of 80 columns.

    >>> print(redit.run("exact", "--sigma", 0.1))  # doctest: +ELLIPSIS
    Exact...

    Raises ReditError where the command fails; a check that is not as expected is no failure.
    """
    if len(arguments) == 1 and isinstance(arguments[0], (list, tuple)):
        # As subprocess.run() takes them.
        (arguments,) = arguments
    words = [str(word) if not isinstance(word, os.PathLike) else os.fspath(word) for word in arguments]
    result = _process.run(words, progress=True, input=input)
    if result.status not in (0, 1, 3) or (result.status and not result.output):
        raise failure(result, result.lines[-1] if result.lines else "")
    return Text(result.output)


@functools.lru_cache(maxsize=None)
def _version_of(program: str) -> str:
    # The first line: "redit 0.2.0".
    return _process.run(["--version"]).output.split()[1]


def version() -> str:
    """The version of the program that answers."""
    return _version_of(_binary.path())


def _result(typed: Typed, *, progress: bool) -> Result:
    if typed.command.is_quick:
        answer = server.run(typed.words)
        if answer is not None:
            return answer
    return _process.run(typed.words, progress=progress)


def _stamp(path: str | None) -> tuple[int, int] | None:
    """What changes when a file is written."""
    if path in (None, "-"):
        return None
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def last(result: Result) -> str:
    return result.lines[-1] if result.lines else ""


def _ending(path: str) -> str:
    """What a file holds: rows of csv unless its name ends otherwise."""
    ending = os.path.splitext(path)[1].lower()
    return ending[1:] if ending in (".json", ".jsonl", ".md", ".txt") else "csv"


def _table_name(command: Command, values: Mapping[str, Any]) -> str:
    if command.choice is None:
        return command.name
    option, usual = command.choice
    chosen = values.get(option) or usual
    return command.name if chosen == usual else f"{command.name}-{chosen}"


def _error(result: Result, typed: Typed) -> ReditError:
    return failure(result, typed.said(last(result)))


def failure(result: Result, message: str) -> ReditError:
    if result.status < 0:
        message = message or f"redit was ended by signal {-result.status}"
    kind = UsageError if result.status == 64 else ReditError
    return kind(message or f"redit ended with status {result.status}", result.status)


def _warn(result: Result, typed: Typed) -> None:
    for line in result.lines:
        # How precise a result is that is as precise as asked for: no warning.
        if result.status == 0 and _SUCCESS.fullmatch(line):
            continue
        warnings.warn(typed.said(line.removeprefix("note: ")), ReditWarning, stacklevel=_LEVEL)
