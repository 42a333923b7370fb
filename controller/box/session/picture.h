/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From the state of the machines to struct screen: which screen, and what
 * stands in it. The words are ui/'s.
 */
#pragma once

#include "controller/box/session/citizen.h"
#include "controller/box/session/restoring.h"
#include "controller/box/session/settings.h"
#include "controller/box/session/staff.h"
#include "controller/box/session/works.h"
#include "ui/screens/screen.h"

enum {
        PICTURE_NOTICE_MS = 2000,       /* "please wait" lies over the screen */
        PICTURE_TEXT_MAX = 160,
        PICTURE_AGAIN_MS = 8000,        /* "please once more" stays until somebody does something, at most so long */
        PICTURE_SOON_MS = 5000,         /* a store that failed is waited for without a word of being out of order */
};

/* What is shown, and what struct screen only points to. */
struct picture {
        struct screen screen;
        uint64_t serial;
        struct target pressed, focus;
        int64_t again_ms;               /* mono, until when whoever was sent home is asked to do it once more; 0: nobody was */
        int64_t notice_ms;              /* mono, begin of the last "please wait" */
        char hours[2 * PICTURE_TEXT_MAX]; /* a week with breaks at noon */
        const char *contact[BUNDLE_CONTACT_LINES_MAX];
        struct screen_row choices[OFFERS_MAX];
};

/* What there is to be shown. Borrowed. */
struct scene {
        const struct works *works;
        const struct citizen *citizen;
        const struct staff *staff;
        const struct settings *settings;
        const struct restoring *restoring;
        bool is_shut;                   /* nobody is there, and only staff are let in */
};

/* Makes picture->screen anew; the serial grows when it shows something else. */
/* What a citizen sees in that state. */
enum screen_id picture_of_citizen(enum citizen_state state);
void picture_make(struct picture *picture, const struct scene *scene);
/* The next mono_ms at which the picture changes by itself; INT64_MAX: never. */
int64_t picture_deadline(const struct picture *picture, const struct scene *scene);
