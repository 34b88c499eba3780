#include "build.h"

#ifndef REDIT_COMMIT
#define REDIT_COMMIT ""
#endif
#ifndef REDIT_PROCESSOR
#define REDIT_PROCESSOR ""
#endif

const char *redit_build_commit(void) { return REDIT_COMMIT; }
const char *redit_build_processor(void) { return REDIT_PROCESSOR; }
