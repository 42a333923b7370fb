/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The store and its anchor: compared before anything is done, followed after every commit of a checkpoint or a bundle.
 *
 * The file is written first and recorded in the store then: a power cut between the two leaves an anchor that nobody misses.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "controller/ledger/anchor.h"
#include "controller/box/store/store_internal.h"

/* ---- comparing ---- */

static int is_recorded(struct store *store, bool *ret_recorded) {
        int64_t recorded;
        int r = database_integer(&store->database, "SELECT anchored FROM box", NO_VALUES, &recorded);

        if (r == 0)
                *ret_recorded = recorded != 0;
        return r;
}

/* 0 before there is a bundle. */
static int bundle_version(struct store *store, uint32_t *ret_version) {
        int64_t version;
        int r = database_integer(&store->database, "SELECT coalesce(max(version), 0) FROM bundle", NO_VALUES, &version);

        if (r == 0)
                *ret_version = (uint32_t)version;
        return r;
}

/* The power went before the anchor followed to the ledger that goes on for this one. */
static int compare_former(struct store *store, const struct checkpoint *checkpoint, enum rollback *ret_rollback) {
        int64_t size;
        int r = database_integer(&store->database, "SELECT known_size FROM generations WHERE origin = ?", VALUES(TEXT(checkpoint->origin)), &size);

        if (r < 0 && r != -ENOENT)
                return r;
        *ret_rollback = r == -ENOENT ? ROLLBACK_OTHER : checkpoint->size > (uint64_t)size ? ROLLBACK_OLDER : ROLLBACK_NONE;
        return 0;
}

static int compare_ledger(struct store *store, const struct checkpoint *checkpoint, enum rollback *ret_rollback) {
        struct merkle_edge edge;
        struct hash root;
        int r;

        if (strcmp(checkpoint->origin, store->ledger.origin) != 0)
                return compare_former(store, checkpoint, ret_rollback);
        if (checkpoint->size > store->ledger.edge.size) {
                *ret_rollback = ROLLBACK_OLDER;
                return 0;
        }
        r = ledger_edge(store, checkpoint->size, &edge);
        if (r < 0 && r != -ENOENT)
                return r;
        /* Within the archive nothing can be compared, and an anchor is never so old: archiving raises it first. */
        if (r == 0)
                merkle_edge_root(&edge, &root);
        *ret_rollback = r == 0 && hash_equal(&root, &checkpoint->root) ? ROLLBACK_NONE : ROLLBACK_OTHER;
        return 0;
}

static int compare_read(struct store *store, const struct anchor *anchor, enum rollback *ret_rollback) {
        uint32_t version = 0;
        int r = compare_ledger(store, &anchor->checkpoint, ret_rollback);

        if (r == 0)
                r = bundle_version(store, &version);
        if (r == 0 && *ret_rollback == ROLLBACK_NONE && version < anchor->bundle_version)
                *ret_rollback = ROLLBACK_BUNDLE;
        return r;
}

static int compare_missing(struct store *store, enum rollback *ret_rollback) {
        bool recorded = true;
        int r = is_recorded(store, &recorded);

        if (r == 0)
                *ret_rollback = recorded ? ROLLBACK_MISSING : ROLLBACK_NONE;
        return r;
}

/* `read`: what anchor_read() gave. */
static int compare(struct store *store, int read, const struct anchor *anchor, enum rollback *ret_rollback) {
        if (read == 0)
                return compare_read(store, anchor, ret_rollback);
        if (read == -ENOENT)
                return compare_missing(store, ret_rollback);
        *ret_rollback = read == ANCHOR_E_MALFORMED ? ROLLBACK_DAMAGED : ROLLBACK_UNREADABLE;
        return 0;
}

void rollback_message(enum rollback rollback, const char *path, char ret_text[ROLLBACK_MESSAGE_SIZE]) {
        static const char *const texts[] = {
                [ROLLBACK_MISSING] = "the anchor that it had is missing (if only its disk is away, put that back)",
                [ROLLBACK_DAMAGED] = "its anchor is damaged",
                [ROLLBACK_UNREADABLE] = "its anchor cannot be read (see to its disk, and to who may read it)",
                [ROLLBACK_OLDER] = "it is older than its anchor",
                [ROLLBACK_OTHER] = "its anchor is of another ledger",
                [ROLLBACK_BUNDLE] = "its bundle is older than its anchor says",
        };

        snprintf(ret_text, ROLLBACK_MESSAGE_SIZE,
                 "%s is rolled back: %s. Spent codes may be good in it, so nothing is opened, signed or changed with it; "
                 "`pickupbox box restore DIR` is the way on", path,
                 (unsigned)rollback < ARRAY_LEN(texts) && texts[rollback] ? texts[rollback] : "");
}

/* ---- following ---- */

static int record(struct store *store) {
        bool recorded = true;
        int r = is_recorded(store, &recorded);

        if (r < 0 || recorded)
                return r;
        r = transaction_begin(store);
        return r < 0 ? r : transaction_end(store, database_run(&store->database, "UPDATE box SET anchored = 1", NO_VALUES));
}

static int follow(struct store *store, enum anchor_step step) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        uint64_t size;
        uint32_t version = 0;
        int r = store_checkpoint(store, &size, &note);

        if (r == 0)
                r = bundle_version(store, &version);
        if (r == 0)
                r = anchor_raise(store->anchor, step, version, buffer_text(&note), note.len);
        if (r == 0)
                r = record(store);
        return r == -ENOENT && note.len == 0 ? 0 : r; /* nothing was signed yet */
}

void store_follow_anchor(struct store *store) {
        unsigned step = store->ledger.anchor;

        store->ledger.anchor = 0;
        if (step != 0 && store->anchor)
                store->anchor_fault = follow(store, (enum anchor_step)step);
}

int store_anchor_fault(const struct store *store) {
        return store->anchor_fault;
}

int store_raise_anchor(struct store *store, const char *note, size_t len) {
        uint32_t version = 0;
        int r = bundle_version(store, &version);

        return r < 0 || !store->anchor ? r : anchor_raise(store->anchor, ANCHOR_FOLLOW, version, note, len);
}

/* What is there may be damaged, or of nobody knows which ledger. */
static int replace(const char *anchor, uint32_t version, const char *note, size_t len) {
        int r = anchor_raise(anchor, ANCHOR_CONTINUE, version, note, len);

        if (r != -EBADMSG)
                return r;
        if (unlink(anchor) < 0)
                return -errno;
        return anchor_raise(anchor, ANCHOR_CONTINUE, version, note, len);
}

int store_replace_anchor(struct store *store, const char *anchor, const char *note, size_t len) {
        uint32_t version = 0;
        int r = bundle_version(store, &version);

        if (r == 0)
                r = replace(anchor, version, note, len);
        return r == 0 ? record(store) : r;
}

/* ---- opening ---- */

/* 0, STORE_E_ROLLED_BACK or a negative errno. */
static int attach(struct store *store, const char *path, int read, const struct anchor *anchor, enum rollback *ret_rollback) {
        enum rollback rollback = ROLLBACK_OTHER;
        int r = compare(store, read, anchor, &rollback);

        if (r < 0)
                return r;
        if (rollback != ROLLBACK_NONE) {
                *ret_rollback = rollback;
                return STORE_E_ROLLED_BACK;
        }
        store->anchor = strdup(path);
        if (!store->anchor)
                return -ENOMEM;
        store->ledger.anchor = store->read_only ? 0 : ANCHOR_CONTINUE; /* as compared, no other ledger than a former one is there */
        store_follow_anchor(store);
        return 0;
}

int store_open_anchored(const char *path, const char *anchor_path, enum store_mode mode, struct store **ret_store, enum rollback *ret_rollback) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        /* Read first: a daemon beside this may go on meanwhile, and then the store is ahead of it and never behind. */
        struct anchor anchor = { 0 };
        int read = anchor_read(anchor_path, &bytes, &anchor);
        struct store *store;
        int r;

        r = store_open(path, mode, &store);
        if (r != 0)
                return r;
        r = attach(store, anchor_path, read, &anchor, ret_rollback);
        if (r != 0) {
                store_close(store);
                return r == -EUCLEAN ? STORE_E_DAMAGED : r;
        }
        *ret_store = store;
        return 0;
}

int store_compare_anchor(struct store *store, const char *anchor_path, enum rollback *ret_rollback) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct anchor anchor = { 0 };
        int read = anchor_read(anchor_path, &bytes, &anchor);

        return compare(store, read, &anchor, ret_rollback);
}
