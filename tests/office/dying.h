/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Power that goes at any step of an office: a function that was wrapped (-Wl,--wrap=NAME) counts a step before it and one behind it, and the process is killed at the
 * one where none are left. For one file of a test each.
 */
#pragma once

#include <signal.h>

static int steps_left = -1;     /* -1: nobody dies */

static void step(void) {
        if (steps_left == 0)
                raise(SIGKILL);
        if (steps_left > 0)
                steps_left--;
}

#define DYING(type, name, parameters, arguments) \
        type __real_##name parameters; \
        type __wrap_##name parameters; \
        type __wrap_##name parameters { \
                type r; \
                step(); \
                r = __real_##name arguments; \
                step(); \
                return r; \
        }

/* Only the step before it, where the next function's stands for the one behind. */
#define DYING_BEFORE(type, name, parameters, arguments) \
        type __real_##name parameters; \
        type __wrap_##name parameters; \
        type __wrap_##name parameters { \
                step(); \
                return __real_##name arguments; \
        }
