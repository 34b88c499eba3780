"""Writes the functions of the module from what the program says of itself.

    python3 Sources/Python/generator .build/release/redit
    python3 Sources/Python/generator .build/release/redit --check

A function for each subcommand, its options as keywords, its help as the docstring; the columns with
their types. With `--check` nothing is written; status 1 names the files that are not as they should be.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys

from described import Subcommand
from source import HEADER, Function
from words import quoted

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "src", "redit")
#: Not functions: of the terminal, of this module, or of runs on many machines, which a shell starts.
OMITTED = {"help", "serve", "merge", "status"}


def tables_source(tables: dict[str, list[dict]]) -> str:
    lines = []
    known: dict[str, str] = {}
    for name, columns in tables.items():
        key = json.dumps([{**column, "table": ""} for column in columns])
        if key in known:
            lines.append(f"TABLES[{quoted(name)}] = TABLES[{quoted(known[key])}]\n")
            continue
        known[key] = name
        lines.append(f"TABLES[{quoted(name)}] = (\n")
        for column in columns:
            fields = [column["column"], column["type"], column["unit"]]
            lines.append(f"    Column({', '.join(map(quoted, fields))}),\n")
        lines.append(")\n")
    return HEADER + TABLES_HEAD + "".join(lines)


TABLES_HEAD = '''"""The columns of every table that the program writes."""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """A column: text, integer, number, boolean or list, and the unit of its numbers."""

    name: str
    type: str
    unit: str


TABLES: dict[str, tuple[Column, ...]] = {}

'''


def files(tool: str) -> dict[str, str]:
    """Everything that is written, by its path in the package."""
    described = json.loads(output(tool, "--experimental-dump-help"))["command"]
    tables: dict[str, list[dict]] = {}
    for column in json.loads(output(tool, "columns", "--format", "json")):
        tables.setdefault(column["table"], []).append(column)
    commands = [
        Subcommand(one, tables)
        for one in described["subcommands"]
        if one["commandName"] not in OMITTED and one.get("shouldDisplay", True)
    ]
    made = {f"_commands/{one.name}.py": Function(one).source() for one in commands}
    names = sorted(one.name for one in commands)
    made["_commands/__init__.py"] = (
        HEADER
        + "".join(f"from .{name} import {name}\n" for name in names)
        + "\n__all__ = [\n"
        + "".join(f"    {quoted(name)},\n" for name in names)
        + "]\n"
    )
    made["_tables.py"] = tables_source(tables)
    return made


def output(tool: str, *arguments: str) -> str:
    return subprocess.run(
        [tool, *arguments], check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tool", help="the program redit")
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    options = parser.parse_args()
    made = files(options.tool)
    folder = os.path.join(OUT, "_commands")
    there = {f"_commands/{name}" for name in os.listdir(folder)} if os.path.isdir(folder) else set()
    stale = {name for name in there if name.endswith(".py")} - set(made)
    differing = sorted(stale | {name for name, text in made.items() if read(name) != text})
    if options.check:
        for name in differing:
            print(f"{name} is not what the program says of itself: run Sources/Python/generator")
        return 1 if differing else 0
    os.makedirs(folder, exist_ok=True)
    for name in differing:
        path = os.path.join(OUT, name)
        if name in stale:
            os.remove(path)
            continue
        with open(path, "w", encoding="utf-8") as file:
            file.write(made[name])
    return 0


def read(name: str) -> str | None:
    try:
        with open(os.path.join(OUT, name), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


if __name__ == "__main__":
    sys.exit(main())
