"""Find out, exactly and by simulation, what reward dithering does to GRPO.

A function for each command of the program `redit`, its options as keywords, its rows as a DataFrame:

>>> import redit
>>> table = redit.exact(pass_rate=[0.02, 0.1], sigma=[0, 0.05])
>>> figure = redit.plot(table, y="snr")

`redit.terms()` explains the words, `redit.columns("exact")` the columns, `help(redit.exact)` the options.
"""

from __future__ import annotations

from ._calls import Text, run
from ._commands import *  # noqa: F403
from ._commands import __all__ as _commands
from ._errors import ReditError, ReditWarning, UsageError
from ._figure import Figure

__all__ = ["Figure", "ReditError", "ReditWarning", "Text", "UsageError", "run", *_commands]


def __getattr__(name: str) -> str:
    if name == "__version__":
        from ._calls import version

        return version()
    raise AttributeError(f"module 'redit' has no attribute {name!r}")
