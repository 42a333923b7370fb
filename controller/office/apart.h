/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Work in a process of its own, so that what it needs is never in the memory of this one: the secret keys of an office are opened, changed and used there.
 *
 * The process is forked, so it begins with what this one knew; it keeps one socket and standard error and nothing else that was open, leaves no core and cannot
 * be traced, and ends when this process does. Not for a process with several threads.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/macro.h"
#include "controller/office/problems.h"

struct apart {
        pid_t pid;
        int fd;                 /* a stream to it */
};
#define APART_NONE { .pid = -1, .fd = -1 }

/* What runs there, with its end of the stream; the process ends when it returns. */
typedef void apart_main_fn(void *context, int fd);

/* 0 or a negative errno. The caller ends it. */
MUST_CHECK int apart_start(apart_main_fn *run, void *context, struct apart *ret_apart);
/* Takes the stream away, upon which it ends, and waits for that. One that is none, or of another process, is only forgotten. */
void apart_end(struct apart *apart);

/* All of these bytes. 0; -EOWNERDEAD when the other side is gone; another negative errno. */
MUST_CHECK int apart_send(int fd, const void *bytes, size_t len);
MUST_CHECK int apart_receive(int fd, void *ret_bytes, size_t len);

/* Tells how work came out, there, and hears it, here: the outcome, what is said of it, and `len` bytes. 0 or as apart_send(); -EPROTO when it is no such thing. */
MUST_CHECK int apart_tell(int fd, int outcome, const struct problems *problems, const void *bytes, size_t len);
MUST_CHECK int apart_hear(int fd, struct problems *problems, void *ret_bytes, size_t len, int *ret_outcome);

/* Does the work, adds to the problems, and fills the result. */
typedef int apart_work_fn(void *context, struct problems *problems, void *result);
/* Starts, hears and ends it. What the work returns; or a negative errno when nobody knows how it went, -EOWNERDEAD when the process was killed. */
MUST_CHECK int apart_do(apart_work_fn *work, void *context, struct problems *problems, void *ret_result, size_t len);
