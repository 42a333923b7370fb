/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the machines of a session are told. An event is plain data: everything
 * a machine may decide on is in it or in the machine itself.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/words/refusal.h"
#include "controller/box/session/offer.h"
#include "crypto/bundle.h"
#include "hal/door/door.h"
#include "ui/screens/screen.h"

enum event_type {
        EVENT_TICK,             /* time went on; a timer may be due */
        EVENT_TARGET,           /* target, and the circumstances below it */
        EVENT_TOUCHED,          /* somebody did something that is no target */
        EVENT_SCANNER_GONE,     /* no code can be read any more */

        /* scanned, already judged */
        EVENT_CODE,             /* refusal | suspect | offers[0] */
        EVENT_TICKET,           /* refusal | here | reissue | disk_full | offers[0] */
        EVENT_BADGE,            /* refusal | sub, role, badge */

        /* answers of the port */
        EVENT_PIN_CHECKED,      /* right, one_time */
        EVENT_PIN_HASHED,       /* right: it could be computed and stored */

        /* to the watch over the doors */
        EVENT_OPEN,             /* c: open it, up to three pulses */
        EVENT_DOOR,             /* c, door */
        EVENT_PULSED,           /* c, right: the pulse was given */

        /* from the watch to the session */
        EVENT_OPENED,           /* c */
        EVENT_NOT_OPENED,       /* c: three tries, and the switch did not say open */
        EVENT_CLOSED,           /* c */
        EVENT_REMINDED,         /* c: open for 20 s */
        EVENT_GIVEN_UP,         /* c: open for 5 minutes */
        EVENT_UNLATCHED,        /* c: open again without a pulse, moments after it was shut */
        EVENT_SETTLED,          /* c: has stayed shut for 2 s */
        EVENT_SWITCH_FAULTY,    /* c: what its switch says can be relied on no more */
        EVENT_CAME_LATE,        /* c: opened after it was given up, and counts as issued */
        EVENT_TYPE_COUNT,
};
const char *event_name(enum event_type type);

struct event {
        enum event_type type;
        unsigned c;
        struct target target;
        bool closed_now;        /* outside the opening hours */
        bool limited;           /* the box is out of order: staff may look and set right, not load */
        bool four_eyes;
        bool no_scanner;        /* number and PIN are the only way */
        int64_t delay_ms;       /* typed answers are judged this much later */

        enum refusal refusal;
        bool suspect;           /* it is here, in a compartment that has to be looked at first */
        bool here;              /* ticket: is inside already */
        bool reissue;           /* ticket: newer one for what is inside */
        bool disk_full;         /* ticket: nothing is loaded any more */
        bool bundle_over;       /* ticket: the bundle has expired */
        struct offer offers[OFFERS_MAX];
        unsigned offer_count;
        unsigned tries_left;
        int64_t locked_until_ms;
        int64_t decided_ms;     /* code, expired or not yet good: since when, from when; wall */
        char other_box[BOX_ID_MAX + 1]; /* the box that the code is for, one that the bundle knows; "": none */

        char sub[SUB_MAX + 1];
        enum role role;
        uint8_t badge[CTI_LEN];

        bool right;
        bool one_time;
        enum door_state door;
};
