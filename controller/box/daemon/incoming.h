/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The drop folder: whoever carries something from the office to the box, a link or a person, moves it into DIR/incoming.
 *
 *      bundle, statement of revocations ──rename──▶ DIR/incoming/NAME ──taken──▶ gone
 *                                                          └──refused──▶ NAME.refused, and the journal says why
 *
 * What comes while somebody is at the box waits BOX_ADOPT_MS at most (box_adopt()). Names that begin with a dot are not
 * looked at: under such a name a file may be written and then renamed. One that is copied under its own name is not refused
 * before it has rested for some seconds. One thread; reading a file blocks for as long as the disk takes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "base/macro.h"
#include "hal/clock/clock.h"

enum {
        INCOMING_FILES_MAX = 64, /* looked at a time; the others follow when these are gone */
        INCOMING_REST_S = 10,
};

enum incoming_verdict {
        INCOMING_TAKEN,    /* or known already: the file goes */
        INCOMING_WAITS,    /* asked again in a second */
        INCOMING_REFUSED,
};

/* `waited`: it has been here for as long as it may have to wait. What is said about it is the taker's to log. */
typedef enum incoming_verdict incoming_take_fn(void *context, const char *name, const uint8_t *bytes, size_t len, bool waited);

struct incoming;

/*
 * Makes the folder where it is missing, looks at what is there, and from then on whenever something comes. 0 or a negative
 * errno. The caller owns it; the clock tells how long something has waited and outlives it.
 */
MUST_CHECK int incoming_new(sd_event *event, const struct clock *clock, const char *folder, incoming_take_fn *take, void *context,
                            struct incoming **ret_incoming);
void incoming_free(struct incoming *incoming);
