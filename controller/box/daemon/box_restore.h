/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The way on for a store that was put back (docs/behaviour.md, "A store that was put back"), while no daemon runs:
 *
 *      box_restore_open()      what is wrong with it, by which bundle people are judged, what an export knows
 *      box_restore_person()    a manager, then another person who is no auditor
 *      box_restore_finish()    the ledger goes on under a new generation, every compartment waits to be looked into
 *
 * Nothing is written before the last step, which is one transaction. One thread; blocks.
 */
#pragma once

#include "base/words/refusal.h"
#include "controller/box/daemon/box_folder.h"
#include "controller/box/store/store.h"
#include "crypto/badge.h"
#include "crypto/note.h"
#include "crypto/pin.h"

enum { BOX_RESTORE_MESSAGE_SIZE = ROLLBACK_MESSAGE_SIZE + 512, BOX_RESTORE_PEOPLE = 2 };
/* All but a fault are refusals. */
enum {
        BOX_RESTORE_E_REFUSED = 1,
        BOX_RESTORE_E_FAULT,
        BOX_RESTORE_E_BUNDLE,           /* a newer bundle of the office is needed */
        BOX_RESTORE_E_CLOCK,            /* the newest entry is later than now */
        BOX_RESTORE_E_BADGE,            /* no badge that is good here */
        BOX_RESTORE_E_MANAGER,          /* the first person must be one */
        BOX_RESTORE_E_OTHER_PERSON,     /* the second must be another one, and no auditor */
};

struct box_restore;

/*
 * On a new controller, before all else: takes a backup that the office has sealed to it (`office unseal`) into the folder that
 * `box init` has made, in place of its empty store. 0, or BOX_RESTORE_E_* with a message, and the folder is as it was.
 */
MUST_CHECK int box_restore_take(const struct box_folder *folder, const char *file, char ret_message[BOX_RESTORE_MESSAGE_SIZE]);

struct box_restore_sources {
        const char *bundle;             /* a file; NULL: the store's own, where the anchor knows no newer one */
        const char *export;             /* a folder; NULL: none */
};

/* 0, or BOX_RESTORE_E_* with a message for people. The caller owns it. */
MUST_CHECK int box_restore_open(const struct box_folder *folder, const struct box_restore_sources *sources, int64_t now_ms,
                                struct box_restore **ret_restore, char ret_message[BOX_RESTORE_MESSAGE_SIZE]);
void box_restore_free(struct box_restore *restore);
DEFINE_CLEANUP(struct box_restore, box_restore_free, box_restore_cleanup)

/* A badge that was judged. */
struct box_restore_badge {
        enum refusal refusal;           /* BOX_RESTORE_E_BADGE: why */
        char sub[SUB_MAX + 1];
        char verifier[PIN_VERIFIER_SIZE]; /* of its PIN; secret. "": it has none */
};
/* Judges the next person's badge; box_restore_known() follows when the PIN was found right. As above. */
MUST_CHECK int box_restore_badge(struct box_restore *restore, const char *badge, size_t badge_len, struct box_restore_badge *ret_badge,
                                 char ret_message[BOX_RESTORE_MESSAGE_SIZE]);
/* The PIN of the badge that was judged last is right: this person is known. */
void box_restore_known(struct box_restore *restore);
/* Judges the next person by badge and PIN. As above. */
MUST_CHECK int box_restore_person(struct box_restore *restore, const char *badge, size_t badge_len, const char *pin,
                                  char ret_message[BOX_RESTORE_MESSAGE_SIZE]);

struct box_restored {
        struct vkey vkey;               /* of the new ledger */
        struct checkpoint former;       /* that it goes on for */
        size_t spent;                   /* how many an export knew to be handed out or taken out */
};
/* Once both people are known: -EPROTO's place is BOX_RESTORE_E_FAULT. As above. */
MUST_CHECK int box_restore_finish(struct box_restore *restore, struct box_restored *ret_restored,
                                  char ret_message[BOX_RESTORE_MESSAGE_SIZE]);
