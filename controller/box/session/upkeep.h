/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a box sees to by itself, whoever stands there: whether its clock can be believed, deadlines that have come, and the hourly
 * work (refusals counted meanwhile, the time confirmed, room looked for, a checkpoint signed).
 */
#pragma once

#include "controller/box/session/clock_watch.h"
#include "controller/box/session/gave_up.h"
#include "controller/box/session/health.h"
#include "controller/box/session/recorder.h"
#include "controller/box/session/watch.h"

enum { UPKEEP_HOUR_MS = 60 * 60 * 1000, UPKEEP_KEEP_MS = 60 * 1000 };

struct upkeep {
        struct clock_watch clock;
        int64_t build_ms;               /* wall, before which no program of ours ran */
        int64_t hour_ms;                /* mono, when the hourly work is due */
        struct gave_up gave_up;         /* in the hour that runs */
        unsigned counted;               /* of what the hour's end will tell, as it was kept last */
        int64_t keep_ms;                /* mono, before which it is not kept again */
        int64_t expire_ms;              /* wall, the next deadline of a consignment; INT64_MAX: none */
};

void upkeep_start_clock(struct upkeep *upkeep, struct recorder *recorder);
/* The clock is in doubt from now on: alarm and entry. Nothing when it was before the start. */
void upkeep_doubt(struct upkeep *upkeep, struct recorder *recorder);
/* The doubt is over: by a manager's word, hours 0, or by itself, and then nothing is built on its time for so many hours. */
void upkeep_believe(struct upkeep *upkeep, struct recorder *recorder, unsigned hours, const char *by);
/*
 * What the clock can be set to by hand: not before what is known to have been, not after `expires_ms`, when the bundle in force ends, or
 * 35 days from what is known.
 */
void upkeep_clock_range(const struct upkeep *upkeep, const struct recorder *recorder, int64_t expires_ms, int64_t *ret_earliest_ms,
                        int64_t *ret_latest_ms);
/*
 * The clock was set to what it is now, as was asked at that moment; a doubt is over. For STORE_CLOCK_HOURS nothing is built on it, so
 * that a mistake can be mended. False: the store did not take it, and a jump that is seen then is a doubt like any other.
 */
bool upkeep_clock_set(struct upkeep *upkeep, struct recorder *recorder, struct moment asked, const char *by);
/* In doubt, asks whether the kernel thinks its time synchronised; after an hour of that the doubt is over. */
void upkeep_ask_kernel(struct upkeep *upkeep, struct recorder *recorder);
/* Expires what is due. Only while nobody is at the box. */
void upkeep_expire(struct upkeep *upkeep, struct recorder *recorder);
/* Looks up the next deadline; after every change of one. */
void upkeep_look_ahead(struct upkeep *upkeep, struct recorder *recorder);
/* unattended: nobody is at the box, what was erased goes from the files as well. */
void upkeep_hourly(struct upkeep *upkeep, struct recorder *recorder, struct health *health, bool unattended);
/*
 * Counts that grew are kept in the store, once a minute at most, so that the power takes no more of them than a minute's. At a start
 * upkeep_tell_counts() writes what the last run kept.
 */
void upkeep_keep_counts(struct upkeep *upkeep, struct recorder *recorder, const struct watch *watch);
void upkeep_tell_counts(struct recorder *recorder);
/* When that is due; INT64_MAX: not at all. */
int64_t upkeep_counts_deadline(const struct upkeep *upkeep, const struct recorder *recorder, const struct watch *watch);
/* The next mono_ms at which something is due. */
int64_t upkeep_deadline(const struct upkeep *upkeep, const struct recorder *recorder, bool unattended);
