"""The recipes as trainers call them: the raw reward is logged, noise has its size, and nobody else's."""

import importlib
import os
import sys
import types
import unittest
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "recipes"))

import trl_dither


def accuracy(prompts, completions, **given):
    return [None if text == "?" else text == "right" for text in completions]


class TRL(unittest.TestCase):
    def call(self, texts, prompts=None, step=7, rank=None, seed=1, sigma=0.05, reward=accuracy):
        """The rewards, the extra columns and the metrics of one call."""
        extras, metrics = {}, {}
        os.environ.pop("RANK", None)
        if rank is not None:
            os.environ["RANK"] = str(rank)
        rewards = trl_dither.dithered(reward, sigma, seed)(
            prompts=prompts or ["p"] * len(texts), completions=texts, completion_ids=[[]] * len(texts),
            trainer_state=types.SimpleNamespace(global_step=step), log_extra=extras.__setitem__,
            log_metric=metrics.__setitem__)
        os.environ.pop("RANK", None)
        return rewards, extras, metrics

    def test_raw_rewards_are_logged_beside_the_dithered(self):
        rewards, extras, metrics = self.call(["right", "wrong", "?", "right"])
        self.assertEqual(extras, {"accuracy": [1.0, 0.0, None, 1.0]})
        self.assertEqual(metrics, {"rewards/accuracy/mean": 2 / 3})
        self.assertIsNone(rewards[2])
        self.assertTrue(all(type(reward) is float for reward in rewards if reward is not None))
        self.assertEqual(trl_dither.dithered(accuracy, 0.05, 1).__name__, "dithered_accuracy")

    def test_noise_has_mean_0_and_its_size(self):
        # N = 40,000, seed 1: five standard errors, a sigma off by 2% is refused.
        rewards, extras, _ = self.call(["right", "wrong"] * 20_000)
        noise = np.array(rewards) - extras["accuracy"]
        self.assertLess(abs(noise.mean()), 5 * 0.05 / 200)
        self.assertLess(abs(noise.std() / 0.05 - 1), 5 / 283)
        self.assertEqual(len(set(noise)), len(noise))
        self.assertLess(abs(np.corrcoef(noise[:-1], noise[1:])[0, 1]), 5 / 200)

    def test_a_restart_draws_the_same_noise_and_nothing_else_does(self):
        texts = ["right", "wrong"] * 8
        first = self.call(texts)[0]
        self.assertEqual(self.call(texts)[0], first)
        self.assertEqual(self.call(texts, rank=0)[0], first)
        other = lambda prompts, completions, **given: accuracy(prompts, completions)
        for change in [
            {"step": 8}, {"rank": 1}, {"seed": 2}, {"prompts": ["q"] * 16}, {"reward": other},
        ]:
            again = self.call(texts, **change)[0]
            self.assertFalse(set(again) & set(first), change)

    def test_without_scores_there_is_no_mean(self):
        self.assertEqual(self.call(["?", "?"])[2], {})


class Verl(unittest.TestCase):
    def load(self, reward):
        """The recipe with this in place of verl's own reward."""
        module = types.ModuleType("verl.utils.reward_score")
        module.default_compute_score = reward
        for name in ("verl", "verl.utils", module.__name__):
            sys.modules[name] = types.ModuleType(name)
        sys.modules[module.__name__] = module
        sys.modules.pop("verl_dither", None)
        return importlib.import_module("verl_dither")

    def tearDown(self):
        for name in ("verl", "verl.utils", "verl.utils.reward_score", "verl_dither"):
            sys.modules.pop(name, None)

    def score(self, reward, **given):
        return self.load(reward).compute_score("own", "text", "truth", {"index": 3}, sigma=0.05, **given)

    def test_a_number_gets_its_raw_score_and_acc(self):
        result = self.score(lambda source, text, truth, extra: True)
        self.assertEqual((result["raw_score"], result["acc"]), (1.0, True))
        self.assertTrue(0 < abs(result["score"] - 1) < 0.5)

    def test_what_the_reward_returns_stays(self):
        result = self.score(lambda *given: {"score": -1.0, "acc": False, "pred": "4"})
        self.assertEqual((result["raw_score"], result["acc"], result["pred"]), (-1.0, False, "4"))
        self.assertNotEqual(result["score"], -1)

    def test_arguments_are_passed_on(self):
        seen = {}
        self.score(lambda *given, **named: seen.update(given=given, **named) or 0.0, router="r")
        self.assertEqual(seen, {"given": ("own", "text", "truth", {"index": 3}), "router": "r"})

    def test_noise_is_that_of_no_seed(self):
        # N = 20,000 from the operating system: five standard errors fail once in two million runs.
        compute_score = self.load(lambda *given: 0.0).compute_score
        noise = np.array([compute_score("own", "t", "u", sigma=0.05)["score"] for _ in range(20_000)])
        self.assertLess(abs(noise.mean()), 5 * 0.05 / 141)
        self.assertLess(abs(noise.std() / 0.05 - 1), 5 / 200)
        self.assertEqual(len(set(noise)), len(noise))


if __name__ == "__main__":
    unittest.main()
