"""How long redit takes to build from nothing: not run unless it is named."""

import subprocess
import tempfile
import time

from . import install
from .competitors import Sample
from .pieces import OURS, Piece, absolute, elapsed

BUILD = (
    "swift build -c release -Xswiftc -enable-testing -Xswiftc -target-cpu -Xswiftc native "
    "--product redit")


class Build:
    """The packages it needs are fetched before the clock starts; the build goes into a folder of its own."""

    name, needs = OURS, "redit"

    def start(self):
        self.call("swift package resolve")

    def call(self, command, *more):
        subprocess.run([*command.split(), *more], cwd=install.ROOT, check=True,
                       stdout=subprocess.DEVNULL)

    def run(self, seed):
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            self.call(BUILD, "--scratch-path", folder)
            wall = time.perf_counter() - start
        return Sample(wall, wall, 1)

    def stop(self):
        pass


def build():
    return Piece(
        "build", "the product from nothing, elapsed time", [Build()], cost=elapsed, unit="s", scale=1,
        agreement=None, repeats=1,
        bars=lambda costs: absolute(costs.get(OURS), 1, "build from nothing", 120, "s"))


ALL = {"build": (build,)}
