/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Sets the wall clock through systemd-timedated(8): SetTime() of org.freedesktop.timedate1(5), for a daemon that may not set it
 * itself. That service asks polkit(8) whether it may; deploy/system/50-pickupbox.rules says yes for this one action.
 *
 *      idle ──set──▶ setting ──answer, fault or time-out──▶ idle, and told
 *
 * A connection lasts for one call. Nothing blocks; one thread, that of the loop.
 */
#pragma once

#include <stdint.h>
#include <systemd/sd-event.h>

#include "base/macro.h"

struct time_setter;

/*
 * Longer than they may take together: the bus waits 25 s for each of the two services that it may have to start (dbus-daemon(1),
 * service_start_timeout), and systemd-timedated as long for polkit's answer. Whoever gave up before would say that the clock is not
 * set, and then it would be.
 */
enum { TIME_SETTER_PATIENCE_MS = 90 * 1000 };

/*
 * What came of it: 0; -EALREADY: the system keeps its time itself (NTP), and nobody may set it by hand; -EACCES: not allowed;
 * -ENOENT: there is no such service; another negative errno. Said in the journal, too.
 */
typedef void time_setter_fn(void *context, int r);

/* The loop outlives it. 0 or -ENOMEM. */
MUST_CHECK int time_setter_new(sd_event *event, time_setter_fn *told, void *context, struct time_setter **ret_setter);
void time_setter_free(struct time_setter *setter);
/* Told within TIME_SETTER_PATIENCE_MS, never from within this call. 0; -EBUSY while one is under way; another negative errno. */
MUST_CHECK int time_setter_set(struct time_setter *setter, int64_t wall_ms);
