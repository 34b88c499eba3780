# Written by the generator from what the program says of itself: change it there.

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _calls
from .._arguments import Command

if TYPE_CHECKING:
    from typing import Literal

    from pandas import DataFrame

    from .._types import MaybeNone, Names, Number, Path

_COMMAND = Command(
    "verify",
    flags=("thorough", "force", "resume"),
    repeated=("claim",),
)


@_calls.function
def verify(
    *,
    claim: Names | None = None,
    groups: Number | None = None,
    thorough: bool = False,
    seed: Number | None = None,
    generator: Literal["philox4x64", "mt19937", "taus2", "ranlxd2"] | None = None,
    threads: Number | None = None,
    out: Path | None = None,
    force: bool = False,
    resume: bool = False,
) -> DataFrame | MaybeNone:
    """Decide every claim about dithering, exactly and by simulation.

    Each comparison holds what a claim predicts against the exact value and a simulation. A correct
    program raises a false alarm in one run of 1000 at most. A verdict is undecided where the
    simulation is too small to tell. Exit status 1 when something is decided otherwise than
    expected, else 0.

    One line for each claim; the comparisons themselves with claim= or --details, as wide as they
    are with --wide.

    `redit.calibrate` checks that false alarms are as rare as that.

    Parameters
    ----------
    claim : str or list of str
        Only this claim; a list A,B for several.
    groups : number, default 200000
        Simulated groups per comparison.
    thorough : bool
        Twenty times the groups: intervals four and a half times as narrow, in minutes.
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
    resume : bool
        Keep what is done beside out=, and go on from it where it is there.

    Returns
    -------
    DataFrame
        Without pandas a list of dictionaries. `redit.columns("verify")` explains the columns:
        claim, variant, quantity, verdict, expected, relation, condition, claimed, exact, estimate,
        estimate_se, z_exact, z_claimed, interval, half_width, detectable_effect, distance,
        standing, policy, advantage, noise, group_size, ddof, stabilizer, clamp, sigma, groups,
        seed, law, proof, test, lesson.
        Of a file that out= names, too, where it ends in .csv, .json or .jsonl; else None.

    Examples
    --------
    >>> table = redit.verify(claim=["UnbiasedGradient", "SilentGroups"])
    """
    return _calls.table(_COMMAND, locals())
