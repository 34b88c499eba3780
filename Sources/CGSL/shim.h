#pragma once
#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_randist.h>

static inline const gsl_rng_type *redit_rng_taus2(void) { return gsl_rng_taus2; }
