/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Argon2id off the main loop: one thread that computes one job at a time.
 *
 * Jobs are answered in the order they were given, exactly once each, by
 * worker_dispatch() in the caller's thread when worker_fd() is readable. PINs and
 * verifiers are copied in and wiped as soon as they were used. Freeing waits for
 * the job that is being computed (tens of milliseconds) and drops the others.
 */
#pragma once

#include <stdbool.h>

#include "base/macro.h"

enum { WORKER_JOBS_MAX = 8 };

struct worker;

/* Exactly one of the two a job. verifier NULL: it could not be computed. */
struct worker_answers {
        void (*checked)(void *context, bool right);
        void (*hashed)(void *context, const char *verifier);
        void *context;
};

/* 0 or a negative errno. Starts the thread: call it after the guard has been forked. */
MUST_CHECK int worker_new(const struct worker_answers *answers, struct worker **ret_worker);
void worker_free(struct worker *worker);
DEFINE_CLEANUP(struct worker, worker_free, worker_cleanup)

/* 0; -EBUSY when WORKER_JOBS_MAX wait; -EINVAL when a text is too long to be a PIN or a verifier. */
MUST_CHECK int worker_check(struct worker *worker, const char *pin, const char *verifier);
MUST_CHECK int worker_hash(struct worker *worker, const char *pin);

int worker_fd(const struct worker *worker);
void worker_dispatch(struct worker *worker);
