"""The bandit sweep in JAX: one compiled program, a scan over chunks of groups."""

import functools

import worker
import jax_setup  # first: it sets JAX up
import jax
import jax.numpy as jnp
from problem import Bandit, rare

CHUNK = 2048


def draw(key, bandit):
    first, second = jax.random.split(key)
    shape = (bandit.group_size, CHUNK)
    u = jax.random.uniform(first, shape)
    arms = sum((u > cut).astype(jnp.int32) for cut in bandit.cuts)
    return arms, jax.random.normal(second, shape)


def one_hot(arms, bandit):
    return [(arms == k).astype(jnp.float64) for k in range(bandit.arms)]


def reward(hot, bandit):
    return sum(r * h for r, h in zip(bandit.rewards, hot) if r)


def gradient(values, hot):
    return jnp.stack([(values * h).sum(0) for h in hot]) / len(values)


def simple(arms, noise, sigma, bandit):
    hot = one_hot(arms, bandit)
    x = reward(hot, bandit) + sigma * noise
    x = x - x.mean(0)
    g = gradient(x / jnp.sqrt((x * x).mean(0)), hot)
    return jnp.append(g.sum(1), (g * g).sum())


def plain(key, bandit):
    def one(k, sigma):
        return simple(*draw(k, bandit), sigma, bandit)

    keys = jax.random.split(key, len(bandit.sigmas))
    return jax.lax.map(lambda x: one(*x), (keys, jnp.asarray(bandit.sigmas)))


def common(key, bandit):
    arms, noise = draw(key, bandit)
    return jax.lax.map(
        lambda sigma: simple(arms, noise, sigma, bandit), jnp.asarray(bandit.sigmas))


def one_pass(key, bandit):
    """All sigmas from r.r, r.z, z.z, g_r and g_z of each group."""
    arms, noise = draw(key, bandit)
    hot = one_hot(arms, bandit)
    rewards = reward(hot, bandit)
    rewards -= rewards.mean(0)
    noise -= noise.mean(0)
    g_r, g_z = gradient(rewards, hot), gradient(noise, hot)
    sigma = jnp.asarray(bandit.sigmas)[:, None]

    def quadratic(a, b):
        return (a * a).sum(0) + sigma * (2 * (a * b).sum(0) + sigma * (b * b).sum(0))

    square = bandit.group_size / quadratic(rewards, noise)
    scale = jnp.sqrt(square)
    first = scale @ g_r.T + sigma * (scale @ g_z.T)
    second = (square * quadratic(g_r, g_z)).sum(1, keepdims=True)
    return jnp.concatenate([first, second], 1)


def variant(step, bandit):
    @functools.partial(jax.jit, static_argnums=1)
    def run(key, batches):
        return jax.lax.map(lambda k: step(k, bandit), jax.random.split(key, batches))

    return lambda seed, batches: run(jax.random.key(seed), batches).block_until_ready()


if __name__ == "__main__":
    worker.serve({
        "plain": (variant(plain, Bandit()), CHUNK),
        "crn": (variant(common, Bandit()), CHUNK),
        "one-pass": (variant(one_pass, Bandit()), CHUNK),
        "rare-plain": (variant(plain, rare()), CHUNK),
        "rare-one-pass": (variant(one_pass, rare()), CHUNK),
    })
