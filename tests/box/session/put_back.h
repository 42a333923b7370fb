/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A store that is put back from an older copy in the middle of a life, and goes on: what was handed out or taken out since is gone,
 * its label with it, and nothing of it may ever be released again. Borrows the fixture.
 */
#pragma once

#include "tests/box/session/fixture.h"

enum put_back_kind {
        PUT_BACK_FOLDER,                /* as it was when the box was off */
        PUT_BACK_DATABASE,              /* the database of a running box, without its log */
        PUT_BACK_BACKUP,                /* as `box backup` takes it from a running box */
        PUT_BACK_KINDS,
};

struct put_back {
        struct fixture *fixture;
        struct buffer copy;             /* empty: none was made in this life */
        enum put_back_kind kind;
        uint8_t stored[STORE_COMPARTMENTS_MAX][CTI_LEN]; /* found last, until a copy is there */
        unsigned stored_count;
        unsigned count[PUT_BACK_KINDS]; /* over all lives */
        unsigned gone_since;            /* consignments that were gone, and lay inside by the copy */
};

/* Looks, while the box runs and there is no copy, for what a citizen could collect. Whether there is any. */
bool put_back_find_stored(struct put_back *put_back);
/* Whether something of that was handed out or taken out since the copy. */
bool put_back_is_worse(const struct put_back *put_back);
/* FOLDER only while the box is off, the others only while it runs. */
void put_back_copy(struct put_back *put_back, enum put_back_kind kind);
void put_back_forget(struct put_back *put_back);
/*
 * On a stopped box: the copy takes the place of its store and goes on under a new generation, as two people at the box would have it.
 * `known`: how far the former ledger is known to have come; `spent`: what an export would tell, or NULL.
 */
void put_back_go_on(struct fixture *fixture, const struct buffer *copy, const struct checkpoint *known, const struct store_spent *spent,
                    size_t spent_count);
/*
 * The box is at rest; it is stopped, gets the copy, goes on under a new generation as two people at it would have it, and is started.
 * `gone` grows by what was handed out or taken out; on wish the restoring is told of them, as by an export.
 */
void put_back_restore(struct put_back *put_back, bool gone[100], bool told);
/* Fails when the ledger of the running box has released or issued something that was gone before it began. */
void put_back_check(const struct put_back *put_back, const bool gone[100], unsigned seed);
