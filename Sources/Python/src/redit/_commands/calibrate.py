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
    "calibrate",
    flags=("force", "resume"),
    repeated=("claim",),
)


@_calls.function
def calibrate(
    *,
    claim: Names | None = None,
    seeds: Number | None = None,
    groups: Number | None = None,
    seed: Number | None = None,
    generator: Literal["philox4x64", "mt19937", "taus2", "ranlxd2"] | None = None,
    threads: Number | None = None,
    out: Path | None = None,
    force: bool = False,
    resume: bool = False,
) -> DataFrame | MaybeNone:
    """Repeat the checks of `redit.verify` with many seeds and count their false alarms.

    A false alarm is an interval that misses the exact value. They are counted at levels at which
    they are common enough to be counted (5% and 1%) and at the level of a run. Exit status 0 when
    no check raises more than its level allows and no standard error is too small, 1 otherwise; a
    correct program fails in one run of 1000 at most, as far as its estimates are normal.

    Parameters
    ----------
    claim : str or list of str
        Only this claim; a list A,B for several.
    seeds : number, default 1000
        Seeds: seed= and those after it.
    groups : number, default 10000
        Simulated groups per comparison.
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
        Without pandas a list of dictionaries. `redit.columns("calibrate")` explains the columns:
        claim, variant, quantity, interval, seeds, alarms5_count, alarms5_share, alarms5_low,
        alarms5_high, alarms5_nominal, alarms1_count, alarms1_share, alarms1_low, alarms1_high,
        alarms1_nominal, alarms_run_count, alarms_run_share, alarms_run_low, alarms_run_high,
        alarms_run_nominal, within1_count, within1_share, within1_low, within1_high,
        within1_nominal, within2_count, within2_share, within2_low, within2_high, within2_nominal,
        mean_z, variance_z, is_deterministic, flaw, undecided_count.
        Of a file that out= names, too, where it ends in .csv, .json or .jsonl; else None.

    Examples
    --------
    >>> table = redit.calibrate(claim="ShrinkageLaw", seeds=200)
    """
    return _calls.table(_COMMAND, locals())
