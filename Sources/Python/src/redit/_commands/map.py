# Written by the generator from what the program says of itself: change it there.

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _calls
from .._arguments import Command

if TYPE_CHECKING:
    from typing import Literal

    from pandas import DataFrame

    from .._types import MaybeNone, Names, Number, Numbers, Path

_COMMAND = Command(
    "map",
    flags=("corrected", "force", "resume"),
    repeated=("task", "rewards", "logits", "advantage", "optimizer", "noise", "schedule"),
)


@_calls.function
def map(
    *,
    task: Names | None = None,
    hidden: Number | None = None,
    warm_pass_rate: Number | None = None,
    pass_rate: Numbers | None = None,
    rewards: Numbers | None = None,
    logits: Numbers | None = None,
    other_pass_rates: Numbers | None = None,
    weights: Numbers | None = None,
    group_size: Numbers | None = None,
    advantage: Names | None = None,
    stabilizer: Numbers | None = None,
    optimizer: Names | None = None,
    learning_rate: Numbers | None = None,
    inner_steps: Numbers | None = None,
    prompts_per_step: Number | None = None,
    sigma: Numbers | None = None,
    noise: Names | None = None,
    noise_mode: str | None = None,
    correlation: Number | None = None,
    schedule: Names | None = None,
    false_positive: Number | None = None,
    false_negative: Number | None = None,
    corrected: bool = False,
    quantize: Number | None = None,
    quantize_dither: str | None = None,
    steps: Number | None = None,
    runs: Number | None = None,
    share: Number | None = None,
    seed: Number | None = None,
    generator: Literal["philox4x64", "mt19937", "taus2", "ranlxd2"] | None = None,
    threads: Number | None = None,
    out: Path | None = None,
    force: bool = False,
    plot: Path | None = None,
    resume: bool = False,
) -> DataFrame | MaybeNone:
    """Steps with noise over steps without it, over a grid of ways to train.

    Every combination of pass rate (or bandit, or task=), group size, advantage, stabilizer,
    optimizer, step size and inner steps is a row of the map, every noise a column; each cell
    compares paired runs as `redit.compare` does. Beside the ratio stands what the exact laws say at
    the start of the run: the share of silent groups, the share of noise in the energy of the
    advantages, the gain (the speed that is left of the expected gradient), its cosine with the
    gradient of V without and with the noise (far below 1 without it where near-ties are divided by
    the group's deviation: the one place found where noise saves many steps, and a stabilizer does
    too), the drift, the rise (what one step of SGD gains, over that without noise), and how long a
    policy lasts that sees noise alone. data/README.md describes the columns. A cell is called helps
    or hurts when its interval of 95% lies on one side of 1: of a hundred cells without any effect,
    five are. Where the rise is known, a second table sets the sigma with the largest beside the one
    that trained fastest and those that the runs cannot tell from it.

    Parameters
    ----------
    task : str or list of str
        A task of a network, in place of pass rates; a list for several: modular-addition, parity,
        brackets, copy, mixture
    hidden : number, default 16
        Of task=: state units, a multiple of 8.
    warm_pass_rate : number, default 0.3
        Of task=: mean pass rate of the warm start that all runs share.
    pass_rate : number, list of numbers, or str
        Bandits of these pass rates, list or range (default 0.02,0.1,0.3,0.7).
    rewards : number, list of numbers, or str
        In place of pass rates: rewards of the arms of a bandit; repeat for several.
    logits : number, list of numbers, or str
        Logits of the arms, as often as rewards=, or several for the same rewards (default: all 0).
        logits==0,0,-5.5 rewards==0,0.001,1 is a near-tie: there noise can save nine tenths of the
        steps.
    other_pass_rates : number, list of numbers, or str
        Further components of the reward, 1 in this share of the completions and else 0, independent
        of everything else: .95 for a format right in 95%.
    weights : number, list of numbers, or str
        What each component of the reward counts in the sum (default: 1 each, or as the file has
        it). Noise is drawn for every component, before weights.
    group_size : number, list of numbers, or str
        Completions per group (default 8).
    advantage : str or list of str
        Advantage, kind or system; a list for several (default grpo, that is standardized, and
        dr-grpo).
    stabilizer : number, list of numbers, or str
        Stabilizers in place of those of the advantages that divide by a deviation: 1e-4,0.05 asks
        whether one does what noise does.
    optimizer : str or list of str
        Optimizer; a list for several (default sgd and adam; with task= adam).
    learning_rate : number, list of numbers, or str
        Step sizes (default: sgd .2, momentum, adam and adamw .02; with task=.01).
    inner_steps : number, list of numbers, or str
        Gradient steps on each batch (default 1); those above 1 clip the ratio to [.8, 1.2].
    prompts_per_step : number
        Groups per step, their prompts drawn at random (default: each prompt once).
    sigma : number, list of numbers, or str
        Standard deviations of the noise (default 0.02,0.05,0.1,0.3,0.5).
    noise : str or list of str
        Family of the noise; a list for several (default gaussian).
    noise_mode : str
        Where the noise goes: additive, r + sigma e; multiplicative, r (1 + sigma e), so that sigma
        is a share of each reward and a reward of 0 has none; on-advantages, A + sigma e, after
        clamp and whitening, with sigma in units of advantage (default additive).
    correlation : number
        Correlation of the noise of two completions of a group, from 0 to 1: a judge that errs for a
        whole prompt, anew each time it is asked (what it always errs by is no noise but another
        reward); default 0.
    schedule : str or list of str
        Size of the noise over the run; a list for several (default constant).
    false_positive : number
        Share of the wrong completions that a verifier takes for right; rewards are 0 and 1.
    false_negative : number
        Share of the right completions that it takes for wrong.
    corrected : bool
        Turn its verdicts into (r - f) / (1 - f - e), which is right in the mean.
    quantize : number
        Step of a grader that sees every reward as a whole number of steps.
    quantize_dither : str
        What it adds before it rounds: none (default), uniform (one step wide), triangular (two).
    steps : number, default 400
        Steps of a run.
    runs : number, default 64
        Runs of each recipe.
    share : number, default 0.8
        How far on the way from the start to the best counts as learned.
    seed : number, default 1
        Seed of all random streams, 64 bits.
    generator : "philox4x64" or "mt19937" or "taus2" or "ranlxd2", default philox4x64
        Random generator.
    threads : number
        Threads (default: all cores); results do not depend on it.
    out : path
        File to write (default: -, standard output). A .meta.json beside it tells `redit.repeat`
        how.
    force : bool
        Overwrite files that are not unchanged outputs of the same command.
    plot : path
        Picture to draw, .svg, .png or .pdf.
    resume : bool
        Keep what is done beside out=, and go on from it where it is there.

    Returns
    -------
    DataFrame
        Without pandas a list of dictionaries. `redit.columns("map")` explains the columns:
        task, advantage, noise, sigma, schedule, group_size, optimizer, learning_rate, runs, steps,
        seed, threshold, restricted_mean, median, reached, final_value, collapsed, collapsed_low,
        collapsed_high, ratio, ratio_low, ratio_high, early_ratio, early_ratio_low,
        early_ratio_high, final_ratio, final_ratio_low, final_ratio_high, difference,
        difference_low, difference_high, law, objective, censored, inner_steps, effect,
        restricted_mean_plain, reached_plain, final_value_plain, collapsed_plain, silent_share,
        noise_share, gain, drift, rise, cosine, cosine_plain, collapse_steps, sigma_predicted,
        sigma_fastest, sigmas_as_fast, note.
        Of a file that out= names, too, where it ends in .csv, .json or .jsonl; else None.

    Examples
    --------
    >>> table = redit.map(out="map.csv", plot="map.svg")
    >>> table = redit.map(pass_rate=[0.02, 0.3], group_size=[4, 16], advantage="trl", runs=200)
    >>> table = redit.map(
    ...     logits=[0, 0, -5], rewards=[0, 0.001, 1], stabilizer=[0, 0.05], steps=4000)
    >>> table = redit.map(task=["modular-addition", "copy"], advantage="trl", sigma=0.05)
    >>> table = redit.map(other_pass_rates=0.95, weights=[1, 0.5], advantage=["grpo", "decoupled"])
    """
    return _calls.table(_COMMAND, locals())
