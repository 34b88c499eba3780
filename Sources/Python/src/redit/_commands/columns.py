# Written by the generator from what the program says of itself: change it there.

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _calls
from .._arguments import Command

if TYPE_CHECKING:
    from pandas import DataFrame

    from .._types import MaybeNone, Path

_COMMAND = Command(
    "columns",
    positional=("command",),
    flags=("force",),
    is_quick=True,
)


@_calls.function
def columns(
    command: str | None = None,
    /,
    *,
    out: Path | None = None,
    force: bool = False,
) -> DataFrame | MaybeNone:
    """Say what the columns of a command's output are.

    Name, unit and meaning of every column in CSV and JSON, as the command writes them.

    Parameters
    ----------
    command : str
        sweep, exact, pass-rates, train, advantages, audit, audit-forecast, audit-groups,
        audit-prompts, advise, advise-sizes, compare, map, verify, calibrate, claims, columns
        (default: all).
    out : path
        File to write (default: -, standard output). A .meta.json beside it tells `redit.repeat`
        how.
    force : bool
        Overwrite files that are not unchanged outputs of the same command.

    Returns
    -------
    DataFrame
        Without pandas a list of dictionaries. `redit.columns("columns")` explains the columns:
        table, column, unit, type, meaning, presence.
        Of a file that out= names, too, where it ends in .csv, .json or .jsonl; else None.

    Examples
    --------
    >>> table = redit.columns("sweep")
    >>> table = redit.columns("train")
    """
    return _calls.table(_COMMAND, locals())
