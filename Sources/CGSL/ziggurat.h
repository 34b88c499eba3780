/* The first step of the ziggurat method for sixteen streams side by side. */
#pragma once

#include <stdint.h>

#include "philox.h"
#include "vector.h"

/* A layer on one side of 0: the width of its box over 2^24, negative to the left, and how many places of the box
   are under the curve at any height. */
typedef struct {
  double step;
  int64_t inside;
} redit_layer;

/* Writes what each word says of a normal variate if it is the next one and decides it, and of each `count` times
   sixteen words a bit for each that does not; returns 0 where all do. In vectors but for the layers, which are
   loaded one by one: to gather them costs more. */
static inline uint16_t redit_places16(const uint64_t *words, uint64_t count,
                                      const redit_layer *layers, double *numbers,
                                      uint16_t *open) {
  typedef double pair __attribute__((ext_vector_type(2)));
  typedef _Bool bits8 __attribute__((ext_vector_type(8)));
  uint16_t any = 0;
  for (uint64_t i = 0; i < 2 * count; ++i) {
    redit_word8 word;
    __builtin_memcpy(&word, words + 8 * i, sizeof word);
    pair layer[8];
#pragma clang loop unroll(full)
    for (int lane = 0; lane < 8; ++lane)
      __builtin_memcpy(&layer[lane], &layers[words[8 * i + lane] & 0xFF], sizeof(pair));
#define REDIT_ALL(part) \
  {layer[0].part, layer[1].part, layer[2].part, layer[3].part, \
   layer[4].part, layer[5].part, layer[6].part, layer[7].part}
    const redit_double8 step = REDIT_ALL(x), edge = REDIT_ALL(y);
#undef REDIT_ALL
    redit_word8 inside;
    __builtin_memcpy(&inside, &edge, sizeof inside);
    const redit_word8 place = word >> 8 & 0xFFFFFF;
    const redit_double8 x = __builtin_convertvector(place, redit_double8) * step;
    __builtin_memcpy(numbers + 8 * i, &x, sizeof x);
    const bits8 is_open = __builtin_convertvector(place >= inside, bits8);
    uint8_t bits;
    __builtin_memcpy(&bits, &is_open, sizeof bits);
    if (i % 2 == 0) open[i / 2] = bits;
    else open[i / 2] |= (uint16_t)(bits << 8);
    any |= bits;
  }
  return any;
}
