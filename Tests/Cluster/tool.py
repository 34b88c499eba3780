"""The program under test: one run of it, many requests to it, and what it may say."""

import json
import os
import re
import subprocess
from dataclasses import dataclass

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
REDIT = os.path.abspath(os.environ.get("REDIT", os.path.join(ROOT, ".build", "release", "redit")))
SEED = int(os.environ.get("SEED", "1"))
SECONDS = 40  # that no command here may take: a hang is a finding, not a wait

# What must not reach a user: the inside of the program.
INSIDES = re.compile(
    r"Fatal error|Error Domain|NSError|Optional\(|Swift\.\w+Error|DecodingError|CodingKey|0x[0-9a-f]{9,}"
)


@dataclass
class Outcome:
    status: int  # negative: the signal that ended it
    output: str
    errors: str

    @property
    def lines(self):
        """What it says on standard error, without notes, which go before an error."""
        lines = [line for line in self.errors.split("\n") if line]
        return [line for line in lines if not line.startswith(("redit: note: ", "redit: warning: "))]


def environment(folder):
    return {"PATH": os.environ["PATH"], "HOME": folder, "TMPDIR": folder, "COLUMNS": "100", "LC_ALL": "C.UTF-8"}


def start(arguments, folder, before=(), **more):
    """A process at work; `before` is put before the program, as strace is."""
    return subprocess.Popen(
        [*before, REDIT, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=environment(folder), text=True, errors="replace", **more,
    )


def outcome(process):
    try:
        output, errors = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise AssertionError(f"hangs: {process.args}") from None
    return Outcome(process.returncode, output, errors)


def run(arguments, folder, **more):
    return outcome(start(arguments, folder, **more))


def refusal(found):
    """What is wrong with a refusal, in a few words; None for one clear line and status 1 or 64."""
    if found.status < 0:
        return f"ended by signal {-found.status}"
    if found.status not in (1, 64):
        return f"status {found.status} in place of 1 or 64"
    if INSIDES.search(found.errors):
        return f"shows the inside of the program: {found.errors!r}"
    if len(found.lines) != 1 or not found.lines[0].startswith("redit: "):
        return f"the error is not one line: {found.errors!r}"
    return None


class Server:
    """`redit serve --stdio`: many commands in one process."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            [REDIT, "serve", "--stdio"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=environment(folder),
        )

    def ask(self, arguments, directory):
        """The outcome; a process that has ended is one with a signal."""
        request = json.dumps({"arguments": arguments, "directory": directory}) + "\n"
        try:
            self.process.stdin.write(request.encode())
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = b""
        if not line:
            return Outcome(-abs(self.process.wait() or 1), "", "")
        answer = json.loads(line)
        return Outcome(answer["status"], answer["output"], answer["error"])

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def content(path):
    """The bytes of a file; None where there is none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
