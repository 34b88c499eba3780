"""Runs one command under limits and says what no command may do."""

import os
import re
import resource
import signal
import subprocess
import sys
from dataclasses import dataclass

SECONDS = 20  # of processor time
BYTES = 2 << 30  # of address space
STATUSES = {0, 1, 3, 64}  # 3: an audit that nothing in the log can verify

# What must not reach a user: the inside of the program.
INSIDES = re.compile(
    r"Fatal error|Error Domain|NSError|Optional\(|Swift\.\w+Error|DecodingError|CodingKey|0x[0-9a-f]{9,}"
)
NOT_A_NUMBER = {"nan", "-nan", "inf", "-inf", "+inf", "infinity", "-infinity"}
# Columns of words: names that a user chose may be anything.
WORDS = {"policy", "note", "objective", "task", "advantage", "law", "title", "prompt", "file"}


@dataclass
class Outcome:
    status: int  # negative: the signal that ended it
    output: bytes
    errors: bytes
    limit: int = 0  # the processor time that was allowed


def _limits(seconds):
    def apply():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, 64 << 20))

    return apply


def run(tool, arguments, folder, seconds=SECONDS):
    """One run; `tool` is a list, the program and what goes before the arguments."""
    environment = {
        "PATH": os.environ["PATH"], "HOME": folder, "TMPDIR": folder, "COLUMNS": "100", "LC_ALL": "C.UTF-8",
    }
    process = subprocess.Popen(
        tool + arguments, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, preexec_fn=_limits(seconds), env=environment, start_new_session=True,
    )
    try:
        output, errors = process.communicate(timeout=15 * seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, errors = process.communicate()
        return Outcome(-signal.SIGXCPU, output, errors, seconds)
    return Outcome(process.returncode, output, errors, seconds)


def complaint(outcome):
    """What is wrong with a run, in a few words that do not change while it is shrunk; or None."""
    if outcome.status in (-signal.SIGXCPU, -signal.SIGKILL):
        return f"over {outcome.limit} s of processor time"
    if outcome.status < 0:
        return f"ended by {signal.Signals(-outcome.status).name}"
    if outcome.status not in STATUSES:
        return f"status {outcome.status}"
    if outcome.status == 0:
        return _numbers(outcome.output.decode("utf-8", "replace"))
    return _message(outcome)


def _message(outcome):
    text = outcome.errors.decode("utf-8", "replace")
    if INSIDES.search(text):
        return "the error shows the inside of the program"
    # What an audit notes of a log stands before what is wrong with it.
    lines = [line for line in text.split("\n") if line and not line.startswith("redit: note: ")]
    own = [line for line in lines if line.startswith("redit: ")]
    if not own:
        # `verify`, `calibrate`, `audit`: status 1 (or 3) with a verdict on standard output is no failure.
        return None if outcome.status in (1, 3) and outcome.output else "fails without a line of its own"
    if len(lines) > len(own) or len(own) > 2:
        return "the error is not one line"
    if max(map(len, own)) > 2000:
        return "the error has more than 2000 characters"
    return None


def _numbers(text):
    """nan and inf where a CSV on standard output has a number."""
    lines = text.split("\n")
    header = lines[0].split(",")
    if len(header) < 4 or "advantage" not in header and "run" not in header:
        return None
    for line in lines[1:]:
        for name, cell in zip(header, line.split(",")):
            if name not in WORDS and '"' not in line and cell.strip().lower() in NOT_A_NUMBER:
                return f"{cell} stands for a number in column {name}"
    return None


if __name__ == "__main__":
    sys.exit("run fuzz.py")
