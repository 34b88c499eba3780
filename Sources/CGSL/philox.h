/* Philox4x64-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3")
   as a gsl_rng_type, so that every GSL variate runs over it.

   Word w of the stream (seed, stream) is word w % 4 of the block with key (seed, stream) and
   counter (w / 4 + 1, 0, 0, 0): the order of numpy.random.Philox(key=[seed, stream], counter=0),
   which increments its counter before it generates. Counter 0 is left for deriving the seeds of
   the 32-bit generators.

   The state holds words not yet handed out. Whole batches of blocks cost .6 of as many single ones
   where there are vectors of integers; a stream that restarts every few words must not pay for a
   batch, so that no more is generated than is expected and a quarter of what the stream had so far.

   In C and not in Swift because it is faster behind gsl_rng's function pointers: 3.6 ns against
   5.4 ns a uniform, in one run on one machine (taus2 3.1 ns, mt19937 7.2 ns, ranlxd2 134 ns). */
#pragma once

#include <gsl/gsl_rng.h>
#include <stdint.h>

#include "vector.h"

/* Blocks generated at once at most. */
#define REDIT_PHILOX_BATCH 32

typedef struct {
  uint64_t used;   /* words handed out of `words`, 0...held */
  uint64_t held;   /* words in `words`, of whole blocks */
  uint64_t blocks; /* generated so far: the counter of the last block in `words` */
  uint64_t start;  /* `blocks` after the last seek */
  uint64_t key[2];
  uint64_t words[4 * REDIT_PHILOX_BATCH];
} redit_philox_state;

#define REDIT_PHILOX_M0 0xD2E7470EE14C6C93u
#define REDIT_PHILOX_M1 0xCA5A826395121157u
#define REDIT_PHILOX_W0 0x9E3779B97F4A7C15u /* golden ratio */
#define REDIT_PHILOX_W1 0xBB67AE8584CAA73Bu /* sqrt(3) - 1 */

static inline void redit_philox_block(const uint64_t counter[4], const uint64_t key[2],
                                      uint64_t words[4]) {
  uint64_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  uint64_t k0 = key[0], k1 = key[1];
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; ++round) {
    const unsigned __int128 p0 = (unsigned __int128)REDIT_PHILOX_M0 * c0;
    const unsigned __int128 p1 = (unsigned __int128)REDIT_PHILOX_M1 * c2;
    c0 = (uint64_t)(p1 >> 64) ^ c1 ^ k0;
    c2 = (uint64_t)(p0 >> 64) ^ c3 ^ k1;
    c1 = (uint64_t)p1;
    c3 = (uint64_t)p0;
    k0 += REDIT_PHILOX_W0;
    k1 += REDIT_PHILOX_W1;
  }
  words[0] = c0, words[1] = c1, words[2] = c2, words[3] = c3;
}

/* The words of block `block`, from 0, of a stream. */
static inline void redit_philox_block_of(uint64_t seed, uint64_t stream, uint64_t block,
                                         uint64_t words[4]) {
  const uint64_t counter[4] = {block + 1, 0, 0, 0}, key[2] = {seed, stream};
  redit_philox_block(counter, key, words);
}

#ifdef __AVX2__
/* The high words of eight products with a constant, and the low ones, from four products of half words. */
static inline redit_word8 redit_philox_multiply(redit_word8 x, const uint64_t constant,
                                                redit_word8 *low) {
  const uint64_t m = constant & 0xFFFFFFFFu, n = constant >> 32;
  const redit_word8 a = x & 0xFFFFFFFFu, b = x >> 32;
  const redit_word8 am = a * m, t = a * n + (am >> 32), s = b * m + (t & 0xFFFFFFFFu);
  *low = s << 32 | (am & 0xFFFFFFFFu);
  return b * n + (t >> 32) + (s >> 32);
}

/* Eight blocks in each of `width` vectors, of which some go on while others wait: `c` holds first words, then second
   ones and so on, the counters before and the words after. */
static inline __attribute__((always_inline)) void redit_philox_rounds(redit_word8 *c, uint64_t k0,
                                                                      redit_word8 *k1,
                                                                      const int width) {
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; ++round) {
#pragma clang loop unroll(full)
    for (int i = 0; i < width; ++i) {
      redit_word8 *c0 = c + i, *c1 = c0 + width, *c2 = c1 + width, *c3 = c2 + width, low0, low1;
      const redit_word8 high0 = redit_philox_multiply(*c0, REDIT_PHILOX_M0, &low0);
      const redit_word8 high1 = redit_philox_multiply(*c2, REDIT_PHILOX_M1, &low1);
      *c0 = high1 ^ *c1 ^ k0;
      *c2 = high0 ^ *c3 ^ k1[i];
      *c1 = low1;
      *c3 = low0;
      k1[i] += REDIT_PHILOX_W1;
    }
    k0 += REDIT_PHILOX_W0;
  }
}

/* Eight times `width` blocks from counter (first, 0, 0, 0) on. */
static inline __attribute__((always_inline)) void redit_philox_batch(uint64_t first,
                                                                     const uint64_t key[2],
                                                                     uint64_t *words,
                                                                     const int width) {
  const redit_word8 lanes = {0, 1, 2, 3, 4, 5, 6, 7};
  redit_word8 c[16] = {0}, k1[4];
#pragma clang loop unroll(full)
  for (int i = 0; i < width; ++i) {
    c[i] = first + 8 * i + lanes;
    k1[i] = key[1];
  }
  redit_philox_rounds(c, key[0], k1, width);
  /* From words by lane to blocks in order: pairs of words, then pairs of pairs. */
#pragma clang loop unroll(full)
  for (int i = 0; i < width; ++i) {
    const redit_word8 c0 = c[i], c1 = c[width + i], c2 = c[2 * width + i], c3 = c[3 * width + i];
    const redit_word8 front0 = __builtin_shufflevector(c0, c1, 0, 8, 2, 10, 4, 12, 6, 14);
    const redit_word8 front1 = __builtin_shufflevector(c0, c1, 1, 9, 3, 11, 5, 13, 7, 15);
    const redit_word8 back0 = __builtin_shufflevector(c2, c3, 0, 8, 2, 10, 4, 12, 6, 14);
    const redit_word8 back1 = __builtin_shufflevector(c2, c3, 1, 9, 3, 11, 5, 13, 7, 15);
    /* Blocks 2 k and 2 k + 1, which the even and odd lanes hold. */
    const redit_word8 blocks[4] = {
        __builtin_shufflevector(
            __builtin_shufflevector(front0, back0, 0, 1, 8, 9),
            __builtin_shufflevector(front1, back1, 0, 1, 8, 9), 0, 1, 2, 3, 4, 5, 6, 7),
        __builtin_shufflevector(
            __builtin_shufflevector(front0, back0, 2, 3, 10, 11),
            __builtin_shufflevector(front1, back1, 2, 3, 10, 11), 0, 1, 2, 3, 4, 5, 6, 7),
        __builtin_shufflevector(
            __builtin_shufflevector(front0, back0, 4, 5, 12, 13),
            __builtin_shufflevector(front1, back1, 4, 5, 12, 13), 0, 1, 2, 3, 4, 5, 6, 7),
        __builtin_shufflevector(
            __builtin_shufflevector(front0, back0, 6, 7, 14, 15),
            __builtin_shufflevector(front1, back1, 6, 7, 14, 15), 0, 1, 2, 3, 4, 5, 6, 7),
    };
    __builtin_memcpy(words + 32 * i, blocks, sizeof blocks);
  }
}
#endif

/* Streams that go side by side: two vectors of eight. */
#define REDIT_PHILOX_STREAMS 16

/* The first `count` blocks of each of some streams of one seed: word w of block b of stream s is
   words[REDIT_PHILOX_STREAMS (4 b + w) + s]. */
static inline void redit_philox_streams(uint64_t seed, const uint64_t *streams, uint64_t count,
                                        uint64_t *words) {
#ifdef __AVX2__
  redit_word8 keys[2];
  __builtin_memcpy(keys, streams, sizeof keys);
  uint64_t b = 0;
  /* Two blocks of each at a time, so that three vectors go on while one waits. */
  for (; b + 2 <= count; b += 2) {
    redit_word8 c[16] = {b + 1, b + 1, b + 2, b + 2}, k1[4] = {keys[0], keys[1], keys[0], keys[1]};
    redit_philox_rounds(c, seed, k1, 4);
    for (int w = 0; w < 4; ++w) {
      __builtin_memcpy(words + 64 * b + 16 * w, c + 4 * w, sizeof keys);
      __builtin_memcpy(words + 64 * (b + 1) + 16 * w, c + 4 * w + 2, sizeof keys);
    }
  }
  if (b < count) {
    redit_word8 c[8] = {b + 1, b + 1}, k1[2] = {keys[0], keys[1]};
    redit_philox_rounds(c, seed, k1, 2);
    __builtin_memcpy(words + 64 * b, c, sizeof c);
  }
#else
  for (uint64_t b = 0; b < count; ++b) {
    for (int s = 0; s < REDIT_PHILOX_STREAMS; ++s) {
      const uint64_t counter[4] = {b + 1, 0, 0, 0}, key[2] = {seed, streams[s]};
      uint64_t block[4];
      redit_philox_block(counter, key, block);
      for (int w = 0; w < 4; ++w) words[REDIT_PHILOX_STREAMS * (4 * b + w) + s] = block[w];
    }
  }
#endif
}

/* Generates the next blocks in place of those handed out, where about `expected` words are wanted. */
static inline void redit_philox_refill(redit_philox_state *state, uint64_t expected) {
  const uint64_t wanted = expected / 4 + (expected % 4 != 0);
  const uint64_t earned = (state->blocks - state->start) / 4;
  uint64_t count = wanted > earned ? wanted : earned;
  if (count < 1) count = 1;
  if (count > REDIT_PHILOX_BATCH) count = REDIT_PHILOX_BATCH;
  state->used = 0;
#ifdef __AVX2__
  if (count >= 10) {
    const int is_long = count >= 20;
    if (is_long) redit_philox_batch(state->blocks + 1, state->key, state->words, 4);
    else redit_philox_batch(state->blocks + 1, state->key, state->words, 2);
    state->blocks += is_long ? 32 : 16;
    state->held = is_long ? 128 : 64;
    return;
  }
#endif
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t counter[4] = {++state->blocks, 0, 0, 0};
    redit_philox_block(counter, state->key, state->words + 4 * i);
  }
  state->held = 4 * count;
}

/* Swift sees the array as a tuple. */
static inline const uint64_t *redit_philox_words(const redit_philox_state *state) {
  return state->words;
}

/* The next word is the first of block `block` (from 0) of stream `stream`. */
static inline void redit_philox_seek(void *opaque, uint64_t stream, uint64_t block) {
  redit_philox_state *state = (redit_philox_state *)opaque;
  state->key[1] = stream;
  state->blocks = state->start = block;
  state->used = state->held = 0;
}

static inline void redit_philox_set(void *opaque, unsigned long seed) {
  ((redit_philox_state *)opaque)->key[0] = seed;
  redit_philox_seek(opaque, 0, 0);
}

static inline unsigned long redit_philox_get(void *opaque) {
  redit_philox_state *state = (redit_philox_state *)opaque;
  if (__builtin_expect(state->used == state->held, 0)) redit_philox_refill(state, 1);
  return state->words[state->used++];
}

/* The whole parts of `count` uniform variates times `size`, which is at most 2^31. */
static inline void redit_philox_places(redit_philox_state *state, double size, uint64_t count,
                                       int32_t *places) {
  while (count > 0) {
    if (state->used == state->held) redit_philox_refill(state, count);
    const uint64_t left = state->held - state->used, number = left < count ? left : count;
    const uint64_t *words = state->words + state->used;
    for (uint64_t i = 0; i < number; ++i)
      places[i] = (int32_t)((double)(int64_t)(words[i] >> 11) * 0x1p-53 * size);
    state->used += number;
    places += number;
    count -= number;
  }
}

/* A multiple of 2^-53 in [0, 1). */
static inline double redit_philox_get_double(void *opaque) {
  return (double)(redit_philox_get(opaque) >> 11) * 0x1p-53;
}

static inline const gsl_rng_type *redit_rng_philox4x64(void) {
  static const gsl_rng_type type = {
      "philox4x64",     UINT64_MAX,       0, sizeof(redit_philox_state),
      redit_philox_set, redit_philox_get, redit_philox_get_double,
  };
  return &type;
}
