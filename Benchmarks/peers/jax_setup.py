"""What every peer in JAX shares: one processor, double precision, and the `rbg` generator (Philox on the
CPU), which is faster here than the default one. To be imported before JAX."""

import os

# Before XLA counts the processors: a pool of one thread.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import jax  # noqa: E402

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_default_prng_impl", "rbg")
