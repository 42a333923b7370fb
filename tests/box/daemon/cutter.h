/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Runs pickupboxd and kills it at one of its steps.
 *
 * A step is a system call by which the daemon changes something outside itself:
 * a write, truncation or sync of the store's files, a message to the guard of
 * the locks, an answer on the control socket. A seccomp filter stops the daemon
 * before each of them (seccomp(2), SECCOMP_RET_TRACE), a process of ours counts
 * them by ptrace(2) and sends SIGKILL instead of letting the k-th one happen.
 *
 * The tracing process is a child of the caller, so that the caller can talk to
 * the daemon meanwhile. When it ends, every traced process ends with it.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/macro.h"

enum { CUTTER_STEPS_MAX = 4096 };

enum step_kind { STEP_STORE, STEP_GUARD, STEP_ANSWER, STEP_KIND_COUNT };

enum victim {
        VICTIM_DAEMON,
        VICTIM_BOTH,            /* the guard, then the daemon */
        VICTIM_GUARD,           /* the guard alone: the daemon must end by itself. Before there is a guard: the daemon */
        VICTIM_COUNT,
};

/*
 * A step told by what has happened, not by its number, which the machine's speed moves: the first of its kind (STEP_KIND_COUNT: of any)
 * since the caller set this phase; `pulsed`: and since the guard was sent a message.
 */
struct cutter_mark {
        int phase;
        enum step_kind kind;
        bool pulsed;
};

/* In memory shared with the tracing process. */
struct cutter {
        unsigned at;            /* the step before which to kill; 0: never */
        const struct cutter_mark *mark; /* or this one; NULL: none */
        enum victim victim;     /* VICTIM_DAEMON once there was no guard to kill */
        volatile int phase;     /* set by the caller, noted with each step */
        volatile bool gone;     /* the daemon has ended, however */
        volatile bool cut;      /* step `at` or `mark` was reached */
        volatile int status;    /* as of waitpid(2), once gone */
        bool pulsed;            /* the guard was sent a message */
        volatile unsigned count;
        struct {
                enum step_kind kind;
                int phase;
        } steps[CUTTER_STEPS_MAX];
        volatile pid_t daemon;
        volatile pid_t guard;
        volatile int error;     /* errno of a ptrace(2) or seccomp(2) that is not allowed or not known here */
        pid_t tracer;
};

/* NULL when there is no memory. */
struct cutter *cutter_new(void);
void cutter_free(struct cutter *cutter);
DEFINE_CLEANUP(struct cutter, cutter_free, cutter_cleanup)

/*
 * Starts `program --config config --simulate`, its output appended to `log`.
 * `at`, `mark`, `victim` and `phase` are kept, the rest begins anew.
 */
void cutter_start(struct cutter *cutter, const char *program, const char *config, const char *log);
/* Waits until the daemon, its threads and its guard are no more; kills the daemon first when it still runs. */
void cutter_end(struct cutter *cutter);
