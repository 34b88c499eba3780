"""The sequence policy in JAX: one compiled program, one-hot products instead of scatters."""

import functools

import worker
import jax_setup  # first: it sets JAX up
import jax
import jax.numpy as jnp
from problem import Sequence

CHUNK = 512


def draw(key, law):
    """(one-hot (t, groups, completions, previous x token), reward, noise)."""
    first, second = jax.random.split(key)
    v = law.vocabulary
    shape = (CHUNK, law.group_size)
    uniforms = jax.random.uniform(first, (law.length, *shape))

    def step(previous, inputs):
        u, cuts = inputs
        token = (u[..., None] > cuts[previous]).sum(-1)
        return token, (previous * v + token, token)

    start = jnp.zeros(shape, jnp.int64)
    _, (cells, tokens) = jax.lax.scan(step, start, (uniforms, jnp.asarray(law.cuts)))
    hot = jax.nn.one_hot(cells, v * v, dtype=jnp.float64)
    hit = (tokens == law.target[:, None, None]).all(0).astype(jnp.float64)
    return hot, hit, jax.random.normal(second, shape)


def gradient(values, hot, law):
    v = law.vocabulary
    counts = jnp.einsum("ni,tnic->ntc", values, hot).reshape(CHUNK, law.length, v, v)
    counts -= counts.sum(-1, keepdims=True) * law.table
    return counts.reshape(CHUNK, -1) / law.group_size


def common(key, law):
    hot, rewards, noise = draw(key, law)

    def one(sigma):
        x = rewards + sigma * noise
        x -= x.mean(1, keepdims=True)
        x /= jnp.sqrt((x * x).mean(1, keepdims=True))
        g = gradient(x, hot, law)
        return jnp.append(g.sum(0), (g * g).sum())

    return jax.lax.map(one, jnp.asarray(law.sigmas))


def one_pass(key, law):
    """All sigmas from r.r, r.z, z.z, g_r and g_z of each group."""
    hot, rewards, noise = draw(key, law)
    rewards -= rewards.mean(1, keepdims=True)
    noise -= noise.mean(1, keepdims=True)
    g_r, g_z = gradient(rewards, hot, law), gradient(noise, hot, law)
    sigma = jnp.asarray(law.sigmas)[:, None]

    def quadratic(a, b):
        return (a * a).sum(1) + sigma * (2 * (a * b).sum(1) + sigma * (b * b).sum(1))

    square = law.group_size / quadratic(rewards, noise)
    scale = jnp.sqrt(square)
    first = scale @ g_r + sigma * (scale @ g_z)
    return jnp.concatenate([first, (square * quadratic(g_r, g_z)).sum(1, keepdims=True)], 1)


def variant(step, law):
    @functools.partial(jax.jit, static_argnums=1)
    def run(key, batches):
        return jax.lax.map(lambda k: step(k, law), jax.random.split(key, batches))

    return lambda seed, batches: run(jax.random.key(seed), batches).block_until_ready()


if __name__ == "__main__":
    worker.serve({
        "crn": (variant(common, Sequence()), CHUNK),
        "one-pass": (variant(one_pass, Sequence()), CHUNK),
    })
