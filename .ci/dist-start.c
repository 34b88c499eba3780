// What comes before Swift in the program that needs nothing else; linked into that program alone, and compiled for
// any processor. The functions that begin with __wrap_ stand in for those of the libraries (--wrap of the linker).
#include <unistd.h>

// Where there is no /proc the Swift runtime finds no arguments, and aborts in its search for a crash reporter,
// whatever SWIFT_BACKTRACE says. No reporter is shipped, so there is nothing to look for; the arguments come from
// the C library.
const char *__wrap_swift_copyAuxiliaryExecutablePath(const char *name) {
  (void)name;
  return 0;
}

// After a second of work libdispatch looks once in a while whether its threads are blocked, so as to start others:
// in /proc, and traps where there is none. Ours never wait for each other.
void __wrap__dispatch_workq_worker_register(void *queue) { (void)queue; }
void __wrap__dispatch_workq_worker_unregister(void *queue) { (void)queue; }

void _swift_stdlib_overrideUnsafeArgvArgc(char **argv, int argc);

// Without these instructions the process would end by a signal, without a word.
static void checkProcessor(void) {
#ifdef __x86_64__
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
#endif
}

// glibc hands every constructor the arguments of main; this one is first.
__attribute__((constructor(101))) static void start(int argc, char **argv) {
  checkProcessor();
  _swift_stdlib_overrideUnsafeArgvArgc(argv, argc);
}
