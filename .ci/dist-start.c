// What comes before Swift in the program that needs nothing else; linked into that program alone, and compiled for
// any processor.
#include <unistd.h>

// The Swift runtime looks for its crash reporter by /proc/self/exe, and aborts where there is no /proc, whatever
// SWIFT_BACKTRACE says. No reporter is shipped, so there is nothing to look for.
const char *swift_copyAuxiliaryExecutablePath(const char *name) {
  (void)name;
  return 0;
}

// Without these instructions the process would end by a signal, without a word.
__attribute__((constructor(101))) static void checkProcessor(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("bmi2"))
    return;
  static const char text[] =
      "redit: this processor has no AVX2, FMA and BMI2, which this program is built for; "
      "build it there from the source\n";
  ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
  (void)written;
  _exit(1);
}
