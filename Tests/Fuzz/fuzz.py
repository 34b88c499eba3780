"""Damaged files and extreme settings for redit, seeded: `python3 Tests/Fuzz/fuzz.py --seconds 60`.

Case n of a seed is the same on every machine; a finding is shrunk and printed as a command that shows it.
Status 1 when there is one.

A process for each file makes some 30 a second. Damaged logs of sixteen layouts, from the first byte to the page, are read
in one process by `REDIT_DAMAGED_LOGS=100000 swift test --filter DamagedLogTests` (3,000 of them in `make test`).
"""

import argparse
import os
import random
import shlex
import shutil
import sys
import tempfile
import threading
import time

import inputs
import mutations
import settings

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


class Fuzzer:
    def __init__(self, tool, seed, out):
        self.tool, self.seed, self.out = tool, seed, out
        self.lock = threading.Lock()
        self.counts = {"inputs": 0, "settings": 0}
        self.findings = {}
        with tempfile.TemporaryDirectory() as folder:
            self.kinds = inputs.kinds(tool, folder)
            self.options = settings.options(tool, folder)

    def run(self, part, index):
        """One case; even a finding leaves nothing behind but what `report` keeps."""
        source = random.Random(f"{self.seed}:{part}:{index}")
        with self.lock:
            self.counts[part] += 1
        if part == "inputs":
            self.run_input(source, index)
        else:
            self.run_setting(source, index)

    def run_input(self, source, index):
        arguments, name, data, expected = inputs.case(source, self.kinds)

        def complaint(bytes_):
            with tempfile.TemporaryDirectory() as folder:
                return inputs.complaint(self.tool, folder, arguments, name, bytes_, expected)

        found = complaint(data)
        if found and self.is_new((found, tuple(arguments))):
            small = mutations.shrink(data, lambda other: complaint(other) == found)
            self.report(found, arguments, index, "inputs", name, small)

    def run_setting(self, source, index):
        command, chosen = settings.case(source, self.options)

        def complaint(these):
            with tempfile.TemporaryDirectory() as folder:
                return settings.complaint(self.tool, folder, command, these)

        found = complaint(chosen)
        if found:
            small = settings.shrink(chosen, lambda fewer: complaint(fewer) == found)
            if self.is_new((found, command, tuple(name for name, _ in small))):
                self.report(found, settings.arguments(command, small), index, "settings")

    def is_new(self, key):
        with self.lock:
            self.findings[key] = self.findings.get(key, 0) + 1
            return self.findings[key] == 1

    def report(self, found, arguments, index, part, name=None, data=None):
        command = shlex.join(["redit"] + arguments)
        if name is not None:
            folder = os.path.join(self.out, f"{part}-{self.seed}-{index}")
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)
            command = f"(cd {shlex.quote(folder)} && {command})"
        with self.lock:
            print(f"{found}\n  {command[:3000]}\n  case {part}:{index} of seed {self.seed}", flush=True)


def work(fuzzer, part, indices, deadline):
    while time.monotonic() < deadline:
        with fuzzer.lock:
            index = next(indices, None)
        if index is None:
            return
        fuzzer.run(part, index)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", default=os.path.join(ROOT, ".build/release/redit"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60, help="for both parts together")
    parser.add_argument("--inputs", type=int, default=10**9, help="at most so many damaged files")
    parser.add_argument("--settings", type=int, default=10**9, help="at most so many extreme settings")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--out", default=os.path.join(ROOT, "out", "fuzz"), help="folder for what is found")
    parser.add_argument("--case", help="only this one, as inputs:17 or settings:4")
    options = parser.parse_args()
    tool = shlex.split(options.tool)
    if shutil.which(tool[0]) is None:
        sys.exit(f"fuzz: no program {tool[0]}: build it first")
    fuzzer = Fuzzer(tool, options.seed, options.out)
    if options.case:
        part, index = options.case.split(":")
        fuzzer.run(part, int(index))
    else:
        for part, limit in [("inputs", options.inputs), ("settings", options.settings)]:
            indices = iter(range(limit))
            deadline = time.monotonic() + options.seconds / 2
            workers = [
                threading.Thread(target=work, args=(fuzzer, part, indices, deadline))
                for _ in range(options.threads)
            ]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
    print(
        f"fuzz: {fuzzer.counts['inputs']} damaged files, {fuzzer.counts['settings']} extreme settings, "
        f"seed {options.seed}: {len(fuzzer.findings)} findings"
    )
    sys.exit(1 if fuzzer.findings else 0)


if __name__ == "__main__":
    main()
