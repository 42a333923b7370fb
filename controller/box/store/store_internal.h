/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the files of this folder share: the open store, its one transaction and
 * the appending of entries within it.
 */
#pragma once

#include "controller/box/store/database.h"
#include "controller/box/store/store.h"

struct store {
        struct database database;
        int lock_fd;                           /* the writer's lock; -1 when read only */
        char *path;                            /* owned */
        struct store_config config;
        enum store_mode mode;                  /* recorded; 0: none yet */
        bool read_only;
        int broken;                            /* the fault after which nothing is written any more; 0: none */
        int64_t written_ms;                    /* of the deed under way: when its entries are written */
        bool has_reserve;
        bool to_scrub;                         /* something was erased and its old image may lie in the log */
        bool absent[STORE_COMPARTMENTS_MAX];
        bool told_open[STORE_COMPARTMENTS_MAX], told_before[STORE_COMPARTMENTS_MAX]; /* as recorded; within a transaction, as it was before */
        char *anchor;                          /* owned; NULL: opened without one */
        int anchor_fault;                      /* why the anchor could not follow last; 0: it did */

        bool clock_trusted;
        int64_t steady_shift_ms;               /* store_count_steadily() */

        struct ledger_state {
                char origin[NOTE_NAME_MAX + 1];  /* "" before the first adoption */
                int64_t bundle_issued_ms;
                int64_t floor_ms;
                int clock;                       /* store_clock() */
                struct merkle_edge edge;
                unsigned anchor;                 /* enum anchor_step that is due; 0: none */
                struct merkle_edge archived;     /* of the tree whose entries are in the archive; of size 0 when none is */
        } ledger, next;                        /* as committed; as it will be with the open transaction */
        bool erases;                           /* the open transaction erases tags */
};

/* BEGIN IMMEDIATE. 0, -EROFS, the fault that broke the store, or an error of the database. */
MUST_CHECK int transaction_begin(struct store *store);
/* Commits when r is 0, else rolls back. The result to hand on. What is in memory moves with the commit. */
MUST_CHECK int transaction_end(struct store *store, int r);
/* Takes the room that is kept for a full disk, where there is enough beside it; its lack is no fault. */
void reserve_take(struct store *store);
/* Gives it up. False: there is none. */
bool reserve_give_up(struct store *store);

/* A fault of the disk may or may not be found there later: nothing may build on either. Hands r on. */
int transaction_fault(struct store *store, int r);

/* Within a transaction. Fills in box, n and t. -EPROTO before the first adoption, -EINVAL when the entry cannot be written. */
MUST_CHECK int ledger_append(struct store *store, int64_t t_ms, const struct entry *entry);
/* Within a transaction. Keeps what a countersigned or contradicted says; nothing for other entries. 0 or an error of the database. */
MUST_CHECK int witnessed_keep(struct store *store, int64_t t_ms, const struct entry *entry);
/* Reads size, root and the tree's edge and compares them with the last entries. 0 or -EUCLEAN. */
MUST_CHECK int ledger_load(struct store *store);
/* The edge of the tree of a former size, at least the archive's. */
MUST_CHECK int ledger_edge(struct store *store, uint64_t size, struct merkle_edge *ret_edge);
/* Reads the newest archive into store->ledger, whose size is known. 0 or -EUCLEAN. */
MUST_CHECK int archived_load(struct store *store);
/* A node of the tree that is all in the archive: only those of its edge are kept. */
MUST_CHECK bool archived_node(const struct merkle_edge *archived, unsigned level, uint64_t index, struct hash *ret_hash);
/* Writes size, root and floor as they will be. */
MUST_CHECK int ledger_save(struct store *store);
/* Within a transaction: the newest signed checkpoint. */
MUST_CHECK int checkpoint_write(struct store *store, uint64_t size, const void *note, size_t len);

/* After a commit: lets the anchor follow when that is due. */
void store_follow_anchor(struct store *store);

/* Whether the entry tells a count that is kept between entries. */
bool count_is_one(const struct entry *entry);
/*
 * Within a transaction that writes this entry: the count that it tells, or begins anew, is kept no more; nothing for other entries. 0 or a
 * negative errno.
 */
MUST_CHECK int count_told(struct store *store, const struct entry *entry);
/* Copies a text of the caller. 0, or -EINVAL when it is longer than size - 1. */
MUST_CHECK int text_copy(char *ret_text, size_t size, const char *text);

/* Within a transaction: counts a refusal and writes it singly while few. */
MUST_CHECK int refusal_note(struct store *store, int64_t t_ms, enum refusal why, const uint8_t *cti);

/* Whether it is locked by wrong answers when the wall clock says t_ms. */
bool answers_locked(const struct store *store, int64_t t_ms, const struct consignment *consignment);

/* ---- rows ---- */

MUST_CHECK int compartment_read(struct store *store, unsigned c, struct store_compartment *ret_compartment);
MUST_CHECK int compartment_write(struct store *store, const struct store_compartment *compartment);
/* With the entry; for one that is not quarantined yet. */
MUST_CHECK int compartment_quarantine(struct store *store, int64_t t_ms, struct store_compartment *compartment, enum reason why);

/* Within a transaction: an entry says why the door of c stands open, or may. 0 or a negative errno. */
MUST_CHECK int compartment_tell(struct store *store, unsigned c);
/* Within a transaction that writes this entry: an opening of its compartment is told of by it, or its door is said to be shut; nothing for other entries. 0 or a negative errno. */
MUST_CHECK int compartment_told(struct store *store, const struct entry *entry);
/* Within a transaction: the door is shut, or an opening of it would be another. 0 or a negative errno. */
MUST_CHECK int compartment_untold(struct store *store, unsigned c);
/* Reads into store->told_open. 0 or -EUCLEAN. */
MUST_CHECK int compartments_load(struct store *store);

MUST_CHECK int consignment_read(struct store *store, const uint8_t cti[CTI_LEN], struct consignment *ret_consignment);
/* The same of one that must be there: -EPROTO when it is not. */
MUST_CHECK int consignment_known(struct store *store, const uint8_t cti[CTI_LEN], struct consignment *ret_consignment);
MUST_CHECK int consignment_write(struct store *store, const struct consignment *consignment);
/* The columns that every query on consignments selects, in this order, read by consignment_of_row(). */
#define CONSIGNMENT_COLUMNS \
        "s.cti, s.state, s.c, s.items, s.wishes, s.together, s.loaded_ms, s.deadline_ms, s.issued_ms, s.nbf, s.forget_after, " \
        "s.wrong, s.locked_until_ms, s.unsure, s.released, s.reopened, s.restored, s.unshut, s.papers_owed"
enum { CONSIGNMENT_COLUMN_COUNT = 19 };
/* 0 or -EUCLEAN. */
MUST_CHECK int consignment_of_row(sqlite3_stmt *query, int column, struct consignment *ret_consignment);
/* An entry about it with cti and c filled in. */
struct entry consignment_entry(const struct consignment *consignment, enum entry_event event);

struct tags {
        uint8_t reference[TAG_LEN], pin[TAG_LEN], birth[TAG_LEN];
};
MUST_CHECK int tags_read(struct store *store, unsigned c, struct tags *ret_tags);
MUST_CHECK int tags_write(struct store *store, unsigned c, const struct tags *tags);
/* Zeros over them, and the log is to be scrubbed. */
MUST_CHECK int tags_erase(struct store *store, unsigned c);
/* The compartment that holds this reference. 0 or -ENOENT. */
MUST_CHECK int tags_find(struct store *store, const uint8_t reference[TAG_LEN], unsigned *ret_c);
/* 0, or -EEXIST when another compartment than c holds this reference. */
MUST_CHECK int tags_reference_free(struct store *store, const uint8_t reference[TAG_LEN], unsigned c);
