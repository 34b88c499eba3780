/* Eight numbers at a time, in C where Swift does not come out as vectors: its own SIMD squareRoot() calls the
   C function element by element, for the sake of errno, and long chains of products fall apart into scalars. */
#pragma once

#include <stdint.h>

typedef double redit_double8 __attribute__((ext_vector_type(8)));
typedef uint64_t redit_word8 __attribute__((ext_vector_type(8)));
/* As Swift has vectors in memory: it promises 16 bytes. */
typedef double redit_stored8 __attribute__((ext_vector_type(8), aligned(16)));

static inline redit_double8 redit_square_root8(redit_double8 x) {
  return __builtin_elementwise_sqrt(x);
}

/* scale / sqrt(x) without the processor's one slow unit for roots and divisions: half the exponent, taken
   from the bits, is right to 3.4%; with h = 1 - x y^2 the root is y (1 - h)^(-1/2), of which a polynomial of
   least largest error gives 7.6e-7 and then the series to its second power all but rounding. For normal x > 0;
   of others any number, or none. Every product that is added is fused, by its name: the same bits on every
   processor. */
static inline redit_double8 redit_inverse_root8(redit_double8 x, redit_double8 scale) {
#pragma clang fp contract(off)
  const redit_double8 one = 1;
  redit_word8 bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  bits = 0x5FE6E750C7B537A9u - (bits >> 1);
  redit_double8 y;
  __builtin_memcpy(&y, &bits, sizeof y);
  const redit_double8 h = __builtin_elementwise_fma(-(x * y), y, one);
  redit_double8 factor = __builtin_elementwise_fma(h, (redit_double8)0.313918259, (redit_double8)0.376288673);
  factor = __builtin_elementwise_fma(h, factor, (redit_double8)0.499998409);
  factor = __builtin_elementwise_fma(h, factor, (redit_double8)0.999999243);
  y = y * factor;
  const redit_double8 rest = __builtin_elementwise_fma(-(x * y), y, one);
  const redit_double8 series = __builtin_elementwise_fma(rest, (redit_double8)0.375, (redit_double8)0.5);
  y = scale * y;
  return __builtin_elementwise_fma(y * rest, series, y);
}

/* e^x as the product of a number near 1 and 2^n, for finite x of at most 2^40: n is the whole number nearest to
   x / log 2, and stands with 1023 on top in the last bits of `shifted`. r = x - n log 2 is right beyond double
   precision (log 2 in two parts, and both products fused); e^r = 1 + r + r^2 q(r), where q interpolates
   (e^r - 1 - r) / r^2 at the ten Chebyshev nodes of abs(r) <= log(2) / 2, which leaves 1.6e-17 of e^r.

   Every product that is added is fused, by its name: the same bits on every processor. */
static inline __attribute__((always_inline)) redit_double8 redit_exponential_parts8(
    redit_double8 x, redit_word8 *shifted) {
#pragma clang fp contract(off)
  const redit_double8 magic = 0x1.8p52 + 1023; /* beside it a number is rounded to a whole one, in its last bits */
  const redit_double8 sum = __builtin_elementwise_fma(x, (redit_double8)0x1.71547652b82fep0, magic);
  const redit_double8 n = sum - magic;
  redit_double8 r = __builtin_elementwise_fma(n, (redit_double8)-0x1.62e42fefa39efp-1, x);
  r = __builtin_elementwise_fma(n, (redit_double8)-0x1.abc9e3b39803fp-56, r);
  redit_double8 y = 0x1.af38a9b0ec855p-26;
#define REDIT_TERM(c) y = __builtin_elementwise_fma(y, r, (redit_double8)(c))
  REDIT_TERM(0x1.289185613a3d6p-22);
  REDIT_TERM(0x1.71de0dae63bb3p-19);
  REDIT_TERM(0x1.a019b90d2ae7ap-16);
  REDIT_TERM(0x1.a01a01a7c41d5p-13);
  REDIT_TERM(0x1.6c16c1788bd90p-10);
  REDIT_TERM(0x1.11111111109b3p-7);
  REDIT_TERM(0x1.5555555553d63p-5);
  REDIT_TERM(0x1.5555555555556p-3);
  REDIT_TERM(0x1.0000000000001p-1);
  REDIT_TERM(1);
  REDIT_TERM(1);
#undef REDIT_TERM
  __builtin_memcpy(shifted, &sum, sizeof sum);
  return y;
}

/* Two to the power n, of which n + 1023 stands in the last bits. */
static inline __attribute__((always_inline)) redit_double8 redit_power_of_two8(redit_word8 shifted) {
  const redit_word8 bits = shifted << 52;
  redit_double8 power;
  __builtin_memcpy(&power, &bits, sizeof power);
  return power;
}

/* e^x where neither it nor 2^n leaves the normal numbers: for x within -708...708. */
static inline __attribute__((always_inline)) redit_double8 redit_normal_exponential8(redit_double8 x) {
  redit_word8 shifted;
  const redit_double8 y = redit_exponential_parts8(x, &shifted);
  return y * redit_power_of_two8(shifted);
}

/* Whether some lane is set of what a comparison of numbers says. */
#define REDIT_ANY(comparison) (__builtin_reduce_or(comparison) != 0)

/* The same for any x: 2^n goes in two halves, as it may be no normal number where the result still is a number.
   Products with powers of two are exact, so that lanes within -708...708 have the same bits as above. */
static inline __attribute__((noinline)) redit_double8 redit_far_exponential8(redit_double8 x) {
  x = x < -746 ? (redit_double8)-746 : x;
  x = x > 710 ? (redit_double8)710 : x;
  redit_word8 shifted;
  const redit_double8 y = redit_exponential_parts8(x, &shifted);
  /* n + 2048, from 972 on, and half of it rounded down: 1024 more than half of n. */
  const redit_word8 sum = (shifted + 1025) & 0xFFF, half = sum >> 1;
  return y * redit_power_of_two8(half - 1) * redit_power_of_two8(sum - half - 1);
}

/* Whether some lane is set of what a comparison of numbers says. */
#define REDIT_ANY(comparison) (__builtin_reduce_or(comparison) != 0)

/* e^x to one unit in the last place, 0 from -746 on and infinite from 710 on; NaN stays NaN. */
static inline __attribute__((always_inline)) redit_double8 redit_exponential8(redit_double8 x) {
  if (__builtin_expect(REDIT_ANY(!(__builtin_elementwise_abs(x) <= 708)), 0))
    return redit_far_exponential8(x);
  return redit_normal_exponential8(x);
}

/* Multiples of 2^-53 in [0, 1) of `count` times eight words, as redit_philox_get_double has them. */
static inline void redit_uniforms8(const uint64_t *words, uint64_t count, double *uniforms) {
  for (uint64_t i = 0; i < count; ++i) {
    redit_word8 eight;
    __builtin_memcpy(&eight, words + 8 * i, sizeof eight);
    const redit_double8 found = __builtin_convertvector(eight >> 11, redit_double8) * 0x1p-53;
    __builtin_memcpy(uniforms + 8 * i, &found, sizeof found);
  }
}
