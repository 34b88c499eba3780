"""Peers into a virtual environment, C programs into a folder; what is missing is said in one line."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
ROOT = HERE.parent
VENV = HERE / ".venv"
PROGRAMS = ROOT / ".build" / "bench"
REDIT = ROOT / ".build" / "release" / "redit"
PYTHON = VENV / "bin" / "python"


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def installed():
    """Names of the installed peers with their versions, {} when there is no environment yet."""
    if not PYTHON.exists():
        return {}
    code = (
        "import importlib.metadata as m\n"
        "for d in m.distributions(): print(d.name.lower(), d.version.split('+')[0])")
    done = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True)
    return dict(line.split() for line in done.stdout.splitlines())


def peers():
    """Installs each line of requirements.txt by itself, so that one that fails leaves the others.

    PyTorch's wheel without GPU support is a tenth of its usual one: where PIP_FIND_LINKS or
    PIP_EXTRA_INDEX_URL names a place that has it, pip takes it.
    """
    if not PYTHON.exists():
        say("making a virtual environment in Benchmarks/.venv")
        if subprocess.run([sys.executable, "-m", "venv", VENV]).returncode != 0:
            say("no Python rows: this Python cannot make virtual environments")
            return {}
    present = installed()
    for line in (HERE / "requirements.txt").read_text().split():
        name, version = line.split("==")
        if present.get(name) == version:
            continue
        say(f"installing {line}")
        command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", line]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            say(f"{line} cannot be installed, its rows are left out: {reason}")
    return installed()


def programs():
    """Compiles the C competitors; the folder, or None without a compiler or GSL's headers."""
    PROGRAMS.mkdir(parents=True, exist_ok=True)
    compiler = os.environ.get("CC", "cc")
    try:
        flags = subprocess.run(
            ["pkg-config", "--cflags", "--libs", "gsl"], capture_output=True, text=True, check=True)
        for source in sorted((HERE / "peers" / "c").glob("*.c")):
            subprocess.run(
                [compiler, "-O3", "-march=native", "-ffast-math", "-std=gnu11", str(source), "-o",
                 str(PROGRAMS / source.stem), *flags.stdout.split()], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        say(f"no C rows: {error}")
        return None
    return PROGRAMS
