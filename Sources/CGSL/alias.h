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
