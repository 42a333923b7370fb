/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The facts that wait for a store which does not answer, in their order: what a switch, a device or a person did has happened
 * whatever the disk says. They are kept in memory and, line by line and synced, in a file outside the store's folder, which lives
 * through the end of the process; the store takes them before anything else. A commit that failed may be there all the same: each
 * is looked up before it is written.
 *
 * The file holds tags of loads until the store has them: it is overwritten with zeros before it goes. One thread; blocks.
 */
#pragma once

#include "controller/box/store/fact.h"
#include "controller/box/store/store.h"

enum {
        FACTS_MAX = 256,
        FACTS_MAX_PLAIN = 192,          /* of these, at most so many that change no state: what is handed out is never crowded out */
        FACTS_FILE_MAX = FACTS_MAX * (FACT_LINE_MAX + 1),
};

struct facts;

/* path: of the file, which need not be there; NULL: in memory only. box: its id. 0, -ENOMEM, -EINVAL. */
MUST_CHECK int facts_new(const char *path, const char *box, struct facts **ret_facts);
void facts_free(struct facts *facts);
DEFINE_CLEANUP(struct facts, facts_free, facts_cleanup)

enum { FACTS_E_DAMAGED = 1, FACTS_E_FULL };
/*
 * Takes in what an earlier process left, before anything is kept. A last line without its end was being written when the power went
 * and counts as not there. FACTS_E_DAMAGED: the lines up to one that is none of this box's were taken, and the file was moved to
 * its name with .damaged behind it. 0, or a negative errno when it cannot be read; then it is left alone and nothing is kept there.
 */
MUST_CHECK int facts_read(struct facts *facts);
/*
 * Keeps a deed that is a fact, seen at seen_ms, when the ledger had `size` entries. 0: also in the file. A negative errno: in memory
 * only, until facts_save(). FACTS_E_FULL: not at all. -EPROTO, -EINVAL: neither, it is none.
 */
MUST_CHECK int facts_keep(struct facts *facts, uint64_t size, int64_t seen_ms, const struct deed *deed);
/* The same in memory only, for several that are to come into the file at once: then facts_save(). 0: it is in memory. */
MUST_CHECK int facts_hold(struct facts *facts, uint64_t size, int64_t seen_ms, const struct deed *deed);
/* Writes into the file what is not there yet, at once. 0 or a negative errno. */
MUST_CHECK int facts_save(struct facts *facts);
unsigned facts_count(const struct facts *facts);
/* Whether all that wait would live through the end of the process. */
bool facts_are_safe(const struct facts *facts);

/* What became of them. */
struct facts_told {
        unsigned written, found, refused; /* refused: the store's state does not allow them */
        bool issued;                    /* one of them was an issue */
        uint64_t issued_index;          /* its entry, the newest */
};
/*
 * Writes them into the store at t_ms, the oldest first; those written are gone from here, and the file is when all are. 0, or the
 * error of the store that stopped it: those left wait on. *ret_told is filled in either case.
 */
MUST_CHECK int facts_write(struct facts *facts, struct store *store, int64_t t_ms, struct facts_told *ret_told);
