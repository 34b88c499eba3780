# Written by the generator from what the program says of itself: change it there.

from .advantages import advantages
from .advise import advise
from .audit import audit
from .calibrate import calibrate
from .claims import claims
from .columns import columns
from .compare import compare
from .exact import exact
from .explore import explore
from .map import map
from .plot import plot
from .repeat import repeat
from .report import report
from .sweep import sweep
from .terms import terms
from .train import train
from .verify import verify

__all__ = [
    "advantages",
    "advise",
    "audit",
    "calibrate",
    "claims",
    "columns",
    "compare",
    "exact",
    "explore",
    "map",
    "plot",
    "repeat",
    "report",
    "sweep",
    "terms",
    "train",
    "verify",
]
