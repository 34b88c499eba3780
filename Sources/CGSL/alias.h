/* A cell of an alias table: threshold and alias side by side. */
#pragma once

#include <stdint.h>

typedef struct {
  double threshold;
  int64_t alias;
} redit_alias_cell;

/* The category of a uniform variate in [0, 1) among `size` cells: the cell that it falls into below
   the threshold of the cell, its alias from there on, as gsl_ran_discrete has it.

   Without a branch, which would be guessed wrong every few draws and would wait for cells out of the
   cache. In C, since Swift checks that the number of the cell fits an Int. */
static inline int64_t redit_alias_category(const redit_alias_cell *cells, double size,
                                           double uniform) {
  const int64_t own = (int64_t)(uniform * size);
  const redit_alias_cell cell = cells[own];
  return __builtin_unpredictable(uniform < cell.threshold) ? own : cell.alias;
}

/* A cell of a table that 32 random bits draw from: the part of the cell below which the category is
   its own, in units of 2^-32. */
typedef struct {
  uint32_t threshold;
  uint32_t alias;
} redit_alias_half;

/* Draws a symbol for each of `count` walkers, the i-th from the row rows[i] of tables of `columns` cells by bits[i]:
   the high word of bits times columns is the cell, the low word the place in it. The place of the symbol among all
   cells goes to cells[i * stride], the walker to the row that the symbol ends in, its state to the next. */
static inline void redit_alias_walk(const redit_alias_half *table, uint32_t columns,
                                    const uint32_t *bits, const int32_t *ends, const int32_t *next,
                                    int32_t start, int32_t *rows, int32_t *states, int32_t *cells,
                                    int64_t stride, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    const uint64_t place = (uint64_t)bits[i] * columns;
    const uint32_t own = (uint32_t)(place >> 32), row = (uint32_t)rows[i] * columns;
    const redit_alias_half cell = table[row + own];
    const uint32_t symbol =
        __builtin_unpredictable((uint32_t)place < cell.threshold) ? own : cell.alias;
    cells[i * stride] = start + (int32_t)(row + symbol);
    rows[i] = ends[symbol];
    states[i] = next[states[i] + (int32_t)symbol];
  }
}
