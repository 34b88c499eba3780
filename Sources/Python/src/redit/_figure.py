"""Figures, drawn by the program with gnuplot."""

from __future__ import annotations

import json
import os
import re
import tempfile
import zlib
from collections.abc import Mapping
from typing import Any

from . import _process
from ._arguments import Command, Typed, is_rows, write_table
from ._calls import failure, last
from ._errors import UsageError


class Figure:
    """A figure: a notebook shows it, `svg` is its text, `save` writes it as .svg, .png or .pdf."""

    def __init__(self, svg: str, draw: Any) -> None:
        #: The figure as SVG.
        self.svg = svg
        self._draw = draw

    def _repr_svg_(self) -> str:
        # Several of one page share their names otherwise, and the first one's shapes are drawn for all.
        return _with_own_names(self.svg)

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
        with open(path, "wb") as file:
            file.write(content)
        return path


def draw(command: Command, values: Mapping[str, Any]) -> Figure:
    """Draws a file, a DataFrame or a list of dictionaries that a command returned."""
    values = dict(values)
    source, out = values["file"], values.pop("out", None)
    is_table = hasattr(source, "to_csv") or hasattr(source, "write_csv") or is_rows(source)
    kept = _bytes_of(source) if is_table else None
    recorded = getattr(source, "attrs", {}).get("redit") if is_table else None

    def drawn(ending: str) -> bytes:
        with tempfile.TemporaryDirectory(prefix="redit-") as folder:
            picture = os.path.join(folder, "figure" + ending)
            chosen = dict(values, out=picture)
            if kept is not None:
                chosen["file"] = os.path.join(folder, "table.csv")
                with open(chosen["file"], "wb") as file:
                    file.write(kept)
            with Typed(command, chosen) as typed:
                if recorded:
                    typed.words += ["--command", json.dumps(recorded)]
                result = _process.run(typed.words)
                if result.status != 0:
                    message = typed.said(last(result)).replace(f"'{chosen['file']}'", "the table")
                    raise failure(result, message if is_table else typed.said(last(result)))
            with open(picture, "rb") as file:
                return file.read()

    figure = Figure(drawn(".svg").decode(), drawn)
    if out is not None:
        figure.save(out)
    return figure


def _bytes_of(table: Any) -> bytes:
    with tempfile.TemporaryDirectory(prefix="redit-") as folder:
        path = os.path.join(folder, "table.csv")
        write_table(table, path)
        with open(path, "rb") as file:
            return file.read()


def _with_own_names(svg: str) -> str:
    names = set(re.findall(r"\bid=['\"]([^'\"]+)['\"]", svg))
    if not names:
        return svg
    own = f"r{zlib.crc32(svg.encode()):08x}-"
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    svg = re.sub(rf"(\bid=['\"])({pattern})(['\"])", rf"\g<1>{own}\2\3", svg)
    return re.sub(rf"((?:href=['\"]|url\()#)({pattern})(['\")])", rf"\g<1>{own}\2\3", svg)
