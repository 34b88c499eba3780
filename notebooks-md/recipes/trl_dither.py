"""Dither for TRL's GRPOTrainer that leaves the raw reward in the log. Copy this file beside yours (TRL 1.16).

    trainer = GRPOTrainer(reward_funcs=[dithered(accuracy, sigma=0.05, seed=1)], ...)  # log_completions=True

In OUTPUT_DIR/completions `dithered_accuracy` is what trains and `accuracy` what it was without noise, whose mean is
the metric `rewards/accuracy/mean`, as without dither. `redit audit OUTPUT_DIR/completions` finds both. A callback
could not do this: none is called between rewards and advantages.
"""

import os
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

Reward = Callable[..., list[float | None]]


def dithered(reward: Reward, sigma: float, seed: int) -> Reward:
    """The reward plus Gaussian noise of mean 0 and standard deviation sigma, in units of the reward.

    One draw a completion, from a stream of seed, process, step, name and prompts: a restart draws it again, and no two
    processes, rewards or batches of a step share one. None (not scored) stays None; `reward` must not be async.
    """
    name = reward.__name__

    def noisy(*, prompts: list, **given: Any) -> list[float | None]:
        raw = reward(prompts=prompts, **given)
        batch = zlib.crc32(repr((name, prompts)).encode())
        key = [seed, int(os.environ.get("RANK", 0)), given["trainer_state"].global_step, batch]
        noise = sigma * np.random.default_rng(key).standard_normal(len(raw))
        given["log_extra"](name, [None if r is None else float(r) for r in raw])
        scored = [float(r) for r in raw if r is not None]
        if scored:
            given["log_metric"](f"rewards/{name}/mean", sum(scored) / len(scored))
        return [None if r is None else float(r + z) for r, z in zip(raw, noise)]

    noisy.__name__ = f"dithered_{name}"
    return noisy
