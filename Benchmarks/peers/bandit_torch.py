"""The bandit sweep in PyTorch: eager, in chunks of groups that stay in the cache; double precision."""

import worker
import torch
from problem import Bandit, rare

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
CHUNK = 4096


class Step:
    """The tensors of one bandit, and one chunk of groups worked out in each way."""

    def __init__(self, bandit):
        self.bandit = bandit
        self.rewards = torch.tensor(bandit.rewards)
        self.sigmas = torch.tensor(bandit.sigmas)
        self.cuts = torch.tensor(bandit.cuts)

    def draw(self, rng):
        shape = (self.bandit.group_size, CHUNK)
        arms = torch.bucketize(torch.rand(shape, generator=rng), self.cuts)
        return arms, torch.randn(shape, generator=rng)

    def gradient(self, values, hot):
        return torch.einsum("in,kin->kn", values, hot) / self.bandit.group_size

    def hot(self, arms):
        return torch.stack([arms == k for k in range(self.bandit.arms)]).double()

    def simple(self, rng, common):
        rows = []
        for s, sigma in enumerate(self.bandit.sigmas):
            if s == 0 or not common:
                arms, noise = self.draw(rng)
                hot, rewards = self.hot(arms), self.rewards[arms]
            x = torch.add(rewards, noise, alpha=sigma)
            x -= x.mean(0)
            x *= torch.rsqrt((x * x).mean(0))
            g = self.gradient(x, hot)
            rows.append(torch.cat([g.sum(1), (g * g).sum().reshape(1)]))
        return torch.stack(rows)

    def one_pass(self, rng):
        """All sigmas from r.r, r.z, z.z, g_r and g_z of each group."""
        arms, noise = self.draw(rng)
        hot, rewards = self.hot(arms), self.rewards[arms]
        rewards -= rewards.mean(0)
        noise -= noise.mean(0)
        g_r, g_z = self.gradient(rewards, hot), self.gradient(noise, hot)
        sigma = self.sigmas[:, None]

        def quadratic(a, b):
            aa, ab, bb = (a * a).sum(0), (a * b).sum(0), (b * b).sum(0)
            return torch.addmm(aa.expand(len(sigma), -1), torch.cat([2 * sigma, sigma**2], 1),
                               torch.stack([ab, bb]))

        square = self.bandit.group_size / quadratic(rewards, noise)
        scale = square.sqrt()
        first = scale @ g_r.T + sigma * (scale @ g_z.T)
        second = (square * quadratic(g_r, g_z)).sum(1, keepdim=True)
        return torch.cat([first, second], 1)


def variant(step):
    def run(seed, batches):
        rng = torch.Generator().manual_seed(seed)
        with torch.inference_mode():
            return torch.stack([step(rng) for _ in range(batches)]).numpy()

    return run


if __name__ == "__main__":
    five = Step(Bandit())
    few = Step(rare())
    worker.serve({
        "plain": (variant(lambda rng: five.simple(rng, common=False)), CHUNK),
        "crn": (variant(lambda rng: five.simple(rng, common=True)), CHUNK),
        "one-pass": (variant(five.one_pass), CHUNK),
        "rare-plain": (variant(lambda rng: few.simple(rng, common=False)), CHUNK),
        "rare-one-pass": (variant(few.one_pass), CHUNK),
    })
