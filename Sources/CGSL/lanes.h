/* Softmax laws and groups side by side, sixteen numbers a vector, in C where Swift does not come out as vectors: it
   compares them lane by lane. Two halves of eight, one of which goes on while the other waits. Nothing is fused but
   by its name: the same bits on every processor, and those that a law or a group alone has. */
#pragma once

#include <stdint.h>

#include "vector.h"

typedef int64_t redit_mask8 __attribute__((ext_vector_type(8)));
typedef int64_t redit_stored_mask8 __attribute__((ext_vector_type(8), aligned(16)));

static inline redit_mask8 redit_bits8(redit_double8 x) {
  redit_mask8 bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}

/* `x` where the mask is set, else `y`. */
static inline redit_double8 redit_pick8(redit_mask8 mask, redit_double8 x, redit_double8 y) {
  const redit_mask8 bits = (redit_bits8(x) & mask) | (redit_bits8(y) & ~mask);
  redit_double8 picked;
  __builtin_memcpy(&picked, &bits, sizeof picked);
  return picked;
}

/* Where the sign is set. */
static inline redit_mask8 redit_signs8(redit_double8 x) { return redit_bits8(x) >> 63; }

/* The softmax p of `count` logits and p - 1; 0 where some logit is not finite.

   The first of the greatest logits is left out of the sum: what is left to 1 is exact where one is nearly sure. */
static inline int64_t redit_softmax16(const double *logits, int64_t count, double *probabilities,
                                      double *complements) {
#pragma clang fp contract(off)
  const redit_stored8 *x = (const redit_stored8 *)logits;
  redit_stored8 *p = (redit_stored8 *)probabilities, *q = (redit_stored8 *)complements;
  redit_double8 greatest[2] = {x[0], x[1]}, rest[2] = {0, 0}, share[2], lowest = 0;
  redit_mask8 top[2] = {0, 0};
  for (int64_t k = 1; k < count; ++k) {
    for (int i = 0; i < 2; ++i) {
      const redit_double8 next = x[2 * k + i];
      const redit_mask8 is_greater = greatest[i] < next;
      greatest[i] = is_greater ? next : greatest[i];
      top[i] = is_greater ? (redit_mask8)k : top[i];
    }
  }
  for (int64_t k = 0; k < count; ++k) {
    for (int i = 0; i < 2; ++i) {
      const redit_double8 distance = x[2 * k + i] - greatest[i];
      lowest = distance < lowest ? distance : lowest;
      p[2 * k + i] = distance;
    }
  }
  const int is_near = !REDIT_ANY(!(lowest >= -708));
  for (int64_t k = 0; k < count; ++k) {
    for (int i = 0; i < 2; ++i) {
      const redit_double8 distance = p[2 * k + i];
      const redit_double8 power = __builtin_expect(is_near, 1)
                                      ? redit_normal_exponential8(distance)
                                      : redit_exponential8(distance);
      p[2 * k + i] = power;
      rest[i] += top[i] == k ? (redit_double8)0 : power;
    }
  }
  for (int i = 0; i < 2; ++i) share[i] = 1 / (1 + rest[i]);
  for (int64_t k = 0; k < count; ++k) {
    for (int i = 0; i < 2; ++i) {
      const redit_double8 probability = p[2 * k + i] * share[i];
      p[2 * k + i] = probability;
      q[2 * k + i] = top[i] == k ? -(rest[i] * share[i]) : probability - 1;
    }
  }
  /* A logit of NaN, and an infinite one less itself, leave NaN in the sum. */
  return !REDIT_ANY(!(lowest > -__builtin_inf()) | !(rest[0] == rest[0]) | !(rest[1] == rest[1]));
}

/* Draws from laws of `outcomes` numbers by inversion, `count` times: an outcome is the number of those whose
   probabilities leave something of the uniform variate. Writes it, and its value of `values`. Returns 0, or 1 where
   some variate has something left after the last outcome. */
static inline int64_t redit_draw16(const double *law, int64_t outcomes, const double *uniforms,
                                   int64_t count, const double *values, int64_t *drawn,
                                   double *found) {
#pragma clang fp contract(off)
  const redit_stored8 *p = (const redit_stored8 *)law, *u = (const redit_stored8 *)uniforms;
  redit_stored_mask8 *numbers = (redit_stored_mask8 *)drawn;
  redit_stored8 *chosen = (redit_stored8 *)found;
  const int64_t last = outcomes - 1;
  redit_mask8 open = 0;
  for (int64_t i = 0; i < 2 * count; i += 2) {
    redit_double8 left0 = u[i], left1 = u[i + 1];
    redit_double8 value0 = values[0], value1 = value0;
    redit_mask8 number0 = last, number1 = last;
    for (int64_t k = 0; k < last; ++k) {
      /* Never -0 or NaN: signs say what is used up. */
      left0 -= p[2 * k], left1 -= p[2 * k + 1];
      const redit_mask8 used0 = redit_signs8(left0), used1 = redit_signs8(left1);
      const redit_double8 next = values[k + 1];
      number0 += used0, number1 += used1;
      value0 = redit_pick8(used0, value0, next), value1 = redit_pick8(used1, value1, next);
    }
    left0 -= p[2 * last], left1 -= p[2 * last + 1];
    open |= ~redit_signs8(left0) | ~redit_signs8(left1);
    numbers[i] = number0, numbers[i + 1] = number1;
    chosen[i] = value0, chosen[i + 1] = value1;
  }
  return REDIT_ANY(open);
}

/* The sums of `weights` times -(e - p), e one at the outcome drawn, over `count` draws. */
static inline void redit_scores16(const double *probabilities, const double *complements,
                                  int64_t outcomes, const int64_t *drawn, const double *weights,
                                  int64_t count, double *sums) {
#pragma clang fp contract(off)
  const redit_stored8 *p = (const redit_stored8 *)probabilities;
  const redit_stored8 *q = (const redit_stored8 *)complements, *w = (const redit_stored8 *)weights;
  const redit_stored_mask8 *numbers = (const redit_stored_mask8 *)drawn;
  redit_stored8 *slopes = (redit_stored8 *)sums;
  for (int64_t k = 0; k < 2 * outcomes; k += 2) {
    const redit_double8 p0 = p[k], p1 = p[k + 1], q0 = q[k], q1 = q[k + 1];
    const redit_mask8 number = k / 2;
    redit_double8 sum0 = 0, sum1 = 0;
    for (int64_t i = 0; i < 2 * count; i += 2) {
      sum0 += w[i] * (numbers[i] == number ? q0 : p0);
      sum1 += w[i + 1] * (numbers[i + 1] == number ? q1 : p1);
    }
    slopes[k] = sum0, slopes[k + 1] = sum1;
  }
}

/* Numbers less their mean and the sums of the squares of that; from the least number, as rounding of the mean of equal
   ones must not count. Returns 0 where a spread above 0 is not within 2^-490...2^490, so that squares could leave the
   normal numbers, or where some number is none. */
static inline int64_t redit_centre16(const double *numbers, int64_t count, double *deviations,
                                     double *squares) {
#pragma clang fp contract(off)
  const redit_stored8 *x = (const redit_stored8 *)numbers;
  redit_stored8 *d = (redit_stored8 *)deviations;
  redit_mask8 is_off = 0;
  for (int i = 0; i < 2; ++i) {
    redit_double8 least = x[i], greatest = least, sum = 0, square = 0;
    for (int64_t k = 2 + i; k < 2 * count; k += 2) {
      least = x[k] < least ? x[k] : least;
      greatest = greatest < x[k] ? x[k] : greatest;
    }
    for (int64_t k = i; k < 2 * count; k += 2) sum += x[k] - least;
    const redit_double8 mean = sum / (redit_double8)(double)count;
    for (int64_t k = i; k < 2 * count; k += 2) {
      const redit_double8 deviation = (x[k] - least) - mean;
      d[k] = deviation;
      square += deviation * deviation;
    }
    ((redit_stored8 *)squares)[i] = square;
    const redit_double8 spread = greatest - least;
    is_off |= (spread > 0x1p490) | ((spread > 0) & (spread < 0x1p-490)) |
              !(square < __builtin_inf());
  }
  return !REDIT_ANY(is_off);
}

/* `factor` times quotients that are rounded as those of a division, by one reciprocal for all of a lane: where y is
   the rounded reciprocal and q next to the quotient, q + (x - q d) y is the rounded quotient (Markstein 1990,
   "Computation of elementary functions on the IBM RISC System/6000"); one such step from x y brings q there. While
   none of the products leaves the normal numbers. */
static inline void redit_divide16(double *numbers, int64_t count, const double *divisors,
                                  double factor) {
#pragma clang fp contract(off)
  redit_stored8 *x = (redit_stored8 *)numbers;
  for (int i = 0; i < 2; ++i) {
    const redit_double8 d = ((const redit_stored8 *)divisors)[i], y = 1 / d;
    for (int64_t k = i; k < 2 * count; k += 2) {
      redit_double8 q = x[k] * y;
      q = __builtin_elementwise_fma(__builtin_elementwise_fma(-q, d, x[k]), y, q);
      q = __builtin_elementwise_fma(__builtin_elementwise_fma(-q, d, x[k]), y, q);
      x[k] = factor * q;
    }
  }
}
