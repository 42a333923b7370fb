/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The guard: a small process that only times pulses, and its supervisor, so that no
 * coil stays on whichever of the three processes is killed, stopped or wedged.
 *
 *   dies or stops    who switches off, from the pulse's beginning
 *   client           the guard: at once when it died (end of the socket, pidfd), else at the pulse's end
 *   guard            the supervisor: at once when it died, else after GUARD_STALL_MS (hal/lock/guard_supervisor.h)
 *   supervisor       the guard: at once when it died, else at the pulse's end, and it gives no further pulse
 *   guard and        the client, when it hears of it: it ends both and requests the lines anew, which
 *   supervisor       switches them off; after LOCK_ANSWER_MS when both are only stopped
 *
 * Two failures that include the client are survived by the third; all three, or the
 * kernel, are what the hardware one-shot is for (docs/hardware.md).
 *
 * Everything is off when they start and when they end. The cap, the rest, the gap and
 * one coil at a time hold whatever the guard is asked for (hal/lock/guard_timer.h).
 *
 * Both are forked, not executed: there is no second program to find, to install in the
 * same version and to trust, and forked first of all, before the client has opened a
 * database, read a key or started a thread, they have nothing they should not have. So
 * a client starts them first. They close every descriptor but their own, have a session
 * of their own and ignore the terminal's signals.
 *
 * A write that fails is tried again: on three times, off every 10 ms, by the guard until the supervisor's deadline, then by
 * that, until it succeeds, the chip has gone or ten seconds are over. A line that the guard could not switch off ends it.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/macro.h"
#include "hal/lock/lines.h"
#include "hal/lock/lock.h"

enum { GUARD_START_MS = 5000 }; /* requesting 608 lines over 76 chips takes less than 2 s */

struct guard;

/*
 * Forks them and waits, GUARD_START_MS at most, until they hold the lines and all are off. config's direction is
 * LINES_OUTPUT; it may go afterwards. 0; the negative errno of lines_request(); -ETIMEDOUT; another negative errno. Call it once, first in
 * the process, with one thread.
 */
MUST_CHECK int guard_start(const struct lines_backend *backend, const char *place, const struct lines_config *config,
                           const struct lock_timing *timing, struct guard **ret_guard);
/* Lets them switch all off and end, and waits for that, one second at most; then they are killed. */
void guard_free(struct guard *guard);
DEFINE_CLEANUP(struct guard, guard_free, guard_cleanup)

unsigned guard_count(const struct guard *guard);
bool guard_line_present(const struct guard *guard, unsigned line);
/*
 * Asks for a look at the lines that are absent, and at those that may have gone: a new guard begins, which takes up what can be
 * had, and gives no pulse for the rest of its timing. Only when no pulse is under way. 0, or -EPIPE: the guard has gone. Its
 * answers, until it is ready, are for guard_renewed().
 */
MUST_CHECK int guard_renew(struct guard *guard);
struct guard_message;
/* 1: it is ready, guard_line_present() is as it is now; 0: more is to come; a negative errno: this is no such answer, or it failed. */
MUST_CHECK int guard_renewed(struct guard *guard, const struct guard_message *message);
/* The packet socket to it; messages as in hal/lock/guard_message.h. Non-blocking, owned by the guard object. */
int guard_fd(const struct guard *guard);
pid_t guard_pid(const struct guard *guard);
pid_t guard_supervisor_pid(const struct guard *guard);
/*
 * Ends a guard that no longer answers, or that has gone: kills it and lets the supervisor switch off. If that has not
 * managed to, requests the lines itself for as long as it takes to switch them off. Blocks for that.
 */
void guard_kill(struct guard *guard);
