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
    "advantages",
    flags=("force",),
    repeated=("rewards", "advantage", "noise"),
    nested=("rewards",),
    is_quick=True,
)


@_calls.function
def advantages(
    *,
    rewards: Numbers | None = None,
    weights: Numbers | None = None,
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
    precision: Literal["double", "float32"] | None = None,
    out: Path | None = None,
    force: bool = False,
    plot: Path | None = None,
) -> DataFrame | MaybeNone:
    """Say what each training system makes of this group of rewards.

    Advantages without noise, their exact mean and standard deviation with it, and what is wrong
    with the group: silent, one completion alone, a residue of single precision. Groups given
    together are one batch, which batch-standardized advantages and whitening look at.

    Parameters
    ----------
    rewards : number, list of numbers, or str
        Rewards of the completions of one group, 1,0,0,1; with components 1/1,0/1,0/0, where nothing
        between slashes is a component that was not scored. Repeat it for more groups of the same
        batch.
    weights : number, list of numbers, or str
        What each component counts in the sum (default: 1 each).
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
    precision : "double" or "float32", default double
        Values without noise in double precision, or in the single precision of the system, bit for
        bit.
    out : path
        File to write (default: -, standard output). A .meta.json beside it tells `redit.repeat`
        how.
    force : bool
        Overwrite files that are not unchanged outputs of the same command.
    plot : path
        Picture to draw, .svg, .png or .pdf.

    Returns
    -------
    DataFrame
        Without pandas a list of dictionaries. `redit.columns("advantages")` explains the columns:
        group, completion, reward, advantage, law, noise, sigma, undithered, float32, mean,
        standard_deviation, group_energy, noise_share, bound, finding, note.
        Of a file that out= names, too, where it ends in .csv, .json or .jsonl; else None.

    Examples
    --------
    >>> table = redit.advantages(
    ...     rewards=[1, 0, 0, 1, 0, 0, 0, 0], advantage=["trl", "verl", "nemo-rl"], sigma=[0, 0.05])
    >>> table = redit.advantages(
    ...     rewards=[[[1, 1], [0, 1], [0, 1], [0, 1]]], advantage=["trl", "decoupled"], sigma=0.05)
    >>> table = redit.advantages(
    ...     rewards=[0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2], advantage="openrlhf",
    ...     precision="float32")
    """
    return _calls.table(_COMMAND, locals())
