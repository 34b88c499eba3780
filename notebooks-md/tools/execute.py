"""Run lessons from top to bottom without a browser; executed notebooks go to out/."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from tempfile import TemporaryDirectory

import jupytext
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from traitlets.config import Config

from lessons import FOLDER, lessons, read

CELL_SECONDS = 600


def execute(path):
    """Run one lesson; returns its name, the seconds it took and what went wrong."""
    started = time.monotonic()
    notebook = read(path)
    error = None
    with TemporaryDirectory() as sockets:
        local = Config(KernelManager={"transport": "ipc", "ip": f"{sockets}/kernel"})
        client = NotebookClient(
            notebook, config=local, kernel_name="python3", timeout=CELL_SECONDS,
            resources={"metadata": {"path": str(path.parent)}})
        try:
            client.execute()
        except CellExecutionError as failure:
            error = str(failure)
    jupytext.write(notebook, FOLDER / "out" / f"{path.stem}.ipynb")
    return path.name, time.monotonic() - started, error


def main(names):
    chosen = [path for path in lessons() if not names or path.name[:2] in names]
    (FOLDER / "out").mkdir(exist_ok=True)
    failures = 0
    with ThreadPoolExecutor(2) as pool:
        for name, seconds, error in pool.map(execute, chosen):
            print(f"{'FAILED' if error else 'passed'} {name} ({seconds:.0f} s)", flush=True)
            if error:
                failures += 1
                print(error, file=sys.stderr)
    print(f"{len(chosen) - failures} of {len(chosen)} lessons ran to their end")
    return 1 if failures or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
