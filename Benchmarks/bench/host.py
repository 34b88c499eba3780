"""The machine, and how busy it is: a ratio is told with both."""

import os
import platform
from pathlib import Path

COLUMNS = ["processor", "cores", "load_before", "load_after"]


def processor(path=Path("/proc/cpuinfo")):
    """The model as the system names it."""
    if path.exists():
        for line in path.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def load():
    """Processes that ran or waited to run, a mean over the last minute."""
    return round(os.getloadavg()[0], 2)


def cells(before, after):
    """The columns of COLUMNS."""
    return [processor(), os.cpu_count(), before, after]


def is_quiet(*loads):
    """Whether nobody else ran: this benchmark alone makes a load near 1."""
    return max(loads) <= 1.5
