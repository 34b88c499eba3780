"""Where the program is, and the environment that it runs in."""

from __future__ import annotations

import functools
import os
import shutil
import sys
from typing import Iterator

from ._errors import ReditError


def path() -> str:
    """The program `redit`: of the variable REDIT, beside the interpreter, on PATH, in a source tree."""
    chosen = os.environ.get("REDIT")
    if chosen:
        if not _is_program(chosen):
            raise ReditError(f"the variable REDIT names '{chosen}', which is no program")
        return os.path.abspath(chosen)
    return _found(os.environ.get("PATH", ""))


@functools.lru_cache(maxsize=8)
def _found(search: str) -> str:
    for candidate in _candidates(search):
        if candidate and _is_program(candidate):
            return os.path.abspath(candidate)
    raise ReditError(
        "the program redit is not here: 'pip install redit-grpo' brings it,"
        " or the variable REDIT names it"
    )


def _candidates(search: str) -> Iterator[str | None]:
    for folder in scripts():
        yield os.path.join(folder, "redit")
    yield shutil.which("redit", path=search)
    source = os.path.dirname(os.path.abspath(__file__))
    yield os.path.join(source, *[os.pardir] * 4, ".build", "release", "redit")


@functools.lru_cache(maxsize=None)
def scripts() -> tuple[str, ...]:
    """The folders where pip puts the programs of this environment."""
    import sysconfig

    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    folders = [os.path.join(package, "bin"), sysconfig.get_path("scripts")]
    folders.append(sysconfig.get_path("scripts", f"{os.name}_user"))
    folders.append(os.path.dirname(sys.executable or ""))
    return tuple(dict.fromkeys(folder for folder in folders if folder))


def _is_program(candidate: str) -> bool:
    return os.path.isfile(candidate) and os.access(candidate, os.X_OK)


def environment() -> dict[str, str]:
    """Ours, with the gnuplot of this environment where there is no other: that of pip draws SVG, no PDF."""
    found = dict(os.environ)
    for folder in scripts():
        if _is_program(os.path.join(folder, "gnuplot")):
            found["PATH"] = found.get("PATH", os.defpath) + os.pathsep + folder
            break
    return found
