/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A disk whose power can be cut at any operation, or that is full or fails: an SQLite VFS.
 *
 * The real file is the platter: it holds what was synced. Every write and
 * truncation since then is kept in memory, in order, until xSync puts it on the
 * platter. At the cut each 512-byte sector of what was not synced survives or
 * vanishes on its own, as an unordered write cache leaves it, and every call
 * from then on fails. Bytes beside a write stay as they are, also in the same
 * sector (SQLITE_IOCAP_POWERSAFE_OVERWRITE, which SQLite's own VFS promises too).
 *
 * One thread, one process; locks are not needed and not kept. Randomness comes
 * from the seed, so that the same run takes the same operations.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum lossy_fault {
        LOSSY_CUT,             /* the power goes: sectors survive or not, and every call fails from then on */
        LOSSY_FULL,            /* from then on every write fails as on a full disk, until lossy_make_room() */
        LOSSY_BROKEN,          /* that one operation fails, what was written before stays unsynced */
};

/* At a cut. */
enum lossy_survival { LOSSY_NONE, LOSSY_ALL, LOSSY_SOME };

struct lossy_counts {
        uint64_t operations;   /* all that can be cut: the three below and deletions */
        uint64_t writes, syncs, truncations;
        uint64_t lost, kept;   /* sectors, at the cut */
};

/* Makes it SQLite's default VFS, with the power on. at: the operation (from 1) at which the fault comes; 0: never. */
void lossy_install(enum lossy_fault fault, uint64_t at, enum lossy_survival survival, uint64_t seed);
bool lossy_is_cut(void);
void lossy_make_room(void);
/* Full from now on. */
void lossy_fill(void);
/* So far. */
struct lossy_counts lossy_count(void);
/* The default VFS is the former one again. All connections must be closed. */
void lossy_remove(struct lossy_counts *ret_counts);

/* ---- cutting without an end: one run, and what each cut of it would have left ---- */

struct lossy_left {
        uint64_t mark;         /* of two cuts of one run the same only when they left the same */
        uint64_t lost, kept;   /* sectors */
};

/* `moment` is called within every operation, where a cut at it would come. It must not use this disk. */
void lossy_watch(void (*moment)(void));
/*
 * Makes the database `to` what a cut now would leave of the database `from`, its log included. The disk itself and
 * its random numbers stay as they are.
 */
struct lossy_left lossy_leave(const char *from, const char *to, enum lossy_survival survival, uint64_t seed);
/* In a child process: the former VFS is the default one again, and what is open on this disk is left alone for ever. */
void lossy_turn_away(void);
