/* Nothing but the draws of the sweep, once per group: `draws taus2|mt19937 SEED GROUPS`. */
#include "bench.h"

int main(int argc, char **argv) {
  if (argc != 4) return fprintf(stderr, "usage: draws taus2|mt19937 SEED GROUPS\n"), 2;
  gsl_rng *rng = gsl_rng_alloc(strcmp(argv[1], "taus2") ? gsl_rng_mt19937 : gsl_rng_taus2);
  gsl_rng_set(rng, strtoul(argv[2], NULL, 10));
  gsl_ran_discrete_t *table = arm_table();
  long groups = atol(argv[3]);
  double noise = 0;
  size_t arms = 0;
  double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
  for (long n = 0; n < groups; n++) {
    for (int i = 0; i < SIZE; i++) arms += gsl_ran_discrete(rng, table);
    for (int i = 0; i < SIZE; i++) noise += gsl_ran_gaussian_ziggurat(rng, 1);
  }
  wall = seconds(CLOCK_MONOTONIC) - wall;
  cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  printf("{\"wall\": %.9g, \"cpu\": %.9g, \"groups\": %ld, \"estimates\": [], \"sums\": [%zu, %.9g]}\n",
         wall, cpu, groups, arms, noise);
  return 0;
}
