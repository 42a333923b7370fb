/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The guard: a small process that owns the coils' lines and only times pulses, so
 * that no coil stays on when its client is killed, stopped or wedged.
 *
 * Everything is off when it starts, when it ends and when its client goes: it sees
 * the end of the socket, and the kernel sends it SIGTERM when its parent dies even
 * while a sibling still has the socket open. The cap, the rest, the gap and one coil
 * at a time hold whatever it is asked for (hal/guard_timer.h).
 *
 * It is forked, not executed: there is no second program to find, to install in the
 * same version and to trust, and forked first of all, before the client has opened a
 * database, read a key or started a thread, it has nothing it should not have. So a
 * client starts it first. It closes every descriptor but its own, has a session of
 * its own and ignores the terminal's signals.
 *
 * A line that cannot be switched off ends the guard: releasing it is all that is left.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/macro.h"
#include "hal/lines.h"
#include "hal/lock.h"

enum { GUARD_START_MS = 5000 }; /* requesting 608 lines over 76 chips takes less than 2 s */

struct guard;

/*
 * Forks the guard and waits, GUARD_START_MS at most, until it holds the lines and all are off. config's direction is
 * LINES_OUTPUT. 0; the negative errno of lines_request(); -ETIMEDOUT; another negative errno. Call it once, first in
 * the process, with one thread.
 */
MUST_CHECK int guard_start(const struct lines_backend *backend, const char *place, const struct lines_config *config,
                           const struct lock_timing *timing, struct guard **ret_guard);
/* Lets the guard switch all off and end, and waits for that, one second at most; then it is killed. */
void guard_free(struct guard *guard);
DEFINE_CLEANUP(struct guard, guard_free, guard_cleanup)

unsigned guard_count(const struct guard *guard);
bool guard_line_present(const struct guard *guard, unsigned line);
/* The packet socket to it; messages as in hal/guard_message.h. Non-blocking, owned by the guard object. */
int guard_fd(const struct guard *guard);
pid_t guard_pid(const struct guard *guard);
/* Ends a guard that no longer answers, at once. */
void guard_kill(struct guard *guard);
