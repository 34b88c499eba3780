"""`python -m redit` is the program `redit`."""

import os
import sys

from . import _binary
from ._errors import ReditError

try:
    program = _binary.path()
except ReditError as error:
    sys.exit(f"redit: {error}")
os.execve(program, ["redit", *sys.argv[1:]], _binary.environment())
