#pragma once

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_min.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_odeiv2.h>
#include <gsl/gsl_qrng.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf_bessel.h>
#include <gsl/gsl_sf_dawson.h>
#include <gsl/gsl_sf_erf.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_hyperg.h>
#include <gsl/gsl_version.h>

#include "alias.h"
#include "philox.h"
#include "vector.h"
#include "lanes.h"
#include "tokens.h"
#include "ziggurat.h"

/* GSL names its algorithms by mutable C globals, which Swift 6 rejects: each is reached by a function. */
static inline const char *redit_gsl_version(void) { return gsl_version; }
static inline const gsl_rng_type *redit_rng_mt19937(void) { return gsl_rng_mt19937; }
static inline const gsl_rng_type *redit_rng_taus2(void) { return gsl_rng_taus2; }
static inline const gsl_rng_type *redit_rng_ranlxd2(void) { return gsl_rng_ranlxd2; }

static inline const gsl_min_fminimizer_type *redit_min_brent(void) {
  return gsl_min_fminimizer_brent;
}
static inline const gsl_multimin_fminimizer_type *redit_multimin_simplex(void) {
  return gsl_multimin_fminimizer_nmsimplex2;
}
static inline const gsl_odeiv2_step_type *redit_ode_rk8pd(void) { return gsl_odeiv2_step_rk8pd; }
static inline const gsl_qrng_type *redit_qrng_sobol(void) { return gsl_qrng_sobol; }
static inline const gsl_root_fsolver_type *redit_root_brent(void) { return gsl_root_fsolver_brent; }
static inline const gsl_integration_fixed_type *redit_fixed_hermite(void) {
  return gsl_integration_fixed_hermite;
}
static inline const gsl_integration_fixed_type *redit_fixed_jacobi(void) {
  return gsl_integration_fixed_jacobi;
}
static inline const gsl_integration_fixed_type *redit_fixed_legendre(void) {
  return gsl_integration_fixed_legendre;
}
