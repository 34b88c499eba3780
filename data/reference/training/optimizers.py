"""optimizers.csv: steps of torch.optim (maximize=True) on a fixed sequence of gradients.

Three parameters from (0.5, -1, 2); the gradient of step t (from 0) is
(sin(0.7 t + 1), 0.1 cos(1.3 t), 10 sin(0.3 t - 2)); before the step its norm is shortened to `limit`
by torch.nn.utils.clip_grad_norm_ where `limit` is not empty. Rate 0.05.

Run: python3 data/reference/training/optimizers.py   (torch 2.x, a few seconds)
"""

import csv
import math
import pathlib

import torch

RULES = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05, maximize=True),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, maximize=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.05, maximize=True),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.01, maximize=True),
}


def gradient(t):
    return [math.sin(0.7 * t + 1), 0.1 * math.cos(1.3 * t), 10 * math.sin(0.3 * t - 2)]


def run(name, limit):
    theta = torch.nn.Parameter(torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64))
    optimizer = RULES[name]([theta])
    for t in range(12):
        slopes = gradient(t)
        theta.grad = torch.tensor(slopes, dtype=torch.float64)
        if limit is not None:
            torch.nn.utils.clip_grad_norm_([theta], limit)
        optimizer.step()
        yield [name, "" if limit is None else limit, t + 1, *slopes, *theta.tolist()]


def main():
    path = pathlib.Path(__file__).with_suffix(".csv")
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["optimizer", "limit", "step", "g0", "g1", "g2", "p0", "p1", "p2"])
        for name in RULES:
            for limit in (None, 0.1, 5.0):
                for row in run(name, limit):
                    writer.writerow([repr(x) if isinstance(x, float) else x for x in row])


if __name__ == "__main__":
    main()
