/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What to think of one chip whose lines read the switches of several doors: many that say open at once are the chip's doing.
 *
 *   sound ──more than eight of its doors open within a second, nobody having pulsed them──▶ doubted ──ten minutes without──▶ sound
 *
 * Pure: `now_ms` is a monotonic clock's.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
        CHIP_OPENINGS_MAX = 8,                  /* within */
        CHIP_TOGETHER_MS = 1000,
        CHIP_CALM_MS = 10 * 60 * 1000,
};

struct chip_watch {
        unsigned c;                             /* one of its compartments, which names it; 0: there is no such chip */
        int64_t opened_ms[CHIP_OPENINGS_MAX];   /* a ring */
        unsigned opened_count;
        bool doubted;
        int64_t doubted_ms;                     /* when it last gave reason to */
};

enum chip_opening { CHIP_ALONE, CHIP_TOGETHER, CHIP_TOO_MANY };
/* A door of it opened, which nobody had pulsed: alone, with others within a second, or with too many. */
enum chip_opening chip_watch_opening(struct chip_watch *chip, int64_t now_ms);
/* It gave reason to doubt it. True: it was sound before. */
bool chip_watch_doubt(struct chip_watch *chip, int64_t now_ms);
/* Time goes on. True: it is sound again. */
bool chip_watch_tick(struct chip_watch *chip, int64_t now_ms);
/* When it may be; INT64_MAX: it is sound. */
int64_t chip_watch_deadline(const struct chip_watch *chip);
