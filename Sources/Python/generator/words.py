"""Words and lines."""

from __future__ import annotations

import json
import re
import textwrap

WIDTH = 100


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def wrapped(text: str, indent: int = 0) -> str:
    return textwrap.fill(text, WIDTH - 4 - indent, break_long_words=False, break_on_hyphens=False)


def indented(text: str, count: int) -> str:
    return textwrap.indent(text, " " * count)


def number(word: str) -> str | None:
    """A number as Python writes it; None for any other word."""
    if re.fullmatch(r"-?\d+", word):
        return str(int(word))
    if re.fullmatch(r"-?(\d+\.?\d*|\.\d+)(e-?\d+)?", word):
        return repr(float(word))
    return 'float("inf")' if word == "inf" else None
