# Written by the generator from what the program says of itself: change it there.

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _calls
from .._arguments import Command

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from pandas import DataFrame

    from .._types import MaybeNone, Names, Numbers, Path, Table

_COMMAND = Command(
    "audit",
    positional=("run",),
    flags=("latest", "strict", "force", "resume"),
    repeated=("run",),
    tables=("run",),
    choice=("table", "steps"),
)


@_calls.function
def audit(
    run: Table | Sequence[Path],
    /,
    *,
    format_of: str | None = None,
    map: Names | None = None,
    group_size: Numbers | None = None,
    weights: Numbers | None = None,
    levels: Numbers | None = None,
    advantage: str | None = None,
    sigma: Numbers | None = None,
    latest: bool = False,
    table: Literal["steps", "groups", "prompts", "forecast"] | None = None,
    fail_on: Names | None = None,
    strict: bool = False,
    page: Path | None = None,
    out: Path | None = None,
    force: bool = False,
    resume: bool = False,
) -> DataFrame | MaybeNone:
    """Read the log of a real run: is it read right, what did its advantages do?

    Reads the completions that TRL, ms-swift, verl, open-instruct, NeMo-RL, AReaL, tinker-cookbook,
    ROLL, prime-rl and Weights & Biases log, or rows of step, group, reward, advantage. Says which
    advantage it was, how many groups were silent, whether rewards have noise already, and what
    noise would keep of the signal to noise: exact given the logged rewards, with intervals by
    prompt. That is not the number of the bandits behind `redit.exact(prompts=...)`, where equal
    answers share a gradient.

    Status: 0 read right, 1 not to be read or wrong, 3 nothing to check the reading by.

    Parameters
    ----------
    run : path or list of paths, DataFrame, list of dict, or dict of lists
        A log, a folder of one run, or - for standard input; .gz and .zst too.
    format_of : str
        The system that wrote it: trl, ms-swift, verl, verl-v1, open-instruct, nemo-rl, areal,
        tinker-cookbook, roll, prime-rl, wandb, neutral (default: by the keys of the first record).
    map : str or list of str
        Columns by what they are: reward=score,group=uid; of reward, group, step, advantage, prompt,
        completion, sample.
    group_size : number, list of numbers, or str
        Rows of a group, where nothing else tells.
    weights : number, list of numbers, or str
        What each reward column counts in the sum (default: found from the advantages).
    levels : number, list of numbers, or str
        Rewards without noise, where they are known: 0,1 (default: found).
    advantage : str
        The system's advantage, where the log holds none: trl, trl-batch, trl/none, trl/gdpo,
        trl/rloo, verl, ...
    sigma : number, list of numbers, or str
        Noise to forecast, reward units: a list or range (default 0.005,0.05,0.3).
    latest : bool
        Of a step that is logged twice, as after a restart, the last counts (default: both).
    table : "steps" or "groups" or "prompts" or "forecast", default steps
        Rows of csv, json and markdown; `redit.exact(prompts=...)` reads the prompts, `redit.plot`
        all.
    fail_on : str or list of str
        End with status 1 beyond a bound: silent=.5 (share of silent groups), noise=.01 (sigma
        found).
    strict : bool
        A reading that cannot be verified is an error too: status 1 in place of 3.
    page : path
        One page with figures, for a browser.
    out : path
        File to write (default: -, standard output). A .meta.json beside it tells `redit.repeat`
        how.
    force : bool
        Overwrite files that are not unchanged outputs of the same command.
    resume : bool
        Keep what is done beside out=, and go on from it where it is there.

    Returns
    -------
    DataFrame
        Without pandas a list of dictionaries. `redit.columns("audit")` explains the columns:
        `audit`: step, groups, completions, silent, silent_share, mean_reward, energy,
        energy_silent, residue_groups, noise_sigma.
        `audit-forecast`: advantage, drops_silent, sigma, kept, kept_low, kept_high, noise_share,
        gain, note.
        `audit-groups`: step, prompt, completions, mean_reward, silent, deviation, slope, misfit,
        energy, largest_advantage, file, line.
        `audit-prompts`: prompt, pass_rate, completions, correct, mean_reward, groups, silent, file,
        line, pass_rate_low, pass_rate_high.
        Of a file that out= names, too, where it ends in .csv, .json or .jsonl; else None.
        What fail_on= and strict=True end with status 1 raises ReditError.

    Examples
    --------
    >>> table = redit.audit("out/completions")
    >>> table = redit.audit("rollouts/", advantage="verl", sigma=0.05)
    >>> table = redit.audit("log.csv", map={"reward": "score", "group": "uid"})
    >>> table = redit.audit("completions.jsonl", fail_on={"silent": 0.5}, page="audit.html")
    """
    return _calls.table(_COMMAND, locals())
