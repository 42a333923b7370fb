/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Fingers and keys: what they mean on the picture that is shown.
 *
 * A finger highlights what it is put on and acts when it is lifted from there;
 * slid off, it does nothing. Keys press what the picture offers and nothing else:
 *
 *      digits          the key of that digit; where there is none, "start"
 *      arrows          focus to the next or previous target
 *      OK              what has the focus, else the strong button, else "start"; "yes" only with the focus
 *      back            the last digit typed, else back, else cancel
 *      help            help
 *      speech          read aloud from now on; once on, read again
 *
 * A finger that has been down for TOUCH_STUCK_MS is none: it is let go of without pressing anything, and the panel counts as gone until it is
 * lifted. So what is stuck to a panel holds no screen and ends no session.
 *
 * Where the configuration says so, a key struck again within half a second is not
 * meant (EN 301 549, 5.8). Nothing else is kept but where the finger went down. One thread, nothing blocks.
 */
#pragma once

#include "controller/box/daemon/panel.h"
#include "controller/box/session/box.h"
#include "hal/input/input.h"

enum { TOUCH_STUCK_MS = 30 * 1000 };

struct touch {
        struct box *box;                /* borrowed */
        const struct panel *panel;      /* borrowed */
        struct target down;             /* what the finger was put on */
        enum screen_id screen;          /* and on which screen: another one's target of that name is not meant */
        bool inside;                    /* and whether it is there still */
        int64_t stuck_ms;               /* when it will be stuck; INT64_MAX: none is down, or it is stuck already */
        bool stuck, plugged;            /* the panel counts when it is plugged and not stuck */
        bool filter_double;
        enum input_key struck;          /* last, and when; INPUT_KEY_COUNT: none */
        int64_t struck_ms;
};

void touch_init(struct touch *touch, struct box *box, const struct panel *panel, bool filter_double);
/* The panel was plugged in, or pulled. */
void touch_plugged(struct touch *touch, struct moment now, bool plugged);
/* When touch_tick() wants to be called, on the running clock; INT64_MAX: never. */
int64_t touch_deadline(const struct touch *touch);
void touch_tick(struct touch *touch, struct moment now);
/* Tells the box what the event means. True: whoever presses "speech" wants the screen read again. */
bool touch_event(struct touch *touch, struct moment now, const struct input_event *event);
