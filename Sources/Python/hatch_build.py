"""Puts the program into the wheel, beside the interpreter when it is installed."""

import os
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ProgramHook(BuildHookInterface):
    """The program is the file that the variable REDIT_BINARY names: static, for Linux on x86-64.

    Manual pages and completions, which shells look for beside it, stand under REDIT_EXTRAS.
    """

    def initialize(self, version, build_data):
        program = os.environ.get("REDIT_BINARY")
        if self.target_name != "wheel" or version == "editable":
            return
        if not program:
            raise RuntimeError("REDIT_BINARY names no program: 'make wheel' builds the wheel")
        build_data["pure_python"] = False
        build_data["tag"] = os.environ["REDIT_WHEEL_TAG"]
        build_data["shared_scripts"][program] = "redit"
        extras = Path(os.environ["REDIT_EXTRAS"])
        for file in sorted(extras.rglob("*")):
            if file.is_file():
                build_data["shared_data"][str(file)] = str(file.relative_to(extras))
