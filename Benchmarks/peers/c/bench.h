/* What the C competitors share: clocks, the five arms, batch means, output as the Python peers'. */
#ifndef BENCH_H
#define BENCH_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

enum { ARMS = 5, SIZE = 8, SIGMAS = 25, BATCH = 4096 };

static const double LOGITS[ARMS] = {-1, 0.3, 0.1, -0.4, 0.8};
static const double REWARDS[ARMS] = {1, 0, 0, 1, 0};

static inline double seconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static inline gsl_ran_discrete_t *arm_table(void) {
  double weights[ARMS];
  for (int k = 0; k < ARMS; k++) weights[k] = exp(LOGITS[k]);
  return gsl_ran_discrete_preproc(ARMS, weights);
}

static inline void fill_sigmas(double *sigmas) {
  for (int s = 0; s < SIGMAS; s++) sigmas[s] = pow(10, -3 + 3.0 * s / (SIGMAS - 1));
}

/* sums[b][s] = sums over a batch of (g, norm(g)^2); prints mean and standard error by batch means. */
static inline void print_estimates(double (*sums)[SIGMAS][ARMS + 1], long batches) {
  double total = (double)batches * BATCH;
  for (int s = 0; s < SIGMAS; s++) {
    double m[ARMS + 1] = {0};
    for (long b = 0; b < batches; b++)
      for (int k = 0; k <= ARMS; k++) m[k] += sums[b][s][k] / total;
    double norm2 = 0;
    for (int k = 0; k < ARMS; k++) norm2 += m[k] * m[k];
    double e[3] = {0};
    for (long b = 0; b < batches; b++) {
      double along = 0, second = sums[b][s][ARMS] / BATCH - m[ARMS];
      for (int k = 0; k < ARMS; k++) along += 2 * m[k] * (sums[b][s][k] / BATCH - m[k]);
      e[0] += along * along;
      e[1] += second * second;
      e[2] += (second - along) * (second - along);
    }
    for (int i = 0; i < 3; i++) e[i] = sqrt(e[i] / (batches - 1) / batches);
    norm2 = (total * norm2 - m[ARMS]) / (total - 1);
    double norm = sqrt(norm2);
    printf("%s[%.17g, %.17g, %.17g, %.17g, %.17g, %.17g]", s ? ", " : "", norm, e[0] / (2 * norm),
           m[ARMS], e[1], m[ARMS] - norm2, e[2]);
  }
}

#endif
