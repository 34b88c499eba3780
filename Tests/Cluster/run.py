"""All tests of this folder side by side, because most of them wait: `python3 Tests/Cluster/run.py [MODULE]...`.

The program is $REDIT, by default that of the release build; $SEED decides what is killed and damaged.
"""

import os
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = ["test_slurm", "test_kills", "test_damage", "test_merge", "test_refusals", "test_page"]


def main(modules):
    begun = time.monotonic()
    processes = {}
    # Ended from outside, the tests still put away what they started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        for module in modules:
            processes[module] = subprocess.Popen(
                [sys.executable, "-m", "unittest", "-v", module], cwd=HERE, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, errors="replace",
            )
        failed = []
        for module, process in processes.items():
            text, _ = process.communicate()
            print(f"-- {module}, status {process.returncode}\n{text}", flush=True)
            if process.returncode:
                failed.append(module)
    finally:
        for process in processes.values():
            if process.poll() is None:
                process.terminate()
                process.wait()
    print(f"Tests/Cluster: {time.monotonic() - begun:.0f} s, failed: {', '.join(failed) or 'nothing'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or MODULES))
