/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a process shuts behind itself before it uses a secret for others: from then on it can compute, have and give back memory, read and write what is open, and
 * end. Any other system call ends it: it opens no file, makes no socket, starts nothing.
 */
#pragma once

#include <stdbool.h>

#include "base/macro.h"

/* Whether this build has a filter for its processor; without one only the limits hold. */
extern const bool cage_filters;

/* 0 or a negative errno; then nothing secret may be used. Never undone. */
MUST_CHECK int cage_enter(void);
