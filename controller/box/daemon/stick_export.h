/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The ledger to a stick, and back: an export as `pickupbox ledger export` makes it, then read from the stick itself and judged as
 * `ledger verify` does.
 *
 * Before it is read, what the kernel holds of the files is dropped, so that what is judged comes from the stick. What is not what was
 * written gets another name; what was cut off says that it is unfinished (controller/ledger/export.h). Everything blocks: for a thread
 * of its own, with a connection to the store of its own.
 */
#pragma once

#include <limits.h>
#include <stdatomic.h>

#include "base/bytes.h"
#include "controller/ledger/source.h"
#include "crypto/key.h"
#include "ui/screens/screen.h"

struct stick_export {
        const char *folder;             /* where the stick is mounted; borrowed, as the others */
        const char *database, *origin;
        const struct secret_key *key;   /* the ledger's */
        uint64_t size;                  /* entries to be written: a checkpoint of so many is in the anchor; compartments of the list */
        struct buffer list, proof;      /* of contents and of its entry, to be written instead (stick_list.h) */
        /* Told now and then, and asked whether to give up; may be NULL. */
        void (*tell)(void *context);
        bool (*ends)(void *context);
        void *context;

        atomic_uint state, percent;     /* enum screen_export_state, while it is under way */
        char name[SCREEN_EXPORT_NAME_SIZE]; /* of the folder on the stick, or of the list */
        char message[PATH_MAX + 512];   /* for the journal: why it was not done; "": it was */
};

void stick_export_deinit(struct stick_export *export);
/* The name on the stick of an export of this origin. */
void stick_export_name(const char *origin, char ret_name[SCREEN_EXPORT_NAME_SIZE]);
/* Returns how it ended: none of those under way, and not SCREEN_EXPORT_ASK. */
enum screen_export_state stick_export_run(struct stick_export *export);
/* For who writes to a stick: how far it has come. */
void stick_export_tell(struct stick_export *export, enum screen_export_state state, unsigned percent);
/* How it ends that failed with the negative errno r; why: what is said of it in the journal, NULL: what errno says. */
enum screen_export_state stick_export_failed(struct stick_export *export, int r, const char *why);
/* What the kernel holds of the files below is written and dropped: who reads them reads the device. 0 or a negative errno. */
MUST_CHECK int stick_forget(const char *path);
