"""Small runs of TRL's own GRPOTrainer, dithered by notebooks-md/recipes/trl_dither.py, and truth.csv beside them.

A Llama of two layers with random weights writes six letters to a prompt of letters. `accuracy` is 1 where at
least two of them stand in the prompt (`graded`: half of that for one), `form` 1 where the first is no `a`. Eight
steps of eight groups of eight, six where there are two rewards; sixteen prompts, so that each comes back. Files are
TRL's parquet files as JSON Lines, rows and columns in their order, numbers to nine digits: TRL has them in float32.

    pip install trl==1.16.0 torch==2.15.0 transformers==5.24.0 accelerate==1.15.0 datasets==5.2.0 numpy==2.4.6
    python3 data/logs/made/make_trl.py [RUN ...]      # on a CPU, 10 s a run

Runs are seeded, and another machine draws the same noise; its arithmetic may draw other completions.
"""

import json
import os
import pathlib
import sys
import tempfile

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["ATEN_CPU_CAPABILITY"] = "avx2"  # Sums of 8 or more depend on the vector unit.
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "notebooks-md" / "recipes"))

import numpy as np
import pandas as pd
import torch
from datasets import Dataset
from tokenizers import Regex, Tokenizer
from tokenizers.decoders import Fuse
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Split
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from trl import GRPOConfig, GRPOTrainer

import truth
from trl_dither import dithered

LETTERS = "abcdefghijkl"
PROMPTS = [
    "a", "e", "i", "bc", "fg", "jk", "adg", "ehl", "bcdf", "hijk", "acegi", "abcdef", "dfgijl", "aefhijk",
    "abcdefgh", "efghijkl",
]
G = 8
SEED = 42


def hits(prompts, completions):
    return [sum(letter in prompt for letter in text) for prompt, text in zip(prompts, completions)]


def accuracy(prompts, completions, **given):
    return [float(count >= 2) for count in hits(prompts, completions)]


def graded(prompts, completions, **given):
    return [min(count, 2) / 2 for count in hits(prompts, completions)]


def form(prompts, completions, **given):
    return [float(not text.startswith("a")) for text in completions]


# Rewards with their sigmas (0: as they are), weights, what TRL is told, the preset that this is.
RUNS = {
    "trl_plain": ([(accuracy, 0)], [1], {}, "trl"),
    "trl_group": ([(accuracy, 0.05)], [1], {}, "trl"),
    "trl_faint": ([(graded, 0.005)], [1], {}, "trl"),
    "trl_none": ([(accuracy, 0.05)], [1], {"scale_rewards": "none"}, "trl/none"),
    "trl_batch": ([(graded, 0.1)], [1], {"scale_rewards": "batch"}, "trl-batch"),
    "trl_two": ([(accuracy, 0.05), (form, 0.02)], [1, 0.5], {}, "trl"),
    "trl_decoupled": (
        [(accuracy, 0.05), (form, 0.02)], [1, 0.5], {"multi_objective_aggregation": "normalize_then_sum"},
        "trl/gdpo"),
    # Of four prompts with four completions each, in place of rows of every second step.
    "trl_evaluated": (
        [(accuracy, 0.05)], [1],
        {"eval_strategy": "steps", "eval_steps": 2, "num_generations_eval": 4, "per_device_eval_batch_size": 16}, "trl"),
    "trl_one_of_two": ([(accuracy, 0.3), (form, 0)], [1, 0.5], {}, "trl"),
}


def tokenizer():
    words = {word: number for number, word in enumerate(["<pad>", "<eos>", *LETTERS])}
    letters = Tokenizer(WordLevel(words, unk_token="<pad>"))
    letters.pre_tokenizer = Split(Regex("."), "isolated")
    letters.decoder = Fuse()
    return PreTrainedTokenizerFast(tokenizer_object=letters, pad_token="<pad>", eos_token="<eos>", bos_token=None)


def model(words):
    torch.manual_seed(SEED)
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(words), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
            pad_token_id=words.pad_token_id, eos_token_id=words.eos_token_id, bos_token_id=None))


def train(rewards, weights, options, folder):
    """TRL's own tables of every step, one below the other."""
    words = tokenizer()
    config = GRPOConfig(
        output_dir=folder, max_steps=8 if len(rewards) == 1 else 6, per_device_train_batch_size=8 * G,
        num_generations=G, max_completion_length=6, learning_rate=1e-3, logging_steps=1, log_completions=True,
        num_completions_to_print=0, report_to=[], save_strategy="no", use_cpu=True, bf16=False,
        gradient_checkpointing=False, disable_tqdm=True, seed=SEED,
        reward_weights=[float(weight) for weight in weights], **options)
    trainer = GRPOTrainer(
        model=model(words), args=config, processing_class=words,
        train_dataset=Dataset.from_dict({"prompt": PROMPTS}),
        eval_dataset=Dataset.from_dict({"prompt": PROMPTS[:4]}) if "eval_steps" in options else None,
        reward_funcs=[dithered(reward, sigma, seed=SEED) if sigma else reward for reward, sigma in rewards])
    trainer.train()
    return pd.concat(
        [pd.read_parquet(path) for path in sorted((pathlib.Path(folder) / "completions").glob("*.parquet"))])


def line(row):
    """A row of the log; nine digits tell every number of single precision from the next."""
    short = {key: float(f"{value:.9g}") if isinstance(value, float) else value for key, value in row.items()}
    return json.dumps(short, separators=(",", ":")) + "\n"


def sizes(log, options):
    """Of the groups of a log."""
    for step, rows in log.groupby("step"):
        evaluated = 4 if step % options.get("eval_steps", step + 1) == 0 else 0
        yield from [G] * ((len(rows) - 4 * evaluated) // G) + [4] * evaluated


def main():
    torch.set_num_threads(1)
    for name in sys.argv[1:] or RUNS:
        rewards, weights, options, preset = RUNS[name]
        with tempfile.TemporaryDirectory() as folder:
            log = train(rewards, weights, options, folder)
        columns = [f"dithered_{reward.__name__}" if sigma else reward.__name__ for reward, sigma in rewards]
        with (HERE / f"{name}.jsonl").open("w") as file:
            file.writelines(line(row) for row in log.to_dict("records"))
        raw = sum(weight * log[reward.__name__] for (reward, _), weight in zip(rewards, weights))
        cuts = np.cumsum(list(sizes(log, options)))[:-1]
        truth.write(
            f"{name}.jsonl", preset, columns, weights, [sigma for _, sigma in rewards],
            np.split(raw.to_numpy(), cuts), np.split(log.advantage.to_numpy(), cuts))


if __name__ == "__main__":
    main()
