# Written by the generator from what the program says of itself: change it there.

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _calls
from .._arguments import Command

if TYPE_CHECKING:
    from typing import Literal

    from pandas import DataFrame

    from .._types import MaybeNone, Number, Numbers, Path, Table

_COMMAND = Command(
    "advise",
    flags=("force",),
    tables=("prompts",),
    choice=("table", "forecast"),
)


@_calls.function
def advise(
    *,
    prompts: Table | None = None,
    prompt_column: str | None = None,
    pass_rate_column: str | None = None,
    weight_column: str | None = None,
    completions_column: str | None = None,
    pass_rate: Numbers | None = None,
    preset: str | None = None,
    group_size: Numbers | None = None,
    completions: Number | None = None,
    sigma: Numbers | None = None,
    noise_scale: Number | None = None,
    table: Literal["forecast", "sizes"] | None = None,
    out: Path | None = None,
    force: bool = False,
) -> DataFrame | MaybeNone:
    """From pass rates: what noise would do to a run, what to change, which group size.

    What `redit.audit` tells from a log, told from pass rates before there is one: silent groups,
    what noise would keep of the signal to noise under this advantage and others, what to change,
    and what groups of other sizes would make of the same completions. Rewards are 0 and 1. Where
    prompts= tells the completions behind its pass rates, true rates are inferred; else they are
    taken for exact. Laws are exact; intervals are by prompt.

    Parameters
    ----------
    prompts : path, DataFrame, list of dict, or dict of lists
        A prompt set with pass rates: CSV with columns prompt and pass_rate, perhaps weight. Pass
        rates are written 0.375, 3/8 or 37.5%; rows without one (empty, null, NaN) are left out and
        counted. A column completions says how many completions stand behind each. Cells may be
        separated by commas, semicolons or tabs.
    prompt_column : str
        The column of prompts= that names them (default: prompt).
    pass_rate_column : str
        The column of prompts= with the pass rates (default: pass_rate).
    weight_column : str
        The column of prompts= that says how often each is drawn (default: weight, if there is one).
    completions_column : str
        The column of prompts= with the number of completions behind each pass rate (default:
        completions, if there is one).
    pass_rate : number, list of numbers, or str
        In place of prompts=: pass rates, a list .02,.1,.5 or a range log:.01:.5:9.
    preset : str, default trl
        The system, by its recipe or its advantage: redit-paper, trl, verl, openrlhf, nemo-rl, dapo,
        dapo-dithered-filter, dr-grpo, and more. A recipe that filters on raw rewards, dapo, drops
        silent groups.
    group_size : number, list of numbers, or str, default 8
        Completions of a group.
    completions : number
        Completions of a step, over all its groups (default: 8 groups).
    sigma : number, list of numbers, or str
        Gaussian noise to forecast, reward units: a list or range (default 0.005,0.05,0.3).
    noise_scale : number
        Completions of a prompt whose mean gradient is half signal, half noise: other group sizes
        are compared at it (default: a gradient that is all but noise).
    table : "forecast" or "sizes", default forecast
        Rows of csv, json and markdown.
    out : path
        File to write (default: -, standard output). A .meta.json beside it tells `redit.repeat`
        how.
    force : bool
        Overwrite files that are not unchanged outputs of the same command.

    Returns
    -------
    DataFrame
        Without pandas a list of dictionaries. `redit.columns("advise")` explains the columns:
        `advise`: advantage, drops_silent, sigma, kept, kept_low, kept_high, noise_share, gain,
        note.
        `advise-sizes`: group_size, groups, sigma, silent_share, silent_share_low,
        silent_share_high, all_wrong, all_right, largest_advantage, efficiency, efficiency_low,
        efficiency_high, larger_beyond, note.
        Of a file that out= names, too, where it ends in .csv, .json or .jsonl; else None.

    Examples
    --------
    >>> table = redit.advise(prompts="data/prompts/pass_rates.csv", sigma=0.05)
    >>> table = redit.advise(pass_rate=[0.02, 0.1, 0.5], preset="verl", group_size=16)
    >>> table = redit.advise(pass_rate="log:.01:.5:9", preset="dapo", completions=128)
    >>> table = redit.advise(pass_rate=[0.1, 0.5], noise_scale=500, table="sizes")
    """
    return _calls.table(_COMMAND, locals())
