# Written by the generator from what the program says of itself: change it there.

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _calls
from .._arguments import Command

if TYPE_CHECKING:
    from pandas import DataFrame

    from .._types import MaybeNone, Path

_COMMAND = Command(
    "claims",
    flags=("force",),
    is_quick=True,
)


@_calls.function
def claims(
    *,
    out: Path | None = None,
    force: bool = False,
) -> DataFrame | MaybeNone:
    """List the claims that `redit.verify` decides.

    Each with its statement and the files that hold its exact law, proof, test and lesson.

    Origin 'paper': made for dithering in arXiv:2506.18631 or its neighbours, told here in our own
    words. Origin 'theorem': derived for this toolkit; we have not found it stated elsewhere.

    Parameters
    ----------
    out : path
        File to write (default: -, standard output). A .meta.json beside it tells `redit.repeat`
        how.
    force : bool
        Overwrite files that are not unchanged outputs of the same command.

    Returns
    -------
    DataFrame
        Without pandas a list of dictionaries. `redit.columns("claims")` explains the columns:
        claim, origin, statement, law, proof, test, lesson.
        Of a file that out= names, too, where it ends in .csv, .json or .jsonl; else None.
    """
    return _calls.table(_COMMAND, locals())
