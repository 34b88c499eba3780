# Written by the generator from what the program says of itself: change it there.

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _calls
from .._arguments import Command
from .._calls import Text

if TYPE_CHECKING:
    from .._types import Number, Path

_COMMAND = Command(
    "repeat",
    positional=("file",),
    flags=("force",),
    has_rows=False,
)


@_calls.function
def repeat(
    file: Path,
    /,
    *,
    out: Path | None = None,
    threads: Number | None = None,
    force: bool = False,
) -> Text:
    """Make an output again, byte for byte, from the .meta.json beside it.

    Refuses when a file that was read has changed since, and when the output itself has. Paths of
    inputs are as they were typed: repeat in the folder where the command was given. Exit status 1
    when the bytes are not those on record, as those of another version or of a machine with another
    mathematical library or kind of processor may be.

    Parameters
    ----------
    file : path
        The file beside an output.
    out : path
        File to write (default: -, standard output); of a report, the folder.
    threads : number
        Threads (default: all cores); results do not depend on it.
    force : bool
        Overwrite files that are not unchanged outputs of the same command.

    Returns
    -------
    Text
        What the command line prints.

    Examples
    --------
    >>> text = redit.repeat("out/five.csv.meta.json", out="out/again.csv")
    """
    return _calls.text(_COMMAND, locals())
