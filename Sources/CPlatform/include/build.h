/* What the build was told of itself. */
#pragma once

/* The commit, empty where the build was not told. */
const char *redit_build_commit(void);

/* The processor that the Swift code was made for, as -target-cpu names it; empty for any. */
const char *redit_build_processor(void);
