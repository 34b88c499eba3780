"""Training runs in JAX: one compiled program, a scan over steps, all runs at once by vmap."""

import functools

import training_problem
import jax_setup  # first: it sets JAX up
import jax
import jax.numpy as jnp
import numpy as np
from training_problem import GROUP_SIZE, SIGMA, STABILIZER, Bandit, Neural


def advantages(rewards):
    centred = rewards - rewards.mean(-1, keepdims=True)
    return centred / (rewards.std(-1, ddof=1, keepdims=True) + STABILIZER)


def draw(uniforms, probabilities):
    """Inversion: the number of thresholds below each uniform number."""
    cuts = jnp.cumsum(probabilities, -1)[..., :-1]
    return (uniforms[..., None] > cuts).sum(-1)


def quarters(step, state, key, steps, value):
    """The value after a quarter, a half and all of the steps."""
    def part(state, keys):
        state, _ = jax.lax.scan(lambda s, k: (step(s, k), None), state, keys)
        return state, value(state)

    keys = jax.random.split(key, (4, steps // 4))
    _, values = jax.lax.scan(part, state, keys)
    return values[jnp.array([0, 1, 3])]


def bandit_run(key, sigma):
    law = Bandit()
    rewards = jnp.asarray(law.rewards)

    def step(logits, key):
        first, second = jax.random.split(key)
        arms = draw(jax.random.uniform(first, GROUP_SIZE), jax.nn.softmax(logits))
        noise = jax.random.normal(second, (GROUP_SIZE,))
        a = advantages(rewards[arms] + sigma * noise) / GROUP_SIZE
        # The advantages sum to 0: minus pi drops out of the score.
        return logits + law.rate * a @ jax.nn.one_hot(arms, len(rewards))

    return quarters(
        step, jnp.asarray(law.logits), key, law.steps, lambda s: jax.nn.softmax(s) @ rewards)


@functools.partial(jax.jit, static_argnums=1)
def bandits(key, runs, sigmas):
    """The recipes share the draws of a run, which are made once: their keys are not mapped over."""
    recipes = jax.vmap(bandit_run, (None, 0))
    return jax.vmap(recipes, (0, None), 1)(jax.random.split(key, runs), sigmas)


class Network:
    def __init__(self, law):
        self.law = law
        self.prompts, self.rewards = jnp.asarray(law.prompts), jnp.asarray(law.rewards)

    def step(self, parameters, state, tokens):
        a = parameters[0][tokens] + state @ parameters[1]
        return a * jax.lax.rsqrt(1 + a * a)

    def log_law(self, parameters, state):
        return jax.nn.log_softmax(state @ parameters[2].T + parameters[3])

    def read(self, parameters, prompts):
        state = jnp.zeros((len(prompts), self.law.hidden))
        for k in range(self.prompts.shape[1]):
            state = self.step(parameters, state, self.prompts[prompts, k])
        return state

    def loss(self, parameters, key):
        law = self.law
        keys = jax.random.split(key, 4)
        prompts = jax.random.randint(keys[0], (law.batch,), 0, len(law.prompts))
        state = self.read(parameters, prompts)
        first = self.log_law(parameters, state)
        shape = (law.batch, GROUP_SIZE)
        uniforms = jax.random.uniform(keys[1], (2, *shape))
        y1 = draw(uniforms[0], jnp.exp(jax.lax.stop_gradient(first))[:, None])
        after = self.step(parameters, state[:, None], y1)
        second = self.log_law(parameters, after)
        y2 = draw(uniforms[1], jnp.exp(jax.lax.stop_gradient(second)))
        noise = jax.random.normal(keys[2], shape)
        a = advantages(self.rewards[prompts[:, None], y1, y2] + SIGMA * noise)
        chosen = jnp.take_along_axis(first, y1, 1)
        chosen += jnp.take_along_axis(second, y2[..., None], 2)[..., 0]
        return -(a * chosen).mean()

    def adam(self, state, key):
        law = self.law
        parameters, m, v, count = state
        gradient = jax.grad(self.loss)(parameters, key)
        count = count + 1
        (b1, b2), tree = law.betas, jax.tree.map
        m = tree(lambda m, g: b1 * m + (1 - b1) * g, m, gradient)
        v = tree(lambda v, g: b2 * v + (1 - b2) * g * g, v, gradient)
        c1, c2 = 1 - b1**count, 1 - b2**count
        parameters = tree(
            lambda p, m, v: p - law.rate * (m / c1) / (jnp.sqrt(v / c2) + law.epsilon),
            parameters, m, v)
        return parameters, m, v, count

    def value(self, parameters):
        law = self.law
        state = self.read(parameters, jnp.arange(len(law.prompts)))
        first = jnp.exp(self.log_law(parameters, state))
        after = self.step(parameters, state[:, None], jnp.arange(law.vocabulary))
        second = jnp.exp(self.log_law(parameters, after))
        return (first[..., None] * second * self.rewards).sum((1, 2)).mean()

    def run(self, parameters, key):
        zeros = jax.tree.map(jnp.zeros_like, parameters)
        return quarters(
            self.adam, (parameters, zeros, zeros, 0.0), key, self.law.steps,
            lambda state: self.value(state[0]))


@jax.jit
def networks(parameters, keys):
    return jax.vmap(Network(Neural()).run)(parameters, keys)


def bandit(seed, runs, sigmas):
    return bandits(jax.random.key(seed), runs, jnp.asarray(sigmas)).block_until_ready()


def neural(seed, runs, sigmas):
    start = Neural().parameters(np.random.default_rng(seed), runs)
    keys = jax.random.split(jax.random.key(seed), runs)
    return networks([jnp.asarray(p) for p in start], keys).block_until_ready()[None]


if __name__ == "__main__":
    training_problem.serve({"bandit": bandit, "neural": neural})
