/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The way on at the screen of a box whose store was put back (docs/behaviour.md, "A store that was put back"):
 *
 *      OFF ─badge─▶ PIN ─▶ CHECKING ─right─▶ SECOND ─badge─▶ PIN ─▶ CHECKING ─right─▶ CONFIRM ─yes─▶ DONE ─3 s─▶ OVER
 *       ▲            ▲──────wrong─┘                                                       │
 *       └── REFUSED ◀── whatever is missing or not allowed; cancel and 3 minutes without a sign of life lead to OFF
 *
 * There is no store meanwhile: who holds the box's folder judges badges by the right bundle and changes the store at the end, and
 * then the process ends to be started anew. After RESTORING_WRONG_MAX wrong PINs in one run only the command goes on.
 */
#pragma once

#include "base/moment.h"
#include "base/words/refusal.h"
#include "controller/box/session/digits.h"
#include "controller/box/session/ports.h"
#include "crypto/bundle.h"
#include "crypto/pin.h"
#include "ui/screens/screen.h"

enum restoring_state {
        RESTORING_OFF,
        RESTORING_PIN,
        RESTORING_CHECKING,
        RESTORING_SECOND,
        RESTORING_CONFIRM,
        RESTORING_REFUSED,
        RESTORING_DONE,
        RESTORING_OVER,
};

enum { RESTORING_WRONG_MAX = 5, RESTORING_IDLE_MS = 3 * 60 * 1000, RESTORING_DONE_MS = 3000 };

/* What a badge is worth here. */
struct restoring_verdict {
        enum screen_restore said;               /* SCREEN_RESTORE_NONE: it is good */
        enum refusal refusal;                   /* SCREEN_RESTORE_BADGE: why */
        char sub[SUB_MAX + 1];
        char verifier[PIN_VERIFIER_SIZE];       /* of its PIN; secret. "": it has none */
};

/* Who holds the folder. Calls block for a look at the store; finish() for one transaction. */
struct restoring_ports {
        void *context;
        /* The badge of person `number` (0, 1); the first begins anew. */
        void (*judge)(void *context, const char *text, size_t len, unsigned number, struct restoring_verdict *ret_verdict);
        /* The PIN of the badge judged last was right. */
        void (*known)(void *context);
        /* Both are known and want it. False: nothing was changed, the journal says why. */
        bool (*finish)(void *context);
        /* It was given up. */
        void (*leave)(void *context);
};

struct restoring {
        const struct restoring_ports *folder;   /* borrowed; NULL: only by command */
        enum restoring_state state;
        unsigned number;                        /* of the person */
        unsigned wrong;                         /* PINs in this run */
        int64_t active_ms;
        struct digits entry;
        struct restoring_verdict verdict;       /* of the badge held there last */
        enum screen_restore said;               /* REFUSED */
        bool failed;                            /* the PIN before was wrong */
        char first[SUB_MAX + 1];
};

/* Each takes what happened while the box has no store. `ports` checks PINs and sounds. */
void restoring_scanned(struct restoring *restoring, const struct box_ports *ports, struct moment now, const char *text, size_t len);
void restoring_target(struct restoring *restoring, const struct box_ports *ports, struct moment now, struct target target);
void restoring_checked(struct restoring *restoring, const struct box_ports *ports, struct moment now, bool right);
void restoring_touched(struct restoring *restoring, struct moment now);
void restoring_tick(struct restoring *restoring, struct moment now);
/* mono_ms, or INT64_MAX. */
int64_t restoring_deadline(const struct restoring *restoring);
/* False: the box is only out of order. */
bool restoring_present(const struct restoring *restoring, struct screen *screen);
