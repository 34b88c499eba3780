"""Logs with advantages by the own code of verl, ms-swift and OpenRLHF, and truth.csv beside them.

Rewards are drawn here: sixteen prompts of pass rates .02 to .98, six steps of eight groups of eight. Advantages come
from the systems' code in float32, taken out of their wheels by data/golden/advantages/systems.py, and so do verl's
dumps of rollouts, whose rewards went through notebooks-md/recipes/verl_dither.py. ms-swift's lines are laid out as
its GRPOTrainer.log does, the raw reward a second function of weight 0; what verl and OpenRLHF do not log at all,
advantages, is in rows of step, group, reward, raw_reward, advantage. Numbers to nine digits, float32 has no more.

    pip install torch==2.15.0 numpy==2.4.6
    python3 data/logs/made/make_systems.py [FOLDER OF DOWNLOADED WHEELS]      # 20 s; downloads 6 MB
"""

import json
import os
import pathlib
import random
import sys
import tempfile
import types

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE.parents[1] / "golden" / "advantages"), str(HERE.parents[2] / "notebooks-md" / "recipes")]

import numpy as np
import systems
import torch

import truth

STEPS, GROUPS, G = 6, 8, 8
RATES = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.35, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98]


def draws(seed, levels=(0.0, 1.0), form=False):
    """Prompts (STEPS, GROUPS) and rewards without noise (STEPS, GROUPS, G, components)."""
    source = np.random.default_rng(seed)
    order = np.concatenate([source.permutation(len(RATES)) for _ in range(STEPS * GROUPS // len(RATES))])
    prompts = order.reshape(STEPS, GROUPS)
    right = source.random((STEPS, GROUPS, G)) < np.array(RATES)[prompts][:, :, None]
    parts = [np.where(right, levels[1], levels[0])]
    if form:
        parts.append((source.random(right.shape) < 0.93).astype(float))
    return prompts, np.stack(parts, axis=-1)


def single(values):
    return torch.tensor(values, dtype=torch.float32)


def short(value):
    return float(f"{value:.9g}") if isinstance(value, float) else value


def dump(name, records):
    """Records as JSON Lines, numbers and lists of them to nine digits."""
    with (HERE / name).open("w") as file:
        for record in records:
            row = {k: [short(v) for v in value] if isinstance(value, list) else short(value)
                   for k, value in record.items()}
            file.write(json.dumps(row, separators=(",", ":")) + "\n")


def advantages(run, rewards, weights):
    """By the system, a batch a step: (groups, completions) of the whole run."""
    return np.concatenate(
        [run(single(step), single(weights)).numpy().reshape(GROUPS, G) for step in rewards])


def neutral(name, preset, run, seed, sigma, levels=(0.0, 1.0)):
    prompts, raw = draws(seed, levels)
    noisy = raw + sigma * np.random.default_rng([seed, 1]).standard_normal(raw.shape)
    result = advantages(run, noisy, [1.0])
    rows = []
    for i, (step, group, k) in enumerate(np.ndindex(STEPS, GROUPS, G)):
        row = {"step": step + 1, "group": group, "prompt": f"p{prompts[step, group]}"}
        row["reward"] = float(single(noisy[step, group, k, 0]))
        if sigma:
            row["raw_reward"] = raw[step, group, k, 0].item()
        rows.append(row | {"advantage": float(result.reshape(-1)[i])})
    dump(name, rows)
    truth.write(name, preset, ["reward"], [1], [sigma], raw[..., 0].reshape(-1, G), result)


def swift(name, preset, run, seed, sigmas):
    """Functions with noise, then those without and of weight 0, as one gives them to ms-swift."""
    prompts, raw = draws(seed, form=len(sigmas) > 1)
    noisy = raw + np.array(sigmas) * np.random.default_rng([seed, 1]).standard_normal(raw.shape)
    weights = [1, 0.5][:len(sigmas)]
    both = np.concatenate([noisy, raw], axis=-1)
    result = advantages(run, both, [float(w) for w in weights] + [0.0] * len(sigmas))
    names = ["Accuracy", "Form"][:len(sigmas)]
    columns = [f"Dithered{name}" for name in names]
    lines = []
    for step in range(STEPS):
        rows = single(both[step]).reshape(GROUPS * G, -1)
        lines.append(
            {"step": [str(step + 1)] * len(rows),
             "prompt": [f"p{prompt}" for prompt in prompts[step] for _ in range(G)],
             "completion": [f"c{i}" for i in range(len(rows))]}
            | {column: rows[:, k].tolist() for k, column in enumerate(columns + names)}
            | {"advantages": result[step * GROUPS:(step + 1) * GROUPS].reshape(-1).tolist()})
    dump(name, lines)
    total = (raw * weights).sum(axis=-1).reshape(-1, G)
    truth.write(name, preset, columns, weights, list(sigmas), total, result)


def verl(name, write, seed, sigma, is_v1):
    """What verl dumps of a run whose reward function is the recipe."""
    module = types.ModuleType("verl.utils.reward_score")
    module.default_compute_score = lambda source, solution, truth, extra=None: float(solution.startswith(truth))
    sys.modules.update(
        {"verl": types.ModuleType("verl"), "verl.utils": types.ModuleType("verl.utils"), module.__name__: module})
    import verl_dither

    verl_dither.NOISE = random.Random(seed)  # For a second run to write the same bytes.
    prompts, raw = draws(seed)
    rows = []
    source = np.random.default_rng([seed, 2])
    with tempfile.TemporaryDirectory() as folder:
        for step in range(STEPS):
            samples = []
            for group, k in np.ndindex(GROUPS, G):
                output = f"{'yes' if raw[step, group, k, 0] else 'no'} {k}"
                result = verl_dither.compute_score("own", output, "yes", {}, sigma=sigma)
                key = f"{step * GROUPS + group:08x}_{k}_0"
                samples.append((key, f"p{prompts[step, group]}", output, result))
            if not is_v1:  # Its batches are balanced by length before they are dumped.
                samples = [samples[i] for i in source.permutation(len(samples))]
            keys, inputs, outputs, results = zip(*samples)
            scores = [float(single(result["score"])) for result in results]
            extras = {"uid": keys} if is_v1 else {key: [r[key] for r in results] for key in results[0]}
            write(list(inputs), list(outputs), ["yes"] * len(keys), scores, extras, folder, step + 1)
            text = (pathlib.Path(folder) / f"{step + 1}.jsonl").read_text()
            rows += [json.loads(line) for line in text.splitlines()]
    dump(name, rows)
    truth.write(name, "", ["score"], [1], [sigma], raw[..., 0].reshape(-1, G), None)


def main():
    os.environ["ATEN_CPU_CAPABILITY"] = "avx2"
    torch.set_num_threads(1)
    sources = systems.unpack(sys.argv[1] if len(sys.argv) > 1 else None)
    known = {name: run for name, (_, run) in systems.systems(sources).items()}
    neutral("verl_group.jsonl", "verl", known["verl"], 1, 0.05)
    neutral("verl_plain.jsonl", "verl", known["verl"], 2, 0)
    neutral("verl_rloo.jsonl", "verl/rloo", known["verl/rloo"], 3, 0.3)
    neutral("openrlhf_group.jsonl", "openrlhf", known["openrlhf"], 4, 0.05)
    # Equal rewards of .2 leave residue in float32, which OpenRLHF divides by 1e-9.
    neutral("openrlhf_plain.jsonl", "openrlhf", known["openrlhf"], 5, 0, levels=(0.2, 1.0))
    neutral("openrlhf_dr_grpo.jsonl", "openrlhf/dr-grpo", known["openrlhf/dr-grpo"], 6, 0.02)
    swift("swift_group.jsonl", "ms-swift", known["ms-swift"], 7, [0.05])
    swift("swift_batch.jsonl", "ms-swift/batch", known["ms-swift/batch"], 8, [0.05, 0.1])
    swift("swift_gdpo.jsonl", "ms-swift/gdpo", known["ms-swift/gdpo"], 9, [0.05, 0.1])
    trainer = sources["verl"] / "verl" / "trainer" / "ppo"
    given = {"json": json, "os": os}
    for name, path, is_v1 in [
        ("verl_rollouts.jsonl", trainer / "ray_trainer.py", False),
        ("verl_v1.jsonl", trainer / "v1" / "trainer_base.py", True),
    ]:
        write = systems.functions(path, ["_write_generations"], given)._write_generations
        verl(name, write, 10, 0.05, is_v1)


if __name__ == "__main__":
    main()
