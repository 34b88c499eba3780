"""Figures, drawn by the program with gnuplot."""

from __future__ import annotations

import html
import json
import os
import re
import tempfile
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from . import _process
from ._arguments import Command, Typed
from ._calls import failure, last
from ._errors import ReditError, UsageError
from ._inputs import is_table, taken, write_table


class Figure:
    """A figure: a notebook shows it, `svg` is its text, `save` writes it as .svg, .png or .pdf."""

    def __init__(self, svg: str, draw: Drawing, title: str | None = None) -> None:
        #: The figure as SVG.
        self.svg = svg
        self._draw = draw
        self._title = title

    def _repr_svg_(self) -> str:
        # Several of one page share their names otherwise, and the first one's shapes are drawn for all.
        return _with_own_names(_with_title(self.svg, self._title))

    def __repr__(self) -> str:
        return f"<redit.Figure, {len(self.svg)} characters of SVG>"

    def save(self, path: str | os.PathLike[str]) -> str:
        """Writes the figure to a file whose ending says what it is; returns the path."""
        path = os.fspath(path)
        ending = os.path.splitext(path)[1].lower()
        if ending == ".svg":
            content = self.svg.encode()
        elif ending in (".png", ".pdf"):
            content = self._draw(ending)
        else:
            raise UsageError(f"cannot draw '{path}': name a file that ends in .svg, .png or .pdf", 64)
        try:
            with open(path, "wb") as file:
                file.write(content)
        except OSError as error:
            raise ReditError(f"cannot write {path}: {error.strerror}") from None
        return path


class Drawing(NamedTuple):
    """What draws a figure again in another format; it can be pickled, as the figure can."""

    command: Command
    values: dict[str, Any]
    #: The table as CSV, where it is no file.
    table: bytes | None
    recorded: list[str] | None

    def __call__(self, ending: str) -> bytes:
        with tempfile.TemporaryDirectory(prefix="redit-") as folder:
            picture = os.path.join(folder, "figure" + ending)
            chosen = dict(self.values, out=picture)
            if self.table is not None:
                chosen["file"] = os.path.join(folder, "table.csv")
                with open(chosen["file"], "wb") as file:
                    file.write(self.table)
            with Typed(self.command, chosen) as typed:
                if self.recorded:
                    typed.words += ["--command", json.dumps(self.recorded)]
                result = _process.run(typed.words)
                if result.status != 0:
                    message = typed.said(last(result))
                    if self.table is not None:
                        message = message.replace(f"'{chosen['file']}'", "the table")
                    raise failure(result, message)
            with open(picture, "rb") as file:
                return file.read()


def draw(command: Command, values: Mapping[str, Any]) -> Figure:
    """Draws a file, a DataFrame or a list of dictionaries that a command returned."""
    values = dict(values)
    values["file"] = source = taken("file", values["file"])
    out, title = values.pop("out", None), values.get("title")
    kept = recorded = None
    if is_table(source):
        kept, values["file"] = _bytes_of(source), None
        recorded = getattr(source, "attrs", {}).get("redit")
    drawing = Drawing(command, values, kept, recorded)
    figure = Figure(drawing(".svg").decode(), drawing, title)
    if out is not None:
        figure.save(out)
    return figure


def _bytes_of(table: Any) -> bytes:
    with tempfile.TemporaryDirectory(prefix="redit-") as folder:
        path = os.path.join(folder, "table.csv")
        write_table(table, path)
        with open(path, "rb") as file:
            return file.read()


def _with_title(svg: str, title: str | None) -> str:
    """With its own heading, or none, in the place of gnuplot's name, which a browser shows under the pointer."""
    own = f"<title>{html.escape(title)}</title>" if title else ""
    return svg.replace("<title>Gnuplot</title>", own, 1)


def _with_own_names(svg: str) -> str:
    names = set(re.findall(r"\bid=['\"]([^'\"]+)['\"]", svg))
    if not names:
        return svg
    own = f"r{zlib.crc32(svg.encode()):08x}-"
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    svg = re.sub(rf"(\bid=['\"])({pattern})(['\"])", rf"\g<1>{own}\2\3", svg)
    return re.sub(rf"((?:href=['\"]|url\()#)({pattern})(['\")])", rf"\g<1>{own}\2\3", svg)
