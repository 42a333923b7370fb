/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A disk that fails now and then: an SQLite VFS over the system's. Operations are writes, syncs, truncations, opens and
 * the taking of the log's locks; reads never fail. Nobody sleeps: a lock that is waited for is waited for at once.
 *
 * One thread, one process.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum faulty_kind {
        FAULTY_EIO,
        FAULTY_ENOSPC,
        FAULTY_EINTR,
        FAULTY_EBUSY,
        FAULTY_SHORT,          /* a write writes half; others EIO */
        FAULTY_KIND_COUNT,
};

struct faulty_counts {
        uint64_t operations;   /* all of: */
        uint64_t writes, syncs, truncations, opens, locks;
        uint64_t failed;
};

/* Makes it SQLite's default VFS; nothing fails. */
void faulty_install(void);
/* All connections must be closed. */
void faulty_remove(void);
/*
 * Counts from 0 again. Operation `at` (from 1; 0: none) fails, and every later one for which still() is true (NULL: none), and the
 * first open after it when `open_too`.
 */
void faulty_plan(enum faulty_kind kind, uint64_t at, bool (*still)(void), bool open_too);
/* Called before each operation, but not within itself; NULL: nobody. */
void faulty_watch(void (*before)(void));
/* Since the plan. */
struct faulty_counts faulty_count(void);
