"""The examples of the help, as calls."""

from __future__ import annotations

import re
import shlex
import textwrap

from described import Option, Subcommand
from words import WIDTH, number, quoted


def call(command: Subcommand, line: str) -> str | None:
    """A command as a call; None for one that has no use for a program."""
    words = shlex.split(line)
    if words[:2] != ["redit", command.name] or {"|", "--watch", "-"} & set(words):
        return None
    places: list[str] = []
    given: dict[str, list[str]] = {}
    known = {"--" + one.long: one for one in command.keywords}
    rest = iter(words[2:])
    for word in rest:
        if not word.startswith("-"):
            places.append(quoted(word))
            continue
        name, _, value = word.partition("=")
        option = known.get(name)
        if name == "--format":
            next(rest)
            continue
        if option is None:
            return None
        if option.kind == "flag":
            given[option.name] = ["True"]
        else:
            given.setdefault(option.name, []).append(value or next(rest))
    options = {one.name: one for one in command.keywords}
    keywords = [f"{name}={literal(options[name], values)}" for name, values in given.items()]
    return f"redit.{command.name}({', '.join(places + keywords)})"


def shown(name: str, call: str) -> str:
    line = f">>> {name} = {call}"
    if len(line) <= WIDTH - 4:
        return line
    head, _, rest = line.partition("(")
    parts = textwrap.wrap(rest, WIDTH - 12, break_long_words=False, break_on_hyphens=False)
    return "\n".join([f"{head}(", *(f"...     {part}" for part in parts[:-1]), f"...     {parts[-1]}"])


def literal(option: Option, values: list[str]) -> str:
    """The values of an option as Python has them."""
    if len(values) > 1:
        return "[" + ", ".join(literal(option, [value]) for value in values) + "]"
    words = values[0].split(",")
    if option.value.startswith("what="):
        pairs = [word.partition("=") for word in words]
        return "{" + ", ".join(f"{quoted(key)}: {literal_word(value)}" for key, _, value in pairs) + "}"
    if "/" in values[0] and option.is_number:
        rows = [[number(cell) for cell in word.split("/")] for word in words]
        lists = [f"[{', '.join(row)}]" for row in rows if None not in row]
        text = f"[{', '.join(lists)}]"
        return f"[{text}]" if option.is_repeated else text
    texts = [literal_word(word) for word in words]
    if len(texts) == 1:
        return texts[0]
    if option.is_number and all(map(number, words)):
        return f"[{', '.join(texts)}]"
    if option.is_number or not (option.is_repeated or option.hint == "Names"):
        return quoted(values[0])
    return f"[{', '.join(texts)}]"


def literal_word(word: str) -> str:
    return number(word) or quoted(word)
