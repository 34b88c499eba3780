# Written by the generator from what the program says of itself: change it there.

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _calls
from .._arguments import Command
from .._calls import Text

if TYPE_CHECKING:
    from .._types import Names, Numbers, Path, Table

_COMMAND = Command(
    "explore",
    flags=("force",),
    repeated=("advantage",),
    tables=("prompts",),
    has_rows=False,
)


@_calls.function
def explore(
    *,
    out: Path | None = None,
    advantage: Names | None = None,
    stabilizer: Numbers | None = None,
    group_size: Numbers | None = None,
    noise: str | None = None,
    sigma: Numbers | None = None,
    prompts: Table | None = None,
    prompt_column: str | None = None,
    pass_rate_column: str | None = None,
    weight_column: str | None = None,
    completions_column: str | None = None,
    force: bool = False,
) -> Text:
    """Write a page with sliders: what noise does to a step, exactly, offline.

    One HTML file for any browser, without network: from a USB stick, on a projector, on a phone.
    Sliders for pass rate, group size, sigma, stabilizer and the errors of a verifier move exact
    laws, the numbers of `redit.exact(pass_rate=...)` (or prompts=, for pass rates that are pasted
    in); a group is drawn live.

    What is seen stands in the address, to link to: explore.html#p=.1&g=8&sigma=.05&advantage=trl,
    with p pass rate, 0 to 1 g group size, one of group_size= sigma one of sigma=; 0 is no noise
    advantage one of advantage= stabilizer one of stabilizer=, for advantages that divide errors f,e
    of the verifier: wrong taken for right, right for wrong rates several prompts in place of p:
    .1,.5*3, three of them at .5 seed of the group that is drawn theme light or dark; without it as
    the system has it

    What is left out keeps its default, what is not understood is named on the page.

    Parameters
    ----------
    out : path, default explore.html
        The page to write, or - for standard output.
    advantage : str or list of str
        Advantages to choose from (default trl,verl,dr-grpo,rloo).
    stabilizer : number, list of numbers, or str
        Stops of the stabilizer, beside those that the advantages bring (default
        0,1e-6,1e-4,1e-3,.01,.1).
    group_size : number, list of numbers, or str, default 2,4,8,16,32,64
        Stops of the group size.
    noise : str, default gaussian
        gaussian or uniform.
    sigma : number, list of numbers, or str
        Stops of sigma, 0 besides: a list or a range (default: ten a decade from 1e-4 to 1).
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
    force : bool
        Overwrite a page that is not an unchanged output of `redit.explore`.

    Returns
    -------
    Text
        What the command line prints.

    Examples
    --------
    >>> text = redit.explore(out="explore.html")
    >>> text = redit.explore(prompts="data/prompts/pass_rates.csv", out="ours.html")
    >>> text = redit.explore(
    ...     advantage=["verl", "grpo", "rloo"], noise="uniform", sigma="log:1e-3:1:31")
    """
    return _calls.text(_COMMAND, locals())
