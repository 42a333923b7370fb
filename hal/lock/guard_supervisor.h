/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The supervisor of the guard: the process that switches the coils off when the
 * guard dies, is stopped or stalls.
 *
 *   client ──forks──▶ supervisor ──requests the lines, forks──▶ guard
 *
 *   guard                          supervisor
 *     ──BEGIN line──────────────────▶  from here on the line is off within GUARD_STALL_MS
 *     ◀──────────────────WATCHED──
 *   line on … line off
 *     ──END line────────────────────▶  nothing to watch
 *
 * Lines are held by open descriptors, and those are the same in both processes
 * (lines_share()): so it can switch off what a stopped guard has switched on, and a
 * chip that keeps its outputs when its user dies is told by the survivor. It sleeps
 * while no coil is on; a death wakes it through descriptors, a stall through its
 * own deadline, which it sets before the guard may switch on.
 *
 * Lines that come late or come back are taken up while nothing is on: the client asks the guard for it (GUARD_RENEW), which
 * passes that on and ends; the supervisor, which nobody shares the lines with then, renews them and forks a new guard, which
 * gives no pulse before the longest rest is over.
 *
 * The end of the guard, of the client, a stall, SIGTERM: whatever comes, it kills the
 * guard, switches off the line that was on, then all, waits for the guard's death,
 * does so once more and ends. The guard in turn ends when its supervisor has gone,
 * and gives no pulse that this has not answered for.
 */
#pragma once

#include "hal/lock/lines.h"
#include "hal/lock/lock.h"

/*
 * Requests the lines, forks the guard, tells the client through the socket `client` and supervises until the end of either;
 * client_pid is a pidfd of the client. The socket stays open until then, so that the client sees its end only when guard
 * and supervisor have ended. Blocks. Returns the process's exit status: EXIT_SUCCESS only when every line was switched off.
 */
int guard_supervisor_run(int client, int client_pid, const struct lines_backend *backend, const char *place,
                         const struct lines_config *config, const struct lock_timing *timing);
