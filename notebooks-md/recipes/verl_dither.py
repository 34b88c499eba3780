"""Dither for verl that leaves the raw reward in the log (verl 0.9). Copy this file beside yours and set

    reward.custom_reward_function.path=verl_dither.py  +reward.custom_reward_function.reward_kwargs.sigma=0.05
    trainer.rollout_data_dir=rollouts  trainer.use_v1=False

In rollouts/ `score` is what trains and `raw_score` what it was without noise: `redit audit rollouts` finds both.
Filters and curves should look at `raw_score`; `acc`, which verl's validation reports, is without noise too. The v1
trainer, verl's default, dumps no extras: the audit then tells the levels of the reward from the noise around them.
"""

import random
from typing import Any

from verl.utils.reward_score import default_compute_score as reward  # or your own

# Of the operating system: verl scores each completion in a process chosen by chance and tells it neither step nor
# sample, so that no seed could bring noise back after a restart, and one seed for all would give all the same.
# Nothing is lost: the noise of every completion is in the log, score - raw_score.
NOISE = random.SystemRandom()


def compute_score(
    data_source: str, solution_str: str, ground_truth: Any, extra_info: dict | None = None, *,
    sigma: float, **given: Any,
) -> dict[str, Any]:
    """The reward plus Gaussian noise of mean 0 and standard deviation sigma, one draw a completion, as `score`, and
    without it as `raw_score`; what else the reward returns stays."""
    result = reward(data_source, solution_str, ground_truth, extra_info, **given)
    extras = result if isinstance(result, dict) else {"score": result, "acc": result}
    raw = float(extras["score"])
    return extras | {"score": raw + NOISE.normalvariate(0, sigma), "raw_score": raw}
