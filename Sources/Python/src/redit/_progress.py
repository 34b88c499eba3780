"""How far a run has come, as a bar of tqdm where that is installed, else as a line."""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from typing import Any

#: How the program begins a line about its progress, when the variable REDIT_PROGRESS asks for lines.
MARK = "redit-progress "


#: Seconds before a bar appears.
_PATIENCE = 0.5


class Progress:
    """A bar, or a line where tqdm is not installed, that appears when a run takes longer than a moment."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._begun = time.monotonic()
        self.is_shown = _is_wanted()

    def update(self, line: str) -> None:
        """Reads `redit-progress SHARE LABEL`."""
        _, share, label = line.split(" ", 2)
        if self._bar is None:
            if time.monotonic() - self._begun < _PATIENCE:
                return
            make = _tqdm() or _Line
            self._bar = make(
                total=100,
                desc=label.strip(),
                leave=False,
                bar_format="{desc} {percentage:3.0f}%|{bar}| {remaining} left",
            )
        self._bar.desc = label.strip()
        self._bar.update(100 * float(share) - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


class _Line:
    """What a bar of tqdm tells, as a line that is written over."""

    def __init__(self, *, desc: str, **_: Any) -> None:
        self.desc = desc
        self.n = 0.0
        self._shown = ""

    def update(self, more: float) -> None:
        self.n += more
        line = f"{self.desc} {self.n:.0f}%"
        if line != self._shown:
            self._write(f"\r{line:<{len(self._shown)}}")
            self._shown = line

    def close(self) -> None:
        self._write(f"\r{'':<{len(self._shown)}}\r")

    def _write(self, text: str) -> None:
        if sys.stderr:
            sys.stderr.write(text)
            sys.stderr.flush()


def _tqdm() -> Any:
    """The bar of a notebook where it can draw one, else that of a terminal; None without tqdm."""
    try:
        if "ipykernel" in sys.modules and importlib.util.find_spec("ipywidgets"):
            from tqdm.auto import tqdm as drawn

            return drawn
        from tqdm.std import tqdm

        return tqdm
    except Exception:
        return None


def _is_wanted() -> bool:
    """Somebody looks on; REDIT_PROGRESS=none switches it off."""
    if os.environ.get("REDIT_PROGRESS") == "none":
        return False
    return "ipykernel" in sys.modules or bool(sys.stderr and sys.stderr.isatty())
