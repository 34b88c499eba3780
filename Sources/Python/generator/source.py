"""The source of a function, with its signature and its docstring."""

from __future__ import annotations

import re
import textwrap

from described import Option, Subcommand
from examples import call, shown
from words import WIDTH, indented, quoted, wrapped

#: Commands that one process of `redit serve` answers in an instant.
QUICK = {"exact", "advantages", "claims", "columns", "terms"}
HEADER = "# Written by the generator from what the program says of itself: change it there.\n\n"


class Function:
    """The function of a subcommand."""

    def __init__(self, command: Subcommand) -> None:
        self.command = command

    def docstring(self) -> str:
        paragraphs = [self.command.renamed(self.command.abstract)]
        for paragraph in re.split(r"\n\s*\n", self.command.discussion):
            # What a paragraph about an option of the terminal tells is of no use here.
            if paragraph.strip() and not paragraph.strip().startswith("--watch "):
                paragraphs.append(wrapped(self.command.renamed(" ".join(paragraph.split()))))
        paragraphs.append("Parameters\n----------\n" + "\n".join(map(self.parameter, self.command.options)))
        paragraphs.append(f"Returns\n-------\n{self.command.returned}\n" + indented(self.result(), 4))
        found = [call(self.command, line.strip()) for line in self.command.examples.splitlines()]
        calls = [one for one in found if one]
        if calls:
            name = {"DataFrame": "table", "Figure": "figure"}.get(self.command.returned, "text")
            lines = "\n".join(shown(name, one) for one in calls)
            paragraphs.append(f"Examples\n--------\n{lines}")
        return "\n\n".join(paragraphs).replace("\\", "\\\\")

    def parameter(self, option: Option) -> str:
        default = ""
        if option.kind == "option" and option.default is not None:
            default = f", default {option.default}"
        head = f"{option.name} : {option.described_type}{default}"
        lines = textwrap.wrap(head, WIDTH - 4, subsequent_indent="    ", break_on_hyphens=False)
        return "\n".join(lines) + "\n" + indented(wrapped(self.command.renamed(option.help), 4), 4)

    def result(self) -> str:
        if self.command.name == "plot":
            return "Shown by a notebook; `figure.save(path)` writes it as .svg, .png or .pdf."
        if not self.command.has_rows:
            return "What the command line prints."
        names = []
        for table, columns in self.command.tables.items():
            shown = [one["column"] for one in columns if one["presence"] != "only in JSON"]
            listed = wrapped(f"{', '.join(shown)}.", 4)
            names.append(f"`{table}`: {listed}" if len(self.command.tables) > 1 else listed)
        hint = f"Without pandas a list of dictionaries. `redit.columns(\"{self.command.name}\")` explains the columns:"
        lines = [hint, *names]
        given = {one.name for one in self.command.keywords}
        if "out" in given:
            lines.append("Of a file that out= names, too, where it ends in .csv, .json or .jsonl; else None.")
        if "until" in given:
            lines.append("None and a warning where until= ends it before there is a file.")
        if {"strict", "fail_on"} <= given:
            lines.append("What fail_on= and strict=True end with status 1 raises ReditError.")
        return "\n".join(wrapped(one, 4) for one in lines)

    def signature(self) -> str:
        lines = []
        for option in self.command.positional:
            hint = option.hint if option.is_required else f"{option.hint} | None"
            lines.append(f"{option.name}: {hint}" + ("" if option.is_required else " = None"))
        lines += ["/"] * bool(self.command.positional) + ["*"] * bool(self.command.keywords)
        for option in self.command.keywords:
            if option.kind == "flag":
                lines.append(f"{option.name}: bool = False")
            else:
                lines.append(f"{option.name}: {option.hint} | None = None")
        return "".join(f"    {line},\n" for line in lines)

    @property
    def hint(self) -> str:
        """What it returns; of a file of text that out= names there are no rows."""
        is_file = self.command.has_rows and any(one.name == "out" for one in self.command.keywords)
        return self.command.returned + (" | MaybeNone" if is_file and self.command.name != "plot" else "")

    def constant(self) -> str:
        def names(options: list[Option]) -> tuple[str, ...]:
            return tuple(one.name for one in options)

        fields = {
            "positional": names(self.command.positional),
            "flags": names([one for one in self.command.keywords if one.kind == "flag"]),
            "repeated": names([one for one in self.command.options if one.is_repeated]),
            "tables": names([one for one in self.command.options if one.is_table and one.name != "file"]),
            "documents": names([one for one in self.command.options if one.is_document]),
            "nested": names([one for one in self.command.options if one.is_nested]),
            "choice": self.command.choice if self.command.choice else (),
        }
        lines = [f"    {quoted(self.command.name)},\n"]
        for name, value in fields.items():
            if value:
                items = ", ".join(map(quoted, value)) + ("," if len(value) == 1 else "")
                lines.append(f"    {name}=({items}),\n")
        if not self.command.has_rows:
            lines.append("    has_rows=False,\n")
        if self.command.name in QUICK:
            lines.append("    is_quick=True,\n")
        return f"_COMMAND = Command(\n{''.join(lines)})\n"

    def source(self) -> str:
        hints = {word for one in self.command.options for word in re.findall(r"[A-Z]\w+", one.hint)}
        hints -= {value for one in self.command.options for value in one.values or []}
        typing = sorted(hints & {"Literal", "Any"})
        abstract = sorted(hints & {"Mapping", "Sequence"})
        hints |= {"MaybeNone"} if "MaybeNone" in self.hint else set()
        own = sorted(hints & {"MaybeNone", "Names", "Number", "Numbers", "Path", "Table"})
        call = {"DataFrame": "table", "Text": "text", "Figure": "draw"}[self.command.returned]
        module = "_figure" if call == "draw" else "_calls"
        lines = ["from __future__ import annotations", ""]
        checked = []
        if abstract:
            checked.append(f"from collections.abc import {', '.join(abstract)}")
        if typing:
            checked.append(f"from typing import {', '.join(typing)}")
        if self.command.returned == "DataFrame":
            checked += [""] * bool(checked) + ["from pandas import DataFrame"]
        if own:
            checked += [""] * bool(checked) + [f"from .._types import {', '.join(own)}"]
        if checked:
            lines += ["from typing import TYPE_CHECKING", ""]
        # By the module: an option may be called table, as the function is.
        lines += [f"from .. import {', '.join(sorted({'_calls', module}))}", "from .._arguments import Command"]
        if self.command.returned != "DataFrame":
            lines.append(f"from ..{module} import {self.command.returned}")
        if checked:
            lines += ["", "if TYPE_CHECKING:"] + [f"    {line}" if line else "" for line in checked]
        doc = indented(self.docstring(), 4).lstrip()
        return (
            HEADER
            + "\n".join(lines)
            + f"\n\n{self.constant()}\n\n@_calls.function\n"
            + f"def {self.command.name}(\n{self.signature()}) -> {self.hint}:\n"
            + f'    """{doc}\n    """\n    return {module}.{call}(_COMMAND, locals())\n'
        )
