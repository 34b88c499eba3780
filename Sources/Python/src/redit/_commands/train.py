# Written by the generator from what the program says of itself: change it there.

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _calls
from .._arguments import Command

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Literal

    from pandas import DataFrame

    from .._types import MaybeNone, Names, Number, Numbers, Path, Table

_COMMAND = Command(
    "train",
    flags=("end_token", "corrected", "resume", "force"),
    repeated=("advantage", "noise", "schedule"),
    tables=("prompts",),
    documents=("policy_file",),
    nested=("rewards",),
)


@_calls.function
def train(
    *,
    task: str | None = None,
    hidden: Number | None = None,
    warm_pass_rate: Number | None = None,
    policy: Literal["bandit", "sequence"] | None = None,
    logits: Numbers | None = None,
    rewards: Numbers | None = None,
    other_pass_rates: Numbers | None = None,
    weights: Numbers | None = None,
    vocabulary: Number | None = None,
    length: Number | None = None,
    end_token: bool = False,
    reward: str | None = None,
    target: Numbers | None = None,
    policy_file: Path | Mapping[str, Any] | None = None,
    prompts: Table | None = None,
    prompt_column: str | None = None,
    pass_rate_column: str | None = None,
    weight_column: str | None = None,
    completions_column: str | None = None,
    pass_rate: Numbers | None = None,
    old_logits: Numbers | None = None,
    reference_logits: Numbers | None = None,
    clip_range: Numbers | None = None,
    clip_form: Literal["ppo", "cispo", "mask"] | None = None,
    dual_clip: Number | None = None,
    ratio: Literal["token", "sequence", "gspo"] | None = None,
    loss_aggregation: Literal["sum", "sequence-mean", "token-mean"] | None = None,
    kl_coefficient: Number | None = None,
    kl_estimator: Literal["k1", "k2", "k3"] | None = None,
    false_positive: Number | None = None,
    false_negative: Number | None = None,
    corrected: bool = False,
    quantize: Number | None = None,
    quantize_dither: str | None = None,
    group_size: Numbers | None = None,
    advantage: Names | None = None,
    ddof: Number | None = None,
    stabilizer: Number | None = None,
    denominator: str | None = None,
    clamp: Number | None = None,
    focal: Number | None = None,
    noise: Names | None = None,
    degrees_of_freedom: Number | None = None,
    sigma: Numbers | None = None,
    noise_mode: str | None = None,
    correlation: Number | None = None,
    component_maxima: Numbers | None = None,
    relative_radius: Numbers | None = None,
    preset: str | None = None,
    schedule: Names | None = None,
    prompts_per_step: Number | None = None,
    filter: Literal["none", "raw", "dithered"] | None = None,
    draws: Number | None = None,
    whiten: Literal["none", "verl", "openrlhf"] | None = None,
    inner_steps: Number | None = None,
    gradient_norm: Number | None = None,
    optimizer: str | None = None,
    learning_rate: Number | None = None,
    decay: Literal["constant", "linear", "cosine"] | None = None,
    warm_up: Number | None = None,
    steps: Number | None = None,
    runs: Number | None = None,
    every: Number | None = None,
    seed: Number | None = None,
    generator: Literal["philox4x64", "mt19937", "taus2", "ranlxd2"] | None = None,
    threads: Number | None = None,
    out: Path | None = None,
    resume: bool = False,
    until: Number | None = None,
    checkpoint_every: Number | None = None,
    force: bool = False,
) -> DataFrame | MaybeNone:
    """Train by one recipe and record every step: true V, gradient, noise share, events.

    One row for each step and run, CSV or JSON Lines (out= FILE.jsonl); data/README.md describes the
    columns. V, entropy and KL are over all completions, not sampled; the share of noise in the
    gradient and the distance between E g and grad V are exact, and empty where no law is known. Run
    n of seed s sees the same random numbers whatever the recipe and the threads.

    With out= a checkpoint is kept beside the file while it is made. A run that was stopped, by
    until=, Ctrl-C or a crash, goes on with the same command and resume=; the file is the same to
    the last byte. Where nothing was begun resume= begins, and where all is done it does nothing.

    Parameters
    ----------
    task : str
        A verifiable task learned by a small recurrent network with shared parameters:
        modular-addition, parity, brackets, copy, mixture (default: the table that the options below
        describe).
    hidden : number, default 16
        Of task=: state units, a multiple of 8.
    warm_pass_rate : number, default 0.3
        Of task=: mean pass rate of the warm start that all runs share.
    policy : "bandit" or "sequence", default bandit
        Of one token, or autoregressive softmax.
    logits : number, list of numbers, or str
        Logits of the policy. Bandit: one per arm. Sequence: V for the first position, then V rows
        of V for each later one. Without: all 0; without rewards= too the bandit
        -1,0.3,0.1,-0.4,0.8.
    rewards : number, list of numbers, or str
        Reward of each arm (default 1,0,0,1,0), or of each sequence; 1/1,0/1,0/0 for rewards of
        several components.
    other_pass_rates : number, list of numbers, or str
        Further components of the reward, 1 in this share of the completions and else 0, independent
        of everything else: .95 for a format right in 95%.
    weights : number, list of numbers, or str
        What each component of the reward counts in the sum (default: 1 each, or as the file has
        it). Noise is drawn for every component, before weights.
    vocabulary : number
        Sequence: number of tokens V.
    length : number
        Sequence: tokens per completion.
    end_token : bool
        Sequence: the last token, V - 1, ends a completion; T tokens are the most it has.
    reward : str
        Sequence: reward rule: target, parity, prefix, components.
    target : number, list of numbers, or str
        Sequence: tokens of the target.
    policy_file : path or dict
        A policy or a set of weighted prompts, as JSON.
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
        Binary prompts of these pass rates: a list .05,.3,.9, a range .1:.9:9 or log:1e-3:1:25.
    old_logits : number, list of numbers, or str
        Logits of the sampling policy (default: the current ones, ratio 1).
    reference_logits : number, list of numbers, or str
        Logits of the reference policy of the KL term.
    clip_range : number, list of numbers, or str
        Clip the importance ratio to [1-low, 1+high]; one number for both, inf for an open side.
    clip_form : "ppo" or "cispo" or "mask"
        Of clip_range=: ppo (default), min(rho A, clip(rho) A); cispo, the weight clip(rho) for
        either sign of A (with clip_range=inf,1 truncated weights min(rho, 2)); mask, no gradient
        outside of the range.
    dual_clip : number
        No gradient of A < 0 where the ratio is above c, as in verl (c = 3).
    ratio : "token" or "sequence" or "gspo", default token
        What the importance ratio is taken over; gspo: its geometric mean over the tokens.
    loss_aggregation : "sum" or "sequence-mean" or "token-mean", default sum
        How token terms are added up: their sum over a completion, divided by its length
        (sequence-mean: GRPO), or over a group, divided by all its tokens (token-mean: DAPO, verl).
    kl_coefficient : number
        Weight of the KL term (default 0).
    kl_estimator : "k1" or "k2" or "k3", default k3
        Estimator of the KL term.
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
    group_size : number, list of numbers, or str, default 8
        Completions per group, G; a list 4,8,16 for several.
    advantage : str or list of str
        How rewards become advantages; a list trl,dr-grpo for several. reinforce, mean,
        leave-one-out, standardized, batch-standardized, leave-one-out-standardized,
        mean-normalized, best-only (default standardized and mean), or as a training system has it,
        trl or trl@1.16: trl, trl-batch, trl/none, trl/gdpo, trl/rloo, verl, verl/vectorized,
        verl/rloo, verl/passk, verl/gdpo, openrlhf, openrlhf/rloo, openrlhf/dr-grpo, ms-swift,
        ms-swift/batch, ms-swift/rloo, ms-swift/gdpo, nemo-rl, slime, open-instruct, prime-rl,
        prime-rl/max-rl, skyrl/max-rl, tinker-cookbook, dr-grpo, rloo, grpo, maxrl, decoupled.
    ddof : number
        Divisor of the variance is G - ddof: 0 (population) or 1 (as torch.std); default 0, or as
        the system has it.
    stabilizer : number
        Added to what divides, the standard deviation or the mean, reward units (TRL 1e-4, verl
        1e-6); default 0, or as the system has it.
    denominator : str
        How the stabilizer enters what divides: added, S + eps; floored, sqrt(max(S^2, eps));
        rooted, sqrt(S^2 + eps); floored-added, sqrt(max(S^2, eps)) + eps (verl's vectorized
        estimator to 0.7); default added, or as the system has it.
    clamp : number
        Largest absolute advantage (default: none, or as the system has it).
    focal : number
        Multiply the advantages of a group by (1 - p)^gamma, p the mean of its dithered rewards put
        into [0, 1]: easy prompts count less (default 0, no weight).
    noise : str or list of str
        Family of the noise, zero mean, scaled by its standard deviation; a list for several: none,
        gaussian, uniform, laplace, rademacher, student-t (default gaussian; with relative_radius=
        uniform).
    degrees_of_freedom : number, default 5.0
        Of student-t noise, above 2.
    sigma : number, list of numbers, or str
        Standard deviations of the noise in reward units: a list 0,0.05,0.3, a range 0:1:25 or
        log:1e-4:1:25; 0 is always added. A uniform half-width a is sigma = a/sqrt 3.
    noise_mode : str
        Where the noise goes: additive, r + sigma e; multiplicative, r (1 + sigma e), so that sigma
        is a share of each reward and a reward of 0 has none; on-advantages, A + sigma e, after
        clamp and whitening, with sigma in units of advantage (default additive).
    correlation : number
        Correlation of the noise of two completions of a group, from 0 to 1: a judge that errs for a
        whole prompt, anew each time it is asked (what it always errs by is no noise but another
        reward); default 0.
    component_maxima : number, list of numbers, or str
        Maxima of the reward components, each dithered on its own (GSM8K: 2,0.5,1,1,0.5).
    relative_radius : number, list of numbers, or str
        Instead of sigma=: uniform half-widths relative to component_maxima=, as in the paper's
        code.
    preset : str
        Advantage, whitening, clip, KL, filter, norm limit and optimiser as a system has them:
        redit-paper, trl, verl, openrlhf, nemo-rl, dapo, dapo-dithered-filter, dr-grpo, rloo,
        reinforce++, reinforce++-baseline, openrlhf-reinforce++, openrlhf-reinforce++-baseline. Each
        option given beside it takes the place of what the system has, or changes it (ddof=,
        stabilizer=, clamp=).
    schedule : str or list of str
        Size of the noise over the run, at the same root mean square; a list for several: constant,
        squareRoot, squareRoot-reversed, factor, factor-reversed, multiFactor, multiFactor-reversed,
        cosine, cosine-reversed (default constant).
    prompts_per_step : number
        Groups per step, their prompts drawn at random (default: each prompt once).
    filter : "none" or "raw" or "dithered"
        Throw away groups of equal rewards: none, raw (before the noise), dithered (after it).
    draws : number
        Of filter=: draws before a place stays empty.
    whiten : "none" or "verl" or "openrlhf"
        Whiten advantages over the batch, as REINFORCE++: verl, (A - mean) / sqrt(variance + 1e-8)
        of ddof 1; openrlhf, (A - mean) / sqrt(max(variance, 1e-8)) of ddof 0; none.
    inner_steps : number, default 1
        Gradient steps on each batch; clip_range= acts from the second.
    gradient_norm : number
        Shorten longer gradients to this norm, inf for no limit (default: none).
    optimizer : str
        sgd, momentum, adam, adamw (default sgd; with task= adam).
    learning_rate : number
        Largest step size (default: sgd .2, momentum, adam and adamw .02; with task=.01).
    decay : "constant" or "linear" or "cosine", default constant
        Step size over the run: constant, linear or cosine (to 0).
    warm_up : number, default 0
        Steps in which the step size grows from 0.
    steps : number
        Steps of a run (default 200; with task=400).
    runs : number, default 1
        Runs.
    every : number, default 1
        Record every n-th step, and the last one.
    seed : number, default 1
        Seed of all random streams, 64 bits.
    generator : "philox4x64" or "mt19937" or "taus2" or "ranlxd2", default philox4x64
        Random generator.
    threads : number
        Threads (default: all cores); results do not depend on it.
    out : path
        File to write, .csv or .jsonl (default: -, standard output). A .meta.json beside it tells
        `redit.repeat` how.
    resume : bool
        Go on where the same command was stopped; begin where it was not begun.
    until : number
        Stop after this many steps and keep the checkpoint.
    checkpoint_every : number, default 20.0
        Seconds between checkpoints.
    force : bool
        Overwrite what is not an unchanged output of `redit.train`, and unfinished runs.

    Returns
    -------
    DataFrame
        Without pandas a list of dictionaries. `redit.columns("train")` explains the columns:
        run, step, value, entropy, kl, mean_reward, gradient_norm, noise_share, silent_raw,
        silent_dithered, clip_share, used_share, learning_rate, sigma, vanishing, exploding,
        gradient_distance, gradient_cosine, diverged, task, advantage, law, objective, noise,
        schedule, group_size, optimizer.
        Of a file that out= names, too, where it ends in .csv, .json or .jsonl; else None.
        None and a warning where until= ends it before there is a file.

    Examples
    --------
    >>> table = redit.train(sigma=0.05, steps=300, runs=8, out="runs.csv")
    >>> table = redit.train(task="copy", advantage="trl", sigma=0, every=10, out="c.jsonl")
    >>> table = redit.train(preset="redit-paper", task="parity", schedule="cosine-reversed")
    """
    return _calls.table(_COMMAND, locals())
