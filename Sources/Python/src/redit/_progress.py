"""How far a run has come, as a bar of tqdm where that is installed."""

from __future__ import annotations

import os
import sys
from typing import Any

#: How the program begins a line about its progress, when the variable REDIT_PROGRESS asks for lines.
MARK = "redit-progress "


class Progress:
    """A bar that appears when a run takes longer than a moment."""

    def __init__(self) -> None:
        self._bar: Any = None
        self.is_shown = _is_wanted()

    def update(self, line: str) -> None:
        """Reads `redit-progress SHARE LABEL`."""
        _, share, label = line.split(" ", 2)
        if self._bar is None:
            from tqdm.auto import tqdm

            make: Any = tqdm

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


def _is_wanted() -> bool:
    """Somebody looks on, and tqdm is there; REDIT_PROGRESS=none switches it off."""
    if os.environ.get("REDIT_PROGRESS") == "none":
        return False
    if not ("ipykernel" in sys.modules or (sys.stderr and sys.stderr.isatty())):
        return False
    try:
        import tqdm.auto  # noqa: F401
    except Exception:
        return False
    return True
