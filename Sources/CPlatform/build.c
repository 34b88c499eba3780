#include "build.h"

#ifndef REDIT_COMMIT
#define REDIT_COMMIT ""
#endif
#ifndef REDIT_PROCESSOR
#define REDIT_PROCESSOR ""
#endif

const char *redit_build_commit(void) { return REDIT_COMMIT; }
const char *redit_build_processor(void) { return REDIT_PROCESSOR; }

#if defined(__x86_64__) && defined(__linux__)
#include <string.h>
#include <unistd.h>

/* Before anything else runs: without this the first instruction that is missing ends the program by a
   signal, without a word. This file is compiled for any processor. */
__attribute__((constructor(101))) static void redit_check_processor(void) {
  if (strcmp(REDIT_PROCESSOR, "haswell") != 0) return;
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))
    return;
  static const char text[] =
      "redit: this processor lacks AVX2 or FMA, which this build needs (Intel since 2013, AMD since "
      "2015); 'make build' from the sources builds for this machine\n";
  if (write(STDERR_FILENO, text, sizeof text - 1) < 0) _exit(2);
  _exit(1);
}
#endif
