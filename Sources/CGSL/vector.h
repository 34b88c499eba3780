/* Eight square roots in one instruction where the processor has it. Swift's own SIMD squareRoot()
   calls the C function element by element, for the sake of errno. */
#pragma once

typedef double redit_double8 __attribute__((ext_vector_type(8)));

static inline redit_double8 redit_square_root8(redit_double8 x) {
  return __builtin_elementwise_sqrt(x);
}
