"""The sequence policy in PyTorch: eager, token by token for a chunk of groups."""

import worker
import torch
from problem import Sequence

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
CHUNK = 1024


class Step:
    """The tensors of the policy, and one chunk of groups worked out in each way."""

    def __init__(self, law):
        self.law = law
        self.cuts = torch.tensor(law.cuts)
        self.table = torch.tensor(law.table)
        self.sigmas = torch.tensor(law.sigmas)

    def draw(self, rng):
        """(cell of each token (groups, completions, t), reward, noise)."""
        law = self.law
        shape = (CHUNK, law.group_size)
        v = law.vocabulary
        previous = torch.zeros(shape, dtype=torch.int64)
        hit = torch.ones(shape)
        cells = []
        for t in range(law.length):
            u = torch.rand(shape, generator=rng)
            token = (u[..., None] > self.cuts[t][previous]).sum(-1)
            cells.append((t * v + previous) * v + token)
            hit *= token == int(law.target[t])
            previous = token
        noise = torch.randn(shape, generator=rng)
        return torch.stack(cells, -1).reshape(CHUNK, -1), hit, noise

    def gradient(self, values, cells):
        law = self.law
        counts = torch.zeros(CHUNK, self.table.numel())
        weights = values[..., None].expand(-1, -1, law.length).reshape(CHUNK, -1)
        counts.scatter_add_(1, cells, weights)
        counts = counts.view(CHUNK, *self.table.shape)
        counts -= counts.sum(-1, keepdim=True) * self.table
        return counts.view(CHUNK, -1) / law.group_size

    def common(self, rng):
        """The same draws for every sigma."""
        cells, rewards, noise = self.draw(rng)
        rows = []
        for sigma in self.law.sigmas:
            x = torch.add(rewards, noise, alpha=float(sigma))
            x -= x.mean(1, keepdim=True)
            x *= torch.rsqrt((x * x).mean(1, keepdim=True))
            g = self.gradient(x, cells)
            rows.append(torch.cat([g.sum(0), (g * g).sum().reshape(1)]))
        return torch.stack(rows)

    def one_pass(self, rng):
        """All sigmas from r.r, r.z, z.z, g_r and g_z of each group."""
        cells, rewards, noise = self.draw(rng)
        rewards -= rewards.mean(1, keepdim=True)
        noise -= noise.mean(1, keepdim=True)
        g_r, g_z = self.gradient(rewards, cells), self.gradient(noise, cells)
        sigma = self.sigmas[:, None]

        def quadratic(a, b):
            return (a * a).sum(1) + sigma * (2 * (a * b).sum(1) + sigma * (b * b).sum(1))

        square = self.law.group_size / quadratic(rewards, noise)
        scale = square.sqrt()
        first = scale @ g_r + sigma * (scale @ g_z)
        return torch.cat([first, (square * quadratic(g_r, g_z)).sum(1, keepdim=True)], 1)


def variant(step):
    def run(seed, batches):
        rng = torch.Generator().manual_seed(seed)
        with torch.inference_mode():
            return torch.stack([step(rng) for _ in range(batches)]).numpy()

    return run


if __name__ == "__main__":
    policy = Step(Sequence())
    worker.serve({
        "crn": (variant(policy.common), CHUNK),
        "one-pass": (variant(policy.one_pass), CHUNK),
    })
