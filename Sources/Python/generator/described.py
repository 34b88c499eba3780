"""Commands and their options, as the program describes them."""

from __future__ import annotations

import keyword
import re

from words import quoted

#: What only a terminal or a shell has a use for; the format of a file is in its name.
SHELL_OPTIONS = {
    "help",
    "version",
    "wide",
    "details",
    "terminal",
    "watch",
    "format",
    # Of runs on many machines, which a shell starts.
    "shard",
    "shards",
    "parts",
}
#: Arguments in place that may be a table.
TABLE_ARGUMENTS = {"run"}
#: Files that are written: rows do not go there.
OUTPUTS = {"out", "plot", "page"}
#: How the help calls a value that may be a list.
LISTS = {"list", "G"}


class Option:
    """An option or an argument in place, as the program describes it."""

    def __init__(self, described: dict) -> None:
        self.kind = described["kind"]
        preferred = described.get("preferredName")
        self.long = preferred["name"] if preferred else described["valueName"]
        self.name = self.long.partition(".")[0].replace("-", "_")
        if keyword.iskeyword(self.name):
            self.name += "_"
        self.value = described.get("valueName", "")
        self.values = described.get("allValues")
        self.default = described.get("defaultValue")
        self.is_required = not described["isOptional"]
        self.is_repeated = described["isRepeating"]
        self.is_number = described.get("parsingStrategy") == "unconditional"
        self.is_shown = described["shouldDisplay"]
        completion = described.get("completionKind", {})
        self.endings = completion.get("file", {}).get("extensions", []) if completion else []
        text = described.get("abstract", "") + "\n" + described.get("discussion", "")
        self.help = " ".join(text.split())

    @property
    def is_table(self) -> bool:
        if self.name in OUTPUTS:
            return False
        return "csv" in self.endings or (self.kind == "positional" and self.name in TABLE_ARGUMENTS)

    @property
    def takes_several(self) -> bool:
        return self.is_repeated or "," in self.value or self.value in LISTS

    @property
    def is_nested(self) -> bool:
        """Whether its lists may hold lists: 1/1,0/1 on the command line."""
        return self.is_number and not self.is_table and bool(re.search(r"\b\d/\d", self.help))

    @property
    def is_document(self) -> bool:
        return self.kind == "option" and self.endings == ["json"] and self.name not in OUTPUTS

    @property
    def hint(self) -> str:
        if self.kind == "flag":
            return "bool"
        if self.values:
            return f"Literal[{', '.join(quoted(value) for value in self.values)}]"
        if self.is_table:
            return "Table" if not self.is_repeated else "Table | Sequence[Path]"
        if self.is_document:
            return "Path | Mapping[str, Any]"
        if self.endings or self.value.startswith(("file", "dir", "run")):
            return "Path"
        if self.is_number:
            return "Numbers" if self.takes_several else "Number"
        return "Names" if self.takes_several else "str"

    @property
    def described_type(self) -> str:
        if self.kind == "flag":
            return "bool"
        if self.values:
            return " or ".join(quoted(value) for value in self.values)
        return {
            "Numbers": "number, list of numbers, or str",
            "Number": "number",
            "Names": "str or list of str",
            "Table": "path, DataFrame, list of dict, or dict of lists",
            "Table | Sequence[Path]": "path or list of paths, DataFrame, list of dict, or dict of lists",
            "Path | Mapping[str, Any]": "path or dict",
            "Path": "path",
        }.get(self.hint, "str")


class Subcommand:
    """A subcommand, as the program describes it."""

    def __init__(self, described: dict, tables: dict[str, list[dict]]) -> None:
        self.name = described["commandName"]
        options = [Option(one) for one in described["arguments"]]
        self.options = [
            one for one in options if one.is_shown and one.long not in SHELL_OPTIONS
        ]
        self.positional = [one for one in self.options if one.kind == "positional"]
        self.keywords = [one for one in self.options if one.kind != "positional"]
        self.abstract = described["abstract"]
        discussion = described.get("discussion", "")
        head, _, examples = re.sub(r"\n? *Examples?:", "\0", discussion, count=1).partition("\0")
        self.discussion, self.examples = head.strip(), examples.strip()
        formats = next((one.values for one in options if one.long == "format"), None) or []
        self.has_rows = "csv" in formats
        self.tables = {
            name: columns
            for name, columns in tables.items()
            if name == self.name or name.startswith(self.name + "-")
        }

    @property
    def choice(self) -> tuple[str, str] | None:
        """The option that chooses among tables, and what it is without."""
        found = next((one for one in self.keywords if one.long == "table"), None)
        return (found.name, found.default) if found else None

    @property
    def returned(self) -> str:
        if self.name == "plot":
            return "Figure"
        return "DataFrame" if self.has_rows else "Text"

    def renamed(self, text: str) -> str:
        """Options as keywords, commands as functions."""
        known = {"--" + one.long: one.name for one in self.keywords}
        text = re.sub(r"'redit ([a-z]+) --format csv'", r"`redit.\1`", text)
        text = re.sub(
            r"'redit ([a-z]+) --([a-z-]+)'",
            lambda found: f"`redit.{found[1]}({found[2].replace('-', '_')}=...)`",
            text,
        )
        text = re.sub(
            r"(?<![\w-])(--[a-z](?:[a-z0-9-]*[a-z0-9])?)(?: (?=inf|log:|[.\d]))?",
            # Options of other commands too; what only a shell has stays as it is there.
            lambda found: f"{known.get(found[1], found[1][2:].replace('-', '_'))}="
            if found[1][2:] not in SHELL_OPTIONS
            else found[0],
            text,
        )
        return re.sub(r"'redit ([a-z]+)'", r"`redit.\1`", text)
