"""Run lessons from top to bottom without a browser, by the Python that runs this.

`execute.py [NN ...]` runs those of the repository; executed notebooks go to notebooks-md/out. With
`--folder FOLDER` the notebooks of what was handed out, a folder or a zip, run in a copy of it, which
is thrown away.
"""

import argparse
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from traitlets.config import Config

from lessons import FOLDER, lessons, read

CELL_SECONDS = 600


def execute(path):
    """Run one lesson; returns its path, the executed notebook, the seconds, and what went wrong."""
    started = time.monotonic()
    notebook = read(path) if path.suffix == ".md" else nbformat.read(path, as_version=4)
    error = None
    with TemporaryDirectory() as sockets:
        local = Config(KernelManager={"transport": "ipc", "ip": f"{sockets}/kernel"})
        client = NotebookClient(
            notebook,
            config=local,
            kernel_name="python3",
            timeout=CELL_SECONDS,
            resources={"metadata": {"path": str(path.parent)}},
        )
        try:
            client.execute()
        except CellExecutionError as failure:
            error = str(failure)
    return path, notebook, time.monotonic() - started, error


def run(paths, out=None):
    """Run lessons, two at a time; returns how many failed."""
    failures = 0
    with ThreadPoolExecutor(2) as pool:
        for path, notebook, seconds, error in pool.map(execute, paths):
            print(f"{'FAILED' if error else 'passed'} {path.name} ({seconds:.0f} s)", flush=True)
            if out is not None:
                out.mkdir(exist_ok=True)
                nbformat.write(notebook, out / f"{path.stem}.ipynb")
            if error:
                failures += 1
                print(error, file=sys.stderr)
    print(f"{len(paths) - failures} of {len(paths)} lessons ran to their end")
    return failures


def chosen(paths, numbers):
    return [path for path in paths if not numbers or path.name[:2] in numbers]


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("numbers", nargs="*", metavar="NN", help="only these lessons")
    parser.add_argument("--folder", type=Path, help="folder or zip that was handed out")
    given = parser.parse_args(arguments)
    if given.folder is None:
        paths = chosen(lessons(), given.numbers)
        return 1 if run(paths, FOLDER / "out") or not paths else 0
    with TemporaryDirectory() as scratch:
        paths = chosen(sorted(copied(given.folder, Path(scratch)).glob("*.ipynb")), given.numbers)
        return 1 if run(paths) or not paths else 0


def copied(course, scratch):
    """A copy of a folder or zip that was handed out."""
    if course.is_file():
        shutil.unpack_archive(course, scratch, "zip")
        return next(scratch.iterdir())
    leftovers = shutil.ignore_patterns(".venv", ".ipynb_checkpoints")
    return Path(shutil.copytree(course, scratch / "course", ignore=leftovers))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
