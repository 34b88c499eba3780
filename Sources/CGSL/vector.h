/* Eight numbers at a time, in C where Swift does not come out as vectors: its own SIMD squareRoot() calls the
   C function element by element, for the sake of errno, and long chains of products fall apart into scalars. */
#pragma once

#include <stdint.h>

typedef double redit_double8 __attribute__((ext_vector_type(8)));

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
  typedef uint64_t word8 __attribute__((ext_vector_type(8)));
  const redit_double8 one = 1;
  word8 bits;
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
