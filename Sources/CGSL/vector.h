/* Eight numbers at a time, in C where Swift does not come out as vectors: its own SIMD squareRoot() calls the
   C function element by element, for the sake of errno, and long chains of products fall apart into scalars. */
#pragma once

#include <stdint.h>

typedef double redit_double8 __attribute__((ext_vector_type(8)));
typedef uint64_t redit_word8 __attribute__((ext_vector_type(8)));

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

/* e^x to one unit in the last place, 0 from -746 on and infinite from 710 on; NaN stays NaN. With n the whole
   number nearest to x / log 2 and r = x - n log 2, which is right beyond double precision as high - low (log 2 has
   11 zeros behind its first part, so that n times it is exact), e^r = 1 + r + r^2 q(r); q interpolates
   (e^r - 1 - r) / r^2 at the ten Chebyshev nodes of abs(r) <= log(2) / 2, which leaves 1.6e-17 of e^r. 2^n goes in
   two halves, as it may be no normal number where the result still is a number.

   Nothing is fused: the same bits on every processor, and no call of a function where there is no such
   instruction. */
static inline redit_double8 redit_exponential8(redit_double8 x) {
#pragma clang fp contract(off)
  const redit_double8 magic = 0x1.8p52; /* beside it a number is rounded to a whole one, in its last bits */
  const redit_double8 lowest = -746, highest = 710;
  x = x < lowest ? lowest : x;
  x = x > highest ? highest : x;
  const redit_double8 shifted = x * 0x1.71547652b82fep0 + magic;
  const redit_double8 n = shifted - magic;
  const redit_double8 high = x - n * 0x1.62e42fefa0000p-1, low = n * 0x1.cf79abc9e3b39p-40;
  const redit_double8 r = high - low;
  redit_double8 q = 0x1.af38a9b0ec855p-26;
  q = q * r + 0x1.289185613a3d6p-22;
  q = q * r + 0x1.71de0dae63bb3p-19;
  q = q * r + 0x1.a019b90d2ae7ap-16;
  q = q * r + 0x1.a01a01a7c41d5p-13;
  q = q * r + 0x1.6c16c1788bd90p-10;
  q = q * r + 0x1.11111111109b3p-7;
  q = q * r + 0x1.5555555553d63p-5;
  q = q * r + 0x1.5555555555556p-3;
  q = q * r + 0x1.0000000000001p-1;
  const redit_double8 power = 1 + (high + (r * r * q - low));
  const redit_double8 halved = n * 0.5 + magic;
  redit_word8 whole, half, first_bits, second_bits;
  __builtin_memcpy(&whole, &shifted, sizeof whole);
  __builtin_memcpy(&half, &halved, sizeof half);
  first_bits = (half << 52) + 0x3FF0000000000000u;
  second_bits = ((whole - half) << 52) + 0x3FF0000000000000u;
  redit_double8 first, second;
  __builtin_memcpy(&first, &first_bits, sizeof first);
  __builtin_memcpy(&second, &second_bits, sizeof second);
  return power * first * second;
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

/* The lesser and the greater of each two; `x` where they are alike. */
static inline redit_double8 redit_least8(redit_double8 x, redit_double8 y) { return y < x ? y : x; }
static inline redit_double8 redit_greatest8(redit_double8 x, redit_double8 y) {
  return x < y ? y : x;
}
