"""What every Python competitor shares: the conversation with the driver, clocks, batch means.

`python PEER VARIANT GROUPS` warms up (compiles), says `ready`, then answers each seed on its input
with one line of JSON: wall and processor seconds, the number of groups, and for each sigma the norm
of E g, E norm(g)^2 and tr Cov g with their standard errors.
"""

import json
import os
import sys
import time

# One thread against one thread; read when the libraries load.
for name in ("OMP", "OPENBLAS", "MKL", "NUMBA", "NUMEXPR", "VECLIB_MAXIMUM"):
    os.environ[f"{name}_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402


def summary(sums, count):
    """Per sigma [norm, its standard error, second moment, .., variance, ..].

    `sums[b, s]` are the sums of (g, norm(g)^2) over the `count` groups of batch b at sigma s; the
    errors come from the scatter of the batches by the delta method, and norm(mean g)^2 is corrected
    for the variance of the mean.
    """
    means = np.asarray(sums, float) / count
    batches = len(means)
    total = batches * count
    gradients, squares = means[..., :-1], means[..., -1]
    gradient, second = gradients.mean(0), squares.mean(0)
    norm_squared = (total * (gradient**2).sum(-1) - second) / (total - 1)
    along = 2 * (gradients * gradient).sum(-1)

    def error(values):
        return values.std(0, ddof=1) / np.sqrt(batches)

    norm = np.sqrt(np.maximum(norm_squared, 0))
    columns = [
        norm, error(along) / np.maximum(2 * norm, 1e-300), second, error(squares),
        second - norm_squared, error(squares - along),
    ]
    return np.stack(columns, -1).tolist()


def serve(variants):
    """Runs the conversation. A variant maps (seed, batches) to sums; see `summary`."""
    name, groups = sys.argv[1], int(sys.argv[2])
    run, batch = variants[name]
    batches = max(2, groups // batch)
    run(0, batches)
    print("ready", flush=True)
    for line in sys.stdin:
        wall, cpu = time.perf_counter(), time.process_time()
        sums = np.asarray(run(int(line), batches))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        answer = dict(
            wall=wall, cpu=cpu, groups=batches * batch, estimates=summary(sums, batch))
        print(json.dumps(answer), flush=True)
