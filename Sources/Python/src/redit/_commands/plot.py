# Written by the generator from what the program says of itself: change it there.

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _calls, _figure
from .._arguments import Command
from .._figure import Figure

if TYPE_CHECKING:
    from .._types import Path, Table

_COMMAND = Command(
    "plot",
    positional=("file",),
    flags=("force",),
    has_rows=False,
)


@_calls.function
def plot(
    file: Table,
    /,
    *,
    out: Path | None = None,
    y: str | None = None,
    policy: str | None = None,
    claim: str | None = None,
    title: str | None = None,
    force: bool = False,
) -> Figure:
    """Draw a file that this tool wrote; its columns tell what it is.

    A sweep (`redit.sweep`, `redit.exact`): one quantity (y=) against the dither's standard
    deviation. Lines are exact laws, points are simulations with intervals of two standard errors.
    The laws between the rows are computed by the .meta.json beside the file; without it a thin line
    joins the table's points. The hollow points left of the axis break stand for sigma = 0, no
    dither; a dashed line carries their level across, so that a jump at sigma = 0+ is seen.

    A sweep over pass rates (`redit.exact(pass_rate=...)`, or policies named p=.1 and so on): the
    quantity against p, a panel for each advantage and group size, a curve for each sigma.

    Verdicts (`redit.verify`): how far the simulation is from what each claim predicts and from the
    exact value, in half-widths of its interval; with claim= the intervals of its findings, one by
    one.

    A calibration (`redit.calibrate`): how often each check raised a false alarm, against how often
    it may; with claim= its checks, one by one.

    A comparison (`redit.compare`): how many steps each noisy recipe takes, and where it ends,
    against the same without noise. Recorded runs (`redit.train`): a quantity (y=) against the step.

    Parameters
    ----------
    file : path, DataFrame, list of dict, or dict of lists
        A CSV, JSON or JSON Lines file that redit wrote.
    out : path
        The figure to write: .svg, .png or .pdf.
    y : str
        The quantity to draw; of a sweep variance, gradient_norm, second_moment, snr, cosine,
        variance unless given; of recorded runs a column, value unless given.
    policy : str
        The policy or prompt to draw, of a sweep (default: 'all', or the only one in the file).
    claim : str
        The claim to draw, of verdicts or a calibration (default: all of the file).
    title : str
        The heading of the figure.
    force : bool
        Overwrite a figure that is not an unchanged output of `redit.plot`.

    Returns
    -------
    Figure
        Shown by a notebook; `figure.save(path)` writes it as .svg, .png or .pdf.

    Examples
    --------
    >>> figure = redit.plot("out/sweep.csv", y="snr", out="out/snr.svg")
    """
    return _figure.draw(_COMMAND, locals())
