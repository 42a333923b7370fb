/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Power that goes at any step of an office: a function that was wrapped (-Wl,--wrap=NAME) counts a step before it and one behind it, and the process is killed at the
 * one where none are left, and with a process that works for another one (apart.h) that one too. For one file of a test each.
 */
#pragma once

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/cmocka.h"

static int never = -1;
static int *steps_left = &never;        /* -1: nobody dies */

/* From now on this process, with those that it starts, has so many steps. */
static void die_at(int n) {
        int *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

        if (shared == MAP_FAILED)
                _exit(97);
        *shared = n;
        steps_left = shared;
}

static void step(void) {
        int dies_with = 0;

        if (*steps_left == 0) {
                if (prctl(PR_GET_PDEATHSIG, &dies_with) == 0 && dies_with == SIGKILL)
                        kill(getppid(), SIGKILL);
                raise(SIGKILL);
        }
        if (*steps_left > 0)
                --*steps_left;
}

/* Of a process that had so many steps. False: it died at the last; true: it came to its end, and well. */
static inline bool came_to_its_end(pid_t pid) {
        int status;

        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
                return false;
        assert_int_equal(status, 0);
        return true;
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
