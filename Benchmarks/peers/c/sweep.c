/* The bandit sweep in C with GSL: `sweep plain|one-pass SEED GROUPS`. */
#include "bench.h"

static gsl_rng *rng;
static gsl_ran_discrete_t *table;
static double sigmas[SIGMAS];
static double (*sums)[SIGMAS][ARMS + 1];

static void draw(int *arms, double *noise) {
  for (int i = 0; i < SIZE; i++) arms[i] = (int)gsl_ran_discrete(rng, table);
  for (int i = 0; i < SIZE; i++) noise[i] = gsl_ran_gaussian_ziggurat(rng, 1);
}

static void centre(double *x) {
  double mean = 0;
  for (int i = 0; i < SIZE; i++) mean += x[i] / SIZE;
  for (int i = 0; i < SIZE; i++) x[i] -= mean;
}

static double dot(const double *a, const double *b, int n) {
  double sum = 0;
  for (int i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}

/* Fresh draws for every sigma. */
static void plain(long b) {
  for (int n = 0; n < BATCH; n++)
    for (int s = 0; s < SIGMAS; s++) {
      int arms[SIZE];
      double x[SIZE], g[ARMS] = {0};
      draw(arms, x);
      for (int i = 0; i < SIZE; i++) x[i] = REWARDS[arms[i]] + sigmas[s] * x[i];
      centre(x);
      double scale = 1 / sqrt(SIZE * dot(x, x, SIZE));
      for (int i = 0; i < SIZE; i++) g[arms[i]] += scale * x[i];
      for (int k = 0; k < ARMS; k++) sums[b][s][k] += g[k];
      sums[b][s][ARMS] += dot(g, g, ARMS);
    }
}

/* All sigmas from r.r, r.z, z.z, g_r and g_z of each group; the loops over sigmas vectorise. */
static void one_pass(long b) {
  double total[ARMS + 1][SIGMAS] = {{0}};
  for (int n = 0; n < BATCH; n++) {
    int arms[SIZE];
    double z[SIZE], r[SIZE], gr[ARMS] = {0}, gz[ARMS] = {0}, scale[SIGMAS];
    draw(arms, z);
    for (int i = 0; i < SIZE; i++) r[i] = REWARDS[arms[i]];
    centre(r);
    centre(z);
    for (int i = 0; i < SIZE; i++) {
      gr[arms[i]] += r[i];
      gz[arms[i]] += z[i];
    }
    double rr = dot(r, r, SIZE), rz = dot(r, z, SIZE), zz = dot(z, z, SIZE);
    double aa = dot(gr, gr, ARMS), ab = dot(gr, gz, ARMS), bb = dot(gz, gz, ARMS);
    for (int s = 0; s < SIGMAS; s++) {
      double t = sigmas[s], square = 1 / (SIZE * (rr + t * (2 * rz + t * zz)));
      scale[s] = sqrt(square);
      total[ARMS][s] += square * (aa + t * (2 * ab + t * bb));
    }
    for (int k = 0; k < ARMS; k++)
      for (int s = 0; s < SIGMAS; s++) total[k][s] += scale[s] * (gr[k] + sigmas[s] * gz[k]);
  }
  for (int s = 0; s < SIGMAS; s++)
    for (int k = 0; k <= ARMS; k++) sums[b][s][k] = total[k][s];
}

int main(int argc, char **argv) {
  if (argc != 4) return fprintf(stderr, "usage: sweep plain|one-pass SEED GROUPS\n"), 2;
  long batches = atol(argv[3]) / BATCH;
  if (batches < 2) batches = 2;
  rng = gsl_rng_alloc(gsl_rng_taus2);
  gsl_rng_set(rng, strtoul(argv[2], NULL, 10));
  table = arm_table();
  fill_sigmas(sigmas);
  sums = calloc(batches, sizeof *sums);
  double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
  for (long b = 0; b < batches; b++) strcmp(argv[1], "plain") ? one_pass(b) : plain(b);
  wall = seconds(CLOCK_MONOTONIC) - wall;
  cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  printf("{\"wall\": %.9g, \"cpu\": %.9g, \"groups\": %ld, \"estimates\": [", wall, cpu,
         batches * BATCH);
  print_estimates(sums, batches);
  printf("]}\n");
  return 0;
}
