# Written by the generator from what the program says of itself: change it there.

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _calls
from .._arguments import Command
from .._calls import Text

if TYPE_CHECKING:
    from typing import Literal

    from .._types import Names, Number, Numbers, Path, Table

_COMMAND = Command(
    "report",
    positional=("dir",),
    flags=("force",),
    repeated=("advantage", "noise"),
    tables=("prompts",),
    has_rows=False,
)


@_calls.function
def report(
    dir: Path,
    /,
    *,
    prompts: Table | None = None,
    advantage: Names | None = None,
    group_size: Numbers | None = None,
    noise: Names | None = None,
    sigma: Numbers | None = None,
    groups: Number | None = None,
    seed: Number | None = None,
    generator: Literal["philox4x64", "mt19937", "taus2", "ranlxd2"] | None = None,
    threads: Number | None = None,
    force: bool = False,
) -> Text:
    """Write verdicts, evidence and figures as one web page.

    DIR/index.html needs no other file and no network. Beside each table and figure stands the
    command that reproduces it. Exit status 1 when something is decided otherwise than expected,
    else 0; the page is written either way.

    Parameters
    ----------
    dir : path
        Folder for index.html and index.html.meta.json, made if missing.
    prompts : path, DataFrame, list of dict, or dict of lists
        Figures for a prompt set too, as in `redit.sweep`.
    advantage : str or list of str
        Advantage of the figures, as in `redit.sweep`; repeat for several (default standardized and
        mean).
    group_size : number, list of numbers, or str
        Completions per group, one or a list (default: five arms 4, prompts 8).
    noise : str or list of str
        Noise of the figures; repeat for several (default gaussian).
    sigma : number, list of numbers, or str
        Standard deviations of the noise: a list or a range (default log:1e-4:1:13).
    groups : number, default 200000
        Simulated groups per comparison and per point.
    seed : number, default 1
        Seed of all random streams, 64 bits.
    generator : "philox4x64" or "mt19937" or "taus2" or "ranlxd2", default philox4x64
        Random generator.
    threads : number
        Threads (default: all cores); results do not depend on it.
    force : bool
        Overwrite a page that is not an unchanged output of `redit.report`.

    Returns
    -------
    Text
        What the command line prints.

    Examples
    --------
    >>> text = redit.report("out/report", prompts="data/prompts/pass_rates.csv")
    >>> text = redit.report(
    ...     "out/trl", advantage=["trl", "dr-grpo"], group_size=8, sigma=[0.02, 0.1])
    """
    return _calls.text(_COMMAND, locals())
