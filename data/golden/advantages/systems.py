"""Writes systems.csv: what the training systems' own code makes of groups of rewards.

The code is taken from the wheels of the package registry (versions below), function by function, and run
by torch on the CPU: once in float32 as the systems run it, once in float64 on the same rewards. Nothing
of it is copied into this project. Needs torch; downloads about 6 MB.

    python3 data/golden/advantages/systems.py [FOLDER OF DOWNLOADED WHEELS]
"""

import ast
import csv
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import types
import zipfile
from collections import defaultdict
from typing import Any, Dict, List, Optional, Tuple

import numpy as np
os.environ["ATEN_CPU_CAPABILITY"] = "avx2"  # Sums of 8 or more depend on the vector unit.
import torch

PACKAGES = {
    "trl": "1.16.0",
    "verl": "0.9.1",
    "ms-swift": "4.6.0",
    "openrlhf": "0.11.2",
    "skyrl": "0.3.0",
}


def unpack(folder):
    """The unpacked wheel of each package."""
    downloads = pathlib.Path(folder or tempfile.mkdtemp())
    sources = {}
    for name, version in PACKAGES.items():
        pattern = f"{name.replace('-', '_')}-{version}-*.whl"
        if not list(downloads.glob(pattern)):
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", downloads]
            subprocess.run(command + [f"{name}=={version}"], check=True)
        target = pathlib.Path(tempfile.mkdtemp())
        zipfile.ZipFile(next(downloads.glob(pattern))).extractall(target)
        sources[name] = target
    return sources


def functions(path, names, given=()):
    """Functions of a file that may not be importable, without their decorators."""
    tree = ast.parse(path.read_text())
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in names]
    for node in found:
        node.decorator_list = []
        node.returns = None
        for argument in node.args.args:
            argument.annotation = None
    space = {
        "torch": torch, "np": np, "defaultdict": defaultdict, "Optional": Optional, "Any": Any,
        "List": List, "Tuple": Tuple, "Dict": Dict, **dict(given),
    }
    exec(compile(ast.Module(found, []), str(path), "exec"), space)
    return types.SimpleNamespace(**{name: space[name] for name in names})


def block(path, function, attribute, **given):
    """The `if ... self.ATTRIBUTE == ...` chain of a method, as a function of its names."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            for part in ast.walk(node):
                if isinstance(part, ast.If) and attribute in ast.dump(part.test):
                    code = compile(ast.Module([part], []), str(path), "exec")

                    def run(**names):
                        space = {"torch": torch, **given, **names}
                        exec(code, space)
                        return space

                    return run
    raise SystemExit(f"{path}: no {attribute} in {function}")


class Float64:
    """torch whose float32 is float64, for code that names its type."""

    def __getattr__(self, name):
        return torch.float64 if name == "float32" else getattr(torch, name)


def systems(sources):
    """By name: a function of rewards (groups, completions, components) and weights."""

    def rows(rewards):
        return rewards.reshape(-1, rewards.shape[-1])

    # TRL
    trl = sources["trl"] / "trl" / "trainer"
    nanstd = functions(trl / "utils.py", ["nanstd"]).nanstd
    grpo = block(
        trl / "grpo_trainer.py", "_generate_and_score_completions", "multi_objective_aggregation", nanstd=nanstd)

    def run_trl(aggregation, scale):
        def run(rewards, weights):
            flat = rows(rewards)
            self = types.SimpleNamespace(
                multi_objective_aggregation=aggregation, scale_rewards=scale, reward_weights=weights,
                reward_funcs=[None] * flat.shape[1])
            space = grpo(
                self=self, rewards_per_func=flat, device="cpu", num_generations=rewards.shape[1],
                unscorable_mask=torch.isnan(flat).all(dim=1))
            return torch.nan_to_num(space["advantages"], nan=0.0)

        return run

    # verl, SkyRL: one token a completion.
    def whitened(path):
        return functions(path, ["masked_mean", "masked_var", "masked_whiten", "masked_sum"])

    def tokens(function, **options):
        def run(rewards, weights):
            total = (rows(rewards) * weights).sum(dim=1, keepdim=True)
            index = np.repeat(np.arange(rewards.shape[0]), rewards.shape[1])
            return function(total, torch.ones_like(total), index, **options)[0].reshape(-1)

        return run

    verl = sources["verl"] / "verl"
    core = verl / "trainer" / "ppo" / "core_algos.py"

    class Pretend:
        """Stands for modules whose types are only named."""

        def __getattr__(self, name):
            return None

    index = types.SimpleNamespace(
        as_torch_index=lambda index, device: torch.as_tensor(index.astype(np.int64)))

    def verl_functions(module):
        whiten = functions(verl / "utils" / "torch_functional.py", ["masked_mean", "masked_sum"], {"torch": module})
        whiten = functions(
            verl / "utils" / "torch_functional.py", ["masked_var", "masked_whiten"],
            {"torch": module, "masked_mean": whiten.masked_mean})
        groups = functions(
            verl / "utils" / "groupwise.py", ["group_mean_std"],
            {"torch": module, "_resolve_device": lambda device: torch.device("cpu")})
        return functions(
            core,
            ["compute_grpo_outcome_advantage", "compute_grpo_vectorized_outcome_advantage",
             "compute_gdpo_outcome_advantage", "compute_grpo_passk_outcome_advantage",
             "compute_rloo_outcome_advantage"],
            {"torch": module, "verl_F": whiten, "group_mean_std": groups.group_mean_std,
             "as_torch_index": index.as_torch_index, "AlgoConfig": None})

    def by_type(make):
        single, double = make(torch), make(Float64())
        return lambda rewards, weights: (single if rewards.dtype == torch.float32 else double)(rewards, weights)

    def verl_gdpo(module):
        function = verl_functions(module).compute_gdpo_outcome_advantage

        def run(rewards, weights):
            flat = rows(rewards)
            uid = np.repeat(np.arange(rewards.shape[0]), rewards.shape[1])
            names = [f"c{k}" for k in range(flat.shape[1])]
            config = {"gdpo_reward_keys": names, "gdpo_reward_weights": [float(w) for w in weights]}
            batch = {"prompts": torch.zeros(len(flat), 1), "attention_mask": torch.ones(len(flat), 2)}
            batch["attention_mask"] = batch["attention_mask"].long()
            mask = torch.ones(len(flat), 1, dtype=flat.dtype)
            # The code converts to np.float32; in float64 it must not round.
            space = function.__globals__
            space["np"] = np if flat.dtype == torch.float32 else Numpy64()
            return function(
                flat[:, :1], mask, uid, config=config, batch=batch,
                non_tensor_batch={name: flat[:, k].numpy() for k, name in enumerate(names)})[0].reshape(-1)

        return run

    class Numpy64:
        def __getattr__(self, name):
            return np.float64 if name == "float32" else getattr(np, name)

    def verl_one(name, **options):
        return by_type(lambda module: tokens(getattr(verl_functions(module), name), **options))

    # ms-swift
    swift_path = sources["ms-swift"] / "swift"
    swift_std = None
    for path in (swift_path / "utils").glob("*.py"):
        if "def nanstd" in path.read_text():
            swift_std = functions(path, ["nanstd"]).nanstd
    advantage = functions(
        swift_path / "rl_core" / "advantage.py", ["compute_advantages"], {"nanstd": swift_std})

    def run_swift(estimator, scale):
        return lambda rewards, weights: advantage.compute_advantages(
            rows(rewards), weights, rewards.shape[1], estimator, scale)[0]

    # OpenRLHF: from the rewards of all groups to those that each completion keeps.
    experience = next(sources["openrlhf"].rglob("experience_maker.py"))
    shaped = block(experience, "compute_advantages_and_returns", "estimator")

    def run_openrlhf(estimator):
        def run(rewards, weights):
            args = types.SimpleNamespace(
                algo=types.SimpleNamespace(advantage=types.SimpleNamespace(estimator=estimator)),
                rollout=types.SimpleNamespace(n_samples_per_prompt=rewards.shape[1]))
            total = (rows(rewards) * weights).sum(dim=1).reshape(-1, rewards.shape[1])
            result = shaped(rewards=total, args=args)["rewards"].reshape(-1)
            return result.clamp(-10, 10)  # its default reward.clip_range, in compute_reward

        return run

    # SkyRL
    sky = functions(
        sources["skyrl"] / "skyrl" / "backends" / "skyrl_train" / "utils" / "ppo_utils.py",
        ["compute_maxrl_advantage"])

    return {
        "trl": ("trl", run_trl("sum_then_normalize", "group")),
        "trl/batch": ("trl", run_trl("sum_then_normalize", "batch")),
        "trl/none": ("trl", run_trl("sum_then_normalize", "none")),
        "trl/gdpo": ("trl", run_trl("normalize_then_sum", "group")),
        "verl": ("verl", verl_one("compute_grpo_outcome_advantage")),
        "verl/vectorized": ("verl", verl_one("compute_grpo_vectorized_outcome_advantage")),
        "verl/passk": ("verl", verl_one("compute_grpo_passk_outcome_advantage", config={})),
        "verl/rloo": ("verl", verl_one("compute_rloo_outcome_advantage")),
        "verl/gdpo": ("verl", by_type(verl_gdpo)),
        "ms-swift": ("ms-swift", run_swift("grpo", "group")),
        "ms-swift/batch": ("ms-swift", run_swift("grpo", "batch")),
        "ms-swift/rloo": ("ms-swift", run_swift("rloo", "none")),
        "ms-swift/gdpo": ("ms-swift", run_swift("grpo", "gdpo")),
        "openrlhf": ("openrlhf", run_openrlhf("group_norm")),
        "openrlhf/rloo": ("openrlhf", run_openrlhf("rloo")),
        "openrlhf/dr-grpo": ("openrlhf", run_openrlhf("dr_grpo")),
        "skyrl/max-rl": ("skyrl", tokens(sky.compute_maxrl_advantage)),
    }


def batches():
    """Name, rewards (groups, completions, components) and weights."""
    random = np.random.default_rng(2026)
    counts = [[1.0] * k + [0.0] * (8 - k) for k in range(9)]
    yield "binary", np.array(counts)[:, :, None], [1.0]
    constants = [[c] * 8 for c in (0.2, 0.3, 0.7, 0.1, 1.1, 3.3, 0.0, 1.0)]
    yield "constant", np.array(constants)[:, :, None], [1.0]
    yield "constant-alone", np.array(constants)[:1, :, None], [1.0]
    for size in (2, 3, 4, 5, 6, 7, 16, 33):
        groups = max(2, 24 // size)
        yield f"tenths-{size}", random.integers(0, 11, (groups, size, 1)) / 10, [1.0]
        yield f"normal-{size}", random.standard_normal((groups, size, 1)), [1.0]
    yield "lone-success", np.array([[1.0] + [0.0] * 7] * 2 + [[0.0] * 8] * 2)[:, :, None], [1.0]
    yield "near-tie", np.array([[1.0, 0.001, 0, 0, 0, 0, 0, 0], [0.5, 0.501] * 4])[:, :, None], [1.0]
    yield "weighted", random.integers(0, 3, (4, 8, 1)) / 2, [0.3]
    both = (random.random((6, 8, 2)) < (0.3, 0.95)).astype(float)
    both[0, :, 1] = 1
    both[1] = 1
    yield "correct-format", both, [1.0, 0.5]
    yield "three", random.integers(0, 4, (5, 6, 3)) / 3, [2.0, 0.5, 1.0]


def main():
    torch.set_num_threads(1)
    known = systems(unpack(sys.argv[1] if len(sys.argv) > 1 else None))
    path = pathlib.Path(__file__).with_name("systems.csv")
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ["system", "version", "batch", "groups", "group_size", "components", "weights", "rewards",
             "float32", "float64"])
        for name, (package, run) in known.items():
            for batch, rewards, weights in batches():
                results = []
                for kind in (torch.float32, torch.float64):
                    torch.set_default_dtype(kind)  # Of the quotient of two counts.
                    # The same rewards: what float32 holds of them.
                    value = torch.tensor(rewards, dtype=torch.float32).to(kind)
                    weight = torch.tensor(weights, dtype=torch.float32).to(kind)
                    results.append(run(value, weight))
                torch.set_default_dtype(torch.float32)
                groups, size, components = rewards.shape
                rounded = torch.tensor(rewards, dtype=torch.float32)

                def text(values):
                    return " ".join(repr(float(v)) for v in values.reshape(-1))

                assert all(math.isfinite(v) for r in results for v in r.reshape(-1).tolist()), (name, batch)
                writer.writerow(
                    [name, PACKAGES[package], batch, groups, size, components,
                     text(torch.tensor(weights, dtype=torch.float32)), text(rounded), text(results[0]),
                     text(results[1])])
    print(f"{path}: {sum(1 for _ in path.open()) - 1} rows, torch {torch.__version__}")


if __name__ == "__main__":
    main()
