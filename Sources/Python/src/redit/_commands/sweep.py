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
    "sweep",
    flags=("end_token", "corrected", "force", "resume"),
    repeated=("advantage", "noise"),
    tables=("prompts",),
    documents=("policy_file",),
    nested=("rewards",),
)


@_calls.function
def sweep(
    *,
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
    batch_groups: Number | None = None,
    noise: Names | None = None,
    degrees_of_freedom: Number | None = None,
    sigma: Numbers | None = None,
    noise_mode: str | None = None,
    correlation: Number | None = None,
    component_maxima: Numbers | None = None,
    relative_radius: Numbers | None = None,
    learning_rate: Number | None = None,
    seed: Number | None = None,
    generator: Literal["philox4x64", "mt19937", "taus2", "ranlxd2"] | None = None,
    threads: Number | None = None,
    method: str | None = None,
    precision: Number | None = None,
    precision_of: Literal["variance", "second_moment", "gradient_norm", "snr", "cosine"] | None = None,
    groups: Number | None = None,
    out: Path | None = None,
    force: bool = False,
    plot: Path | None = None,
    resume: bool = False,
) -> DataFrame | MaybeNone:
    """Expected gradient and variance against sigma, exact and simulated.

    Every setting sees the same simulated groups. Exact values are empty where no exact law is
    known. Without a policy: a bandit of five arms, two of them right.

    Parameters
    ----------
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
    batch_groups : number, default 8
        Groups per batch, for batch-standardized.
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
    learning_rate : number
        Add the exact rise of the expected reward by one SGD step of this size, to second order
        (claim OneStepImprovement).
    seed : number, default 1
        Seed of all random streams, 64 bits.
    generator : "philox4x64" or "mt19937" or "taus2" or "ranlxd2", default philox4x64
        Random generator.
    threads : number
        Threads (default: all cores); results do not depend on it.
    method : str
        How to simulate; every method estimates the same numbers, several may be joined by +.
        rao-blackwell: independent groups; from 65,536 of them Gaussian noise is averaged over its
        direction across the rewards where only sums matter, and many completions of few rewards are
        counted by these; elsewhere as plain. plain: independent groups, every completion, the whole
        noise. conditional: averages the noise exactly given the outcomes, best where a conditional
        law is known (Gaussian noise, linear advantages, sigma 0); an error elsewhere; knows no
        largest advantage. stratified: spreads groups over the number correct, for rare successes or
        failures; sees clamps and clips of eight settings at once, where plain goes one by one.
        antithetic: sees each noise and its mirror image, a small gain without conditions; goes with
        stratified only. sobol: evenly spread points instead of random ones, for small groups:
        outcomes and noise may take 40 random numbers (20 completions; 40 with conditional). Default
        rao-blackwell, or with precision= whichever is cheapest.
    precision : number
        Simulate until the relative standard error of every row is this small, such as 1e-3; pilots
        choose the method unless method= does, and rounds add groups to those that are there.
        groups= is then the upper limit; exit status 1 where that is not enough.
    precision_of : "variance" or "second_moment" or "gradient_norm" or "snr" or "cosine"
        What precision= is about (default variance).
    groups : number
        Simulated groups per point and prompt, 0 for exact only (default: 100000, and no limit with
        precision=).
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
        Without pandas a list of dictionaries. `redit.columns("sweep")` explains the columns:
        policy, advantage, noise, group_size, ddof, stabilizer, sigma, groups, seed, gradient_norm,
        gradient_norm_se, gradient_norm_exact, second_moment, second_moment_se, second_moment_exact,
        variance, variance_se, variance_exact, snr, snr_exact, cosine, cosine_exact,
        silent_fraction, silent_fraction_exact, snr_se, cosine_se, silent_fraction_se,
        largest_advantage, largest_advantage_se, maximum_advantage, clamp, law, objective,
        improvement_exact, improvement_rest, batch_groups, batch_variance, batch_variance_se,
        batch_variance_exact, batch_snr, batch_snr_se, batch_snr_exact, note.
        Of a file that out= names, too, where it ends in .csv, .json or .jsonl; else None.

    Examples
    --------
    >>> table = redit.sweep(group_size=4, sigma="log:1e-4:1:13", out="a.csv", plot="a.svg")
    >>> table = redit.sweep(advantage=["trl", "dr-grpo"], noise="uniform", sigma=[0, 0.05])
    >>> table = redit.sweep(prompts="data/prompts/pass_rates.csv", out="b.csv")
    >>> table = redit.sweep(rewards=[0, 0.3, 1], quantize=0.5, quantize_dither="triangular")
    >>> table = redit.sweep(logits=[0, 0, -3.9], rewards=[0, 0, 1], precision=0.001)
    """
    return _calls.table(_COMMAND, locals())
