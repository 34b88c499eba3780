/* Sums over completions by tokens, in C where Swift does not come out as vectors. Every product that is added is
   fused, by its name: the same bits on every processor. */
#pragma once

#include <stdint.h>

#define REDIT_INLINE static inline __attribute__((always_inline))

typedef double redit_double2 __attribute__((ext_vector_type(2)));

/* Adds the advantages A = v r_i + w z_i of a group's completions, for eight settings at once, to the sums of the
   `blocks` cells of each completion; returns the largest |A|. */
static inline redit_double8 redit_add_advantages8(
    double *numbers, const int32_t *cells, int64_t blocks, const double *rewards,
    const double *noise, int64_t size, redit_double8 v, redit_double8 w) {
#pragma clang fp contract(off)
  redit_stored8 *sums = (redit_stored8 *)numbers;
  redit_double8 largest = 0;
  for (int64_t i = 0; i < size; ++i) {
    redit_double8 advantage =
        __builtin_elementwise_fma(v, (redit_double8)rewards[i], w * (redit_double8)noise[i]);
    largest = __builtin_elementwise_max(largest, __builtin_elementwise_abs(advantage));
    for (int64_t b = 0; b < blocks; ++b) sums[cells[b]] += advantage;
    cells += blocks;
  }
  return largest;
}

/* The largest |A| alone. */
static inline redit_double8 redit_largest_advantages8(const double *rewards, const double *noise,
                                                      int64_t size, redit_double8 v,
                                                      redit_double8 w) {
  return redit_add_advantages8(0, 0, 0, rewards, noise, size, v, w);
}

/* Sums the pairs (r, z) of completions by transition, for `groups` groups with a table of `table` pairs each. Groups
   side by side: completions of one group mostly make the same transitions, and each addition would wait for the one
   before. */
REDIT_INLINE void redit_scatter(double *numbers, int64_t table, const int32_t *steps,
                                const int64_t length, const int32_t *cells, int64_t blocks,
                                const double *rewards, const double *noise, int64_t size,
                                const int64_t groups) {
  redit_double2 *tables = (redit_double2 *)numbers;
  for (int64_t i = 0; i < size; ++i) {
    for (int64_t g = 0; g < groups; ++g) {
      const int64_t at = g * size + i;
      const redit_double2 pair = {rewards[at], noise[at]};
      const int32_t *own = steps + cells[at * blocks] * length;
      for (int64_t t = 0; t < length; ++t) tables[g * table + own[t]] += pair;
    }
  }
}

/* The same with what the compiler must know to unroll it: four groups at once, and the usual lengths of a block. */
static inline void redit_scatter_pairs(double *tables, int64_t table, const int32_t *steps,
                                       int64_t length, const int32_t *cells, int64_t blocks,
                                       const double *r, const double *z, int64_t size,
                                       int64_t groups) {
#define REDIT_SCATTER(length, groups) \
  redit_scatter(tables, table, steps, length, cells, blocks, r, z, size, groups)
  if (groups == 4) {
    switch (length) {
      case 1: REDIT_SCATTER(1, 4); return;
      case 2: REDIT_SCATTER(2, 4); return;
      case 3: REDIT_SCATTER(3, 4); return;
      case 4: REDIT_SCATTER(4, 4); return;
      case 5: REDIT_SCATTER(5, 4); return;
      case 8: REDIT_SCATTER(8, 4); return;
    }
  }
  REDIT_SCATTER(length, groups);
#undef REDIT_SCATTER
}

typedef struct {
  double rr, rz, zz;
} redit_squares;

/* The squares r.r, r.z, z.z of the gradients that pairs (r, z) summed by transition make, with the pairs set to 0
   for the next group: over all rows of

       g = A - p S,   S the sum of A over the row.

   Four pairs a vector, `width` vectors a row; at the first position one row, whose sum is `total`, at each later one a
   row for each token before, whose sum is that of the token at the position before. Numbers come in twice, as
   p_0 p_0 p_1 p_1. */
REDIT_INLINE redit_squares redit_close(double *numbers, const double *twice, int64_t length,
                                       const int64_t vocabulary, const int64_t width,
                                       redit_double2 total) {
#pragma clang fp contract(off)
  redit_stored8 *pairs = (redit_stored8 *)numbers;
  const redit_stored8 *p = (const redit_stored8 *)twice;
  redit_double8 own[2] = {0, 0}, cross[2] = {0, 0};
  redit_double8 sums[2] = {__builtin_shufflevector(total, total, 0, 1, -1, -1, -1, -1, -1, -1), 0};
  for (int64_t position = 0; position < length; ++position) {
    redit_double8 next[2] = {0, 0};
#pragma clang loop unroll(full)
    for (int64_t row = 0; row < vocabulary; ++row) {
      if (row > 0 && position == 0) break;
      redit_double8 from = sums[row / 4], sum;
      switch (row % 4) {
        case 0: sum = __builtin_shufflevector(from, from, 0, 1, 0, 1, 0, 1, 0, 1); break;
        case 1: sum = __builtin_shufflevector(from, from, 2, 3, 2, 3, 2, 3, 2, 3); break;
        case 2: sum = __builtin_shufflevector(from, from, 4, 5, 4, 5, 4, 5, 4, 5); break;
        default: sum = __builtin_shufflevector(from, from, 6, 7, 6, 7, 6, 7, 6, 7);
      }
#pragma clang loop unroll(full)
      for (int64_t k = 0; k < width; ++k) {
        const int64_t at = row * width + k;
        redit_double8 pair = pairs[at];
        redit_double8 g = __builtin_elementwise_fma(-p[at], sum, pair);
        own[row % 2] = __builtin_elementwise_fma(g, g, own[row % 2]);
        cross[row % 2] = __builtin_elementwise_fma(
            g, __builtin_shufflevector(g, g, 1, 0, 3, 2, 5, 4, 7, 6), cross[row % 2]);
        next[k] += pair;
        pairs[at] = 0;
      }
    }
    sums[0] = next[0], sums[1] = next[1];
    pairs += vocabulary * width;
    p += vocabulary * width;
  }
  own[0] += own[1], cross[0] += cross[1];
  return (redit_squares){(own[0][0] + own[0][2]) + (own[0][4] + own[0][6]),
                         (cross[0][0] + cross[0][2]) + (cross[0][4] + cross[0][6]),
                         (own[0][1] + own[0][3]) + (own[0][5] + own[0][7])};
}

/* The same for 1 to 8 tokens, each of them unrolled. */
static inline redit_squares redit_close_rows(double *pairs, const double *twice, int64_t length,
                                             int64_t vocabulary, redit_double2 total) {
  switch (vocabulary) {
#define REDIT_CLOSE(v) \
  case v: return redit_close(pairs, twice, length, v, (v + 3) / 4, total);
    REDIT_CLOSE(2)
    REDIT_CLOSE(3)
    REDIT_CLOSE(4)
    REDIT_CLOSE(5)
    REDIT_CLOSE(6)
    REDIT_CLOSE(7)
    REDIT_CLOSE(8)
#undef REDIT_CLOSE
  }
  return redit_close(pairs, twice, length, 1, 1, total);
}
#undef REDIT_INLINE
