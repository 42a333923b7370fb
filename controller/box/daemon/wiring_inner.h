/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the wiring test share; for controller/box/daemon/wiring*.c alone. */
#pragma once

#include <stdarg.h>
#include <stdint.h>
#include <time.h>

#include "controller/box/daemon/box_folder.h"
#include "controller/box/daemon/devices.h"
#include "controller/box/daemon/wiring.h"
#include "controller/box/store/store.h"

struct wiring {
        const struct config *config;
        struct devices devices;         /* locks, doors and, simulated, the cabinet */
        struct store *store;
        struct bundle *bundle;
        struct box_keys keys;
        int epoll;                      /* over locks and doors */

        bool known;                     /* a manager's badge was shown; `badge` is it */
        struct badge badge;
        bool one_time;                  /* and the PIN was the office's: another must be chosen */
        bool signed_in;

        bool pulsed, fault;             /* of the test under way */
        bool opened[STORE_COMPARTMENTS_MAX];

        struct lines *sense;            /* NULL: none */
        bool flowed, flows;             /* since the measurement began; now */
        int64_t since_ms, until_ms;
};

/* Writes the message and returns the result. */
int wiring_say(char *ret_message, int result, const char *format, ...) PRINTF_LIKE(3, 4);
/* Reads the line that senses the coils, if there is one, for the measurement under way; begin it first. */
void wiring_sense_begin(struct wiring *wiring);
void wiring_sense(struct wiring *wiring);
/* How long current flowed in that measurement, up to WIRING_CURRENT_MAX_MS. */
unsigned wiring_sensed_ms(const struct wiring *wiring);
/* Notes an opening of each other door that has opened since the test began; none of c, whose own entry comes first (0: of all). 0 or a negative errno. */
MUST_CHECK int wiring_note_others(struct wiring *wiring, unsigned c);

/* The wall clock, ms since 1970. */
static inline int64_t wiring_now_ms(void) {
        struct timespec now;

        clock_gettime(CLOCK_REALTIME, &now);
        return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
