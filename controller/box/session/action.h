/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the machines of a session want done. The box performs actions in their
 * order and feeds what comes of them back as events. Secrets are not carried:
 * the box takes the typed digits from the machine and wipes them there.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "controller/box/store/store.h"
#include "controller/box/session/event.h"
#include "hal/voice/voice.h"

enum action_type {
        ACTION_TONE = 1,        /* tone */
        ACTION_SESSION_OVER,    /* forget everything personal, settings back; count: the state in which a citizen left without anything (citizen.h), else 0 */

        /* compartments */
        ACTION_OPEN,            /* c → EVENT_OPENED or EVENT_NOT_OPENED */
        ACTION_QUARANTINE,      /* c, reason */

        /* staff */
        ACTION_CHECK_PIN,       /* text: sub → EVENT_PIN_CHECKED */
        ACTION_HASH_PIN,        /* text: sub → EVENT_PIN_HASHED */
        ACTION_GIVE_PIN,        /* text: sub, who gets a one-time PIN, drawn into staff->giving → EVENT_PIN_HASHED */

        ACTION_READ_STICK,      /* text: sub; count: enum stick_part (ports.h) → box_stick_read() */
        ACTION_EXPORT_STICK,    /* text: sub → box_stick_exported() */
        ACTION_LIST_STICK,      /* the same of the list of contents */

        ACTION_SET_CLOCK,       /* text: sub, wall_ms → box_clock_set() */

        /* watch */
        ACTION_PULSE,           /* c */
        ACTION_TELL,            /* event, c: to the session */
        ACTION_LEFT_OPEN,       /* c */
        ACTION_FORCED_OPEN,     /* c */
        ACTION_UNLATCHED,       /* c → EVENT_UNLATCHED */
        ACTION_CAME_LATE,       /* c */
        ACTION_SWITCH_FAULTY,   /* c → EVENT_SWITCH_FAULTY */
        ACTION_SWITCH_CHANGES,  /* c, count */
        ACTION_CHIP_DOUBTED,    /* c: a compartment of that chip */
        ACTION_CHIP_CALM,       /* c */
};

struct action {
        enum action_type type;
        unsigned c;
        unsigned count;
        enum tone tone;
        enum reason reason;
        enum event_type event;
        int64_t wall_ms;
        char text[SUB_MAX + 1]; /* a sub */
};

enum { ACTIONS_MAX = 16 };

/* What one step answers. A step that wants more than ACTIONS_MAX is a bug. */
struct actions {
        struct action list[ACTIONS_MAX];
        unsigned count;
};

/* Appends and returns it, to be filled in; all else is zero. */
struct action *action_add(struct actions *actions, enum action_type type);
void action_tone(struct actions *actions, enum tone tone);
/* The box hears `event` of compartment c. */
void action_tell(struct actions *actions, enum event_type event, unsigned c);
/* `text` is cut to SUB_MAX characters. */
struct action *action_add_text(struct actions *actions, enum action_type type, const char *text);
