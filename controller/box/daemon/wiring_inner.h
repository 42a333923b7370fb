/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the wiring test share; for controller/box/daemon/wiring*.c alone. */
#pragma once

#include <stdarg.h>
#include <stdint.h>

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
};

/* Writes the message and returns the result. */
int wiring_say(char *ret_message, int result, const char *format, ...) PRINTF_LIKE(3, 4);
/* The wall clock, ms since 1970. */
int64_t wiring_now_ms(void);
