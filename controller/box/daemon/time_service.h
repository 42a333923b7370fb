/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whether the kernel's clock is synchronised, asked of systemd-timedated(8) over the system bus: property NTPSynchronized
 * of org.freedesktop.timedate1(5), which that service reads from adjtimex(2) at every asking, whatever keeps the clock.
 * For a daemon that may not ask the kernel itself.
 *
 *      idle ──ask──▶ asking ──answer, fault or time-out──▶ answered ──ask──▶ idle
 *
 * A connection lasts for one question. Nothing blocks; one thread, that of the loop. Believing the answer is believing the root of
 * this machine, who may set the clock anyway.
 */
#pragma once

#include <stdbool.h>
#include <systemd/sd-event.h>

#include "base/macro.h"

struct time_service;

/* The loop outlives it. 0 or -ENOMEM. */
MUST_CHECK int time_service_new(sd_event *event, struct time_service **ret_service);
void time_service_free(struct time_service *service);

enum { TIME_SERVICE_PATIENCE_MS = 10 * 1000 };
/*
 * Asks, or gives the answer to the last question and forgets it. 0; -EAGAIN: it is on its way, from a bus that answers within
 * TIME_SERVICE_PATIENCE_MS: ask again; another negative errno, said once in the journal, when there is no such service or it gives none.
 */
MUST_CHECK int time_service_ask(struct time_service *service, bool *ret_synchronised);
