"""Training runs in PyTorch: bandits of all runs in one tensor; the network eager, run after run, with
the fused Adam, its prompts' states computed once for each group."""

import training_problem
import numpy as np
import torch
from training_problem import GROUP_SIZE, SIGMA, STABILIZER, Bandit, Neural

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def advantages(rewards):
    return (rewards - rewards.mean(-1, keepdim=True)) / (rewards.std(-1, keepdim=True) + STABILIZER)


@torch.inference_mode()
def bandit(seed, runs, sigmas):
    """All runs of all recipes in one tensor; a run's recipes share their draws."""
    law, rng = Bandit(), torch.Generator().manual_seed(seed)
    logits = torch.tensor(law.logits).repeat(len(sigmas), runs, 1)
    sigma = torch.tensor(sigmas)[:, None, None]
    rewards, values = torch.tensor(law.rewards), []
    for step in range(1, law.steps + 1):
        cuts = logits.softmax(-1).cumsum(-1)[..., :-1].contiguous()
        uniforms = torch.rand(runs, GROUP_SIZE, generator=rng).expand(len(sigmas), -1, -1)
        arms = torch.searchsorted(cuts, uniforms.contiguous())
        noise = torch.randn(runs, GROUP_SIZE, generator=rng)
        a = advantages(rewards[arms] + sigma * noise) / GROUP_SIZE
        # The advantages sum to 0: minus pi drops out of the score.
        logits.scatter_add_(-1, arms, law.rate * a)
        if 4 * step in (law.steps, 2 * law.steps, 4 * law.steps):
            values.append(logits.softmax(-1) @ rewards)
    return torch.stack(values, -1)


class Network:
    def __init__(self, law, seed):
        self.law = law
        self.rng = torch.Generator().manual_seed(seed)
        self.prompts = torch.tensor(law.prompts)
        self.rewards = torch.tensor(law.rewards)
        start = law.parameters(np.random.default_rng(seed))
        self.parameters = [torch.tensor(p).requires_grad_() for p in start]
        self.adam = torch.optim.Adam(
            self.parameters, lr=law.rate, betas=law.betas, eps=law.epsilon, fused=True)

    def step(self, state, tokens):
        a = self.parameters[0][tokens] + state @ self.parameters[1]
        return a * torch.rsqrt(1 + a * a)

    def log_law(self, state):
        return torch.log_softmax(state @ self.parameters[2].T + self.parameters[3], -1)

    def read(self, prompts):
        state = torch.zeros(len(prompts), self.law.hidden)
        for tokens in self.prompts[prompts].T:
            state = self.step(state, tokens)
        return state

    def update(self):
        law = self.law
        prompts = torch.randint(len(law.prompts), (law.batch,), generator=self.rng)
        state = self.read(prompts)
        first = self.log_law(state)
        y1 = torch.multinomial(first.detach().exp(), GROUP_SIZE, True, generator=self.rng)
        repeated = state.repeat_interleave(GROUP_SIZE, 0)
        second = self.log_law(self.step(repeated, y1.flatten()))
        y2 = torch.multinomial(second.detach().exp(), 1, generator=self.rng)
        rewards = self.rewards[prompts[:, None], y1, y2.view(y1.shape)]
        noise = torch.randn(y1.shape, generator=self.rng)
        a = advantages(rewards + SIGMA * noise)
        chosen = first.gather(1, y1) + second.gather(1, y2).view(y1.shape)
        loss = -(a * chosen).mean()
        self.adam.zero_grad()
        loss.backward()
        self.adam.step()

    @torch.inference_mode()
    def value(self):
        law = self.law
        state = self.read(torch.arange(len(law.prompts)))
        first = self.log_law(state).exp()
        tokens = torch.arange(law.vocabulary).repeat(len(law.prompts))
        second = self.log_law(self.step(state.repeat_interleave(law.vocabulary, 0), tokens)).exp()
        joint = first[..., None] * second.view(len(law.prompts), law.vocabulary, -1)
        return (joint * self.rewards).sum((1, 2)).mean().item()


def neural(seed, runs, sigmas):
    law = Neural()

    def run(index):
        network, values = Network(law, seed * runs + index), []
        for step in range(1, law.steps + 1):
            network.update()
            if 4 * step in (law.steps, 2 * law.steps, 4 * law.steps):
                values.append(network.value())
        return values

    return [[run(index) for index in range(runs)]]


if __name__ == "__main__":
    training_problem.serve({"bandit": bandit, "neural": neural})
